import type { Label } from '../contracts.js';
import { decimals } from '../metrics/aligned-text.js';
import { withOldNames } from '../metrics/old-names.js';
import { log } from '../numeric/exp-log.js';
import { rSquared } from '../numeric/statistics.js';
import { show } from '../words.js';
import { type ModelMetrics, numbersOf } from './evaluate.js';

/** What always predicting the mean of the training rows scores on those held out. */
export interface RegressionBaseline {
  /** Tells it from that of a classification. */
  readonly task: 'regression';
  /** The mean target of the training rows. */
  readonly prediction: number;
  /** At most 0: by how much the mean of the held-out rows would do better. */
  readonly r2: number;
  /**
   * As `r2`, by the name of before.
   *
   * @deprecated Read `r2`; this name is gone in 1.0.
   */
  readonly r2Score: number;
  /** The root of the mean squared error, in units of the target. */
  readonly rmse: number;
  /** The mean size of the errors, in units of the target. */
  readonly mae: number;
}

/** What always predicting the most frequent class scores, and its shares as probabilities. */
export interface ClassificationBaseline {
  /** Tells it from that of a regression. */
  readonly task: 'classification';
  /** The most frequent class of the training rows. */
  readonly prediction: Label;
  /** Share of the held-out rows that are of it, 0 to 1. */
  readonly accuracy: number;
  /** Mean recall of the classes that have held-out rows. */
  readonly balancedAccuracy: number;
  /** Of the classes' shares; absent where a class has held-out rows only. */
  readonly logLoss?: number;
}

/** What is to be had without a feature; `task` tells of which kind. */
export type Baseline = RegressionBaseline | ClassificationBaseline;

/**
 * What is to be had without a feature.
 *
 * @param trained - targets of the training rows
 * @param held - targets of the rows held out
 */
export function baselineOf(
  task: 'regression' | 'classification',
  trained: readonly Label[],
  held: readonly Label[],
): Baseline {
  return task === 'regression'
    ? meanBaseline(numbersOf(trained), numbersOf(held))
    : shareBaseline(trained, held);
}

function meanBaseline(trained: Float64Array, held: Float64Array): RegressionBaseline {
  let prediction = 0;
  for (let i = 0; i < trained.length; i++) prediction += (trained[i] - prediction) / (i + 1);
  const constant = new Float64Array(held.length).fill(prediction);
  let squares = 0;
  let sizes = 0;
  for (const truth of held) {
    squares += (truth - prediction) ** 2;
    sizes += Math.abs(truth - prediction);
  }
  const baseline = {
    task: 'regression' as const,
    prediction,
    r2: held.length > 1 ? rSquared(held, constant) : Number.NaN,
    rmse: Math.sqrt(squares / held.length),
    mae: sizes / held.length,
  };
  return withOldNames(baseline, { r2Score: 'r2' });
}

function shareBaseline(trained: readonly Label[], held: readonly Label[]): ClassificationBaseline {
  const counts = new Map<Label, number>();
  for (const label of trained) counts.set(label, (counts.get(label) ?? 0) + 1);
  let prediction = trained[0];
  for (const [label, n] of counts) if (n > (counts.get(prediction) ?? 0)) prediction = label;
  let loss = 0;
  for (const label of held) loss -= log((counts.get(label) ?? 0) / trained.length);
  const classes = new Set(held);
  return {
    task: 'classification',
    prediction,
    accuracy: held.filter((label) => label === prediction).length / held.length,
    balancedAccuracy: classes.has(prediction) ? 1 / classes.size : 0,
    ...(Number.isFinite(loss) && { logLoss: loss / held.length }),
  };
}

/** That a model is worse than its baseline, and by how much; null where it is not. */
export function alarmOf(metrics: ModelMetrics, baseline: Baseline): string | null {
  if (metrics.task === 'regression' && baseline.task === 'regression') {
    if (!(metrics.r2 < 0)) return null;
    return `Worse than no model: R² is ${decimals(metrics.r2)}, where always predicting the mean has ${decimals(baseline.r2)}.`;
  }
  if (metrics.task !== 'classification' || baseline.task !== 'classification') return null;
  const { logLoss, accuracy, balancedAccuracy } = metrics;
  if (logLoss !== undefined && baseline.logLoss !== undefined) {
    if (!(logLoss > baseline.logLoss)) return null;
    return `Worse than no model: the log loss is ${decimals(logLoss)}, where the shares of the classes have ${decimals(baseline.logLoss)}.`;
  }
  const worse = accuracy < baseline.accuracy && balancedAccuracy <= baseline.balancedAccuracy;
  return worse
    ? `Worse than no model: the accuracy is ${decimals(accuracy)}, where always predicting ${show(baseline.prediction)} has ${decimals(baseline.accuracy)}.`
    : null;
}
