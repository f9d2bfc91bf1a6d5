import { checkMade } from '../check-made.js';
import type { Label } from '../contracts.js';
import { InvalidInputError } from '../errors.js';
import { readNamed } from '../named-options.js';
import {
  type AveragedScores,
  averageOfClasses,
  scoresOfClasses,
  type ZeroDivision,
} from './class-scores.js';
import { countClasses } from './classification.js';
import { withOldNames } from './old-names.js';
import { encodePairs } from './pairs.js';

/** Which classes `classificationReport` shows, under what names, and how samples count. */
export interface ClassificationReportOptions {
  /** The classes to report, in this order. Default: all that occur, ascending. */
  labels?: readonly Label[];
  /** Names to print in place of the labels [nClasses]. Default: the labels. */
  targetNames?: readonly string[];
  /** What a score is where it would be 0 / 0. Default `'warn'`. */
  zeroDivision?: ZeroDivision;
  /** How much each sample counts [nSamples], at least 0. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/** One line of the report. */
export interface ReportRow {
  /** Share of right labels among the samples called so, 0 to 1. */
  readonly precision: number;
  /** Share of the samples of the class that are called so, 0 to 1. */
  readonly recall: number;
  /** The harmonic mean of precision and recall, 0 to 1. */
  readonly f1: number;
  /**
   * As `f1`, by the name of before.
   *
   * @deprecated Read `f1`; this name is gone in 1.0.
   */
  readonly f1Score: number;
  /** Weight of the samples that are truly of the class; their number without weights. */
  readonly support: number;
}

/** Scores of each class and their averages. */
export interface ClassificationReport {
  /** One entry a class, in order. */
  readonly classes: readonly ({ readonly label: Label; readonly name: string } & ReportRow)[];
  /** Share of right labels; absent when `labels` leaves out a class that occurs. */
  readonly accuracy?: number;
  /** Over all decisions together; stands in for the accuracy where that is absent. */
  readonly microAverage?: ReportRow;
  /** The mean over the classes, each counting alike. */
  readonly macroAverage: ReportRow;
  /** The mean over the classes, each counting by its support. */
  readonly weightedAverage: ReportRow;
}

/**
 * Precision, recall and F1 of each class, with their averages.
 *
 * @param yTrue - true labels [nSamples]
 * @param yPred - predicted labels [nSamples]
 * @returns the report as data; `formatClassificationReport` makes it text
 * @throws InvalidInputError for an empty input, other lengths, labels of mixed types, unusable weights,
 *   or another number of names than classes
 */
export function classificationReport(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: ClassificationReportOptions = {},
): ClassificationReport {
  const where = 'classificationReport';
  const {
    labels,
    targetNames,
    zeroDivision = 'warn',
    sampleWeight,
  } = readNamed(options, where, ['labels', 'targetNames', 'zeroDivision', 'sampleWeight']);
  const pairs = encodePairs(yTrue, yPred, where, sampleWeight, labels);
  const { truth, predicted, classes } = pairs;
  if (targetNames !== undefined && targetNames.length !== classes.length) {
    throw new InvalidInputError(
      `${where}: targetNames has ${targetNames.length} names, but there are ${classes.length} classes. Pass one name a class.`,
    );
  }
  const complete = !truth.includes(-1) && !predicted.includes(-1);
  const counts = countClasses(pairs);
  const scores = scoresOfClasses(counts, { zeroDivision }, where);
  const quiet = { zeroDivision: zeroDivision === 'warn' ? 0 : zeroDivision };
  const average = (kind: 'micro' | 'macro' | 'weighted') =>
    toRow(averageOfClasses(counts, quiet, kind, where));
  return {
    classes: classes.map((label, k) =>
      withOldNames(
        {
          label,
          name: targetNames?.[k] ?? String(label),
          precision: scores.precision[k],
          recall: scores.recall[k],
          f1: scores.fscore[k],
          support: scores.support[k],
        },
        { f1Score: 'f1' },
      ),
    ),
    // Where every label is a class, the average over all decisions is the share of right ones.
    ...(complete ? { accuracy: average('micro').recall } : { microAverage: average('micro') }),
    macroAverage: average('macro'),
    weightedAverage: average('weighted'),
  };
}

function toRow({ precision, recall, fscore, support }: AveragedScores): ReportRow {
  return withOldNames({ precision, recall, f1: fscore, support }, { f1Score: 'f1' });
}

/**
 * The report as aligned text, in scikit-learn's layout.
 *
 * @param digits - decimal places of the scores. Default 2.
 */
export function formatClassificationReport(
  report: ClassificationReport,
  options: { digits?: number } = {},
): string {
  const { digits = 2 } = readNamed(options, 'formatClassificationReport', ['digits']);
  checkMade(
    report,
    'classificationReport',
    ['classes', 'macroAverage'],
    'formatClassificationReport',
  );
  const { classes, accuracy, microAverage, macroAverage, weightedAverage } = report;
  const nameWidth = Math.max(
    'weighted avg'.length,
    digits,
    ...classes.map(({ name }) => name.length),
  );
  const row = (name: string, cells: readonly string[]) =>
    `${name.padStart(nameWidth)} ${cells.map((cell) => ` ${cell.padStart(9)}`).join('')}\n`;
  const scores = (name: string, { precision, recall, f1, support }: ReportRow) =>
    row(name, [
      ...[precision, recall, f1].map((value) => fixed(value, digits)),
      showSupport(support),
    ]);
  const first =
    accuracy === undefined
      ? scores('micro avg', microAverage as ReportRow)
      : row('accuracy', ['', '', fixed(accuracy, digits), showSupport(weightedAverage.support)]);
  return [
    row('', ['precision', 'recall', 'f1-score', 'support']),
    '\n',
    ...classes.map((entry) => scores(entry.name, entry)),
    '\n',
    first,
    scores('macro avg', macroAverage),
    scores('weighted avg', weightedAverage),
  ].join('');
}

/** As Python prints it: 0.125 rounds to the even 0.12, where `toFixed` would say 0.13. */
function fixed(value: number, digits: number): string {
  if (Number.isNaN(value)) return 'nan';
  const exact = value.toFixed(digits + 30);
  const kept = exact.slice(0, -30);
  const isTie = /^50*$/.test(exact.slice(-30)) && /[02468]\.?$/.test(kept);
  return isTie ? kept.replace(/\.$/, '') : value.toFixed(digits);
}

/** Whole supports as integers, weighted ones as they are. */
function showSupport(support: number): string {
  return Number.isInteger(support) ? String(support) : String(Number(support.toPrecision(6)));
}
