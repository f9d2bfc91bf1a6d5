import { affineByLanes, rowsForLanes } from './row-lanes.js';

/**
 * Sum of products of two vectors of one length. Four running sums, so that an addition does not
 * wait for the one before: 1000 values took 1.1 µs so, and 1.6 µs with one sum.
 */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  let i = 0;
  for (; i + 3 < a.length; i += 4) {
    sum0 += a[i] * b[i];
    sum1 += a[i + 1] * b[i + 1];
    sum2 += a[i + 2] * b[i + 2];
    sum3 += a[i + 3] * b[i + 3];
  }
  for (; i < a.length; i++) sum0 += a[i] * b[i];
  return sum0 + sum1 + (sum2 + sum3);
}

/** y += scale · x, in place. */
export function axpy(scale: number, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) y[i] += scale * x[i];
}

/** The largest absolute value; 0 of an empty vector. */
export function maxAbs(x: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < x.length; i++) {
    const size = Math.abs(x[i]);
    if (size > largest) largest = size;
  }
  return largest;
}

/** The largest of some numbers, one at least: however many, where the arguments of `Math.max` have a limit. */
export function largestOf(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b));
}

/** Arrays of more numbers than this have memory of their own in V8, fresh from the system. */
const MANY = 16_000;

/**
 * A plain array to be filled with so many numbers. A large one is made for fractions from the start: `new Array` makes it for
 * whole numbers, and the first fraction moves it to memory as large.
 */
export function emptyArray(length: number): number[] {
  if (length < MANY) return new Array(length);
  const array = [0.5];
  array.length = length;
  return array;
}

/** A plain array of the same numbers: faster than `Array.from`, which goes through an iterator. */
export function toArray(values: ArrayLike<number>): number[] {
  const array =
    values instanceof Float64Array ? emptyArray(values.length) : new Array<number>(values.length);
  for (let i = 0; i < values.length; i++) array[i] = values[i];
  return array;
}

/** Sums that are computed before they are put into a plain array: 32 kB, a multiple of six rows. */
const SUMS_AT_A_TIME = 4092;

/**
 * x_i · coef + intercept of every row. Many rows go by lanes; of few, four share each load of a coefficient. A row gives the
 * same bits alone and among others.
 *
 * @param X - row-major [rows × coef.length]
 * @param check - throws where X is not finite; called only if a sum is not, as each value of X is in one
 * @param refuse - throws where a result is beyond the range of numbers; called only if a sum was not finite on its way
 */
export function affine(
  X: Float64Array,
  rows: number,
  coef: Float64Array,
  intercept: number,
  check?: () => void,
  refuse?: (values: number[]) => void,
): number[] {
  const columns = coef.length;
  const values = emptyArray(rows);
  let probe = 0; // stays 0 while all are finite, and far from the largest number
  let i = rowsForLanes(rows, columns, 1);
  if (i > 0 && !placeByLanes(X, i, coef, intercept, values)) probe = Number.NaN;
  for (; i + 3 < rows; i += 4) {
    const row0 = i * columns;
    const row1 = row0 + columns;
    const row2 = row1 + columns;
    const row3 = row2 + columns;
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    for (let j = 0; j < columns; j++) {
      const slope = coef[j];
      sum0 += X[row0 + j] * slope;
      sum1 += X[row1 + j] * slope;
      sum2 += X[row2 + j] * slope;
      sum3 += X[row3 + j] * slope;
    }
    sum0 += intercept;
    sum1 += intercept;
    sum2 += intercept;
    sum3 += intercept;
    values[i] = sum0;
    values[i + 1] = sum1;
    values[i + 2] = sum2;
    values[i + 3] = sum3;
    probe += (sum0 + sum1 + (sum2 + sum3)) * 0;
  }
  for (; i < rows; i++) {
    const row = i * columns;
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += X[row + j] * coef[j];
    values[i] = sum + intercept;
    probe += values[i] * 0;
  }
  if (probe === 0) return values;
  let isChecked = false;
  for (let row = 0; row < rows; row++) {
    if (Number.isFinite(values[row])) continue;
    if (!isChecked) check?.();
    isChecked = true;
    values[row] = scaledAffine(X, row * columns, coef, 0, columns, intercept);
  }
  refuse?.(values);
  return values;
}

/** The first values of `affine`. @returns whether all are finite */
function placeByLanes(
  X: Float64Array,
  rows: number,
  coef: Float64Array,
  intercept: number,
  values: number[],
): boolean {
  const level = Float64Array.of(intercept);
  const sums = new Float64Array(Math.min(rows, SUMS_AT_A_TIME));
  let finite = true;
  for (let from = 0; from < rows; from += sums.length) {
    const to = Math.min(rows, from + sums.length);
    if (!affineByLanes(X, from, to, coef.length, coef, level, 1, sums)) finite = false;
    for (let i = from; i < to; i++) values[i] = sums[i - from];
  }
  return finite;
}

/** Products of numbers times this, each, stay below 2^968, so that no sum of them can overflow. */
const SCALE = 2 ** -540;

/**
 * x · coef + intercept where the plain sum overflows on its way: infinite only when the result is beyond the range of
 * numbers, and never NaN.
 *
 * @param row - where x begins in X
 * @param from - where its coefficients begin in `coef`
 */
export function scaledAffine(
  X: Float64Array,
  row: number,
  coef: Float64Array,
  from: number,
  width: number,
  intercept: number,
): number {
  let sum = intercept * SCALE * SCALE;
  for (let j = 0; j < width; j++) sum += X[row + j] * SCALE * (coef[from + j] * SCALE);
  return sum / SCALE / SCALE;
}
