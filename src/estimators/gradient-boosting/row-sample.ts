import type { Dense } from '../../data/dense.js';
import { reserve } from '../../memory.js';
import type { Rng } from '../../random/rng.js';

/**
 * A sample of rows that come one after another: all of them, in order, as long as there is room, then each that ever came with
 * the same probability. Source: algorithm R of Vitter, ACM TOMS 11 (1985).
 */
export class RowSample {
  readonly #size: number;
  readonly #rng: Rng;
  readonly #where: string;
  #data = new Float64Array(0);
  #columns = 0;
  #seen = 0;
  /** The number of each row that is kept. */
  #ids: number[] = [];

  constructor(size: number, rng: Rng, where: string) {
    this.#size = size;
    this.#rng = rng;
    this.#where = where;
  }

  /** @param id - the number of row `i` of the samples among all */
  offer({ data, columns }: Dense, i: number, id: number): void {
    const seen = this.#seen++;
    const at = seen < this.#size ? seen : this.#rng.nextInteger(seen + 1);
    if (at >= this.#size) return;
    this.#columns = columns;
    if (at === this.#ids.length) this.#grow();
    this.#ids[at] = id;
    this.#data.set(data.subarray(i * columns, (i + 1) * columns), at * columns);
  }

  #grow(): void {
    const needed = (this.#ids.length + 1) * this.#columns;
    if (this.#data.length >= needed) return;
    const length = Math.min(this.#size * this.#columns, Math.max(2 * this.#data.length, 1024));
    reserve(8 * length, {
      where: this.#where,
      what: `a sample of up to ${this.#size} rows of ${this.#columns} features`,
      remedy: 'Lower sampleSize.',
    });
    const larger = new Float64Array(Math.max(needed, length));
    larger.set(this.#data);
    this.#data = larger;
  }

  /** What is kept, which is let go. */
  take(): { readonly samples: Dense; readonly ids: readonly number[] } {
    const ids = this.#ids;
    const columns = this.#columns;
    const samples = {
      data: this.#data.subarray(0, ids.length * columns),
      rows: ids.length,
      columns,
    };
    this.#ids = [];
    this.#data = new Float64Array(0);
    return { samples, ids };
  }
}
