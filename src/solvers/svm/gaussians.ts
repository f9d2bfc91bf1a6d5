/**
 * Values of the rbf kernel, block by block. The loops read and write arrays that are constants of a closure: of those V8
 * knows type, length and place when it compiles, which it reads anew at each step of a loop over arrays that it is given.
 * (Of a module's own constants bundlers make variables. V8 knows constants of a closure where they are named before the
 * loops.) Samples are copied into such an array first, of which four views begin a value apart: one position, checked once,
 * is that of four samples, and a second one of the next three. Seven views and one position need more registers than there
 * are. With 20 features a value takes 9 ns so, 11 with seven views, and 18 from arrays that are given; the exponential is 3.3,
 * and rounding to single precision costs nothing on the way, but 1.2 in a pass of its own.
 */

import { exp, expEach, expWithin } from '../../numeric/exp-log.js';
import type { CachedRow } from './cached-row.js';
import { dotProducts, LANES, type PackedRows } from './packed-rows.js';

/** Numbers in a block: the nearest cache. */
const BLOCK_SIZE = 4096;
/** Samples in a block, at most. */
const MOST_SAMPLES = 73 * LANES;
/** Features of which a block holds seven samples, the fewest that are packed. */
const MOST_COLUMNS = Math.floor(BLOCK_SIZE / LANES);
/**
 * Numbers and samples that are copied once for all points: 26 000 samples of 20 features in 4 MB, which a system gives when they
 * are written. Copied block by block for each point, as larger samples are, a value of 5 000 × 20 takes 11.7 ns for 10.8, of
 * 20 000 × 20 15.6 for 11.7.
 */
const HELD_SIZE = 1 << 19;
const MOST_HELD = 1 << 15;
/** Views of one array that begin a value apart, so that a position which is checked once is that of so many values. */
const VIEWS = 4;
/** The stamp of no rows. */
const NOBODY = 0;
/** Exponents above this are in the range of `expEach`. */
const LEAST_EXPONENT = -700;

/** Samples that points are compared with. */
export interface GaussianRows {
  readonly packed: PackedRows;
  /** |row t|², finite [rows] */
  readonly squares: Float64Array;
  /** The largest of them, or more. */
  readonly largest: number;
  readonly gamma: number;
}

/** A sample to compare with all others, and where its values go. */
export interface GaussianPoint {
  /** [columns] */
  readonly x: Float64Array;
  /** |x|²; Infinity, of a sample too far to square, gives 0. */
  readonly square: number;
  /** [rows] */
  readonly out: CachedRow;
}

/** `gaussians` without blocks. */
function plainGaussians(
  { packed, squares, gamma }: GaussianRows,
  from: number,
  to: number,
  { x, square, out }: GaussianPoint,
): void {
  if (square === Infinity) {
    out.fill(0, from, to);
    return;
  }
  const values = out instanceof Float64Array ? out : new Float64Array(to);
  dotProducts(x, packed, from, to, values);
  for (let t = from; t < to; t++) {
    const distance = square + squares[t] - 2 * values[t];
    values[t] = exp(-gamma * Math.max(0, distance));
  }
  if (values !== out) out.set(values.subarray(from, to), from);
}

