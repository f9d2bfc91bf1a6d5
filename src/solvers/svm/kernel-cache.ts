import { type Steps, Stretch } from '../../progress.js';
import type { CachedRow } from './cached-row.js';
import type { KernelRows } from './svm-kernels.js';

/** Entries of the list of rows that are not rows. */
const NONE = -1;

/** Bytes of the arrays that are left over, at most. */
const MOST_LEFT_OVER = 2 ** 26;

/**
 * Arrays of a cache that is done, for the next one to write over: memory that the system gives anew took a tenth of a fit of
 * 5 000 samples. They are held weakly, so that they go when memory is looked for, and not at all where a runtime has no weak
 * references (older settings of Workers).
 */
let leftOver: WeakRef<CachedRow[]> | undefined;

/**
 * Rows of a kernel matrix, the least recently used dropped first, in at most the given bytes (two
 * rows are always held, since a step of SMO needs two).
 *
 * Rows are kept in single precision, as LIBSVM keeps them, unless that loses what the search is about (see
 * `precisionFor`): twice as many fit, and at a tight `tol` decision values stay within 1e-6 of those from
 * double precision.
 * A row holds its first positions only, as many as were asked for: those that are not shrunk.
 */
export class KernelCache {
  readonly #kernel: KernelRows;
  readonly #limit: number;
  readonly #Row: Float32ArrayConstructor | Float64ArrayConstructor;
  readonly #rows: (CachedRow | undefined)[];
  #scratch: Float64Array | undefined;
  /** Arrays for rows to come. */
  readonly #spares: CachedRow[];
  /** Neighbours in the list from the newest row to the oldest. */
  readonly #newer: Int32Array;
  readonly #older: Int32Array;
  #newest = NONE;
  #oldest = NONE;
  #held = 0;
  #used = 0;
  #computed = 0;

  /**
   * @param limit - the most values held
   * @param single - whether they are rounded to single precision
   */
  constructor(kernel: KernelRows, n: number, limit: number, single = true) {
    this.#kernel = kernel;
    this.#limit = limit;
    this.#Row = single ? Float32Array : Float64Array;
    this.#rows = new Array<CachedRow | undefined>(n).fill(undefined);
    this.#newer = new Int32Array(n).fill(NONE);
    this.#older = new Int32Array(n).fill(NONE);
    this.#spares = this.#takeLeftOver(n);
  }

  /** Arrays of rows of that length in this precision, no more than this cache may hold. */
  #takeLeftOver(length: number): CachedRow[] {
    const found = leftOver?.deref()?.splice(0) ?? []; // whoever comes next must not write over them too
    const suit = found.filter((row) => row.length === length && row instanceof this.#Row);
    return suit.slice(0, Math.floor(this.#limit / length));
  }

  /** Leave the arrays to the next cache. No row is valid any more. */
  release(): void {
    const rows = [...this.#rows.filter((row) => row !== undefined), ...this.#spares.splice(0)];
    while (this.#oldest !== NONE) this.#drop(this.#oldest);
    const bytes = this.#Row.BYTES_PER_ELEMENT * this.#rows.length;
    if (typeof WeakRef === 'undefined') return;
    leftOver = new WeakRef(rows.slice(0, Math.floor(MOST_LEFT_OVER / bytes)));
  }

  /** Values held now. */
  get used(): number {
    return this.#used;
  }

  /** Kernel values computed so far. */
  get computed(): number {
    return this.#computed;
  }

  /** K(i, t) for 0 <= t < length; the array may be longer. Valid until two other rows were asked for. */
  row(i: number, length: number): CachedRow {
    const held = this.#rows[i];
    if (held !== undefined && held.length >= length) {
      if (this.#newest !== i) {
        this.#unlink(i);
        this.#linkNewest(i);
      }
      return held;
    }
    const from = held === undefined ? 0 : held.length;
    if (held !== undefined) this.#drop(i);
    const row = this.#makeRoom(length);
    if (held !== undefined) row.set(held);
    this.#fill(i, from, length, row);
    this.#computed += length - from;
    this.#add(i, row);
    return row;
  }

  #fill(i: number, from: number, to: number, row: CachedRow): void {
    const kernel = this.#kernel;
    if (kernel.fillSingle !== undefined && row instanceof Float32Array) {
      kernel.fillSingle(i, from, to, row);
      return;
    }
    this.#scratch ??= new Float64Array(this.#rows.length);
    kernel.fill(i, from, to, this.#scratch);
    round(this.#scratch, from, to, row);
  }

  #add(i: number, row: CachedRow): void {
    this.#rows[i] = row;
    this.#used += row.length;
    this.#linkNewest(i);
  }

  /**
   * Follow the problem when its first `length` positions are reordered: of each row that reaches
   * that far the first `kept` values of the new order stay, and only rows of the positions kept.
   *
   * @param order - position t becomes what position order[t] was
   */
  *reorder(order: Int32Array, length: number, kept: number): Steps<void> {
    const before = this.#rows.slice();
    const byAge: number[] = [];
    for (let i = this.#oldest; i !== NONE; i = this.#newer[i]) byAge.push(i);
    while (this.#oldest !== NONE) this.#drop(this.#oldest);
    this.#spares.length = 0; // rows are shorter from here on
    const position = new Int32Array(order.length);
    for (let t = 0; t < order.length; t++) position[order[t]] = t;
    const stretch = new Stretch();
    for (const i of byAge) {
      const row = before[i];
      before[i] = undefined;
      if (row === undefined || row.length < length || position[i] >= kept) continue;
      const values = new this.#Row(kept);
      for (let t = 0; t < kept; t++) values[t] = row[order[t]];
      this.#add(position[i], values);
      if (stretch.spend(kept)) yield;
    }
  }

  /** Drops old rows until one of `length` fits, and returns its array: that of a dropped row if it suits. */
  #makeRoom(length: number): CachedRow {
    let spare = this.#spares.at(-1)?.length === length ? this.#spares.pop() : undefined;
    while (this.#held >= 2 && this.#used + length > this.#limit) {
      const dropped = this.#rows[this.#oldest];
      if (dropped?.length === length) spare = dropped;
      this.#drop(this.#oldest);
    }
    return spare ?? new this.#Row(length);
  }

  #drop(i: number): void {
    this.#used -= this.#rows[i]?.length ?? 0;
    this.#rows[i] = undefined;
    this.#unlink(i);
  }

  #unlink(i: number): void {
    const newer = this.#newer[i];
    const older = this.#older[i];
    if (newer === NONE) this.#newest = older;
    else this.#older[newer] = older;
    if (older === NONE) this.#oldest = newer;
    else this.#newer[older] = newer;
    this.#held--;
  }

  #linkNewest(i: number): void {
    this.#newer[i] = NONE;
    this.#older[i] = this.#newest;
    if (this.#newest === NONE) this.#oldest = i;
    else this.#newer[this.#newest] = i;
    this.#newest = i;
    this.#held++;
  }
}

/** A loop, since `set` of another type of numbers takes three times as long. */
function round(values: Float64Array, from: number, to: number, row: CachedRow): void {
  for (let t = from; t < to; t++) row[t] = values[t];
}
