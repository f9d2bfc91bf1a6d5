import { pickRows, pickRowsInSteps } from '../../data/dense.js';
import { InvalidInputError } from '../../errors.js';
import type { Steps } from '../../progress.js';
import { type KernelFunction, type KernelSpec, VectorKernel } from './vector-kernel.js';

export type { KernelFunction, KernelName, KernelSpec } from './vector-kernel.js';

/** Values of a kernel between the samples of a problem, which the solver may reorder. */
export interface KernelRows {
  /** K(t, t) [nSamples] */
  readonly diagonal: Float64Array;
  /** Write K(i, t) to out[t] for from <= t < to. */
  fill(i: number, from: number, to: number, out: Float64Array): void;
  /** The same, rounded to single precision, of kernels that do so on the way. */
  fillSingle?(i: number, from: number, to: number, out: Float32Array): void;
  /** Reorder the samples: position t becomes what position order[t] was. */
  reorder(order: Int32Array): void;
}

/**
 * The kernel over chosen samples of a data set, made in steps of some of them.
 *
 * @param spec - kernel; for `'precomputed'` X holds its values [nSamples × nSamples]
 * @param X - row-major [any × columns]
 * @param samples - rows of X that take part, in the order of the problem
 * @param where - the method that was called, for messages
 */
export function* createKernelRows(
  spec: KernelSpec,
  X: Float64Array,
  columns: number,
  samples: Int32Array,
  where: string,
): Steps<KernelRows> {
  const kernel = yield* chooseRows(spec, X, columns, samples, where);
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

function* chooseRows(
  spec: KernelSpec,
  X: Float64Array,
  columns: number,
  samples: Int32Array,
  where: string,
): Steps<KernelRows> {
  const { type } = spec;
  if (type === 'precomputed') return new PrecomputedRows(X, columns, samples);
  if (typeof type === 'function') return new FunctionRows(type, X, columns, samples, where);
  const picked = yield* pickRowsInSteps(X, columns, samples);
  const kernel = yield* VectorKernel.over({ ...spec, type }, picked, columns);
  const diagonal = yield* kernel.diagonal();
  return kernel.isRbf ? new GaussianVectorRows(kernel, diagonal) : new VectorRows(kernel, diagonal);
}

class VectorRows implements KernelRows {
  protected readonly kernel: VectorKernel;
  diagonal: Float64Array;

  constructor(kernel: VectorKernel, diagonal: Float64Array) {
    this.kernel = kernel;
    this.diagonal = diagonal;
  }

  fill(i: number, from: number, to: number, out: Float64Array): void {
    this.kernel.fill(i, from, to, out);
  }

  reorder(order: Int32Array): void {
    this.kernel.reorder(order);
    this.diagonal = pickRows(this.diagonal, 1, order);
  }
}

class GaussianVectorRows extends VectorRows {
  fillSingle(i: number, from: number, to: number, out: Float32Array): void {
    this.kernel.fillGaussians(i, from, to, out);
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
