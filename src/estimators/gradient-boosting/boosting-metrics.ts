import { InvalidParameterError } from '../../errors.js';
import { areaOfTwo } from '../../metrics/class-area.js';
import { exp, log } from '../../numeric/exp-log.js';
import { show } from '../../words.js';

/** Names of the metrics that boosting is watched by; all but 'auc' are better when smaller. */
export type EvalMetricName =
  | 'rmse'
  | 'mae'
  | 'logloss'
  | 'mlogloss'
  | 'error'
  | 'merror'
  | 'auc'
  | 'quantile'
  | 'mphe'
  | 'poissonNloglik'
  | 'gammaNloglik'
  | 'tweedieNloglik';

/** A metric of one's own. */
export interface CustomMetric {
  /** What its values are called in `evalsResult`. */
  readonly name: string;
  /** Whether more is better. Default false. */
  readonly maximize?: boolean;
  /**
   * The value of the metric for one evaluation set.
   *
   * @param predictions - numbers [nSamples], probabilities of the second class [nSamples], or of all
   *   classes [nSamples × nClasses] row by row
   * @param targets - numbers, or class numbers [nSamples]
   * @param weights - [nSamples]
   */
  score(predictions: Float64Array, targets: Float64Array, weights: Float64Array): number;
}

/** What some metrics need to know of the objective. */
export interface MetricSettings {
  readonly nOutputs: number;
  readonly quantileAlpha: number;
  readonly huberSlope: number;
  readonly tweedieVariancePower: number;
}

/** Probabilities are kept this far from 0 and 1, as in XGBoost. */
const LEAST_SHARE = 1e-16;

/** The metric of a name, or one's own. */
export function findMetric(
  metric: EvalMetricName | CustomMetric,
  settings: MetricSettings,
): Required<CustomMetric> {
  if (typeof metric === 'object') {
    const { name, maximize = false } = metric;
    return { name, maximize, score: (...of) => metric.score(...of) };
  }
  const { nOutputs } = settings;
  const needsClasses = metric === 'mlogloss' || metric === 'merror';
  if (needsClasses !== nOutputs > 1) {
    const instead = needsClasses ? metric.slice(1) : 'mlogloss';
    throw new InvalidParameterError(
      `GradientBoosting: the metric ${show(metric)} does not go with ${nOutputs > 1 ? 'several classes' : 'one output'}. Use ${show(instead)}.`,
    );
  }
  if (metric === 'auc') {
    return {
      name: metric,
      maximize: true,
      score: (predictions, targets, weights) =>
        areaOfTwo(targets, predictions, 'rocAucScore', weights),
    };
  }
  const loss = lossOf(metric, settings);
  const root = metric === 'rmse';
  return {
    name: metric,
    maximize: false,
    score(predictions, targets, weights) {
      let sum = 0;
      let total = 0;
      for (let i = 0; i < targets.length; i++) {
        sum += weights[i] * loss(predictions, i, targets[i]);
        total += weights[i];
      }
      return root ? Math.sqrt(sum / total) : sum / total;
    },
  };
}

/** The loss of sample i. */
type SampleLoss = (predictions: Float64Array, i: number, target: number) => number;

function lossOf(metric: EvalMetricName, settings: MetricSettings): SampleLoss {
  const { nOutputs, quantileAlpha, huberSlope, tweedieVariancePower: power } = settings;
  switch (metric) {
    case 'rmse':
      return (p, i, y) => (p[i] - y) * (p[i] - y);
    case 'mae':
      return (p, i, y) => Math.abs(p[i] - y);
    case 'logloss':
      return (p, i, y) => -log(Math.max(y === 1 ? p[i] : 1 - p[i], LEAST_SHARE));
    case 'error':
      return (p, i, y) => (p[i] > 0.5 === (y === 1) ? 0 : 1);
    case 'mlogloss':
      return (p, i, y) => -log(Math.max(p[i * nOutputs + y], LEAST_SHARE));
    case 'merror':
      return (p, i, y) => (largest(p, i * nOutputs, nOutputs) === y ? 0 : 1);
    case 'quantile':
      return (p, i, y) =>
        y >= p[i] ? quantileAlpha * (y - p[i]) : (1 - quantileAlpha) * (p[i] - y);
    case 'mphe':
      return (p, i, y) => pseudoHuberLoss((p[i] - y) / huberSlope) * huberSlope * huberSlope;
    case 'poissonNloglik':
      return (p, i, y) => p[i] - y * log(Math.max(p[i], LEAST_SHARE)) + logGamma(y + 1);
    case 'gammaNloglik':
      return (p, i, y) => y / Math.max(p[i], 1e-6) + log(Math.max(p[i], 1e-6));
    default:
      return (p, i, y) => {
        const margin = log(Math.max(p[i], LEAST_SHARE));
        return (
          (-y * exp((1 - power) * margin)) / (1 - power) + exp((2 - power) * margin) / (2 - power)
        );
      };
  }
}

/** √(1 + x²) - 1, also where the square overflows. */
function pseudoHuberLoss(x: number): number {
  const size = Math.abs(x);
  return size < 1e150 ? Math.sqrt(1 + size * size) - 1 : size;
}

function largest(values: Float64Array, start: number, length: number): number {
  let best = 0;
  for (let k = 1; k < length; k++) if (values[start + k] > values[start + best]) best = k;
  return best;
}

/** log Γ(x) for x >= 1: Stirling's series beyond 8, recurrence below; error under 1e-12. */
function logGamma(x: number): number {
  let shift = 0;
  let at = x;
  while (at < 8) {
    shift += log(at);
    at++;
  }
  const inverse = 1 / at;
  const square = inverse * inverse;
  const series =
    inverse *
    (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
  return (at - 0.5) * log(at) - at + 0.9189385332046727 + series - shift;
}
