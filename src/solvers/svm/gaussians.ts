/**
 * Values of the rbf kernel, block by block. The loops read and write arrays that are constants of a closure: of those V8
 * knows type, length and place when it compiles, which it reads anew at each step of a loop over arrays that it is given.
 * (Of a module's own constants bundlers make variables. V8 knows constants of a closure where they are named before the
 * loops.) Samples are copied into such an array first, of which seven views begin a value apart: one position, checked once,
 * is that of seven samples. With 20 features a value takes 11 ns so, and 18 from arrays that are given; the exponential is 3.5.
 */

import { exp, expEach } from '../../numeric/exp-log.js';
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
  readonly out: Float64Array;
}

/** What exp is taken of, from a dot product. */
function exponent(square: number, other: number, product: number, gamma: number): number {
  const distance = square + other - 2 * product;
  return -gamma * Math.max(0, distance);
}

/** Exponents into kernel values, those of the samples from `from` up to `to`, which stand from `at` on. */
function finish(
  { largest, gamma }: GaussianRows,
  exponents: Float64Array,
  at: number,
  from: number,
  to: number,
  { square, out }: GaussianPoint,
): void {
  // |x - row|² is at most 2 |x|² + 2 |row|².
  if (-2 * gamma * (square + largest) > LEAST_EXPONENT) expEach(exponents, at, out, from, to);
  else for (let t = from; t < to; t++) out[t] = exp(exponents[at + t - from]);
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
  dotProducts(x, packed, from, to, out);
  for (let t = from; t < to; t++) out[t] = exp(exponent(square, squares[t], out[t], gamma));
}

/** What computes them, with the arrays that it keeps to itself. */
function createGaussians() {
  const HELD = new Float64Array(HELD_SIZE + LANES - 1);
  const LANE0 = HELD.subarray(0, HELD_SIZE);
  const LANE1 = HELD.subarray(1, HELD_SIZE + 1);
  const LANE2 = HELD.subarray(2, HELD_SIZE + 2);
  const LANE3 = HELD.subarray(3, HELD_SIZE + 3);
  const LANE4 = HELD.subarray(4, HELD_SIZE + 4);
  const LANE5 = HELD.subarray(5, HELD_SIZE + 5);
  const LANE6 = HELD.subarray(6, HELD_SIZE + 6);
  const POINT = new Float64Array(MOST_COLUMNS);
  /** Squared lengths of the samples held. */
  const SQUARES = new Float64Array(MOST_HELD + LANES);
  /** Exponents of the kernel values between a block and the point. */
  const EXPONENTS = new Float64Array(MOST_SAMPLES);
  /** Whose samples are held, all of them. */
  let holder = NOBODY;

  /** Meet `count` samples held, from `first` on, with the point. */
  function meet(first: number, count: number, columns: number, square: number, gamma: number) {
    const lane0 = LANE0;
    const lane1 = LANE1;
    const lane2 = LANE2;
    const lane3 = LANE3;
    const lane4 = LANE4;
    const lane5 = LANE5;
    const lane6 = LANE6;
    const point = POINT;
    const squares = SQUARES;
    const exponents = EXPONENTS;
    const lanes = 7; // LANES as a constant of the function: 0.93 of the time
    for (let t = 0, own = first, at = first * columns; t < count; t += lanes, own += lanes) {
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      let sum4 = 0;
      let sum5 = 0;
      let sum6 = 0;
      for (let j = 0; j < columns; j++, at += lanes) {
        const value = point[j];
        sum0 += lane0[at] * value;
        sum1 += lane1[at] * value;
        sum2 += lane2[at] * value;
        sum3 += lane3[at] * value;
        sum4 += lane4[at] * value;
        sum5 += lane5[at] * value;
        sum6 += lane6[at] * value;
      }
      exponents[t] = exponent(square, squares[own], sum0, gamma);
      exponents[t + 1] = exponent(square, squares[own + 1], sum1, gamma);
      exponents[t + 2] = exponent(square, squares[own + 2], sum2, gamma);
      exponents[t + 3] = exponent(square, squares[own + 3], sum3, gamma);
      exponents[t + 4] = exponent(square, squares[own + 4], sum4, gamma);
      exponents[t + 5] = exponent(square, squares[own + 5], sum5, gamma);
      exponents[t + 6] = exponent(square, squares[own + 6], sum6, gamma);
    }
  }

  return function gaussians(
    rows: GaussianRows,
    from: number,
    to: number,
    point: GaussianPoint,
  ): void {
    const { squares, gamma, packed } = rows;
    const { data, columns, stamp } = packed;
    if (columns > MOST_COLUMNS || point.square === Infinity) {
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
      meet(allFit ? begin : 0, count, columns, point.square, gamma);
      finish(rows, EXPONENTS, first - begin, first, end, point);
    }
  };
}

/**
 * exp(-gamma |x - row t|²) into out[t], from <= t < to, by |x|² + |row|² - 2 x · row, which rounding can carry
 * below 0. The bits are the same wherever a range begins and ends.
 */
export const gaussians = /* @__PURE__ */ createGaussians();
