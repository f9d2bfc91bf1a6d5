/**
 * Values of the rbf kernel, block by block. The loops read and write arrays that are constants of a closure: of those V8
 * knows type, length and place when it compiles, which it reads anew at each step of a loop over arrays that it is given.
 * (Of a module's own constants bundlers make variables. A loop of a closure sees constants only where V8 inlines it into its
 * caller: compiled alone, it reads them anew at each step, with a test more.) Samples are copied into such a block first.
 * With 20 features a value took 29 ns without blocks and 23 where two samples are met with the same block; `expEach` takes 4
 * more away.
 */

import { exp, expEach } from '../../numeric/exp-log.js';
import { dotProducts, type PackedRows } from './packed-rows.js';

/** Numbers in a block: half of the nearest cache. */
const BLOCK_SIZE = 2048;
const MOST_SAMPLES = 512;
/** Features of which a block holds four samples, the fewest that are packed. */
const MOST_COLUMNS = BLOCK_SIZE / 4;
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
  const BLOCK = new Float64Array(BLOCK_SIZE);
  const FIRST_POINT = new Float64Array(MOST_COLUMNS);
  const SECOND_POINT = new Float64Array(MOST_COLUMNS);
  /** Squared lengths of the samples in the block. */
  const SQUARES = new Float64Array(MOST_SAMPLES);
  /** Exponents of the kernel values between the block and either point. */
  const FIRST_EXPONENTS = new Float64Array(MOST_SAMPLES);
  const SECOND_EXPONENTS = new Float64Array(MOST_SAMPLES);

  /** Meet the block with one point. */
  function meetOne(count: number, columns: number, square: number, gamma: number): void {
    for (let t = 0, at = 0; t < count; t += 4) {
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      for (let j = 0; j < columns; j++, at += 4) {
        const value = FIRST_POINT[j];
        sum0 += value * BLOCK[at];
        sum1 += value * BLOCK[at + 1];
        sum2 += value * BLOCK[at + 2];
        sum3 += value * BLOCK[at + 3];
      }
      FIRST_EXPONENTS[t] = exponent(square, SQUARES[t], sum0, gamma);
      FIRST_EXPONENTS[t + 1] = exponent(square, SQUARES[t + 1], sum1, gamma);
      FIRST_EXPONENTS[t + 2] = exponent(square, SQUARES[t + 2], sum2, gamma);
      FIRST_EXPONENTS[t + 3] = exponent(square, SQUARES[t + 3], sum3, gamma);
    }
  }

  /** Meet the block with both points: what is read serves twice. */
  function meetTwo(
    count: number,
    columns: number,
    first: number,
    second: number,
    gamma: number,
  ): void {
    for (let t = 0, at = 0; t < count; t += 4) {
      let a0 = 0;
      let a1 = 0;
      let a2 = 0;
      let a3 = 0;
      let b0 = 0;
      let b1 = 0;
      let b2 = 0;
      let b3 = 0;
      for (let j = 0; j < columns; j++, at += 4) {
        const a = FIRST_POINT[j];
        const b = SECOND_POINT[j];
        const value0 = BLOCK[at];
        a0 += a * value0;
        b0 += b * value0;
        const value1 = BLOCK[at + 1];
        a1 += a * value1;
        b1 += b * value1;
        const value2 = BLOCK[at + 2];
        a2 += a * value2;
        b2 += b * value2;
        const value3 = BLOCK[at + 3];
        a3 += a * value3;
        b3 += b * value3;
      }
      FIRST_EXPONENTS[t] = exponent(first, SQUARES[t], a0, gamma);
      FIRST_EXPONENTS[t + 1] = exponent(first, SQUARES[t + 1], a1, gamma);
      FIRST_EXPONENTS[t + 2] = exponent(first, SQUARES[t + 2], a2, gamma);
      FIRST_EXPONENTS[t + 3] = exponent(first, SQUARES[t + 3], a3, gamma);
      SECOND_EXPONENTS[t] = exponent(second, SQUARES[t], b0, gamma);
      SECOND_EXPONENTS[t + 1] = exponent(second, SQUARES[t + 1], b1, gamma);
      SECOND_EXPONENTS[t + 2] = exponent(second, SQUARES[t + 2], b2, gamma);
      SECOND_EXPONENTS[t + 3] = exponent(second, SQUARES[t + 3], b3, gamma);
    }
  }

  return function gaussians(
    rows: GaussianRows,
    from: number,
    to: number,
    one: GaussianPoint,
    other?: GaussianPoint,
  ): void {
    const { squares, gamma } = rows;
    const { data, columns } = rows.packed;
    const isFar = one.square === Infinity || other?.square === Infinity;
    if (columns > MOST_COLUMNS || isFar) {
      plainGaussians(rows, from, to, one);
      if (other !== undefined) plainGaussians(rows, from, to, other);
      return;
    }
    FIRST_POINT.set(one.x);
    if (other !== undefined) SECOND_POINT.set(other.x);
    const size = Math.min(MOST_SAMPLES, 4 * Math.floor(MOST_COLUMNS / columns));
    for (let begin = from & ~3; begin < to; begin += size) {
      const end = Math.min(to, begin + size);
      const count = (end - begin + 3) & ~3;
      BLOCK.set(data.subarray(begin * columns, (begin + count) * columns));
      SQUARES.set(squares.subarray(begin, end));
      const first = Math.max(from, begin);
      if (other === undefined) {
        meetOne(count, columns, one.square, gamma);
      } else {
        meetTwo(count, columns, one.square, other.square, gamma);
        finish(rows, SECOND_EXPONENTS, first - begin, first, end, other);
      }
      finish(rows, FIRST_EXPONENTS, first - begin, first, end, one);
    }
  };
}

/**
 * exp(-gamma |x - row t|²) into out[t], from <= t < to, by |x|² + |row|² - 2 x · row, which rounding can carry
 * below 0. The bits are the same for one point and for two, and wherever a range begins and ends.
 */
export const gaussians = /* @__PURE__ */ createGaussians();
