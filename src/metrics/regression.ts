import { parseWeights } from '../data/targets.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { log1p } from '../numeric/exp-log.js';
import { weightedQuantile } from '../numeric/quantiles.js';
import { columnMoments, rSquared, sumOfWeights } from '../numeric/statistics.js';
import { warn } from '../warnings.js';
import { show } from '../words.js';
import { checkPair, parseNumbers } from './pairs.js';

/** How samples count in an error of regression. */
export interface RegressionMetricOptions {
  /** How much each sample counts [nSamples], at least 0. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/**
 * The coefficient of determination: 1 - Σ(y - ŷ)² / Σ(y - ȳ)².
 *
 * @param yTrue - true values [nSamples]
 * @param yPred - predicted values [nSamples]
 * @returns at most 1, best 1; 0 for always the mean; for constant yTrue 1 when it is met exactly and
 *   else 0; NaN, with a warning, for a single sample
 * @throws InvalidInputError for an empty input, other lengths, values that are not finite, unusable weights
 */
export function r2Score(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options?: RegressionMetricOptions,
): number {
  const { truth, predicted, weights } = parsePair(yTrue, yPred, options, 'r2Score');
  if (truth.length < 2) {
    warn('data', 'r2Score: R² is not defined for one sample. Pass more samples.');
    return Number.NaN;
  }
  return rSquared(truth, predicted, weights);
}

/** Mean of (y - ŷ)², in squared units of y. Parameters and errors as `r2Score`. */
export function meanSquaredError(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options?: RegressionMetricOptions,
): number {
  const { truth, predicted, weights } = parsePair(yTrue, yPred, options, 'meanSquaredError');
  return squaredError(truth, predicted, weights);
}

/** Square root of the mean of (y - ŷ)², in units of y. Parameters and errors as `r2Score`. */
export function rootMeanSquaredError(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options?: RegressionMetricOptions,
): number {
  const { truth, predicted, weights } = parsePair(yTrue, yPred, options, 'rootMeanSquaredError');
  return Math.sqrt(squaredError(truth, predicted, weights));
}

function squaredError(
  truth: Float64Array,
  predicted: Float64Array,
  weights: Float64Array | undefined,
): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < truth.length; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    const error = truth[i] - predicted[i];
    sum += weight * error * error;
    total += weight;
  }
  return sum / total;
}

/** Mean of |y - ŷ|, in units of y. Parameters and errors as `r2Score`. */
export function meanAbsoluteError(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options?: RegressionMetricOptions,
): number {
  const { truth, predicted, weights } = parsePair(yTrue, yPred, options, 'meanAbsoluteError');
  let sum = 0;
  let total = 0;
  for (let i = 0; i < truth.length; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    sum += weight * Math.abs(truth[i] - predicted[i]);
    total += weight;
  }
  return sum / total;
}

/**
 * Mean of |y - ŷ| / |y|: a share, not per cent. Where y is 0 the divisor is 2⁻⁵², as in
 * scikit-learn, so that an error there makes the result huge. Parameters and errors as `r2Score`.
 */
export function meanAbsolutePercentageError(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options?: RegressionMetricOptions,
): number {
  const { truth, predicted, weights } = parsePair(
    yTrue,
    yPred,
    options,
    'meanAbsolutePercentageError',
  );
  let sum = 0;
  let total = 0;
  for (let i = 0; i < truth.length; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    const size = Math.max(Math.abs(truth[i]), Number.EPSILON);
    sum += (weight * Math.abs(truth[i] - predicted[i])) / size;
    total += weight;
  }
  return sum / total;
}

/** The largest |y - ŷ|, in units of y; samples of weight 0 do not count. Parameters and errors as `r2Score`. */
export function maxError(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options?: RegressionMetricOptions,
): number {
  const { truth, predicted, weights } = parsePair(yTrue, yPred, options, 'maxError');
  let largest = 0;
  for (let i = 0; i < truth.length; i++) {
    if (weights !== undefined && weights[i] === 0) continue;
    largest = Math.max(largest, Math.abs(truth[i] - predicted[i]));
  }
  return largest;
}

/**
 * The median of |y - ŷ|, in units of y: half of the weight has smaller errors. Parameters and errors as `r2Score`.
 */
