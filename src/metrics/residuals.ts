import { weightedQuantiles } from '../numeric/quantiles.js';
import { columnMoments } from '../numeric/statistics.js';
import { parsePair, type RegressionMetricOptions } from './regression.js';

/** How the residuals y - ŷ are spread, in units of y where nothing else is said. */
export interface ResidualStatistics {
  /** The mean: above 0 the predictions are too low, below 0 too high. */
  readonly mean: number;
  /** Population standard deviation. */
  readonly std: number;
  /** The smallest: the most that was predicted too high, where it is negative. */
  readonly min: number;
  /** The largest: the most that was predicted too low, where it is positive. */
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
 * Statistics of the residuals yTrue - yPred. A quantile is the residual up to which its share of the weight lies,
 * where it ends exactly there the middle to the next: NumPy's 'averaged_inverted_cdf'.
 * Parameters and errors as `r2Score`.
 */
export function residualStatistics(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options?: RegressionMetricOptions,
): ResidualStatistics {
  const { truth, predicted, weights } = parsePair(yTrue, yPred, options, 'residualStatistics');
  const residuals = truth.map((value, i) => value - predicted[i]);
  const share = (i: number) => (weights === undefined ? 1 : weights[i]);
  // Exact for a constant error, whose skewness would else be that of rounding.
  const moments = columnMoments({ data: residuals, rows: residuals.length, columns: 1 }, weights);
  const [mean] = moments.mean;
  const std = Math.sqrt(moments.variance[0]);
  const total = moments.totalWeight;
  let third = 0;
  for (let i = 0; i < residuals.length; i++) {
    const away = residuals[i] - mean;
    third += share(i) * (away * away * away);
  }
  const within = (sigmas: number) => {
    let inside = 0;
    for (let i = 0; i < residuals.length; i++) {
      if (Math.abs(residuals[i] - mean) <= sigmas * std) inside += share(i);
    }
    return inside / total;
  };
  const [min, q05, q25, q50, q75, q95, max] = weightedQuantiles(
    residuals,
    weights,
    [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1],
  );
  return {
    mean,
    std,
    min,
    max,
    quantiles: { q05, q25, q50, q75, q95 },
    skewness: std === 0 ? 0 : third / total / (std * std * std),
    withinOneSigma: within(1),
    withinTwoSigma: within(2),
  };
}
