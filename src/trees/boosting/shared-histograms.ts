import type { Histogram } from './held-slots.js';

/** Histograms in memory that several threads see; each belongs to the thread that has taken it. */
export class SharedHistograms {
  readonly #all: readonly Histogram[];
  readonly #isTaken: Int32Array;

  /**
   * @param sums - of all histograms, one after another
   * @param isTaken - 1 for those in use [nHistograms]
   */
  constructor(sums: Float64Array, isTaken: Int32Array) {
    const size = sums.length / isTaken.length;
    this.#all = Array.from(isTaken, (_, at) => ({
      sums: sums.subarray(size * at, size * (at + 1)),
      held: undefined,
    }));
    this.#isTaken = isTaken;
  }

  /** With sums of anything. There are as many as a tree can have leaves that wait to be split. */
  take(): Histogram {
    for (let at = 0; ; at = (at + 1) % this.#all.length) {
      if (Atomics.compareExchange(this.#isTaken, at, 0, 1) === 0) return this.#all[at];
    }
  }

  give({ sums }: Histogram): void {
    Atomics.store(this.#isTaken, this.placeOf(sums), 0);
  }

  /** Which of them has these sums; -1 for others. */
  placeOf({ buffer, byteOffset, byteLength }: Float64Array): number {
    return buffer === this.#all[0].sums.buffer ? byteOffset / byteLength : -1;
  }

  /** The histogram at a place. */
  at(place: number): Histogram {
    return this.#all[place];
  }
}
