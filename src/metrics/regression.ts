import { parseWeights } from '../data/targets.js';
import { argsort } from '../numeric/ordering.js';
import { rSquared } from '../numeric/statistics.js';
import { warn } from '../warnings.js';
import { checkPair, parseNumbers } from './pairs.js';

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
  const { truth, predicted, weights } = parse(yTrue, yPred, options, 'r2Score');
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
  const { truth, predicted, weights } = parse(yTrue, yPred, options, 'meanSquaredError');
  return squaredError(truth, predicted, weights);
}

/** Square root of the mean of (y - ŷ)², in units of y. Parameters and errors as `r2Score`. */
export function rootMeanSquaredError(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options?: RegressionMetricOptions,
): number {
  const { truth, predicted, weights } = parse(yTrue, yPred, options, 'rootMeanSquaredError');
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
  const { truth, predicted, weights } = parse(yTrue, yPred, options, 'meanAbsoluteError');
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
  const { truth, predicted, weights } = parse(yTrue, yPred, options, 'meanAbsolutePercentageError');
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

/** How the residuals y - ŷ are spread, in units of y where nothing else is said. */
export interface ResidualStatistics {
  readonly mean: number;
  /** Population standard deviation. */
  readonly std: number;
  readonly min: number;
  readonly max: number;
  /** The values below which 5, 25, 50, 75 and 95 % of the weight lies. */
  readonly quantiles: {
    readonly q05: number;
    readonly q25: number;
    readonly q50: number;
    readonly q75: number;
    readonly q95: number;
  };
  /** Third standardised moment, without unit: above 0 where large positive residuals stick out. */
  readonly skewness: number;
  /** Share within one standard deviation of the mean: 0.683 for normal residuals. */
  readonly withinOneSigma: number;
  /** Share within two: 0.954 for normal residuals. */
  readonly withinTwoSigma: number;
}

/**
 * Statistics of the residuals yTrue - yPred. Quantiles without weights are linearly interpolated, as
 * NumPy's; with weights, interpolated between the middles of the weights.
 * Parameters and errors as `r2Score`.
 */
export function residualStatistics(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options?: RegressionMetricOptions,
): ResidualStatistics {
  const { truth, predicted, weights } = parse(yTrue, yPred, options, 'residualStatistics');
  const residuals = truth.map((value, i) => value - predicted[i]);
  const share = (i: number) => (weights === undefined ? 1 : weights[i]);
  let total = 0;
  let sum = 0;
  for (let i = 0; i < residuals.length; i++) {
    total += share(i);
    sum += share(i) * residuals[i];
  }
  const mean = sum / total;
  let second = 0;
  let third = 0;
  for (let i = 0; i < residuals.length; i++) {
    const deviation = residuals[i] - mean;
    second += share(i) * deviation * deviation;
    third += share(i) * deviation * deviation * deviation;
  }
  const std = Math.sqrt(second / total);
  const within = (sigmas: number) => {
    let inside = 0;
    for (let i = 0; i < residuals.length; i++) {
      if (Math.abs(residuals[i] - mean) <= sigmas * std) inside += share(i);
    }
    return inside / total;
  };
  const order = argsort(residuals).filter((i) => share(i) > 0);
  const quantile = (q: number) => weightedQuantile(residuals, order, share, total, q);
  return {
    mean,
    std,
    min: residuals[order[0]],
    max: residuals[order[order.length - 1]],
    quantiles: {
      q05: quantile(0.05),
      q25: quantile(0.25),
      q50: quantile(0.5),
      q75: quantile(0.75),
      q95: quantile(0.95),
    },
    skewness: std === 0 ? 0 : third / total / std ** 3,
    withinOneSigma: within(1),
    withinTwoSigma: within(2),
  };
}

/**
 * A repeated row and a weight of two give the same quantile: each unit of weight is one place in
 * the sorted list, and the quantile lies between the two places around q · (total - 1).
 */
function weightedQuantile(
  values: Float64Array,
  order: Int32Array,
  share: (i: number) => number,
  total: number,
  q: number,
): number {
  const place = q * Math.max(0, total - 1);
  let before = 0; // places taken by smaller values
  for (let at = 0; at < order.length; at++) {
    const value = values[order[at]];
    const last = before + share(order[at]) - 1; // the value's own last place
    if (place <= last || at === order.length - 1) return value;
    if (place < last + 1) {
      const next = values[order[at + 1]];
      return value + (place - Math.max(last, before - 1)) * (next - value);
    }
    before += share(order[at]);
  }
  return Number.NaN;
}

interface Parsed {
  readonly truth: Float64Array;
  readonly predicted: Float64Array;
  readonly weights: Float64Array | undefined;
}

function parse(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  { sampleWeight }: RegressionMetricOptions = {},
  where: string,
): Parsed {
  checkPair(yTrue, yPred, where);
  const { length } = yTrue;
  return {
    truth: parseNumbers(yTrue, length, 'yTrue', where),
    predicted: parseNumbers(yPred, length, 'yPred', where),
    weights: parseWeights(sampleWeight, length, where),
  };
}
