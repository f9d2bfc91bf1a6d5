import { pickRows } from '../../data/dense.js';
import { exp } from '../../numeric/exp-log.js';
import { type GaussianPoint, gaussians } from './gaussians.js';
import {
  dotProducts,
  type PackedRows,
  packRows,
  readRow,
  reorderRows,
  squaredLength,
} from './packed-rows.js';

/** A kernel of two samples, symmetric: called with two rows of features. */
export type KernelFunction = (a: Float64Array, b: Float64Array) => number;

/** The kernels that an SVM knows by name; `'precomputed'` takes kernel values in place of features. */
export type KernelName = 'linear' | 'poly' | 'rbf' | 'sigmoid' | 'precomputed';

/** A kernel with its parameters as numbers. */
export interface KernelSpec {
  readonly type: KernelName | KernelFunction;
  readonly gamma: number;
  readonly degree: number;
  readonly coef0: number;
}

/** What belongs to two samples. */
export type Pair<T> = readonly [T, T];

/**
 * Kernels that depend on the dot product of two rows: linear, poly, sigmoid, and rbf by
 * |a - b|² = |a|² + |b|² - 2 a·b. The rows are centred for rbf, whose values do not change, so
 * that a common offset costs no digits.
 */
export class VectorKernel {
  readonly #spec: KernelSpec & { readonly type: KernelName };
  /** Column means that rbf takes away; zero for the others. */
  readonly #centre: Float64Array;
  readonly #point: Float64Array;
  #rows: PackedRows;
  /** |row|² [nRows] */
  #squares: Float64Array;
  readonly #largestSquare: number;

  /** @param X - row-major [nRows × columns] */
  constructor(spec: KernelSpec & { readonly type: KernelName }, X: Float64Array, columns: number) {
    this.#spec = spec;
    this.#centre = spec.type === 'rbf' ? columnCentre(X, columns) : new Float64Array(columns);
    this.#point = new Float64Array(columns);
    this.#squares = new Float64Array(X.length / columns);
    const centred = new Float64Array(X.length);
    for (let i = 0; i < this.#squares.length; i++) {
      const point = this.#place(X, i);
      centred.set(point, i * columns);
      this.#squares[i] = squaredLength(point);
    }
    this.#rows = packRows(centred, columns);
    this.#largestSquare = this.#squares.reduce((largest, square) => Math.max(largest, square), 0);
  }

  get isRbf(): boolean {
    return this.#spec.type === 'rbf';
  }

  /** K(i, t) into out[t], from <= t < to. */
  fill(i: number, from: number, to: number, out: Float64Array): void {
    readRow(this.#rows, i, this.#point);
    this.#evaluate(this.#point, from, to, out);
  }

  /** As `fill` of two samples, of an rbf kernel. */
  fillTwo([i, k]: Pair<number>, from: number, to: number, [outI, outK]: Pair<Float64Array>): void {
    readRow(this.#rows, i, this.#point);
    const other = new Float64Array(this.#point.length);
    readRow(this.#rows, k, other);
    this.#gaussians(from, to, pointAt(this.#point, outI), pointAt(other, outK));
  }

  /** K(row of X, t) into out[t] for all rows t. */
  fillOf(X: Float64Array, row: number, out: Float64Array): void {
    this.#evaluate(this.#place(X, row), 0, this.#rows.rows, out);
  }

  diagonal(): Float64Array {
    const values = this.#squares.slice();
    const { type } = this.#spec;
    if (type !== 'rbf') transform(this.#spec, values, 0, values.length);
    // 1, or NaN where |row|² overflows and distances cannot be told.
    else for (let t = 0; t < values.length; t++) values[t] = exp(values[t] - values[t]);
    return values;
  }

  reorder(order: Int32Array): void {
    this.#rows = reorderRows(this.#rows, order);
    this.#squares = pickRows(this.#squares, 1, order);
  }

  /** A row of X about the centre, valid until the next one. */
  #place(X: Float64Array, row: number): Float64Array {
    const point = this.#point;
    const centre = this.#centre;
    const from = row * point.length;
    for (let j = 0; j < point.length; j++) point[j] = X[from + j] - centre[j];
    return point;
  }

  #evaluate(x: Float64Array, from: number, to: number, out: Float64Array): void {
    if (this.isRbf) {
      this.#gaussians(from, to, pointAt(x, out));
    } else {
      dotProducts(x, this.#rows, from, to, out);
      transform(this.#spec, out, from, to);
    }
  }

  #gaussians(from: number, to: number, one: GaussianPoint, other?: GaussianPoint): void {
    const rows = {
      packed: this.#rows,
      squares: this.#squares,
      largest: this.#largestSquare,
      gamma: this.#spec.gamma,
    };
    gaussians(rows, from, to, one, other);
  }
}

const pointAt = (x: Float64Array, out: Float64Array): GaussianPoint => {
  return { x, square: squaredLength(x), out };
};

function columnCentre(rows: Float64Array, columns: number): Float64Array {
  const centre = new Float64Array(columns);
  const count = rows.length / columns;
  if (count === 0) return centre;
  for (let at = 0; at < rows.length; at += columns) {
    for (let j = 0; j < columns; j++) centre[j] += rows[at + j] / count;
  }
  return centre;
}

/** Dot products into kernel values, in place. */
function transform(spec: KernelSpec, values: Float64Array, from: number, to: number): void {
  const { type, gamma, coef0, degree } = spec;
  if (type === 'poly') {
    for (let t = from; t < to; t++) values[t] = power(gamma * values[t] + coef0, degree);
  } else if (type === 'sigmoid') {
    for (let t = from; t < to; t++) values[t] = tanh(gamma * values[t] + coef0);
  }
}

/** base^exponent for a whole exponent >= 0, by squaring. */
function power(base: number, exponent: number): number {
  let result = 1;
  let factor = base;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= factor;
    factor *= factor;
  }
  return result;
}

/** From our own exp, so that every engine gives the same bits; within 2e-16 of the truth. */
function tanh(x: number): number {
  const decay = exp(-2 * Math.abs(x));
  const size = (1 - decay) / (1 + decay);
  return x < 0 ? -size : size;
}
