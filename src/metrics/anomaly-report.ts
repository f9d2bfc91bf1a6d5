import { checkMade } from '../check-made.js';
import type { Label } from '../contracts.js';
import { parseWeights } from '../data/targets.js';
import { InvalidInputError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { weightedQuantilesInSteps } from '../numeric/quantiles.js';
import { sumOfWeights } from '../numeric/statistics.js';
import { drain, type Steps } from '../progress.js';
import { show } from '../words.js';
import { decimals } from './aligned-text.js';
import { averagePrecisionScore } from './average-precision.js';
import { withOldNames } from './old-names.js';
import { checkPair, parseNumbers } from './pairs.js';
import { precisionRecallFscoreSupport } from './precision-recall.js';
import { rocAucScore } from './ranking.js';

/** What `anomalyReport` compares the anomalies with, and how samples count. */
export interface AnomalyReportOptions {
  /** What each sample truly is, two values, null where it is not known [nSamples]. */
  truth?: ArrayLike<Label | null>;
  /** The value of the truth that is an anomaly. Default: true, -1, or the rarer one. */
  anomalyLabel?: Label;
  /** How much each sample counts [nSamples], at least 0. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/** What an outlier detector found. */
export interface AnomalyReport {
  /** Samples that are taken for anomalies, whatever they weigh. */
  readonly nAnomalies: number;
  /** Their share of the weight of all, 0 to 1. */
  readonly anomalyRate: number;
  /** The decision function over the samples: negative is an anomaly. */
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

/** How well anomalies were found, against a truth that was given. */
export interface AnomalyAgreement {
  /** The value of the truth that is taken for an anomaly. */
  readonly anomaly: Label;
  /** The area under the ROC curve of the negated decision function, 0 to 1, 0.5 by chance. */
  readonly rocAuc: number;
  /** The average precision of the negated decision function, 0 to 1. */
  readonly averagePrecision: number;
  /** Share of true anomalies among the samples called anomalies, 0 to 1. */
  readonly precision: number;
  /** Share of the true anomalies that were found, 0 to 1. */
  readonly recall: number;
  /** The harmonic mean of precision and recall, 0 to 1. */
  readonly f1: number;
  /**
   * As `f1`, by the name of before.
   *
   * @deprecated Read `f1`; this name is gone in 1.0.
   */
  readonly f1Score: number;
}

/**
 * How many anomalies there are, how their scores are spread, and how they meet a truth.
 *
 * @param yPred - 1, or -1 for an anomaly [nSamples], as `predict` gives it
 * @param decision - negative for an anomaly [nSamples], as `decisionFunction` gives it
 * @returns the report as data; `formatAnomalyReport` makes it text
 * @throws InvalidInputError for an empty input, other lengths, labels that are not 1 and -1, unusable weights, or a
 *   truth that does not hold two values or leaves open which one is the anomaly
 */
export function anomalyReport(
  yPred: ArrayLike<number>,
  decision: ArrayLike<number>,
  options: AnomalyReportOptions = {},
): AnomalyReport {
  return drain(anomalyReportInSteps(yPred, decision, options));
}

/** As `anomalyReport`, in steps. */
export function* anomalyReportInSteps(
  yPred: ArrayLike<number>,
  decision: ArrayLike<number>,
  options: AnomalyReportOptions = {},
): Steps<AnomalyReport> {
  const where = 'anomalyReport';
  const { truth, anomalyLabel, sampleWeight } = readNamed(options, where, [
    'truth',
    'anomalyLabel',
    'sampleWeight',
  ]);
  checkPair(yPred, decision, where, ['yPred', 'decision']);
  const decisions = parseNumbers(decision, yPred.length, 'decision', where);
  const weights = parseWeights(sampleWeight, yPred.length, where);
  const share = (i: number) => (weights === undefined ? 1 : weights[i]);
  let nAnomalies = 0;
  let weightOfAnomalies = 0;
  for (let i = 0; i < yPred.length; i++) {
    if (yPred[i] === -1) {
      nAnomalies++;
      weightOfAnomalies += share(i);
    } else if (yPred[i] !== 1) {
      throw new InvalidInputError(
        `${where}: yPred[${i}] is ${show(yPred[i])}. Pass 1 for ordinary samples and -1 for anomalies.`,
      );
    }
  }
  const total = sumOfWeights(yPred.length, weights);
  const [min, q25, median, q75, max] = yield* weightedQuantilesInSteps(
    decisions,
    weights,
    [0, 0.25, 0.5, 0.75, 1],
  );
  return {
    nAnomalies,
    anomalyRate: weightOfAnomalies / total,
    scores: { min, q25, median, q75, max },
    ...(truth !== undefined && {
      truth: yield* compare({ yPred, decisions, weights }, { truth, anomalyLabel }, where),
    }),
  };
}

interface Judged {
  readonly yPred: ArrayLike<number>;
  readonly decisions: Float64Array;
  readonly weights: Float64Array | undefined;
}

interface Truth {
  readonly truth: ArrayLike<Label | null>;
  readonly anomalyLabel: Label | undefined;
}

/** How the samples whose truth is known were judged. */
function* compare(
  { yPred, decisions, weights }: Judged,
  { truth, anomalyLabel }: Truth,
  where: string,
): Steps<AnomalyAgreement> {
  if (truth.length !== decisions.length) {
    throw new InvalidInputError(
      `${where}: truth has ${truth.length} values, but there are ${decisions.length} samples. Pass one value a sample.`,
    );
  }
  const rows: number[] = [];
  for (let i = 0; i < truth.length; i++) if (truth[i] !== null) rows.push(i);
  const known = rows.map((i) => truth[i] as Label);
  const anomaly = anomalyOf(known, anomalyLabel, where);
  const isAnomaly = known.map((value) => value === anomaly);
  const taken = rows.map((i) => yPred[i] === -1);
  const sampleWeight = weights && rows.map((i) => weights[i]);
  const strangeness = rows.map((i) => -decisions[i]);
  yield;
  const { precision, recall, fscore } = precisionRecallFscoreSupport(isAnomaly, taken, {
    average: 'binary',
    zeroDivision: 0,
    sampleWeight,
  });
  yield;
  const rocAuc = rocAucScore(isAnomaly, strangeness, { sampleWeight });
  yield;
  const averagePrecision = averagePrecisionScore(isAnomaly, strangeness, { sampleWeight });
  const agreement = { anomaly, rocAuc, averagePrecision, precision, recall, f1: fscore };
  return withOldNames(agreement, { f1Score: 'f1' });
}

/** Which of two values is the anomaly: the one that is named, true, -1, or the rarer one. */
function anomalyOf(values: readonly Label[], named: Label | undefined, where: string): Label {
  const counts = new Map<Label, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  if (counts.size !== 2) {
    throw new InvalidInputError(
      `${where}: the truth holds ${counts.size} different values, but it must tell anomalies from the rest. Pass a column with two.`,
    );
  }
  if (named !== undefined) {
    if (counts.has(named)) return named;
    throw new InvalidInputError(
      `${where}: the anomalyLabel ${show(named)} is not among the values of the truth, ${show([...counts.keys()])}. Pass one of them.`,
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

/** The report as text, a line a subject. */
export function formatAnomalyReport(report: AnomalyReport): string {
  checkMade(report, 'anomalyReport', ['nAnomalies', 'scores'], 'formatAnomalyReport');
  const { nAnomalies, anomalyRate, truth } = report;
  const { min, q25, median, q75, max } = report.scores;
  const lines = [
    `${nAnomalies} ${nAnomalies === 1 ? 'anomaly' : 'anomalies'}, ${decimals(100 * anomalyRate)} % of the rows`,
    `Decision function: from ${decimals(min)} over ${decimals(q25)}, ${decimals(median)} and ${decimals(q75)} to ${decimals(max)}; below 0 is an anomaly`,
  ];
  if (truth !== undefined) {
    lines.push(
      `Against the truth, ${show(truth.anomaly)} being an anomaly: ROC AUC ${decimals(truth.rocAuc)}, average precision ${decimals(truth.averagePrecision)}, precision ${decimals(truth.precision)}, recall ${decimals(truth.recall)}, F1 ${decimals(truth.f1)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
