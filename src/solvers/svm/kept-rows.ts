import type { KernelRows } from './svm-kernels.js';

/**
 * Whole rows of kernel matrices that one problem computed, kept for the next ones over the same samples, such as
 * those of other values of C. They are held in double precision, so that whoever reads them goes on as if they had
 * been computed anew, and in at most the given bytes; rows beyond that are computed each time.
 */
export class KeptRows {
  #room: number;
  readonly #machines = new Map<number, (Float64Array | undefined)[]>();

  constructor(bytes: number) {
    this.#room = Math.floor(bytes / 8);
  }

  /**
   * A kernel that reads what is kept, and keeps what it computes.
   *
   * @param machine - number of the problem: the same samples in the same order each time
   * @param kernel - over these samples, in that order
   */
  around(machine: number, kernel: KernelRows): KernelRows {
    const n = kernel.diagonal.length;
    let rows = this.#machines.get(machine);
    if (rows === undefined) {
      rows = new Array<Float64Array | undefined>(n).fill(undefined);
      this.#machines.set(machine, rows);
    }
    if (rows.length !== n) return kernel; // a C so small that some samples fell out
    return new KeepingRows(kernel, rows, (length) => {
      if (length > this.#room) return false;
      this.#room -= length;
      return true;
    });
  }
}

class KeepingRows implements KernelRows {
  readonly #kernel: KernelRows;
  /** By sample, its values in the order of the samples. */
  readonly #rows: (Float64Array | undefined)[];
  readonly #reserve: (length: number) => boolean;
  readonly #scratch: Float64Array;
  /** The sample at each position. */
  #sample: Int32Array;

  constructor(
    kernel: KernelRows,
    rows: (Float64Array | undefined)[],
    reserve: (length: number) => boolean,
  ) {
    this.#kernel = kernel;
    this.#rows = rows;
    this.#reserve = reserve;
    this.#scratch = new Float64Array(rows.length);
    this.#sample = Int32Array.from(rows, (_, t) => t);
  }

  get diagonal(): Float64Array {
    return this.#kernel.diagonal;
  }

  fill(i: number, from: number, to: number, out: Float64Array): void {
    const sample = this.#sample;
    const kept = this.#rows[sample[i]];
    if (kept !== undefined) {
      for (let t = from; t < to; t++) out[t] = kept[sample[t]];
      return;
    }
    const n = sample.length;
    if (!this.#reserve(n)) {
      this.#kernel.fill(i, from, to, out);
      return;
    }
    // All of it, though not all is asked for: the next problem may leave out other samples.
    const whole = from === 0 && to === n ? out : this.#scratch;
    this.#kernel.fill(i, 0, n, whole);
    const row = new Float64Array(n);
    for (let t = 0; t < n; t++) row[sample[t]] = whole[t];
    this.#rows[sample[i]] = row;
    if (whole !== out) for (let t = from; t < to; t++) out[t] = whole[t];
  }

  reorder(order: Int32Array): void {
    this.#kernel.reorder(order);
    const before = this.#sample;
    this.#sample = order.map((t) => before[t]);
  }
}
