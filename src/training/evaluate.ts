import type { Label, MatrixLike } from '../contracts.js';
import { sortLabels } from '../data/labels.js';
import { givesProbabilities } from '../estimator.js';

import { accuracyScore, confusionMatrix } from '../metrics/classification.js';
import {
  type ClassificationReport,
  classificationReport,
} from '../metrics/classification-report.js';
import { logLoss } from '../metrics/log-loss.js';
import { withOldNames } from '../metrics/old-names.js';
import { precisionRecallFscoreSupport } from '../metrics/precision-recall.js';
import { rocAucInSteps } from '../metrics/ranking.js';
import {
  REGRESSION_OLD_NAMES,
  type RegressionReport,
  regressionReportInSteps,
} from '../metrics/regression-report.js';
import { largestOf } from '../numeric/vectors.js';
import type { Steps } from '../progress.js';
import { show } from '../words.js';
import type { SupervisedTask } from './catalogue.js';
import { inBlocks } from './in-blocks.js';
import type { TableEstimator } from './table-estimator.js';

/** Scores of a classifier on held-out rows. Averages over classes are weighted by their size. */
export interface ClassificationMetrics {
  /** Tells these figures from those of other tasks. */
  readonly task: 'classification';
  /** Share of right labels. */
  readonly accuracy: number;
  /** Mean recall of the classes that have held-out rows: each counts alike, however rare. */
  readonly balancedAccuracy: number;
  /** Share of right labels among the samples called so, 0 to 1. */
  readonly precision: number;
  /** Share of the samples of a class that are called so, 0 to 1. */
  readonly recall: number;
  /** The harmonic mean of precision and recall of a class, 0 to 1. */
  readonly f1: number;
  /**
   * As `f1`, by the name of before.
   *
   * @deprecated Read `f1`; this name is gone in 1.0.
   */
  readonly f1Score: number;
  /** One class against the rest, weighted by size; absent without probabilities, or where a class was not held out. */
  readonly rocAuc?: number;
  /** Mean negative log of the probability given to the truth; absent without probabilities. */
  readonly logLoss?: number;
  /** Labels of the rows and columns of the confusion matrix: those learned, and any that has held-out rows only. */
  readonly labels: readonly Label[];
  /** Rows: truth; columns: prediction. */
  readonly confusionMatrix: number[][];
  /** Scores of each class. */
  readonly classificationReport: ClassificationReport;
}

/** Scores of a regressor on held-out rows. */
export interface RegressionMetrics extends RegressionReport {
  /** Tells these figures from those of other tasks. */
  readonly task: 'regression';
}

/** Scores on held-out rows, by what the model was trained for. */
export interface MetricsByTask {
  /** Scores of labels. */
  readonly classification: ClassificationMetrics;
  /** Scores of numbers. */
  readonly regression: RegressionMetrics;
}

/** Scores on held-out rows; `task` tells which. */
export type ModelMetrics = MetricsByTask[SupervisedTask];

/** What is known of a training before its scores; remarks on scores that could not be taken go into `warnings`. */
export interface ReportDraft {
  readonly task: SupervisedTask;
  readonly warnings: string[];
}

/** Held-out samples. */
export interface HeldOut {
  /** [nSamples × nFeatures] */
  readonly X: MatrixLike;
  /** Truth [nSamples]. */
  readonly y: readonly Label[];
}

/** What a model said of held-out samples. */
export interface HeldOutAnswers<L extends Label = Label> {
  /** What is true of each [nHeldOut]. */
  readonly truth: readonly L[];
  /** What was predicted of each [nHeldOut], in the same order. */
  readonly predictions: readonly L[];
  /** The probability of what was predicted [nHeldOut]: the largest of each sample; null without probabilities. */
  readonly confidences: readonly number[] | null;
}

