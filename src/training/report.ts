import type { Label } from '../contracts.js';
import type { Cell } from '../data/table.js';
import type { ClusterProfile } from '../inspection/cluster-profiles.js';
import { alignRight, decimals } from '../metrics/aligned-text.js';
import { formatAnomalyReport } from '../metrics/anomaly-report.js';
import { formatClassificationReport } from '../metrics/classification-report.js';
import { type ColumnPlan, describePlans } from '../preprocessing/tabular/column-plan.js';
import { count, shorten, show } from '../words.js';
import type { AnomalyMetrics } from './anomalies.js';
import type { SupervisedTask, UnsupervisedTask } from './catalogue.js';
import type { ClusteringMetrics } from './clusters.js';
import type { ClassificationMetrics, ModelMetrics, RegressionMetrics } from './evaluate.js';
import type { FeatureImportance, ImportanceMethod } from './feature-importance.js';

/** A held-out row with what is true and what was predicted. */
export interface PreviewRow {
  readonly features: Readonly<Record<string, Cell>>;
  readonly truth: Label;
  readonly prediction: Label;
}

/** Everything that `trainModel` found and did. */
export interface TrainingReport {
  /** Name of the model in the catalogue. */
  readonly modelName: string;
  readonly task: SupervisedTask;
  /** Why this task. */
  readonly taskReason: string;
  readonly target: string;
  readonly features: readonly string[];
  /** What each column was taken for, and how it was prepared. */
  readonly columns: readonly ColumnPlan[];
  readonly rows: {
    readonly total: number;
    /** Left out because the target is missing. */
    readonly withoutTarget: number;
    /** Left out by `sampleSize`. */
    readonly notSampled: number;
    /** Left out of the training part as outliers. */
    readonly outliers: number;
    readonly train: number;
    readonly test: number;
  };
  /** Whether both parts of the split hold the classes in the same shares. */
  readonly stratified: boolean;
  /** Rows of each class, by label; absent for regression. */
  readonly classCounts?: Readonly<Record<string, number>>;
  readonly metrics: ModelMetrics;
  /** What the importances are measured by; null where they were not asked for. */
  readonly importance: ImportanceMethod | null;
  /** Most important first. */
  readonly importances: readonly FeatureImportance[];
  readonly preview: readonly PreviewRow[];
  readonly warnings: readonly string[];
}

/** A row with what a model without target says of it. */
export interface UnsupervisedPreviewRow {
  readonly features: Readonly<Record<string, Cell>>;
  /** Cluster, or 1 and -1. */
  readonly prediction: number;
  /** Where a truth was named. */
  readonly truth?: Cell;
}

/** Everything that `trainModel` found and did without a target. */
export interface UnsupervisedReport {
  /** Name of the model in the catalogue. */
  readonly modelName: string;
  readonly task: UnsupervisedTask;
  readonly features: readonly string[];
  /** What each column was taken for, and how it was prepared. */
  readonly columns: readonly ColumnPlan[];
  readonly rows: number;
  /** Rows left out as outliers. */
  readonly outliers: number;
  readonly metrics: ClusteringMetrics | AnomalyMetrics;
  /**
   * How well each prepared feature tells the clusters apart, or how much it decides what is an anomaly; most
   * important first.
   */
  readonly importances: readonly FeatureImportance[];
  /** What each cluster is like, in the units of the table; absent for anomalies. */
  readonly profiles?: readonly ClusterProfile[];
  readonly preview: readonly UnsupervisedPreviewRow[];
  readonly warnings: readonly string[];
}

const IMPORTANCE_WORDS: Readonly<Record<ImportanceMethod, string>> = {
  impurity: 'share of all gain in the trees',
  coefficients: 'size of coefficient × spread of feature',
  permutation: 'loss of score when shuffled',
};

/** Features listed in the text; the report itself holds all. */
const LISTED_FEATURES = 10;

/** Longest text of a cell in the preview; the report itself holds it whole. */
const CELL_WIDTH = 30;

