import type { Dense } from '../data/dense.js';
import { type AnyEstimator, clone } from '../estimator.js';
import { anInteger, aReal, either, parameter } from '../hyperparameters.js';
import { argsort } from '../numeric/ordering.js';
import {
  type ImportanceEstimator,
  type ImportanceGetter,
  importancesOf,
  orderOfSquares,
  requireEstimator,
} from './importances.js';
import { positionsOf, takeColumns } from './selector.js';

/** How features are eliminated. */
export interface EliminationRules {
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

/** One round: a model that is to be fitted on the features that are left, which are so before the next round begins. */
export interface Round {
  readonly model: ImportanceEstimator;
  /** The features that are left [nSamples × their number]. */
  readonly samples: Dense;
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

/** Whether a round has no more than the features to end with. */
export function isLast({ samples }: Round, { nToSelect }: EliminationRules): boolean {
  return samples.columns <= nToSelect;
}

/**
 * Recursive feature elimination: each round fits a model on the features that are left and drops those whose importances
 * are the smallest, of equal ones the first. Yields each round before its model is fitted: whoever drives it fits the model,
 * at once or in time slices.
 * Source: Guyon, Weston, Barnhill and Vapnik, Machine Learning 46 (2002).
 *
 * @throws InvalidInputError when a model does not have an importance for each feature
 */
export function* eliminating(samples: Dense, rules: EliminationRules): Generator<Round, void> {
  const { estimator, importanceGetter, nToSelect, step, where } = rules;
  const { columns } = samples;
  const kept = new Uint8Array(columns).fill(1);
  const ranking = new Int32Array(columns).fill(1);
  for (;;) {
    const left = positionsOf(kept);
    const model = requireEstimator(clone(estimator), where);
    const part = left.length < columns ? takeColumns(samples, left) : samples;
    const round = { model, samples: part, kept: kept.slice(), ranking: ranking.slice() };
    yield round;
    if (isLast(round, rules)) return;
    const importances = importancesOf(model, importanceGetter, left.length, where);
    const order = argsort(orderOfSquares(importances));
    for (const at of order.subarray(0, Math.min(step, left.length - nToSelect))) {
      kept[left[at]] = 0;
    }
    for (let j = 0; j < columns; j++) if (kept[j] === 0) ranking[j]++;
  }
}
