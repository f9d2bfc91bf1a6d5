import type { Label } from '../contracts.js';
import { parseWeights } from '../data/targets.js';
import { InvalidInputError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { argsort } from '../numeric/ordering.js';
import { warn } from '../warnings.js';
import { checkPair, parseNumbers } from './pairs.js';
import { positives } from './positive-class.js';

/** Which label a curve is drawn for, with which points, and how samples count. */
export interface CurveOptions {
  /** The label that counts as positive. Default: 1, true, or the later of two labels. */
  posLabel?: Label;
  /** Whether points on a straight line between their neighbours are left out. */
  dropIntermediate?: boolean;
  /** How much each sample counts [nSamples], at least 0; those of 0 are left out. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

const CURVE_OPTIONS = ['posLabel', 'dropIntermediate', 'sampleWeight'] as const;

/** Weight of what is called positive from each threshold up. */
export interface DecisionCounts {
  /** Distinct scores, descending [nThresholds]. */
  readonly thresholds: Float64Array;
  /** Of positives with at least that score [nThresholds]. */
  readonly truePositives: Float64Array;
  /** Of negatives with at least that score [nThresholds]. */
  readonly falsePositives: Float64Array;
}

/** Checks the samples and counts at each distinct score. Cost: a sort. */
export function countDecisions(
  yTrue: ArrayLike<Label>,
  yScore: ArrayLike<number>,
  { posLabel, sampleWeight }: CurveOptions,
  where: string,
): DecisionCounts {
  checkPair(yTrue, yScore, where, ['yTrue', 'yScore']);
  const weights = parseWeights(sampleWeight, yTrue.length, where);
  const scores = parseNumbers(yScore, yTrue.length, 'yScore', where, { infinite: true });
  return countAbove(positives(yTrue, posLabel, where), scores, weights);
}

/** @param isPositive - 1 or 0 [nSamples] */
export function countAbove(
  isPositive: Uint8Array,
  scores: Float64Array,
  weights: Float64Array | undefined,
): DecisionCounts {
  const order = argsort(scores);
  const thresholds = new Float64Array(order.length);
  const truePositives = new Float64Array(order.length);
  const falsePositives = new Float64Array(order.length);
  let size = 0;
  let positive = 0;
  let negative = 0;
  for (let end = order.length; end > 0; ) {
    const score = scores[order[end - 1]];
    let start = end - 1;
    while (start > 0 && scores[order[start - 1]] === score) start--;
    let counts = false;
    // Ties in the order of the samples, so that weights sum to the same bits as scikit-learn's.
    for (let at = start; at < end; at++) {
      const i = order[at];
      const weight = weights === undefined ? 1 : weights[i];
      if (weight > 0) counts = true;
      if (isPositive[i] === 1) positive += weight;
      else negative += weight;
    }
    end = start;
    if (!counts) continue; // samples of weight 0 make no threshold
    thresholds[size] = score;
    truePositives[size] = positive;
    falsePositives[size] = negative;
    size++;
  }
  return {
    thresholds: thresholds.slice(0, size),
    truePositives: truePositives.slice(0, size),
    falsePositives: falsePositives.slice(0, size),
  };
}

/** Points of the ROC curve, from (0, 0) to (1, 1). */
export interface RocCurve {
  /** Share of negatives called positive, ascending [nPoints]; NaN, with a warning, without negatives. */
  readonly fpr: number[];
  /** Share of positives called positive, ascending [nPoints]; NaN, with a warning, without positives. */
  readonly tpr: number[];
  /** Scores from which on samples are called positive, descending [nPoints]; the first is Infinity: none is. */
  readonly thresholds: number[];
}

/**
 * How many positives and negatives are called positive, for every threshold that makes a difference.
 * Source: Fawcett, Pattern Recognition Letters 27 (2006).
 *
 * @param yTrue - labels of two classes [nSamples]
 * @param yScore - higher for positives [nSamples]
 * @param options - `dropIntermediate` is true by default
 * @throws InvalidInputError for an empty input, other lengths, more than two labels, scores that are NaN
 * @throws InvalidParameterError for a posLabel that does not occur
 */
export function rocCurve(
  yTrue: ArrayLike<Label>,
  yScore: ArrayLike<number>,
  given: CurveOptions = {},
): RocCurve {
  const where = 'rocCurve';
  const { dropIntermediate = true, ...options } = readNamed(given, where, CURVE_OPTIONS);
  const { thresholds, truePositives, falsePositives } = countDecisions(
    yTrue,
    yScore,
    options,
    where,
  );
  const last = thresholds.length - 1;
  const kept: number[] = [];
  for (let at = 0; at <= last; at++) {
    const inner = at > 0 && at < last;
    if (!(dropIntermediate && inner && isStraight(truePositives, falsePositives, at)))
      kept.push(at);
  }
  const share = (counts: Float64Array, what: string) => {
    if (!(counts[last] > 0)) warn('data', `${where}: there are no ${what}, so their share is NaN.`);
    return kept.map((at) => (counts[last] > 0 ? counts[at] / counts[last] : Number.NaN));
  };
  const fpr = share(falsePositives, 'negatives');
  const tpr = share(truePositives, 'positives');
  return {
    fpr: [Number.isNaN(fpr[0]) ? Number.NaN : 0, ...fpr],
    tpr: [Number.isNaN(tpr[0]) ? Number.NaN : 0, ...tpr],
    thresholds: [Infinity, ...kept.map((at) => thresholds[at])],
  };
}

/** Whether a point lies half-way on a straight line: both steps are the same. */
function isStraight(
  truePositives: Float64Array,
  falsePositives: Float64Array,
  at: number,
): boolean {
  // A difference of differences, as NumPy's: other orders round other weighted counts to 0.
  const bend = (counts: Float64Array) =>
    counts[at + 1] - counts[at] - (counts[at] - counts[at - 1]);
  return bend(falsePositives) === 0 && bend(truePositives) === 0;
}

/** Points of the precision-recall curve; recall falls. */
export interface PrecisionRecallCurve {
  /** Of what is called positive, the share that is [nThresholds + 1]; the last is 1. */
  readonly precision: number[];
  /** Of what is positive, the share called so, descending [nThresholds + 1]; the last is 0. */
  readonly recall: number[];
  /** Scores from which on samples are called positive, ascending [nThresholds]. */
  readonly thresholds: number[];
}

/**
 * Precision and recall for every threshold that makes a difference.
 * Parameters and errors as `rocCurve`; `dropIntermediate` is false by default. Without positives recall is 1, with
 * a warning.
 */
export function precisionRecallCurve(
  yTrue: ArrayLike<Label>,
  yScore: ArrayLike<number>,
  given: CurveOptions = {},
): PrecisionRecallCurve {
  const where = 'precisionRecallCurve';
  const { dropIntermediate = false, ...options } = readNamed(given, where, CURVE_OPTIONS);
  const counts = countDecisions(yTrue, yScore, options, where);
  return precisionAndRecall(counts, dropIntermediate, where);
}

function precisionAndRecall(
  { thresholds, truePositives, falsePositives }: DecisionCounts,
  dropIntermediate: boolean,
  where: string,
): PrecisionRecallCurve {
  const last = thresholds.length - 1;
  const all = truePositives[last];
  if (!(all > 0)) {
    warn('data', `${where}: there are no positives, so recall is 1 at every threshold.`);
  }
  const precision: number[] = [];
  const recall: number[] = [];
  const used: number[] = [];
  for (let at = last; at >= 0; at--) {
    const called = truePositives[at] + falsePositives[at];
    // Points of one recall lie on a line: its ends say it all.
    const inner =
      at > 0 &&
      at < last &&
      truePositives[at] === truePositives[at - 1] &&
      truePositives[at] === truePositives[at + 1];
    if (dropIntermediate && inner) continue;
    precision.push(called > 0 ? truePositives[at] / called : 0);
    recall.push(all > 0 ? truePositives[at] / all : 1);
    used.push(thresholds[at]);
  }
  precision.push(1);
  recall.push(0);
  return { precision, recall, thresholds: used };
}

/** Points of the detection error trade-off; false positives fall. */
export interface DetCurve {
  /** Share of negatives called positive, descending [nThresholds]. */
  readonly fpr: number[];
  /** Share of positives called negative, ascending [nThresholds]. */
  readonly fnr: number[];
  /** Scores from which on samples are called positive, ascending [nThresholds]; Infinity: none is. */
  readonly thresholds: number[];
}

/**
 * Both kinds of error for every threshold at which neither can be had for nothing.
 * Source: Martin et al., Eurospeech (1997).
 * Parameters and errors as `rocCurve`, and InvalidInputError for one label; `dropIntermediate` is false by default.
 */
export function detCurve(
  yTrue: ArrayLike<Label>,
  yScore: ArrayLike<number>,
  given: CurveOptions = {},
): DetCurve {
  const where = 'detCurve';
  const { dropIntermediate = false, ...options } = readNamed(given, where, CURVE_OPTIONS);
  const counts = countDecisions(yTrue, yScore, options, where);
  const thresholds = [Infinity, ...counts.thresholds];
  const called = [0, ...counts.truePositives];
  const wrong = [0, ...counts.falsePositives];
  const last = thresholds.length - 1;
  if (!(called[last] > 0 && wrong[last] > 0)) {
    throw new InvalidInputError(
      `${where}: yTrue has no ${called[last] > 0 ? 'negatives' : 'positives'}. Pass samples of both labels.`,
    );
  }
  // From the last threshold without a wrong call to the first that calls all positives.
  const first = wrong.lastIndexOf(0);
  const end = called.indexOf(called[last]);
  const curve: DetCurve = { fpr: [], fnr: [], thresholds: [] };
  for (let at = end; at >= first; at--) {
    const inner =
      at > 0 && at < last && called[at] === called[at - 1] && called[at] === called[at + 1];
    if (dropIntermediate && inner) continue;
    curve.fpr.push(wrong[at] / wrong[last]);
    curve.fnr.push((called[last] - called[at]) / called[last]);
    curve.thresholds.push(thresholds[at]);
  }
  return curve;
}

/** The step-wise area of decisions that are counted already: Σ (step of recall) · precision. */
export function averagePrecisionOf(counts: DecisionCounts, where: string): number {
  const { precision, recall } = precisionAndRecall(counts, false, where);
  let area = 0;
  for (let at = 0; at + 1 < recall.length; at++) {
    area += (recall[at] - recall[at + 1]) * precision[at];
  }
  return Math.max(0, area);
}

/**
 * Area under a curve, by trapezoids.
 *
 * @param x - ascending or descending [nPoints], at least 2
 * @param y - [nPoints]
 * @throws InvalidInputError for fewer points, other lengths, numbers that are not finite, an x that turns back
 */
export function auc(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const where = 'auc';
  checkPair(x, y, where, ['x', 'y']);
  if (x.length < 2) {
    throw new InvalidInputError(`${where}: there is 1 point. Pass at least two.`);
  }
  const xs = parseNumbers(x, x.length, 'x', where);
  const ys = parseNumbers(y, x.length, 'y', where);
  const direction = xs[xs.length - 1] < xs[0] ? -1 : 1;
  let area = 0;
  for (let at = 1; at < xs.length; at++) {
    const step = xs[at] - xs[at - 1];
    if (direction * step < 0) {
      throw new InvalidInputError(
        `${where}: x goes up and down: x[${at}] is ${xs[at]} after ${xs[at - 1]}. Sort the points.`,
      );
    }
    area += (step * (ys[at] + ys[at - 1])) / 2;
  }
  return direction * area;
}
