import { pickRows } from '../../data/dense.js';
import { exp } from '../../numeric/exp-log.js';
import { inStretches, type Steps } from '../../progress.js';
import type { CachedRow } from './cached-row.js';
import { gaussians } from './gaussians.js';
import {
  dotProducts,
  emptyRows,
  type PackedRows,
  readRow,
  reorderRows,
  squaredLength,
  writeRow,
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

type VectorSpec = KernelSpec & { readonly type: KernelName };

/** Elementary operations of a value of the kernel, beside its dot product. */
const VALUE_WORK = 16;

/**
 * Kernels that depend on the dot product of two rows: linear, poly, sigmoid, and rbf by
 * |a - b|² = |a|² + |b|² - 2 a·b. The rows are centred for rbf, whose values do not change, so
 * that a common offset costs no digits.
 */
export class VectorKernel {
  readonly #spec: VectorSpec;
  /** Column means that rbf takes away; zero for the others. */
  readonly #centre: Float64Array;
  readonly #point: Float64Array;
  #rows: PackedRows;
  /** |row|² [nRows] */
  #squares: Float64Array;
  #largestSquare = 0;

  private constructor(spec: VectorSpec, rows: number, columns: number) {
    this.#spec = spec;
    this.#centre = new Float64Array(columns);
    this.#point = new Float64Array(columns);
    this.#squares = new Float64Array(rows);
    this.#rows = emptyRows(rows, columns);
  }

  /**
   * The kernel over some rows, made in steps of some of them.
   *
   * @param X - row-major [nRows × columns]
   */
  static *over(spec: VectorSpec, X: Float64Array, columns: number): Steps<VectorKernel> {
    const rows = X.length / columns;
    const kernel = new VectorKernel(spec, rows, columns);
    if (kernel.isRbf) yield* sumMeans(X, rows, kernel.#centre);
    yield* inStretches(rows, columns, (from, to) => kernel.#take(X, from, to));
    return kernel;
  }

  #take(X: Float64Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const point = this.#place(X, i);
      writeRow(this.#rows, i, point);
      this.#squares[i] = squaredLength(point);
      this.#largestSquare = Math.max(this.#largestSquare, this.#squares[i]);
    }
  }

  get isRbf(): boolean {
    return this.#spec.type === 'rbf';
  }

  /** K(i, t) into out[t], from <= t < to. */
  fill(i: number, from: number, to: number, out: Float64Array): void {
    readRow(this.#rows, i, this.#point);
    this.#evaluate(this.#point, from, to, out);
  }

  /** `fill` of the rbf kernel, into either precision. */
  fillGaussians(i: number, from: number, to: number, out: CachedRow): void {
    readRow(this.#rows, i, this.#point);
    this.#gaussians(this.#point, from, to, out);
  }

  /** K(row of X, t) into out[t] for all rows t. */
  fillOf(X: Float64Array, row: number, out: Float64Array): void {
    this.#evaluate(this.#place(X, row), 0, this.#rows.rows, out);
  }

  /** K(t, t) [nRows], in steps of some of them. */
  *diagonal(): Steps<Float64Array> {
    const values = this.#squares.slice();
    yield* inStretches(values.length, VALUE_WORK, (from, to) => {
      if (!this.isRbf) transform(this.#spec, values, from, to);
      // 1, or NaN where |row|² overflows and distances cannot be told.
      else for (let t = from; t < to; t++) values[t] = exp(values[t] - values[t]);
    });
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
      this.#gaussians(x, from, to, out);
    } else {
      dotProducts(x, this.#rows, from, to, out);
      transform(this.#spec, out, from, to);
    }
  }

  #gaussians(x: Float64Array, from: number, to: number, out: CachedRow): void {
    const rows = {
      packed: this.#rows,
      squares: this.#squares,
      largest: this.#largestSquare,
      gamma: this.#spec.gamma,
    };
    gaussians(rows, from, to, { x, square: squaredLength(x), out });
  }
}

/** Means of the columns, added to `centre` [columns] in steps of some rows. */
function sumMeans(X: Float64Array, rows: number, centre: Float64Array): Steps<void> {
  const columns = centre.length;
  return inStretches(rows, columns, (from, to) => {
    for (let i = from, at = from * columns; i < to; i++) {
      for (let j = 0; j < columns; j++) centre[j] += X[at++] / rows;
    }
  });
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
