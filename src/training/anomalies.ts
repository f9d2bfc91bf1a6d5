import type { Label, MatrixLike } from '../contracts.js';
import { parseFeatures, takeRows } from '../data/dense.js';
import { InvalidInputError } from '../errors.js';
import { type AnomalyReport, anomalyReportInSteps } from '../metrics/anomaly-report.js';
import type { Steps } from '../progress.js';
import { createRng, type Seed } from '../random/rng.js';
import { choice, permutation } from '../random/sampling.js';
import { type FeatureImportance, rankFeatures } from './feature-importance.js';

/** What an outlier detector found. */
export interface AnomalyMetrics extends AnomalyReport {
  /** Tells these figures from those of other tasks. */
  readonly task: 'anomalyDetection';
}

/**
 * How many anomalies there are, and how they meet the truth. A truth that tells no anomalies from the rest costs the
 * comparison alone: the model has been trained, and does without.
 *
 * @param labels - 1, or -1 for an anomaly [nRows]
 * @param decisions - negative for an anomaly [nRows]
 * @param truth - what each row truly is, null where it is not known [nRows]
 * @param warnings - why there is no comparison is added here
 */
export function* evaluateAnomalies(
  labels: readonly number[],
  decisions: ArrayLike<number>,
  truth: readonly (Label | null)[] | undefined,
  warnings: string[],
): Steps<AnomalyMetrics> {
  const found = yield* anomalyReportInSteps(labels, decisions);
  if (truth === undefined) return { task: 'anomalyDetection', ...found };
  try {
    const compared = yield* anomalyReportInSteps(labels, decisions, { truth });
    return { task: 'anomalyDetection', ...compared };
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    warnings.push(
      `The result is not compared with the truth: ${error.message.replace(/^\w+: /, '')}`,
    );
    return { task: 'anomalyDetection', ...found };
  }
}

/** Rows that features are shuffled in; of more, a sample of so many is taken. */
const IMPORTANCE_ROWS = 1000;

/**
 * How much each feature decides: by how much the decision function changes on average when the feature is
 * shuffled between the rows, as shares of the sum; most important first.
 *
 * @param decide - decision function of samples [nRows × nFeatures]
 * @param names - of the features of X
 */
export function* anomalyImportance(
  decide: (X: MatrixLike) => ArrayLike<number>,
  X: MatrixLike,
  names: readonly string[],
  randomState: Seed | null,
): Steps<FeatureImportance[]> {
  const samples = parseFeatures(X, 'anomalyImportance', { allowMissing: true });
  const { columns } = samples;
  const rng = createRng(randomState);
  const rows = Math.min(samples.rows, IMPORTANCE_ROWS);
  const { data: shuffled } = takeRows(samples, choice(samples.rows, rows, rng));
  const before = Float64Array.from(decide({ data: shuffled, rows, columns }));
  const changes: number[] = [];
  for (let j = 0; j < names.length; j++) {
    yield;
    const kept = Float64Array.from(before, (_, i) => shuffled[i * columns + j]);
    const order = permutation(rows, rng);
    for (let i = 0; i < rows; i++) shuffled[i * columns + j] = kept[order[i]];
    const after = decide({ data: shuffled, rows, columns });
    for (let i = 0; i < rows; i++) shuffled[i * columns + j] = kept[i];
    changes.push(before.reduce((sum, value, i) => sum + Math.abs(after[i] - value), 0));
  }
  return rankFeatures(names, changes);
}
