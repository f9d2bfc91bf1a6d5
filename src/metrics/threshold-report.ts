import { checkMade } from '../check-made.js';
import type { Label } from '../contracts.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { show } from '../words.js';
import { alignRight, decimals } from './aligned-text.js';
import { type CurveOptions, countDecisions } from './curves.js';

/** What the best threshold can be chosen by. */
export type ThresholdMetric =
  | 'accuracy'
  | 'balancedAccuracy'
  | 'precision'
  | 'recall'
  | 'f1'
  | 'mcc'
  | 'youden';

/** What the best threshold is chosen by, which label is positive, and how samples count. */
export interface ThresholdReportOptions extends Omit<CurveOptions, 'dropIntermediate'> {
  /** What the best threshold is chosen by; the higher threshold wins a tie. Default `'f1'`. */
  metric?: ThresholdMetric;
}

/** What happens when samples from a score on are called positive. */
export interface ThresholdScores {
  /** From this score on. */
  readonly threshold: number;
  /** Weight of the positive samples called positive. */
  readonly truePositives: number;
  /** Weight of the negative samples called positive. */
  readonly falsePositives: number;
  /** Weight of the positive samples called negative. */
  readonly falseNegatives: number;
  /** Weight of the negative samples called negative. */
  readonly trueNegatives: number;
  /** Share of the weight that is called rightly, 0 to 1. */
  readonly accuracy: number;
  /** The mean of the recall of both labels. */
  readonly balancedAccuracy: number;
  /** 0 where nothing is called positive. */
  readonly precision: number;
  /** Share of the positive samples that are called positive, 0 to 1. */
  readonly recall: number;
  /** The harmonic mean of precision and recall, 0 to 1. */
  readonly f1: number;
  /** Matthews' correlation; 0 where all samples or none are called positive. */
  readonly mcc: number;
  /** Recall minus the share of negatives called positive: the height above the diagonal of the ROC curve. */
  readonly youden: number;
}

/** What each threshold would give, and which is best. */
export interface ThresholdReport {
  /** What the best threshold was chosen by. */
  readonly metric: ThresholdMetric;
  /** The threshold at which the metric is highest; the higher one on a tie. */
  readonly best: ThresholdScores;
  /**
   * Every threshold that is useful, descending: Infinity, from which on nothing is positive, and those at which a
   * positive sample is won; at the others the next higher one is better.
   */
  readonly thresholds: readonly ThresholdScores[];
}

const THRESHOLD_METRICS: readonly ThresholdMetric[] = [
  'accuracy',
  'balancedAccuracy',
  'precision',
  'recall',
  'f1',
  'mcc',
  'youden',
];

/**
 * Scores at every useful threshold, and the best one.
 *
 * @param yTrue - labels of two classes, both of which occur [nSamples]
 * @param yScore - higher for positives [nSamples]
 * @returns the report as data; `formatThresholdReport` makes it text
 * @throws InvalidInputError for an empty input, other lengths, one or more than two labels, scores that are NaN
 * @throws InvalidParameterError for an unknown metric, or a posLabel that does not occur
 */
export function thresholdReport(
  yTrue: ArrayLike<Label>,
  yScore: ArrayLike<number>,
  given: ThresholdReportOptions = {},
): ThresholdReport {
  const where = 'thresholdReport';
  const { metric = 'f1', ...options } = readNamed(given, where, [
    'metric',
    'posLabel',
    'sampleWeight',
  ]);
  if (!THRESHOLD_METRICS.includes(metric)) {
    throw new InvalidParameterError(
      `${where}: metric must be one of ${THRESHOLD_METRICS.map(show).join(', ')}, but got ${show(metric)}.`,
    );
  }
  const counts = countDecisions(yTrue, yScore, options, where);
  const last = counts.thresholds.length - 1;
  const positives = counts.truePositives[last];
  const negatives = counts.falsePositives[last];
  if (!(positives > 0 && negatives > 0)) {
    throw new InvalidInputError(
      `${where}: yTrue has no ${positives > 0 ? 'negatives' : 'positives'}. Pass samples of both labels.`,
    );
  }
  const thresholds = [scoresAt(Infinity, 0, 0, positives, negatives)];
  let won = 0;
  for (let at = 0; at <= last; at++) {
    const truePositives = counts.truePositives[at];
    if (truePositives === won) continue;
    won = truePositives;
    const { thresholds: scores, falsePositives } = counts;
    thresholds.push(scoresAt(scores[at], won, falsePositives[at], positives, negatives));
  }
  let [best] = thresholds;
  for (const scores of thresholds) if (scores[metric] > best[metric]) best = scores;
  return { metric, best, thresholds };
}

function scoresAt(
  threshold: number,
  truePositives: number,
  falsePositives: number,
  positives: number,
  negatives: number,
): ThresholdScores {
  const falseNegatives = positives - truePositives;
  const trueNegatives = negatives - falsePositives;
  const called = truePositives + falsePositives;
  const recall = truePositives / positives;
  const specificity = trueNegatives / negatives;
  const spread = called * (falseNegatives + trueNegatives) * positives * negatives;
  return {
    threshold,
    truePositives,
    falsePositives,
    falseNegatives,
    trueNegatives,
    accuracy: (truePositives + trueNegatives) / (positives + negatives),
    balancedAccuracy: (recall + specificity) / 2,
    precision: called > 0 ? truePositives / called : 0,
    recall,
    f1: (2 * truePositives) / (called + positives),
    mcc:
      spread > 0
        ? (truePositives * trueNegatives - falsePositives * falseNegatives) / Math.sqrt(spread)
        : 0,
    youden: recall + specificity - 1,
  };
}

/** Lines of the table in the text; the report itself has all thresholds. */
const LISTED = 20;

/** The report as aligned text: the best threshold, and up to 20 of all, evenly chosen. */
export function formatThresholdReport(report: ThresholdReport): string {
  checkMade(report, 'thresholdReport', ['best', 'thresholds', 'metric'], 'formatThresholdReport');
  const { metric, best, thresholds } = report;
  const count = Math.min(LISTED, thresholds.length);
  const listed = Array.from(
    { length: count },
    (_, n) => thresholds[count === 1 ? 0 : Math.round((n * (thresholds.length - 1)) / (count - 1))],
  );
  const columns = [
    'precision',
    'recall',
    'f1',
    'accuracy',
    'balancedAccuracy',
    'mcc',
    'youden',
  ] as const;
  const row = (scores: ThresholdScores) => [
    decimals(scores.threshold),
    ...columns.map((name) => decimals(scores[name])),
  ];
  return [
    `Best ${metric} ${decimals(best[metric])} from the score ${decimals(best.threshold)} on`,
    '',
    ...alignRight([['threshold', ...columns], ...listed.map(row)]),
    '',
  ].join('\n');
}
