import { ROUND } from '../../numeric/exp-log.js';
import { inStretches, type Steps } from '../../progress.js';
import { ADD_PACKED, MOST_GRADIENT, type PackedAdders } from './add-packed-words.js';

/** Gradients of one output. */
export interface Gradients {
  /** Gradient and curvature of each row, side by side [2 × nSamples]. */
  readonly pairs: Float64Array;
  /** Where every curvature is 1, what makes the gradients integers that can be added together with their rows; else 0. */
  readonly scale: number;
  /** What adds them so, where `scale` is not 0: with the gradients, so that who has none of these need not bundle it. */
  readonly packed?: PackedAdders | undefined;
}

/** With fewer rows, taking out the sums costs what adding saves. */
const FEWEST_ROWS = 2 ** 15;
/** What rounding may add to a gradient, as a share of their mean size. */
const MOST_ERROR = 2 ** -18;
/** Between these a gradient and its unit are normal numbers. */
const SMALLEST = 2 ** -900;
const LARGEST = 2 ** 900;

/**
 * Round gradients to a common last digit, in place and in steps, where every row has the curvature 1: of squared errors
 * without weights, for one. Their sums are exact then, in any order. Left as they are where few are much larger than the others,
 * which would lose too much.
 *
 * @param pairs - gradient and curvature of each row, side by side [2 × nSamples]
 */
export function* roundUnitGradients(pairs: Float64Array): Steps<Gradients> {
  const none = { pairs, scale: 0 };
  const rows = pairs.length / 2;
  if (rows < FEWEST_ROWS || pairs[1] !== 1) return none;
  const size = { largest: 0, sum: 0, isUnit: true };
  yield* inStretches(rows, 2, (from, to) => measure(pairs, from, to, size));
  const { largest, sum, isUnit } = size;
  if (!(isUnit && largest > SMALLEST && largest < LARGEST)) return none;
  let scale = 1;
  while (largest * scale > MOST_GRADIENT) scale /= 2;
  while (largest * scale * 2 <= MOST_GRADIENT) scale *= 2;
  if (!(MOST_ERROR * (sum / rows) * scale >= 0.5)) return none; // also where the sum is NaN
  yield* inStretches(rows, 2, (from, to) => roundAll(pairs, from, to, scale));
  return { pairs, scale, packed: ADD_PACKED };
}

/** Two rows at once: less than half of the time. */
function measure(
  pairs: Float64Array,
  from: number,
  to: number,
  size: { largest: number; sum: number; isUnit: boolean },
): void {
  let { largest, sum, isUnit } = size;
  let largestOdd = 0;
  let sumOfOdd = 0; // NaN and Infinity stay
  let at = 2 * from;
  for (const end = 2 * to - 3; at < end; at += 4) {
    const even = Math.abs(pairs[at]);
    const odd = Math.abs(pairs[at + 2]);
    if (even > largest) largest = even;
    if (odd > largestOdd) largestOdd = odd;
    sum += even;
    sumOfOdd += odd;
    if (pairs[at + 1] !== 1 || pairs[at + 3] !== 1) isUnit = false;
  }
  if (at < 2 * to) {
    const last = Math.abs(pairs[at]);
    if (last > largest) largest = last;
    sum += last;
    if (pairs[at + 1] !== 1) isUnit = false;
  }
  size.largest = Math.max(largest, largestOdd);
  size.sum = sum + sumOfOdd;
  size.isUnit = isUnit;
}

function roundAll(pairs: Float64Array, from: number, to: number, scale: number): void {
  const unit = 1 / scale;
  for (let at = 2 * from; at < 2 * to; at += 2) {
    pairs[at] = (pairs[at] * scale + ROUND - ROUND) * unit;
  }
}
