import type { Label } from '../../contracts.js';
import { InvalidInputError } from '../../errors.js';
import type { Scorer } from '../../metrics/scorers.js';
import { type Steps, Stretch } from '../../progress.js';
import { show } from '../../words.js';
import { labelsAt, type ScoreRules } from './positive-scores.js';

/** How good the labels are at each threshold. */
export interface ThresholdCurve {
  /** Ascending. */
  readonly thresholds: Float64Array;
  readonly scores: Float64Array;
}

/** What a sample costs to divide and to score, in elementary operations, about. */
const WORK_OF_SCORE = 16;

/** Samples that are divided at thresholds. */
export interface Divided {
  /** Scores of the positive label [n]. */
  readonly values: Float64Array;
  readonly y: ArrayLike<Label>;
  readonly weights: Float64Array | undefined;
}

/**
 * The metric at each threshold, a step each.
 *
 * @param wanted - thresholds, ascending, or how many to take evenly between the smallest and the largest score
 * @throws InvalidInputError when all scores are the same, or the metric gives what is no number
 */
export function* curveOf(
  scorer: Scorer,
  { values, y, weights }: Divided,
  wanted: number | Float64Array,
  { classes, positive, where }: Pick<ScoreRules, 'classes' | 'positive'> & { where: string },
): Steps<ThresholdCurve> {
  const thresholds = typeof wanted === 'number' ? evenly(rangeOf(values), wanted) : wanted;
  if (typeof wanted === 'number') checkSpread(values, where);
  const options = weights === undefined ? {} : { sampleWeight: weights };
  const scores = new Float64Array(thresholds.length);
  const stretch = new Stretch();
  for (const [at, threshold] of thresholds.entries()) {
    const labels = labelsAt(values, threshold, { classes, positive });
    const score: unknown = scorer.score({ predict: () => labels, classes }, null, y, options);
    if (typeof score !== 'number' || Number.isNaN(score)) {
      throw new InvalidInputError(
        `${where}: the scoring gives ${show(score)} at the threshold ${threshold}. Choose a metric that is defined whatever is predicted, such as "balanced_accuracy".`,
      );
    }
    scores[at] = score;
    if (stretch.spend(WORK_OF_SCORE * values.length)) yield;
  }
  return { thresholds, scores };
}

/** The mean of curves, read off at common thresholds; beyond its ends a curve goes on as at the end. */
export function meanCurve(
  curves: readonly ThresholdCurve[],
  wanted: number | Float64Array,
): ThresholdCurve {
  const ends = curves.map(({ thresholds }) => rangeOf(thresholds));
  const low = ends.reduce((least, end) => Math.min(least, end.low), Infinity);
  const high = ends.reduce((most, end) => Math.max(most, end.high), -Infinity);
  const thresholds = typeof wanted === 'number' ? evenly({ low, high }, wanted) : wanted;
  const scores = thresholds.map(
    (at) => curves.reduce((sum, curve) => sum + readOff(curve, at), 0) / curves.length,
  );
  return { thresholds, scores };
}

interface Range {
  readonly low: number;
  readonly high: number;
}

function rangeOf(values: Float64Array): Range {
  let low = values[0];
  let high = values[0];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { low, high };
}

/** Numbers at equal distances, the ends among them. */
function evenly({ low, high }: Range, size: number): Float64Array {
  const step = (high - low) / (size - 1);
  return Float64Array.from({ length: size }, (_, i) =>
    i === size - 1 && size > 1 ? high : low + (size > 1 ? i * step : 0),
  );
}

/** On the straight lines between thresholds. */
function readOff({ thresholds, scores }: ThresholdCurve, at: number): number {
  const last = thresholds.length - 1;
  if (at <= thresholds[0]) return scores[0];
  if (at >= thresholds[last]) return scores[last];
  let next = 1;
  while (thresholds[next] <= at) next++;
  const slope = (scores[next] - scores[next - 1]) / (thresholds[next] - thresholds[next - 1]);
  return scores[next - 1] + slope * (at - thresholds[next - 1]);
}

/** Scores as near as rounding are no scores to divide; the bounds are those of NumPy's `isclose`. */
function checkSpread(values: Float64Array, where: string): void {
  const { low, high } = rangeOf(values);
  if (high - low > 1e-8 + 1e-5 * Math.abs(high)) return;
  throw new InvalidInputError(
    `${where}: the classifier gives all samples of a fold the score ${high}, so there is nothing to divide. Pass another estimator.`,
  );
}
