import type { Dense } from '../data/dense.js';
import type { Steps } from '../progress.js';

/** Columns that are gathered at a time: what the processor fetches of a row anyway. */
const COLUMNS = 8;
/** Columns whose numbers of a row are copied at once. */
const LANES = 4;
/** Rows of a step. */
const STEP_ROWS = 2 ** 16;
/** Rows that the nearest caches keep until all columns are gathered. */
const NEAR_ROWS = 2 ** 8;

/** Gives columns of samples one after another; eight are gathered in one pass: two thirds of the time of four. */
export class ColumnReader {
  readonly #samples: Dense;
  readonly #columns: readonly number[];
  readonly #gathered: Float64Array;
  /** Whether all numbers of some columns are finite, as far as known. */
  readonly #areFinite = [false, false];
  #next = 0;

  /** @param columns - which ones, ascending */
  constructor(samples: Dense, columns: readonly number[]) {
    this.#samples = samples;
    this.#columns = columns;
    this.#gathered = new Float64Array(samples.rows * Math.min(COLUMNS, columns.length));
  }

  /** @returns the next column [nSamples], overwritten when later ones are read */
  *read(): Steps<Float64Array> {
    const { rows } = this.#samples;
    const place = this.#next % COLUMNS;
    if (place === 0) {
      this.#areFinite.fill(true);
      for (let from = 0; from < rows; from += STEP_ROWS) {
        if (from > 0) yield;
        this.#gather(from, Math.min(rows, from + STEP_ROWS));
      }
    }
    this.#next++;
    return this.#gathered.subarray(place * rows, (place + 1) * rows);
  }

  /** Whether the column that was read last is known to have no missing values. */
  get isWhole(): boolean {
    return this.#areFinite[Math.floor(((this.#next - 1) % COLUMNS) / LANES)];
  }

  #gather(start: number, end: number): void {
    const { data, rows, columns: stride } = this.#samples;
    const columns = this.#columns.slice(this.#next, this.#next + COLUMNS);
    for (let from = start; from < end; from += NEAR_ROWS) {
      const to = Math.min(end, from + NEAR_ROWS);
      for (let lane = 0; lane < columns.length; lane += LANES) {
        const own = columns.slice(lane, lane + LANES);
        const into = this.#gathered.subarray(lane * rows);
        if (own.length < LANES) gather(data, stride, from, to, own, rows, into);
        if (own.length < LANES || !gatherFour(data, stride, from, to, own, rows, into)) {
          this.#areFinite[lane / LANES] = false;
        }
      }
    }
  }
}

/** In functions of their own, as a loop in a generator takes longer. */
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

/** The same for four columns; whether all numbers are finite. */
function gatherFour(
  data: Float64Array,
  stride: number,
  start: number,
  end: number,
  [first, second, third, fourth]: readonly number[],
  rows: number,
  gathered: Float64Array,
): boolean {
  let rest = 0;
  for (let i = start, row = start * stride; i < end; i++, row += stride) {
    const a = data[row + first];
    const b = data[row + second];
    const c = data[row + third];
    const d = data[row + fourth];
    gathered[i] = a;
    gathered[rows + i] = b;
    gathered[2 * rows + i] = c;
    gathered[3 * rows + i] = d;
    rest += a - a + (b - b) + (c - c + (d - d)); // 0, or NaN for what is not finite
  }
  return rest === 0;
}
