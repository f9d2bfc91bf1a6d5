import type { AbstractMatrix } from 'ml-matrix';
import type { Label, MatrixLike } from '../contracts.js';
import { parseFeatures, parseFeaturesInSteps, takeRows } from '../data/dense.js';
import { InvalidParameterError } from '../errors.js';
import {
  drawnRows,
  meanAndSpread,
  ordersOf,
  permutedScores,
} from '../inspection/permutation/permuted-scores.js';
import { MatrixSamples } from '../inspection/samples/matrix-samples.js';
import { accuracyScore } from '../metrics/classification.js';
import { r2Score } from '../metrics/regression.js';
import { columnMomentsInSteps } from '../numeric/statistics.js';
import type { Steps, Training } from '../progress.js';
import { createRng } from '../random/rng.js';
import { inBlocks } from './in-blocks.js';

/** How much one feature counts in a model. */
export interface FeatureImportance {
  /** The name of the feature, as the model has it. */
  readonly feature: string;
  /** Share of all features' importance, at least 0; the shares sum to 1 unless all are 0. */
  readonly importance: number;
}

/** What importance is measured by. */
export type ImportanceMethod = 'impurity' | 'coefficients' | 'permutation';

/** How shuffling is bounded, where a model shows nothing of itself. */
export interface ShufflingOptions {
  /**
   * Most held-out rows to shuffle and to predict; of more, so many are drawn. Default null: what makes 30 000 predictions
   * over all features and repeats, but at least 100 rows and at most 1 000.
   */
  maxSamples?: number | null;
  /** How often each feature is shuffled. Default 5. */
  nRepeats?: number;
}

/** What importance is read from; each model has some of it. */
interface Explained {
  readonly featureImportances?: readonly number[];
  readonly coef?: readonly number[] | AbstractMatrix;
  /** Of a classifier. */
  readonly classes?: readonly Label[];
  predict(X: MatrixLike): ArrayLike<Label>;
}

/**
 * Importance of each feature, most important first. Trees carry their own; a linear model's is the
 * size of its coefficient times the standard deviation of the feature, averaged over the classes, so
 * that units do not matter; any other model's is how much shuffling the feature costs in accuracy or R².
 *
 * @param X - training features [nSamples × nFeatures], for spreads
 * @param held - features and targets that were held out, for shuffling
 */
export function* featureImportance(
  estimator: Explained,
  names: readonly string[],
  X: MatrixLike,
  held: { X: MatrixLike; y: ArrayLike<Label> },
  options: ShufflingOptions = {},
): Training<{ method: ImportanceMethod; importances: FeatureImportance[] }> {
  const { method, sizes } = yield* measure(estimator, X, held, options);
  return { method, importances: rankFeatures(names, sizes) };
}

/**
 * The features with their shares of all importance, most important first.
 *
 * @param sizes - importance of each feature in any unit, at least 0 [nFeatures]
 */
export function rankFeatures(
  names: readonly string[],
  sizes: ArrayLike<number>,
): FeatureImportance[] {
  let total = 0;
  for (let j = 0; j < sizes.length; j++) total += sizes[j];
  return names
    .map((feature, j) => ({ feature, importance: total > 0 ? sizes[j] / total : 0 }))
    .sort((a, b) => b.importance - a.importance);
}

/** Coefficients of features, where the model has any: an SVM does with the linear kernel only, and says so by throwing. */
function coefficientsOf(estimator: Explained): Explained['coef'] {
  try {
    return estimator.coef;
  } catch (error) {
    if (error instanceof InvalidParameterError) return undefined;
    throw error;
  }
}

function* measure(
  estimator: Explained,
  X: MatrixLike,
  held: { X: MatrixLike; y: ArrayLike<Label> },
  { nRepeats = 5, maxSamples }: ShufflingOptions,
): Training<{ method: ImportanceMethod; sizes: readonly number[] }> {
  if (estimator.featureImportances !== undefined) {
    return { method: 'impurity', sizes: estimator.featureImportances };
  }
  const coef = coefficientsOf(estimator);
  if (coef !== undefined) {
    const rows = 'to2DArray' in coef ? coef.to2DArray() : [coef];
    const samples = yield* parseFeaturesInSteps(X, 'featureImportance');
    const { variance } = yield* columnMomentsInSteps(samples);
    const sizes = Array.from(variance, (squared, j) => {
      const size = rows.reduce((sum, row) => sum + Math.abs(row[j]), 0) / rows.length;
      return size * Math.sqrt(squared);
    });
    return { method: 'coefficients', sizes };
  }
  const features = parseFeatures(held.X, 'featureImportance', { allowMissing: true });
  const most = maxSamples ?? affordableRows(features.columns * nRepeats);
  const rng = createRng(0);
  const rows = drawnRows(features.rows, most, rng);
  const samples = new MatrixSamples(takeRows(features, rows), 'featureImportance');
  const truth = Array.from(rows, (i) => held.y[i]);
  const { baseline, permuted } = yield* permutedScores(samples, scoreInSteps(estimator, truth), {
    groups: samples.names.map((_, j) => [j]),
    nRepeats,
    order: ordersOf(samples.rows, rng),
  });
  const sizes = samples.names.map((_, j) => {
    const { mean } = meanAndSpread(permuted[0].subarray(j * nRepeats, (j + 1) * nRepeats));
    return Math.max(0, baseline[0] - mean);
  });
  return { method: 'permutation', sizes };
}

/** Predictions that shuffling may take by itself, and the rows it takes whatever the number of features. */
const PREDICTIONS = 30_000;
const FEWEST_ROWS = 100;
const MOST_ROWS = 1000;

function affordableRows(shuffles: number): number {
  return Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, Math.floor(PREDICTIONS / shuffles)));
}

/** Most rows predicted in one step, of whatever model. */
const STEP_ROWS = 16;

/** Accuracy or R² of predictions that are made a few rows at a time. */
function scoreInSteps(estimator: Explained, y: ArrayLike<Label>) {
  return function* (samples: MatrixSamples): Steps<number[]> {
    const X = samples.between(0, samples.rows);
    const predicted = yield* inBlocks(X, (rows) => estimator.predict(rows), estimator, STEP_ROWS);
    return estimator.classes === undefined
      ? [r2Score(y as ArrayLike<number>, predicted as number[])]
      : [accuracyScore(y, predicted)];
  };
}
