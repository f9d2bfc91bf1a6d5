import type { Label } from '../../contracts.js';
import type { AnyEstimator } from '../../estimator.js';
import type { Seed } from '../../random/rng.js';
import { range } from '../../random/sampling.js';
import { estimator, list, nullable, number, seed, size } from '../../serialization/schema.js';
import { type MemberKind, problemOfTrained } from '../members.js';
import { type BagInput, type Bags, bagNames, parseBagsAs } from './bag-input.js';
import type { TrainedCopy } from './bags.js';

/** What both baggings learn. */
export interface BaggingState {
  nFeatures: number;
  /** Columns of the table that was learned from; null for a matrix. */
  names: string[] | null;
  estimators: AnyEstimator[];
  /** Which features each copy sees, ascending; null for all. */
  features: (number[] | null)[];
  seed: Seed;
}

/** The form of the state that both have. */
export const baggingFields = () => ({
  nFeatures: size('nFeatures'),
  names: bagNames(),
  estimators: list(estimator<AnyEstimator>(), 'nEstimators'),
  features: list(nullable(list(number({ integer: true, min: 0 }))), 'nEstimators'),
  seed: seed(),
});

/** What is wrong with the copies of a model file, if anything. */
export function problemOfCopies(
  { estimators, features, names, nFeatures }: BaggingState,
  kind: MemberKind,
  classes?: readonly Label[],
): string | undefined {
  if (estimators.length === 0) return 'it has no estimators.';
  if (names !== null && new Set(names).size < names.length) return 'it names a column twice.';
  for (const [t, own] of features.entries()) {
    const problem = problemOfTrained(estimators[t], kind, classes);
    if (problem !== undefined) return `the estimator ${t} ${problem}`;
    if (own === null) continue;
    if (own.length === 0) return `the estimator ${t} sees no features.`;
    if (own.some((j) => j >= nFeatures))
      return `the estimator ${t} sees features that are not there.`;
    const twice = names !== null && new Set(own).size < own.length;
    if (twice) return `the estimator ${t} sees a column twice.`;
  }
  return undefined;
}

/** The state after a training: the copies of the last fit, and those that were added. */
export function extended(
  last: BaggingState | undefined,
  copies: readonly TrainedCopy[],
  { columns, names }: Bags,
  seed: Seed,
): BaggingState {
  return {
    nFeatures: columns,
    names,
    seed,
    estimators: [...(last?.estimators ?? []), ...copies.map(({ estimator }) => estimator)],
    features: [
      ...(last?.features ?? []),
      ...copies.map(({ features }) => (features === null ? null : Array.from(features))),
    ],
  };
}

/** Each copy with the part of some new samples that it sees. */
export function* askedCopies(
  { estimators, features, names, nFeatures }: BaggingState,
  X: BagInput,
  where: string,
): Generator<[estimator: AnyEstimator, X: BagInput]> {
  const bags = parseBagsAs(X, { columns: nFeatures, names }, where);
  for (const [t, estimator] of estimators.entries()) {
    const own = features[t];
    yield [estimator, bags.take(null, own === null ? null : Int32Array.from(own))];
  }
}

/** The positions of the features that each copy sees. */
export const featuresOfCopies = ({ features, nFeatures }: BaggingState): number[][] =>
  features.map((own) => own?.slice() ?? Array.from(range(nFeatures)));