/** What computes them, with the arrays that it keeps to itself. */
function createGaussians() {
  const HELD = new Float64Array(HELD_SIZE + VIEWS - 1);
  const HELD0 = HELD.subarray(0, HELD_SIZE);
  const HELD1 = HELD.subarray(1, HELD_SIZE + 1);
  const HELD2 = HELD.subarray(2, HELD_SIZE + 2);
  const HELD3 = HELD.subarray(3, HELD_SIZE + 3);
  const POINT = new Float64Array(MOST_COLUMNS);
  /** Squared lengths of the samples held. */
  const SQUARES = new Float64Array(MOST_HELD + LANES);
  const SQUARES0 = SQUARES.subarray(0, MOST_HELD + VIEWS);
  const SQUARES1 = SQUARES.subarray(1, MOST_HELD + VIEWS + 1);
  const SQUARES2 = SQUARES.subarray(2, MOST_HELD + VIEWS + 2);
  const SQUARES3 = SQUARES.subarray(3, MOST_HELD + VIEWS + 3);
  /** Exponents of the kernel values between a block and the point. */
  const EXPONENTS = new Float64Array(MOST_SAMPLES + VIEWS - 1);
  const EXPONENTS0 = EXPONENTS.subarray(0, MOST_SAMPLES);
  const EXPONENTS1 = EXPONENTS.subarray(1, MOST_SAMPLES + 1);
  const EXPONENTS2 = EXPONENTS.subarray(2, MOST_SAMPLES + 2);
  const EXPONENTS3 = EXPONENTS.subarray(3, MOST_SAMPLES + 3);
  /** Kernel values of a block, rounded to single precision. */
  const SINGLES = new Float32Array(MOST_SAMPLES);
  /** Whose samples are held, all of them. */
  let holder = NOBODY;

  /** Meet `count` samples held, from `first` on, with the point. */
  function meet(first: number, count: number, columns: number, square: number, gamma: number) {
    const held0 = HELD0;
    const held1 = HELD1;
    const held2 = HELD2;
    const held3 = HELD3;
    const squares0 = SQUARES0;
    const squares1 = SQUARES1;
    const squares2 = SQUARES2;
    const squares3 = SQUARES3;
    const exponents0 = EXPONENTS0;
    const exponents1 = EXPONENTS1;
    const exponents2 = EXPONENTS2;
    const exponents3 = EXPONENTS3;
    const point = POINT;
    // Sums V8 knows for fractions; what it is given it would look at anew for each sample.
    const own = 0 + square;
    const scale = 0 - gamma;
    const lanes = 7; // LANES as a constant of the function: 0.93 of the time
    const views = 4;
    for (let t = 0, sample = first, at = first * columns; t < count; t += lanes, sample += lanes) {
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      let sum4 = 0;
      let sum5 = 0;
      let sum6 = 0;
      // Two features a turn of the loop, which may end after each: 0.97 of a fit; four would be 0.96.
      for (let j = 0; ; ) {
        {
          const value = point[j];
          const next = at + views;
          sum0 += held0[at] * value;
          sum1 += held1[at] * value;
          sum2 += held2[at] * value;
          sum3 += held3[at] * value;
          sum4 += held0[next] * value;
          sum5 += held1[next] * value;
          sum6 += held2[next] * value;
          at += lanes;
        }
        if (++j >= columns) break;
        {
          const value = point[j];
          const next = at + views;
          sum0 += held0[at] * value;
          sum1 += held1[at] * value;
          sum2 += held2[at] * value;
          sum3 += held3[at] * value;
          sum4 += held0[next] * value;
          sum5 += held1[next] * value;
          sum6 += held2[next] * value;
          at += lanes;
        }
        if (++j >= columns) break;
      }
      const nextSample = sample + views;
      const distance0 = own + squares0[sample] - 2 * sum0;
      const distance1 = own + squares1[sample] - 2 * sum1;
      const distance2 = own + squares2[sample] - 2 * sum2;
      const distance3 = own + squares3[sample] - 2 * sum3;
      const distance4 = own + squares0[nextSample] - 2 * sum4;
      const distance5 = own + squares1[nextSample] - 2 * sum5;
      const distance6 = own + squares2[nextSample] - 2 * sum6;
      const next = t + views;
      exponents0[t] = scale * Math.max(0, distance0);
      exponents1[t] = scale * Math.max(0, distance1);
      exponents2[t] = scale * Math.max(0, distance2);
      exponents3[t] = scale * Math.max(0, distance3);
      exponents0[next] = scale * Math.max(0, distance4);
      exponents1[next] = scale * Math.max(0, distance5);
      exponents2[next] = scale * Math.max(0, distance6);
    }
  }

  /** Exponents of a block into kernel values: those of the samples from `from` up to `to`, which stand from `at` on. */
  function finish(near: boolean, at: number, from: number, to: number, out: CachedRow): void {
    const exponents = EXPONENTS0;
    if (out instanceof Float64Array) {
      if (near) expEach(exponents, at, out, from, to);
      else for (let t = from; t < to; t++) out[t] = exp(exponents[at + t - from]);
      return;
    }
    const singles = SINGLES;
    const end = at + to - from;
    if (near) for (let t = at; t < end; t++) singles[t] = expWithin(exponents[t]);
    else for (let t = at; t < end; t++) singles[t] = exp(exponents[t]);
    out.set(singles.subarray(at, end), from);
  }

  return function gaussians(
    rows: GaussianRows,
    from: number,
    to: number,
    point: GaussianPoint,
  ): void {
    const { squares, largest, gamma, packed } = rows;
    const { data, columns, stamp } = packed;
    const { square, out } = point;
    if (columns > MOST_COLUMNS || square === Infinity) {
      plainGaussians(rows, from, to, point);
      return;
    }
    POINT.set(point.x);
    const allFit = data.length <= HELD_SIZE && packed.rows <= MOST_HELD;
    if (allFit && holder !== stamp) {
      HELD.set(data);
      SQUARES.set(squares);
      holder = stamp;
    }
    // |x - row|² is at most 2 |x|² + 2 |row|².
    const near = -2 * gamma * (square + largest) > LEAST_EXPONENT;
    const size = Math.min(MOST_SAMPLES, LANES * Math.floor(MOST_COLUMNS / columns));
    for (let begin = from - (from % LANES); begin < to; begin += size) {
      const end = Math.min(to, begin + size);
      const count = LANES * Math.ceil((end - begin) / LANES);
      if (!allFit) {
        HELD.set(data.subarray(begin * columns, (begin + count) * columns));
        SQUARES.set(squares.subarray(begin, end));
        holder = NOBODY;
      }
      const first = Math.max(from, begin);
      meet(allFit ? begin : 0, count, columns, square, gamma);
      finish(near, first - begin, first, end, out);
    }
  };
}

/**
 * exp(-gamma |x - row t|²) into out[t], from <= t < to, by |x|² + |row|² - 2 x · row, which rounding can carry
 * below 0. The bits are the same wherever a range begins and ends; in single precision they are those, rounded.
 */
export const gaussians = /* @__PURE__ */ createGaussians();
