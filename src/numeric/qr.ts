/**
 * Householder QR of tall matrices, stored column by column.
 * Source: Golub and Van Loan, Matrix Computations (2013), 5.1 and 5.2; adding rows to a triangle is
 * 6.5.3 in blocks.
 */

import { drain, type Steps, Stretch } from '../progress.js';
import { reflectColumns } from './reflect-columns.js';
import { dot } from './vectors.js';

/**
 * A triangle after more rows: R becomes the triangular factor of R with the block below it.
 * Started from zeros and given all rows of a matrix in turn, it is the R of its QR factorisation,
 * and nothing else of the matrix needs to be kept. Cost: 2 · size · pivots² flops.
 *
 * @param R - in and out: column k at [k · pivots], upper triangular [pivots × columns]
 * @param pivots - how many columns are eliminated; further ones (a right-hand side) go along
 * @param block - in: column k at [k · stride], the new rows; out: destroyed
 * @param size - rows in the block
 */
export function addRows(
  R: Float64Array,
  pivots: number,
  columns: number,
  block: Float64Array,
  stride: number,
  size: number,
): void {
  for (let j = 0; j < pivots; j++) {
    const v = j * stride;
    let squares = 0;
    for (let i = 0; i < size; i++) squares += block[v + i] * block[v + i];
    if (squares === 0) continue;
    const alpha = R[j * pivots + j];
    const norm = Math.sqrt(alpha * alpha + squares);
    const beta = alpha > 0 ? -norm : norm;
    const tau = (beta - alpha) / beta;
    const first = alpha - beta; // the vector is (first, v), divided by first so that it starts with 1
    for (let i = 0; i < size; i++) block[v + i] /= first;
    R[j * pivots + j] = beta;
    let k = j + 1;
    for (; k + 3 < columns; k += 4) reflectFour(R, pivots, j, k, tau, block, stride, size);
    for (; k < columns; k++) {
      const at = k * pivots + j;
      const column = k * stride;
      let product = R[at];
      for (let i = 0; i < size; i++) product += block[v + i] * block[column + i];
      product *= tau;
      R[at] -= product;
      for (let i = 0; i < size; i++) block[column + i] -= product * block[v + i];
    }
  }
}

/** The reflection of column j on columns k to k + 3, which share each load of its vector. */
function reflectFour(
  R: Float64Array,
  pivots: number,
  j: number,
  k: number,
  tau: number,
  block: Float64Array,
  stride: number,
  size: number,
): void {
  const v = j * stride;
  const c0 = k * stride;
  const c1 = c0 + stride;
  const c2 = c1 + stride;
  const c3 = c2 + stride;
  const r0 = k * pivots + j;
  const r1 = r0 + pivots;
  const r2 = r1 + pivots;
  const r3 = r2 + pivots;
  let p0 = R[r0];
  let p1 = R[r1];
  let p2 = R[r2];
  let p3 = R[r3];
  for (let i = 0; i < size; i++) {
    const x = block[v + i];
    p0 += x * block[c0 + i];
    p1 += x * block[c1 + i];
    p2 += x * block[c2 + i];
    p3 += x * block[c3 + i];
  }
  p0 *= tau;
  p1 *= tau;
  p2 *= tau;
  p3 *= tau;
  R[r0] -= p0;
  R[r1] -= p1;
  R[r2] -= p2;
  R[r3] -= p3;
  for (let i = 0; i < size; i++) {
    const x = block[v + i];
    block[c0 + i] -= p0 * x;
    block[c1 + i] -= p1 * x;
    block[c2 + i] -= p2 * x;
    block[c3 + i] -= p3 * x;
  }
}

