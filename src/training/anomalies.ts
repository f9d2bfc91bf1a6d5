import type { Label, MatrixLike } from '../contracts.js';
import { parseFeatures } from '../data/dense.js';
import { InvalidInputError } from '../errors.js';
import { precisionRecallFscoreSupport } from '../metrics/precision-recall.js';
import { rocAucScore } from '../metrics/ranking.js';
import { quantile } from '../numeric/statistics.js';
import { createRng, type Seed } from '../random/rng.js';
import { choice, permutation } from '../random/sampling.js';
import { show } from '../words.js';
import { type FeatureImportance, rankFeatures } from './feature-importance.js';

/** What an outlier detector found. */
export interface AnomalyMetrics {
  readonly task: 'anomalyDetection';
  readonly nAnomalies: number;
  /** Share of the rows that are taken for anomalies, 0 to 1. */
  readonly anomalyRate: number;
  /** The decision function over the rows: negative is an anomaly. */
  readonly scores: {
    readonly min: number;
    readonly q25: number;
    readonly median: number;
    readonly q75: number;
    readonly max: number;
  };
  /** Where the truth was given: which of its values counts as an anomaly, and how well they were found. */
  readonly truth?: AnomalyAgreement;
}

export interface AnomalyAgreement {
  /** The value of the truth that is taken for an anomaly. */
  readonly anomaly: Label;
  readonly rocAuc: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1Score: number;
}

/**
 * @param decisions - decision function of each row [nRows]
 * @param labels - 1, or -1 for an anomaly [nRows]
 * @param truth - of each row, null where it is not known [nRows]
 * @throws InvalidInputError when the truth does not hold two values
 */
export function evaluateAnomalies(
  decisions: readonly number[],
  labels: readonly number[],
  truth: readonly (Label | null)[] | undefined,
  where: string,
): AnomalyMetrics {
  const values = Float64Array.from(decisions);
  const nAnomalies = labels.filter((label) => label === -1).length;
  return {
    task: 'anomalyDetection',
    nAnomalies,
    anomalyRate: nAnomalies / labels.length,
    scores: {
      min: quantile(values, 0),
      q25: quantile(values, 0.25),
      median: quantile(values, 0.5),
      q75: quantile(values, 0.75),
      max: quantile(values, 1),
    },
    ...(truth !== undefined && { truth: compare(decisions, labels, truth, where) }),
  };
}

function compare(
  decisions: readonly number[],
  labels: readonly number[],
  truth: readonly (Label | null)[],
  where: string,
): AnomalyAgreement {
  const known = truth.flatMap((value, i) => (value === null ? [] : [{ value, i }]));
  const anomaly = anomalyOf(
    known.map(({ value }) => value),
    where,
  );
  const isAnomaly = known.map(({ value }) => value === anomaly);
  const taken = known.map(({ i }) => labels[i] === -1);
  const { precision, recall, fscore } = precisionRecallFscoreSupport(isAnomaly, taken, {
    average: 'binary',
    zeroDivision: 0,
  });
  const rocAuc = rocAucScore(
    isAnomaly,
    known.map(({ i }) => -decisions[i]),
  );
  return { anomaly, rocAuc, precision, recall, f1Score: fscore };
}

/** Which of two values is the anomaly: true, -1, or the rarer one. */
function anomalyOf(values: readonly Label[], where: string): Label {
  const counts = new Map<Label, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  if (counts.size !== 2) {
    throw new InvalidInputError(
      `${where}: the truth holds ${counts.size} different values, but it must tell anomalies from the rest. Pass a column with two.`,
    );
  }
  if (counts.has(true)) return true;
  if (counts.has(-1)) return -1;
  const [[first, n], [second, m]] = counts;
  if (n === m) {
    throw new InvalidInputError(
      `${where}: ${show(first)} and ${show(second)} are equally frequent in the truth, so neither is the anomaly. Pass booleans that are true for anomalies.`,
    );
  }
  return n < m ? first : second;
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
export function anomalyImportance(
  decide: (X: MatrixLike) => ArrayLike<number>,
  X: MatrixLike,
  names: readonly string[],
  randomState: Seed | null,
): FeatureImportance[] {
  const { data, rows: all, columns } = parseFeatures(X, 'anomalyImportance');
  const rng = createRng(randomState);
  const rows = Math.min(all, IMPORTANCE_ROWS);
  const shuffled = new Float64Array(rows * columns);
  for (const [at, i] of choice(all, rows, rng).entries()) {
    shuffled.set(data.subarray(i * columns, (i + 1) * columns), at * columns);
  }
  const before = Float64Array.from(decide({ data: shuffled, rows, columns }));
  const changes = names.map((_, j) => {
    const kept = Float64Array.from(before, (_, i) => shuffled[i * columns + j]);
    const order = permutation(rows, rng);
    for (let i = 0; i < rows; i++) shuffled[i * columns + j] = kept[order[i]];
    const after = decide({ data: shuffled, rows, columns });
    for (let i = 0; i < rows; i++) shuffled[i * columns + j] = kept[i];
    return before.reduce((sum, value, i) => sum + Math.abs(after[i] - value), 0);
  });
  return rankFeatures(names, changes);
}
