import type { Matrix } from 'ml-matrix';
import { toMatrix } from '../data/dense.js';
import type { AnyEstimator } from '../estimator.js';
import type { Fitting } from '../fitting.js';
import { tellOfErrors } from './cross-validating.js';
import type { Fold } from './splitter.js';
import { type FoldError, type FoldResult, validating } from './validating.js';
import type { Trial } from './validation-trial.js';

/** What went wrong at a point of a curve. */
export interface CurveError extends FoldError {
  /** The number of the point, from 0. */
  readonly point: number;
}

/** Scores along a curve: a row a point, a column a fold. */
export interface Curve {
  /** The scores of the training parts [nPoints × nFolds]. */
  readonly trainScores: Matrix;
  /** The scores of the test parts [nPoints × nFolds]. */
  readonly testScores: Matrix;
  /** Seconds that each fit took [nPoints × nFolds]. */
  readonly fitTimes: Matrix;
  /** Seconds that scoring each test part took [nPoints × nFolds]. */
  readonly scoreTimes: Matrix;
  /** What failed, and where: scores that are `errorScore`, and scores that are NaN. */
  readonly errors: readonly CurveError[];
}

/** What is tried at a point of a curve, given the fold. */
export type CurvePoint = (fold: Fold) => { readonly estimator: AnyEstimator; readonly fold: Fold };

/**
 * Try each point of a curve on each fold, reported as a `'fit'`. What fails is warned of once, in the end.
 *
 * @throws InvalidInputError when all fits fail, with the first cause in its words and all in its `cause`
 */
export function* drawing(trial: Trial, points: readonly CurvePoint[]): Fitting<Curve> {
  const { samples, folds, scorers, errorScore, where } = trial;
  const rules = { scorers: scorers.all, trainScore: true, errorScore, where };
  const results: FoldResult[][] = points.map(() => []);
  const total = points.length * folds.length;
  for (const [number, whole] of folds.entries()) {
    for (const [p, point] of points.entries()) {
      const { estimator, fold } = point(whole);
      results[p].push(yield* validating(estimator, samples, fold, number, rules));
      yield { done: number * points.length + p + 1, total, unit: 'fit' };
    }
  }
  tellOfErrors(results.flat(), 'fit', where);
  const matrix = (value: (result: FoldResult) => number) =>
    toMatrix(Float64Array.from(results.flat(), value), points.length, folds.length);
  return {
    trainScores: matrix(({ trainScores }) => trainScores?.[0] ?? Number.NaN),
    testScores: matrix(({ testScores }) => testScores[0]),
    fitTimes: matrix(({ fitTime }) => fitTime),
    scoreTimes: matrix(({ scoreTime }) => scoreTime),
    errors: results.flatMap((ofPoint, point) =>
      ofPoint.flatMap(({ errors }) => errors.map((error) => ({ ...error, point }))),
    ),
  };
}