/** A training report as aligned text. */
export function formatReport(report: TrainingReport | UnsupervisedReport): string {
  return 'target' in report ? formatSupervised(report) : formatUnsupervised(report);
}

function formatUnsupervised(report: UnsupervisedReport): string {
  const { modelName, task, rows, outliers, metrics, importances, profiles, warnings } = report;
  const sections = [
    `${modelName}: ${task === 'clustering' ? 'clusters' : 'anomalies'} of ${count(rows, 'row')}${outliers > 0 ? `, ${count(outliers, 'outlier')} left out` : ''}`,
    section('Columns', describePlans(report.columns)),
    section(
      'Scores',
      metrics.task === 'clustering'
        ? describeClusters(metrics)
        : formatAnomalyReport(metrics).trimEnd().split('\n'),
    ),
  ];
  const importance =
    task === 'clustering'
      ? 'Features that tell the clusters apart (share of variance between them)'
      : 'Most important features (change of the decision function when shuffled)';
  sections.push(section(importance, describeImportances(importances)));
  if (profiles !== undefined) sections.push(section('Clusters', profiles.flatMap(describeProfile)));
  sections.push(section('Preview of rows', describeUnsupervisedPreview(report)));
  if (warnings.length > 0) sections.push(section('Remarks', [...warnings]));
  return `${sections.join('\n\n')}\n`;
}

function describeClusters(metrics: ClusteringMetrics): string[] {
  const { nClusters, noiseShare, silhouette, daviesBouldin, calinskiHarabasz } = metrics;
  const lines = [`${count(nClusters, 'cluster')}, ${decimals(100 * noiseShare)} % noise`];
  if (silhouette !== undefined && daviesBouldin !== undefined && calinskiHarabasz !== undefined) {
    lines.push(
      `silhouette ${decimals(silhouette)}, Davies-Bouldin ${decimals(daviesBouldin)}, Calinski-Harabasz ${decimals(calinskiHarabasz)}`,
    );
  }
  const { adjustedRand, normalizedMutualInfo, vMeasure } = metrics;
  if (adjustedRand !== undefined && normalizedMutualInfo !== undefined && vMeasure !== undefined) {
    lines.push(
      `Against the truth: adjusted Rand ${decimals(adjustedRand)}, normalised mutual information ${decimals(normalizedMutualInfo)}, V-measure ${decimals(vMeasure)}`,
    );
  }
  return lines;
}

function describeProfile({
  label,
  size,
  share,
  spread,
  nearest,
  distinguishing,
}: ClusterProfile): string[] {
  const next =
    nearest === null ? '' : `, nearest ${nearest.label} at ${decimals(nearest.distance)}`;
  return [
    `${label}: ${count(size, 'row')} (${(100 * share).toFixed(1)} %), spread ${decimals(spread)}${next}`,
    ...distinguishing.map(
      ({ name, mean, overallMean }) =>
        `   ${name} ${showCell(mean)}, ${mean < overallMean ? 'below' : 'above'} the mean ${showCell(overallMean)}`,
    ),
  ];
}

function describeUnsupervisedPreview({ preview, task }: UnsupervisedReport): string[] {
  if (preview.length === 0) return [];
  const names = Object.keys(preview[0].features);
  const withTruth = 'truth' in preview[0];
  return alignRight([
    [...names, ...(withTruth ? ['truth'] : []), task === 'clustering' ? 'cluster' : 'label'],
    ...preview.map(({ features, truth, prediction }) => [
      ...names.map((name) => showCell(features[name])),
      ...(withTruth ? [showCell(truth ?? null)] : []),
      String(prediction),
    ]),
  ]);
}

