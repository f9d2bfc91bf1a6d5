import { lengthOf } from '../../data/array-like.js';
import { parameter } from '../../hyperparameters.js';
import * as schema from '../../serialization/schema.js';
import { count } from '../../words.js';
import type { EnsembleMember } from '../members.js';

/** The option `weights`. */
export const votingWeights = () =>
  parameter(
    {
      type: 'weights',
      range: 'null or an array of numbers >= 0, one of them above 0',
      accepts: (value) => value === null || areWeights(value),
    },
    { default: null, about: 'how much each estimator counts, or null for all alike.' },
  );

function areWeights(value: unknown): boolean {
  const length = lengthOf(value);
  // A length is a promise: the last weight must be there.
  if (length === undefined || !(length - 1 in Object(value))) return false;
  const weights: unknown[] = Array.from(value as ArrayLike<unknown>);
  const sum = weights.reduce<number>((total, weight) => total + (weight as number), 0);
  return (
    weights.every((weight) => typeof weight === 'number' && weight >= 0) &&
    sum > 0 &&
    sum < Infinity
  );
}

/** What is wrong with the weights of these estimators, if anything. */
export function problemOfWeights(
  weights: ArrayLike<number> | null,
  estimators: readonly EnsembleMember[],
): string | undefined {
  if (weights === null) return undefined;
  if (weights.length !== estimators.length) {
    return `there are ${count(weights.length, 'weight')} for ${count(estimators.length, 'estimator')}. Pass one weight an estimator, dropped ones included.`;
  }
  const counts = estimators.some(([, estimator], i) => estimator !== 'drop' && weights[i] > 0);
  return counts
    ? undefined
    : 'all estimators with a weight are dropped. Give another one a weight.';
}

/** The share of each estimator that is not dropped; shares sum to 1. */
export function votingShares(
  weights: ArrayLike<number> | null,
  estimators: readonly EnsembleMember[],
): Float64Array {
  const kept = estimators.flatMap(([, estimator], i) =>
    estimator === 'drop' ? [] : [weights === null ? 1 : weights[i]],
  );
  const total = kept.reduce((sum, weight) => sum + weight, 0);
  return Float64Array.from(kept, (weight) => weight / total);
}

/** The form of the shares in a model file. */
export const sharesOfMembers = () => schema.float64('nMembers', { min: 0, max: 1 });