/** A = Q R with Q kept as reflections. */
export interface Qr {
  /** Column k at [k · rows]: R above and on the diagonal, the reflections' vectors below it. */
  readonly factors: Float64Array;
  /** Strength of each reflection [columns]; its vector starts with 1, on the diagonal. */
  readonly tau: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Factor a matrix with at least as many rows as columns. Cost: 2 · rows · columns² flops.
 *
 * @param A - column k at [k · rows]; overwritten with the factors
 */
export function factorQr(A: Float64Array, rows: number, columns: number): Qr {
  return drain(factorQrInSteps(A, rows, columns));
}

/** As `factorQr`, in steps of some columns. */
export function* factorQrInSteps(A: Float64Array, rows: number, columns: number): Steps<Qr> {
  const tau = new Float64Array(columns);
  const squares = new Float64Array(columns);
  const stretch = new Stretch();
  for (let j = 0; j < columns; j++) {
    tau[j] = makeReflection(A, j * rows + j, rows - j);
    reflectColumns(A, rows, columns, j, tau[j], squares);
    if (stretch.spend(2 * (rows - j) * (columns - j))) yield;
  }
  return { factors: A, tau, rows, columns };
}

/** A with its columns reordered = Q R, the diagonal of R falling in size. */
export interface PivotedQr extends Qr {
  /** Which column of A each column of R belongs to [columns]. */
  readonly order: Int32Array;
}

/**
 * As `factorQr`, taking at each step the column that is farthest from those already taken: columns
 * that depend on others come last, with nothing below the rows of the others.
 * Source: Businger and Golub, Numerische Mathematik 7 (1965); remaining norms are summed anew at
 * each step rather than updated, which loses no digits.
 */
export function factorPivotedQr(A: Float64Array, rows: number, columns: number): PivotedQr {
  return drain(factorPivotedQrInSteps(A, rows, columns));
}

/** As `factorPivotedQr`, in steps of some columns. */
export function* factorPivotedQrInSteps(
  A: Float64Array,
  rows: number,
  columns: number,
): Steps<PivotedQr> {
  const stretch = new Stretch();
  const tau = new Float64Array(columns);
  const order = Int32Array.from(tau.keys());
  const squares = new Float64Array(columns);
  for (let k = 0; k < columns; k++) {
    const column = A.subarray(k * rows, (k + 1) * rows);
    squares[k] = dot(column, column);
  }
  for (let j = 0; j < columns; j++) {
    let farthest = j;
    for (let k = j + 1; k < columns; k++) if (squares[k] > squares[farthest]) farthest = k;
    swapColumns(A, rows, order, j, farthest);
    squares[farthest] = squares[j];
    tau[j] = makeReflection(A, j * rows + j, rows - j);
    reflectColumns(A, rows, columns, j, tau[j], squares);
    if (stretch.spend(3 * (rows - j) * (columns - j))) yield;
  }
  return { factors: A, tau, rows, columns, order };
}

function swapColumns(A: Float64Array, rows: number, order: Int32Array, j: number, k: number): void {
  if (j === k) return;
  const kept = A.slice(j * rows, (j + 1) * rows);
  A.copyWithin(j * rows, k * rows, (k + 1) * rows);
  A.set(kept, k * rows);
  const index = order[j];
  order[j] = order[k];
  order[k] = index;
}

/** Solve R x = b in place, R being the leading [n × n] triangle. */
export function solveUpper({ factors, rows }: Qr, n: number, b: Float64Array): void {
  for (let k = n - 1; k >= 0; k--) {
    const column = k * rows;
    const x = b[k] / factors[column + k];
    b[k] = x;
    for (let i = 0; i < k; i++) b[i] -= factors[column + i] * x;
  }
}

/** b becomes Q' b [rows]. */
export function multiplyByQTransposed({ factors, tau, rows, columns }: Qr, b: Float64Array): void {
  for (let j = 0; j < columns; j++) reflect(factors, j * rows + j, rows - j, tau[j], b, j);
}

/** b becomes Q b [rows]. */
export function multiplyByQ({ factors, tau, rows, columns }: Qr, b: Float64Array): void {
  for (let j = columns - 1; j >= 0; j--) reflect(factors, j * rows + j, rows - j, tau[j], b, j);
}

/**
 * The reflection that turns a vector into a multiple of the first axis. The multiple replaces the
 * vector's first entry, the reflection's own vector (first entry 1, not stored) the others.
 *
 * @returns tau: the reflection is 1 - tau v v'; 0 when there is nothing to do
 */
export function makeReflection(A: Float64Array, from: number, length: number): number {
  let squares = 0;
  for (let i = from + 1; i < from + length; i++) squares += A[i] * A[i];
  if (squares === 0) return 0;
  const alpha = A[from];
  const norm = Math.sqrt(alpha * alpha + squares);
  const beta = alpha > 0 ? -norm : norm;
  const first = alpha - beta;
  for (let i = from + 1; i < from + length; i++) A[i] /= first;
  A[from] = beta;
  return (beta - alpha) / beta;
}

/**
 * b -= tau (v' b) v, for the `length` values of b from `at` on. Two sums grow side by side, so that
 * an addition need not wait for the last.
 */
export function reflect(
  A: Float64Array,
  from: number,
  length: number,
  tau: number,
  b: Float64Array,
  at: number,
): void {
  if (tau === 0) return;
  let even = b[at];
  let odd = 0;
  let i = 1;
  for (; i + 1 < length; i += 2) {
    odd += A[from + i] * b[at + i];
    even += A[from + i + 1] * b[at + i + 1];
  }
  if (i < length) odd += A[from + i] * b[at + i];
  const product = tau * (even + odd);
  b[at] -= product;
  for (let k = 1; k < length; k++) b[at + k] -= product * A[from + k];
}