function formatSupervised(report: TrainingReport): string {
  const { modelName, target, task, taskReason, metrics, warnings } = report;
  const sections = [
    `${modelName} of ${show(target)}: ${task}, because ${taskReason}`,
    section('Rows', describeRows(report)),
    section('Columns', describePlans(report.columns)),
    section(
      `Scores on ${count(report.rows.test, 'held-out row')}`,
      metrics.task === 'classification' ? describeLabels(metrics) : describeNumbers(metrics),
    ),
  ];
  if (report.importance !== null) {
    const title = `Most important features (${IMPORTANCE_WORDS[report.importance]})`;
    sections.push(section(title, describeImportances(report.importances)));
  }
  sections.push(section('Preview of held-out rows', describePreview(report)));
  if (warnings.length > 0) sections.push(section('Remarks', [...warnings]));
  return `${sections.join('\n\n')}\n`;
}

function section(title: string, lines: readonly string[]): string {
  return [title, ...lines.map((line) => (line === '' ? '' : `  ${line}`))].join('\n');
}

function describeRows({ rows, stratified, classCounts }: TrainingReport): string[] {
  const lines = [
    `${rows.train} to train on, ${rows.test} held out to test${stratified ? ', classes in equal shares' : ''}`,
  ];
  if (rows.withoutTarget > 0) {
    lines.push(`${rows.withoutTarget} of ${rows.total} left out, because the target is missing`);
  }
  if (rows.notSampled > 0) {
    lines.push(`${rows.notSampled} of ${rows.total} left out by the sample`);
  }
  if (rows.outliers > 0) lines.push(`${count(rows.outliers, 'outlier')} left out of training`);
  if (classCounts !== undefined) {
    const counts = Object.entries(classCounts).map(([label, n]) => `${label} ${n}`);
    lines.push(`Classes: ${counts.join(', ')}`);
  }
  return lines;
}

function describeLabels(metrics: ClassificationMetrics): string[] {
  const { labels, confusionMatrix } = metrics;
  const scores = [
    ['accuracy', metrics.accuracy],
    ['precision', metrics.precision],
    ['recall', metrics.recall],
    ['F1', metrics.f1Score],
    ['ROC AUC', metrics.rocAuc],
    ['log loss', metrics.logLoss],
  ] as const;
  const known = scores.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${decimals(value)}`],
  );
  const table = [
    ['truth \\ predicted', ...labels.map(String)],
    ...confusionMatrix.map((row, k) => [String(labels[k]), ...row.map(String)]),
  ];
  return [
    known.join(', '),
    '',
    ...formatClassificationReport(metrics.classificationReport).trimEnd().split('\n'),
    '',
    ...alignRight(table),
  ];
}

function describeNumbers({
  r2Score,
  rmse,
  mae,
  mape,
  mse,
  residuals,
}: RegressionMetrics): string[] {
  return [
    `R² ${decimals(r2Score)}, RMSE ${decimals(rmse)}, MAE ${decimals(mae)}, MAPE ${decimals(100 * mape)} %, MSE ${decimals(mse)}`,
    `Residuals: mean ${decimals(residuals.mean)}, standard deviation ${decimals(residuals.std)}, from ${decimals(residuals.min)} to ${decimals(residuals.max)}`,
  ];
}

function describeImportances(importances: readonly FeatureImportance[]): string[] {
  const listed = importances.slice(0, LISTED_FEATURES);
  const width = Math.max(0, ...listed.map(({ feature }) => feature.length));
  const largest = listed[0]?.importance || 1;
  const lines = listed.map(({ feature, importance }) => {
    const bar = '█'.repeat(Math.round((20 * importance) / largest));
    return `${feature.padEnd(width)}  ${importance.toFixed(3)}  ${bar}`.trimEnd();
  });
  const more = importances.length - listed.length;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

function describePreview({ preview, target }: TrainingReport): string[] {
  if (preview.length === 0) return [];
  const names = Object.keys(preview[0].features);
  return alignRight([
    [...names, target, 'predicted'],
    ...preview.map(({ features, truth, prediction }) => [
      ...names.map((name) => showCell(features[name])),
      showCell(truth),
      showCell(prediction),
    ]),
  ]);
}

function showCell(cell: Cell): string {
  if (cell === null) return '–';
  if (typeof cell !== 'number') return shorten(String(cell), CELL_WIDTH);
  return Number.isInteger(cell) ? String(cell) : String(Number(cell.toPrecision(5)));
}