/** Scores of a fitted estimator on held-out samples, and what it said of each. */
export function* evaluate(
  { task, warnings }: ReportDraft,
  estimator: TableEstimator,
  held: HeldOut,
): Steps<{ metrics: ModelMetrics; answers: HeldOutAnswers }> {
  const predictions = yield* inBlocks(held.X, (rows) => estimator.predict(rows), estimator);
  if (task === 'classification') {
    const probabilities = givesProbabilities(estimator)
      ? yield* inBlocks(held.X, (rows) => estimator.predictProba(rows).to2DArray(), estimator)
      : null;
    const metrics = yield* evaluateLabels(
      estimator,
      held,
      { predictions, probabilities },
      warnings,
    );
    const confidences = probabilities?.map(largestOf) ?? null;
    return { metrics, answers: { truth: held.y, predictions, confidences } };
  }
  if (held.y.length === 1) warnings.push('There is no R²: a single row is held out.');
  const report = yield* regressionReportInSteps(numbersOf(held.y), numbersOf(predictions));
  return {
    metrics: withOldNames({ task: 'regression' as const, ...report }, REGRESSION_OLD_NAMES),
    answers: { truth: held.y, predictions, confidences: null },
  };
}

/** Labels of a regression, which are numbers: its target was checked at the door. */
export function numbersOf(y: ArrayLike<Label>): Float64Array {
  const numbers = new Float64Array(y.length);
  for (let i = 0; i < y.length; i++) numbers[i] = Number(y[i]);
  return numbers;
}

interface LabelAnswers {
  readonly predictions: readonly Label[];
  /** [nHeldOut × nClasses], columns as the classes of the estimator. */
  readonly probabilities: number[][] | null;
}

function* evaluateLabels(
  estimator: TableEstimator,
  { y }: HeldOut,
  { predictions: predicted, probabilities }: LabelAnswers,
  warnings: string[],
): Steps<ClassificationMetrics> {
  const learned = estimator.classes ?? [];
  const labels = sortLabels([...new Set([...learned, ...y])]);
  const averages = precisionRecallFscoreSupport(y, predicted, {
    average: 'weighted',
    zeroDivision: 0,
  });
  yield;
  const report = classificationReport(y, predicted, { labels, zeroDivision: 0 });
  yield;
  const probable = yield* probabilityScores(probabilities, y, learned, warnings);
  yield;
  const confusion = confusionMatrix(y, predicted, { labels }).to2DArray();
  yield;
  const metrics = {
    task: 'classification' as const,
    accuracy: accuracyScore(y, predicted),
    balancedAccuracy: balancedAccuracyOf(report),
    precision: averages.precision,
    recall: averages.recall,
    f1: averages.fscore,
    ...probable,
    labels,
    confusionMatrix: confusion,
    classificationReport: report,
  };
  return withOldNames(metrics, { f1Score: 'f1' });
}

function balancedAccuracyOf({ classes }: ClassificationReport): number {
  const occurring = classes.filter(({ support }) => support > 0);
  return occurring.reduce((sum, { recall }) => sum + recall, 0) / occurring.length;
}

function* probabilityScores(
  probabilities: number[][] | null,
  y: readonly Label[],
  labels: Label[],
  warnings: string[],
): Steps<{ rocAuc?: number; logLoss?: number }> {
  if (probabilities === null) return {};
  const heldOut = new Set(y);
  const unseen = [...heldOut].find((label) => !labels.includes(label));
  if (unseen !== undefined) {
    warnings.push(
      `There is no log loss and no ROC AUC: the class ${show(unseen)} has held-out rows only.`,
    );
    return {};
  }
  const loss = logLoss(y, probabilities, { labels });
  yield;
  if (labels.some((label) => !heldOut.has(label))) {
    warnings.push('There is no ROC AUC: some class has no held-out row.');
    return { logLoss: loss };
  }
  const rocAuc =
    labels.length === 2
      ? yield* rocAucInSteps(
          y,
          probabilities.map((row) => row[1]),
        )
      : yield* rocAucInSteps(y, probabilities, { multiClass: 'ovr', average: 'weighted', labels });
  return { rocAuc, logLoss: loss };
}
