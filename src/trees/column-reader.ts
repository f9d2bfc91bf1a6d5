import type { Dense } from '../data/dense.js';
import type { Steps } from '../progress.js';

/** Columns that are gathered at a time: half of what the processor fetches of a row anyway. */
const COLUMNS = 4;
/** Rows of a step. */
const STEP_ROWS = 2 ** 16;

/** Gives the columns of samples one after another, from first to last; four are gathered in one pass. */
export class ColumnReader {
  readonly #samples: Dense;
  readonly #gathered: Float64Array;

  constructor(samples: Dense) {
    this.#samples = samples;
    this.#gathered = new Float64Array(samples.rows * Math.min(COLUMNS, samples.columns));
  }

  /** @returns [nSamples], overwritten when later columns are read */
  *read(column: number): Steps<Float64Array> {
    const { data, rows, columns } = this.#samples;
    const place = column % COLUMNS;
    if (place === 0) {
      const width = Math.min(COLUMNS, columns - column);
      for (let from = 0; from < rows; from += STEP_ROWS) {
        if (from > 0) yield;
        const to = Math.min(rows, from + STEP_ROWS);
        gather(data.subarray(column), columns, from, to, width, rows, this.#gathered);
      }
    }
    return this.#gathered.subarray(place * rows, (place + 1) * rows);
  }
}

/** In a function of its own, as a loop in a generator takes longer. */
function gather(
  data: Float64Array,
  stride: number,
  start: number,
  end: number,
  width: number,
  rows: number,
  gathered: Float64Array,
): void {
  for (let i = start; i < end; i++) {
    const row = i * stride;
    for (let k = 0; k < width; k++) gathered[k * rows + i] = data[row + k];
  }
}