export function medianAbsoluteError(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options?: RegressionMetricOptions,
): number {
  const { truth, predicted, weights } = parsePair(yTrue, yPred, options, 'medianAbsoluteError');
  return weightedQuantile(
    truth.map((value, i) => Math.abs(value - predicted[i])),
    weights,
    0.5,
  );
}

/**
 * 1 - Var(y - ŷ) / Var(y): as R², but a constant error costs nothing. For constant y 1 when the error is constant
 * too, else 0. Parameters and errors as `r2Score`.
 */
export function explainedVarianceScore(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options?: RegressionMetricOptions,
): number {
  const { truth, predicted, weights } = parsePair(yTrue, yPred, options, 'explainedVarianceScore');
  const left = varianceOf(
    truth.map((value, i) => value - predicted[i]),
    weights,
  );
  const all = varianceOf(truth, weights);
  if (all === 0) return left === 0 ? 1 : 0;
  return 1 - left / all;
}

function varianceOf(values: Float64Array, weights: Float64Array | undefined): number {
  const samples = { data: values, rows: values.length, columns: 1 };
  return columnMoments(samples, weights).variance[0];
}

/** Which quantile was predicted, and how samples count. */
export interface PinballOptions extends RegressionMetricOptions {
  /** The quantile that is predicted, 0 to 1. Default 0.5: half of the absolute error. */
  alpha?: number;
}

/**
 * Mean of α (y - ŷ) where the prediction is too small and (1 - α) (ŷ - y) where it is too large, in units of y: least
 * for the α-quantile. Parameters and errors as `r2Score`, and InvalidParameterError for alpha.
 */
export function meanPinballLoss(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  given: PinballOptions = {},
): number {
  const where = 'meanPinballLoss';
  const { alpha = 0.5, ...options } = readNamed(given, where, ['alpha', 'sampleWeight']);
  if (!(alpha >= 0 && alpha <= 1)) {
    throw new InvalidParameterError(
      `${where}: alpha must be a number >= 0 and <= 1, but got ${show(alpha)}.`,
    );
  }
  const { truth, predicted, weights } = parsePair(yTrue, yPred, options, where);
  let sum = 0;
  for (let i = 0; i < truth.length; i++) {
    const error = truth[i] - predicted[i];
    const loss = error >= 0 ? alpha * error : (alpha - 1) * error;
    sum += weights === undefined ? loss : weights[i] * loss;
  }
  return sum / sumOfWeights(truth.length, weights);
}

/**
 * Mean of (log(1 + y) - log(1 + ŷ))²: relative errors of large values. Parameters and errors as `r2Score`; values must
 * be above -1.
 */
export function meanSquaredLogError(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options?: RegressionMetricOptions,
): number {
  return squaredLogError(yTrue, yPred, options, 'meanSquaredLogError');
}

/** Square root of `meanSquaredLogError`. */
export function rootMeanSquaredLogError(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options?: RegressionMetricOptions,
): number {
  return Math.sqrt(squaredLogError(yTrue, yPred, options, 'rootMeanSquaredLogError'));
}

function squaredLogError(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options: RegressionMetricOptions | undefined,
  where: string,
): number {
  const { truth, predicted, weights } = parsePair(yTrue, yPred, options, where);
  for (const [name, values] of Object.entries({ yTrue: truth, yPred: predicted })) {
    const wrong = values.findIndex((value) => value <= -1);
    if (wrong >= 0) {
      throw new InvalidInputError(
        `${where}: ${name}[${wrong}] is ${values[wrong]}, and only values above -1 have a logarithm of 1 + y. Use meanSquaredError.`,
      );
    }
  }
  return squaredError(truth.map(log1p), predicted.map(log1p), weights);
}

/** True and predicted values, checked. */
export interface ParsedNumbers {
  readonly truth: Float64Array;
  readonly predicted: Float64Array;
  readonly weights: Float64Array | undefined;
}

/** @throws InvalidInputError for an empty input, other lengths, values that are not finite, unusable weights */
export function parsePair(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options: RegressionMetricOptions = {},
  where: string,
): ParsedNumbers {
  const { sampleWeight } = readNamed(options, where, ['sampleWeight']);
  checkPair(yTrue, yPred, where);
  const { length } = yTrue;
  return {
    truth: parseNumbers(yTrue, length, 'yTrue', where),
    predicted: parseNumbers(yPred, length, 'yPred', where),
    weights: parseWeights(sampleWeight, length, where),
  };
}
