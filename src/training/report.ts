import { checkMade } from '../check-made.js';
import { alignRight, decimals } from '../metrics/aligned-text.js';
import { formatClassificationReport } from '../metrics/classification-report.js';
import { describePlans } from '../preprocessing/tabular/column-plan.js';
import { count, show } from '../words.js';
import type { Baseline } from './baseline.js';
import type { ModelComparison } from './comparison/comparison.js';
import { describeRanking, heading } from './comparison/format-comparison.js';
import type { ClassificationMetrics, RegressionMetrics } from './evaluate.js';
import type { ImportanceMethod } from './feature-importance.js';
import { describeImportances, section, showCell } from './report-text.js';
import { formatUnsupervised } from './report-without-target.js';
import type { SearchReport, TrainingReport, UnsupervisedReport } from './training-report.js';

const IMPORTANCE_WORDS: Readonly<Record<ImportanceMethod, string>> = {
  impurity: 'share of all gain in the trees',
  coefficients: 'size of coefficient × spread of feature',
  permutation: 'loss of score when shuffled',
};

/** A training report as aligned text. */
export function formatReport(report: TrainingReport | UnsupervisedReport): string {
  checkMade(report, 'trainModel under report', ['modelName', 'metrics', 'columns'], 'formatReport');
  return 'target' in report ? formatSupervised(report) : formatUnsupervised(report);
}

function formatSupervised(report: TrainingReport): string {
  const { modelName, target, task, taskReason, metrics, alarm } = report;
  const title = `${modelName} of ${show(target)}: ${task}, because ${taskReason}`;
  const sections = [
    alarm === null ? title : `${alarm}\n${title}`,
    ...(report.comparison === undefined ? [] : [describeChoice(report.comparison)]),
    ...(report.search === undefined ? [] : [describeSearch(report.search)]),
    section('Rows', describeRows(report)),
    section('Columns', describePlans(report.columns)),
    section(`Scores on ${count(report.rows.test, 'held-out row')}`, [
      ...(metrics.task === 'classification'
        ? describeLabels(metrics, report)
        : describeNumbers(metrics, report.baseline)),
      ...describeFolds(report),
    ]),
  ];
  if (report.importance !== null) {
    const by = `Most important features (${IMPORTANCE_WORDS[report.importance]})`;
    sections.push(section(by, describeImportances(report.importances)));
  }
  sections.push(section('Preview of held-out rows', describePreview(report)));
  const remarks = report.warnings.filter((warning) => warning !== alarm);
  if (remarks.length > 0) sections.push(section('Remarks', remarks));
  return `${sections.join('\n\n')}\n`;
}

/** Why this model. */
function describeChoice(comparison: ModelComparison): string {
  return section(`Chosen by ${heading(comparison)}`, [
    ...describeRanking(comparison),
    comparison.verdict,
  ]);
}

/** Which hyperparameters were found. */
function describeSearch({
  scoring,
  candidates,
  folds,
  bestParams,
  bestScore,
}: SearchReport): string {
  const found = Object.entries(bestParams).map(([name, value]) => {
    return `${name} ${typeof value === 'number' ? showCell(value) : show(value)}`;
  });
  return section('Hyperparameters', [
    `The best of ${count(candidates, 'setting')} in ${count(folds, 'fold')}, mean ${scoring} ${decimals(bestScore)}: ${found.join(', ')}`,
  ]);
}

/** Scores in folds of the training rows, which tell how far those on the held-out rows can be trusted. */
function describeFolds({ crossValidation }: TrainingReport): string[] {
  if (crossValidation === undefined) return [];
  const { scoring, mean, spread, folds } = crossValidation;
  const about = Number.isNaN(spread) ? '' : `, standard deviation ${decimals(spread)}`;
  return [
    '',
    `In ${count(folds, 'fold')} of the training rows: mean ${scoring} ${decimals(mean)}${about}`,
  ];
}

function describeRows({ rows, stratified, classCounts, adjusted }: TrainingReport): string[] {
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
  if (adjusted !== null) lines.push(adjusted);
  return lines;
}

/** Scores that every class counts alike in come first where one is rare, which accuracy would pass over. */
function describeLabels(
  metrics: ClassificationMetrics,
  { uneven, baseline }: TrainingReport,
): string[] {
  const { labels, confusionMatrix, classificationReport } = metrics;
  const balanced: Score[] = [
    ['balanced accuracy', metrics.balancedAccuracy],
    ['mean F1 of the classes', classificationReport.macroAverage.f1],
  ];
  const ranked: Score[] = [
    ['ROC AUC', metrics.rocAuc],
    ['log loss', metrics.logLoss],
  ];
  const counted: Score[] = [
    ['accuracy', metrics.accuracy],
    ['precision', metrics.precision],
    ['recall', metrics.recall],
    ['F1', metrics.f1],
  ];
  const table = [
    ['truth \\ predicted', ...labels.map(String)],
    ...confusionMatrix.map((row, k) => [String(labels[k]), ...row.map(String)]),
  ];
  return [
    ...(uneven
      ? [
          'One class is rare, so scores in which all classes count alike come first.',
          listScores([...balanced, ...ranked]),
          `Weighted by rows: ${listScores(counted)}`,
        ]
      : [listScores([...counted, ...ranked, balanced[0]])]),
    ...describeBaseline(baseline),
    '',
    ...formatClassificationReport(classificationReport).trimEnd().split('\n'),
    '',
    ...alignRight(table),
  ];
}

type Score = readonly [name: string, value: number | undefined];

function listScores(scores: readonly Score[]): string {
  const known = scores.filter((score): score is [string, number] => score[1] !== undefined);
  return known.map(([name, value]) => `${name} ${decimals(value)}`).join(', ');
}

function describeNumbers(
  { r2, rmse, mae, mape, mse, residuals }: RegressionMetrics,
  baseline: Baseline,
): string[] {
  return [
    `R² ${decimals(r2)}, RMSE ${decimals(rmse)}, MAE ${decimals(mae)}, MAPE ${decimals(100 * mape)} %, MSE ${decimals(mse)}`,
    ...describeBaseline(baseline),
    `Residuals: mean ${decimals(residuals.mean)}, standard deviation ${decimals(residuals.std)}, from ${decimals(residuals.min)} to ${decimals(residuals.max)}`,
  ];
}

function describeBaseline(baseline: Baseline): string[] {
  if (baseline.task === 'regression') {
    const { prediction, r2, rmse, mae } = baseline;
    return [
      `Always predicting the mean ${showCell(prediction)}: R² ${decimals(r2)}, RMSE ${decimals(rmse)}, MAE ${decimals(mae)}`,
    ];
  }
  const { prediction, accuracy, balancedAccuracy, logLoss } = baseline;
  const loss: Score = ['log loss of the class shares', logLoss];
  return [
    `Always predicting ${show(prediction)}: ${listScores([['accuracy', accuracy], ['balanced accuracy', balancedAccuracy], loss])}`,
  ];
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
