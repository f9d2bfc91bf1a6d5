import { ROUND } from '../../numeric/exp-log.js';
import { inStretches, type Steps } from '../../progress.js';
import { ADD_PACKED, MOST_GRADIENT, type PackedAdders } from './add-packed-words.js';
import type { GradientTotals } from './gradient-totals.js';

/** Gradients of one output. */
export interface Gradients {
  /**
   * Gradient and curvature of each row, side by side [2 × nSamples]. Where there are units, those of the rows that were
   * asked for by `writePairs`.
   */
  readonly pairs: Float64Array;
  /** Where every curvature is 1: gradients as integers, which can be added together with their rows. */
  readonly units?: UnitGradients | undefined;
  /** Sums of the pairs of all rows, one after another, where they are known. */
  readonly totals?: Readonly<GradientTotals> | undefined;
}

/** Gradients in units of their common last digit: a quarter of the bytes of pairs, since memory is what large samples wait for. */
export interface UnitGradients {
  /** [nSamples] */
  readonly integers: Int32Array;
  /** What gradients were multiplied by: a power of two. */
  readonly scale: number;
  /** What adds them: with the gradients, so that who has none of these need not bundle it. */
  readonly adders: PackedAdders;
}

/** With fewer rows, taking out the sums costs what adding saves. */
const FEWEST_ROWS = 2 ** 15;
/** What rounding may add to a gradient, as a share of their mean size. */
const MOST_ERROR = 2 ** -18;
/** Between these a gradient and its unit are normal numbers. */
const SMALLEST = 2 ** -900;
const LARGEST = 2 ** 900;

/** What decides whether gradients can be rounded, and to which digit. */
interface Sizes {
  largest: number;
  /** NaN and Infinity stay. */
  sum: number;
  isUnit: boolean;
}

/**
 * Round gradients to a common last digit, in steps, where every row has the curvature 1. Their sums are exact then, in any order.
 * Left as they are where few are much larger than the others, which would lose too much.
 *
 * @param pairs - gradient and curvature of each row, side by side [2 × nSamples]
 * @param integers - memory for them in units of that digit [nSamples]
 */
export function* roundUnitGradients(pairs: Float64Array, integers: Int32Array): Steps<Gradients> {
  const rows = pairs.length / 2;
  if (rows < FEWEST_ROWS || pairs[1] !== 1) return { pairs };
  const sizes = { largest: 0, sum: 0, isUnit: true };
  yield* inStretches(rows, 2, (from, to) => measure(pairs, from, to, sizes));
  const scale = scaleOf(sizes, rows);
  if (scale === 0) return { pairs };
  yield* inStretches(rows, 2, (from, to) => round(pairs, from, to, scale, integers));
  return { pairs, units: { integers, scale, adders: ADD_PACKED } };
}

/**
 * The same for squared errors without weights: to subtract targets from margins twice takes three quarters of the time of
 * writing a million pairs and reading them again. The digit is mostly that of the round before, so they are rounded to that
 * while their sizes are measured, and once more where it is another: two thirds of the time.
 *
 * @returns makes the gradients of one round after another; undefined where they are to be left as they are
 */
export function createUnitSquares() {
  let guess = 0;
  return function* unitSquares(
    margins: Float64Array,
    targets: Float64Array,
    integers: Int32Array,
  ): Steps<UnitGradients | undefined> {
    const rows = targets.length;
    if (rows < FEWEST_ROWS) return undefined;
    const sizes = { largest: 0, sum: 0, isUnit: true };
    yield* inStretches(rows, 2, (from, to) =>
      measureSquares(margins, targets, from, to, guess, integers, sizes),
    );
    const scale = scaleOf(sizes, rows);
    if (scale === 0) return undefined;
    if (scale !== guess) {
      yield* inStretches(rows, 2, (from, to) =>
        roundSquares(margins, targets, from, to, scale, integers),
      );
    }
    guess = scale;
    return { integers, scale, adders: ADD_PACKED };
  };
}

/** Write pairs of gradient and curvature for some rows, where gradients are integers. */
export function writePairs(
  { pairs, units }: Gradients,
  rows: Int32Array,
  from: number,
  to: number,
): void {
  if (units === undefined) return;
  const { integers } = units;
  const unit = 1 / units.scale;
  for (let i = from; i < to; i++) {
    const row = rows[i];
    pairs[2 * row] = integers[row] * unit;
    pairs[2 * row + 1] = 1;
  }
}

/** What makes gradients integers; 0 where they are to be left as they are. */
function scaleOf({ largest, sum, isUnit }: Sizes, rows: number): number {
  if (!(isUnit && largest > SMALLEST && largest < LARGEST)) return 0;
  let scale = 1;
  while (largest * scale > MOST_GRADIENT) scale /= 2;
  while (largest * scale * 2 <= MOST_GRADIENT) scale *= 2;
  return MOST_ERROR * (sum / rows) * scale >= 0.5 ? scale : 0; // 0 also where the sum is NaN
}

/** Two rows at once: less than half of the time. */
function measure(pairs: Float64Array, from: number, to: number, sizes: Sizes): void {
  let { largest, sum, isUnit } = sizes;
  let largestOdd = 0;
  let sumOfOdd = 0;
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
  sizes.largest = Math.max(largest, largestOdd);
  sizes.sum = sum + sumOfOdd;
  sizes.isUnit = isUnit;
}

/** As `measure`, in the same order; and round to what may be the last digit. */
function measureSquares(
  margins: Float64Array,
  targets: Float64Array,
  from: number,
  to: number,
  scale: number,
  integers: Int32Array,
  sizes: Sizes,
): void {
  let { largest, sum } = sizes;
  let largestOdd = 0;
  let sumOfOdd = 0;
  let i = from;
  for (; i < to - 1; i += 2) {
    const first = margins[i] - targets[i];
    const second = margins[i + 1] - targets[i + 1];
    integers[i] = first * scale + ROUND - ROUND;
    integers[i + 1] = second * scale + ROUND - ROUND;
    const even = Math.abs(first);
    const odd = Math.abs(second);
    if (even > largest) largest = even;
    if (odd > largestOdd) largestOdd = odd;
    sum += even;
    sumOfOdd += odd;
  }
  if (i < to) {
    const only = margins[i] - targets[i];
    integers[i] = only * scale + ROUND - ROUND;
    const last = Math.abs(only);
    if (last > largest) largest = last;
    sum += last;
  }
  sizes.largest = Math.max(largest, largestOdd);
  sizes.sum = sum + sumOfOdd;
}

function round(
  pairs: Float64Array,
  from: number,
  to: number,
  scale: number,
  integers: Int32Array,
): void {
  for (let i = from; i < to; i++) integers[i] = pairs[2 * i] * scale + ROUND - ROUND;
}

function roundSquares(
  margins: Float64Array,
  targets: Float64Array,
  from: number,
  to: number,
  scale: number,
  integers: Int32Array,
): void {
  for (let i = from; i < to; i++) {
    integers[i] = (margins[i] - targets[i]) * scale + ROUND - ROUND;
  }
}
