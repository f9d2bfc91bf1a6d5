import { argsort } from '../numeric/ordering.js';
import { columnMoments } from '../numeric/statistics.js';
import { weightedQuantile } from './quantiles.js';
import { parsePair, type RegressionMetricOptions } from './regression.js';

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
    skewness: std === 0 ? 0 : third / total / (std * std * std),
    withinOneSigma: within(1),
    withinTwoSigma: within(2),
  };
}
