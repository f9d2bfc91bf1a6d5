import { pickRows } from '../../data/dense.js';
import { InvalidInputError } from '../../errors.js';
import { exp } from '../../numeric/exp-log.js';
import {
  dotProducts,
  gaussians,
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

/** Values of a kernel between the samples of a problem, which the solver may reorder. */
export interface KernelRows {
  /** K(t, t) [nSamples] */
  readonly diagonal: Float64Array;
  /** Write K(i, t) to out[t] for from <= t < to. */
  fill(i: number, from: number, to: number, out: Float64Array): void;
  /** Reorder the samples: position t becomes what position order[t] was. */
  reorder(order: Int32Array): void;
}

/**
 * The kernel over chosen samples of a data set.
 *
 * @param spec - kernel; for `'precomputed'` X holds its values [nSamples × nSamples]
 * @param X - row-major [any × columns]
 * @param samples - rows of X that take part, in the order of the problem
 * @param where - the method that was called, for messages
 */
export function createKernelRows(
  spec: KernelSpec,
  X: Float64Array,
  columns: number,
  samples: Int32Array,
  where: string,
): KernelRows {
  const kernel = chooseRows(spec, X, columns, samples, where);
  const { diagonal } = kernel;
  for (let t = 0; t < diagonal.length; t++) {
    if (isStorable(diagonal[t])) continue;
    throw new InvalidInputError(
      `${where}: the kernel of row ${samples[t]} with itself is too large to compute with. Scale the features with StandardScaler first.`,
    );
  }
  return kernel;
}

/** Whether a number is finite in single precision, in which rows of the kernel are held. */
export function isStorable(value: number): boolean {
  return Number.isFinite(Math.fround(value));
}

function chooseRows(
  spec: KernelSpec,
  X: Float64Array,
  columns: number,
  samples: Int32Array,
  where: string,
): KernelRows {
  const { type } = spec;
  if (type === 'precomputed') return new PrecomputedRows(X, columns, samples);
  if (typeof type === 'function') return new FunctionRows(type, X, columns, samples, where);
  return new VectorRows(
    new VectorKernel({ ...spec, type }, pickRows(X, columns, samples), columns),
  );
}

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
  }

  /** K(i, t) into out[t], from <= t < to. */
  fill(i: number, from: number, to: number, out: Float64Array): void {
    readRow(this.#rows, i, this.#point);
    this.#evaluate(this.#point, from, to, out);
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
    const { type, gamma } = this.#spec;
    if (type === 'rbf') {
      gaussians(x, squaredLength(x), this.#rows, this.#squares, gamma, from, to, out);
    } else {
      dotProducts(x, this.#rows, from, to, out);
      transform(this.#spec, out, from, to);
    }
  }
}

class VectorRows implements KernelRows {
  readonly #kernel: VectorKernel;
  diagonal: Float64Array;

  constructor(kernel: VectorKernel) {
    this.#kernel = kernel;
    this.diagonal = kernel.diagonal();
  }

  fill(i: number, from: number, to: number, out: Float64Array): void {
    this.#kernel.fill(i, from, to, out);
  }

  reorder(order: Int32Array): void {
    this.#kernel.reorder(order);
    this.diagonal = pickRows(this.diagonal, 1, order);
  }
}

class PrecomputedRows implements KernelRows {
  readonly #K: Float64Array;
  readonly #columns: number;
  #samples: Int32Array;
  diagonal: Float64Array;

  constructor(K: Float64Array, columns: number, samples: Int32Array) {
    this.#K = K;
    this.#columns = columns;
    this.#samples = samples;
    this.diagonal = Float64Array.from(samples, (sample) => K[sample * columns + sample]);
  }

  fill(i: number, from: number, to: number, out: Float64Array): void {
    const row = this.#samples[i] * this.#columns;
    for (let t = from; t < to; t++) out[t] = this.#K[row + this.#samples[t]];
  }

  reorder(order: Int32Array): void {
    const before = this.#samples;
    this.#samples = order.map((t) => before[t]);
    this.diagonal = pickRows(this.diagonal, 1, order);
  }
}

class FunctionRows implements KernelRows {
  readonly #kernel: KernelFunction;
  readonly #rowOf: (t: number) => Float64Array;
  readonly #where: string;
  #samples: Int32Array;
  diagonal: Float64Array;

  constructor(
    kernel: KernelFunction,
    X: Float64Array,
    columns: number,
    samples: Int32Array,
    where: string,
  ) {
    this.#kernel = kernel;
    this.#samples = samples;
    this.#where = where;
    // Copies, so that a function that writes into its arguments cannot change the caller's data.
    const rows = new Map<number, Float64Array>();
    for (const i of samples) rows.set(i, X.slice(i * columns, (i + 1) * columns));
    this.#rowOf = (t) => rows.get(this.#samples[t]) as Float64Array;
    this.diagonal = Float64Array.from(samples, (_, t) => this.#at(t, t));
  }

  #at(i: number, t: number): number {
    const value: unknown = this.#kernel(this.#rowOf(i), this.#rowOf(t));
    return finiteKernel(value, `rows ${this.#samples[i]} and ${this.#samples[t]}`, this.#where);
  }

  fill(i: number, from: number, to: number, out: Float64Array): void {
    for (let t = from; t < to; t++) out[t] = this.#at(i, t);
  }

  reorder(order: Int32Array): void {
    const before = this.#samples;
    this.#samples = order.map((t) => before[t]);
    this.diagonal = pickRows(this.diagonal, 1, order);
  }
}

/**
 * What a user's kernel function gave, refused unless it is a finite number.
 *
 * @param rows - which two rows it was called with, for the message
 */
export function finiteKernel(value: unknown, rows: string, where: string): number {
  if (typeof value === 'number' && isStorable(value)) return value;
  throw new InvalidInputError(
    `${where}: the kernel function gave ${String(value)} for ${rows}, but a kernel must be a finite number below 3e38. Correct the function, or drop one of the rows.`,
  );
}

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
