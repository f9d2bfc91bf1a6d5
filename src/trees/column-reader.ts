import type { Dense } from '../data/dense.js';
import type { Steps } from '../progress.js';

/** Columns that are gathered at a time: half of what the processor fetches of a row anyway. */
const COLUMNS = 4;
/** Rows of a step. */
const STEP_ROWS = 2 ** 16;

/** Gives columns of samples one after another; four are gathered in one pass. */
export class ColumnReader {
  readonly #samples: Dense;
  readonly #columns: readonly number[];
  readonly #gathered: Float64Array;
  #next = 0;

  /** @param columns - which ones, ascending */
  constructor(samples: Dense, columns: readonly number[]) {
    this.#samples = samples;
    this.#columns = columns;
    this.#gathered = new Float64Array(samples.rows * Math.min(COLUMNS, columns.length));
  }

  /** @returns the next column [nSamples], overwritten when later ones are read */
  *read(): Steps<Float64Array> {
    const { data, rows, columns: stride } = this.#samples;
    const place = this.#next % COLUMNS;
    if (place === 0) {
      const columns = this.#columns.slice(this.#next, this.#next + COLUMNS);
      for (let from = 0; from < rows; from += STEP_ROWS) {
        if (from > 0) yield;
        const to = Math.min(rows, from + STEP_ROWS);
        gather(data, stride, from, to, columns, rows, this.#gathered);
      }
    }
    this.#next++;
    return this.#gathered.subarray(place * rows, (place + 1) * rows);
  }
}

/** In a function of its own, as a loop in a generator takes longer. */
function gather(
  data: Float64Array,
  stride: number,
  start: number,
  end: number,
  columns: readonly number[],
  rows: number,
  gathered: Float64Array,
): void {
  for (let i = start; i < end; i++) {
    const row = i * stride;
    for (let k = 0; k < columns.length; k++) gathered[k * rows + i] = data[row + columns[k]];
  }
}
