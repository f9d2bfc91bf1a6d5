import type { FitOptions } from '../contracts.js';
import type { Dense } from '../data/dense.js';
import { type AnyEstimator, clone } from '../estimator.js';
import type { Fitting } from '../fitting.js';
import { anInteger, aReal, either, parameter } from '../hyperparameters.js';
import { argsort } from '../numeric/ordering.js';
import { type ImportanceGetter, importancesOf, orderOfSquares } from './importances.js';
import { positionsOf, takeColumns } from './selector.js';

/** How features are eliminated, and what they are to tell of. */
export interface Elimination {
  /** [nSamples × nFeatures] */
  readonly samples: Dense;
  readonly y: unknown;
  readonly options: FitOptions;
  /** What is fitted in every round: copies of it. */
  readonly estimator: AnyEstimator;
  readonly importanceGetter: 'auto' | ImportanceGetter;
  /** How many features to end with. */
  readonly nToSelect: number;
  /** How many to eliminate a round, but for the last. */
  readonly step: number;
  /** The method that was called, for messages. */
  readonly where: string;
}

/** A round of elimination: its fitted model, the features that this was fitted on, and the ranks so far. */
export interface Round {
  readonly model: AnyEstimator;
  readonly kept: Uint8Array;
  readonly ranking: Int32Array;
}

/** `step` in a table of hyperparameters. */
export const stepRow = () =>
  parameter(either(anInteger({ min: 1 }), aReal({ above: 0, below: 1 })), {
    default: 1,
    about: 'how many features to eliminate a round.',
  });

/** How many features a round eliminates: a share of all is rounded down, and is at least 1. */
export function stepOf(step: number, nFeatures: number): number {
  return step < 1 ? Math.max(1, Math.floor(step * nFeatures)) : step;
}

/** How many rounds there are, the last fit included. */
export function roundsOf(nFeatures: number, nToSelect: number, step: number): number {
  return 1 + Math.ceil(Math.max(0, nFeatures - nToSelect) / step);
}

/**
 * Recursive feature elimination: each round fits a model on the features that are left and drops those whose importances
 * are the smallest, of equal ones the first. Reports each fit.
 * Source: Guyon, Weston, Barnhill and Vapnik, Machine Learning 46 (2002).
 *
 * @param afterRound - called with each round when its model is fitted
 * @returns the last round
 * @throws InvalidInputError when a model does not have an importance for each feature
 */
export function* eliminating(
  { samples, y, options, nToSelect, step, ...rules }: Elimination,
  afterRound?: (round: Round) => void,
): Fitting<Round> {
  const { columns } = samples;
  const total = roundsOf(columns, nToSelect, step);
  const kept = new Uint8Array(columns).fill(1);
  const ranking = new Int32Array(columns).fill(1);
  for (let done = 1; ; done++) {
    const left = positionsOf(kept);
    const model = clone(rules.estimator);
    const X = left.length < columns ? takeColumns(samples, left) : samples;
    yield { estimator: model, X, y, options };
    yield { done, total, unit: 'fit' };
    const round = { model, kept: kept.slice(), ranking: ranking.slice() };
    afterRound?.(round);
    if (left.length <= nToSelect) return round;
    const { importanceGetter, where } = rules;
    const importances = yield* importancesOf(model, importanceGetter, left.length, where);
    const order = argsort(orderOfSquares(importances));
    for (const at of order.subarray(0, Math.min(step, left.length - nToSelect))) {
      kept[left[at]] = 0;
    }
    for (let j = 0; j < columns; j++) if (kept[j] === 0) ranking[j]++;
  }
}
