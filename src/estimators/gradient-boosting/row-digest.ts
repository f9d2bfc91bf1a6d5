import type { Label } from '../../contracts.js';
import type { Dense } from '../../data/dense.js';

/** Rows that one number stands for. */
const BLOCK_ROWS = 1024;

/**
 * What rows hold, a number of 32 bits for each 1024 of them, however they come in parts: by it rows that are read a second
 * time tell whether they are the same.
 */
export class RowDigest {
  readonly #blocks: number[] = [];
  #rows = 0;
  /** Of the rows behind the last full block. */
  #open = 0;
  /** Full blocks that were found equal. */
  #compared = 0;

  /** Rows that were added. */
  get rows(): number {
    return this.#rows;
  }

  /**
   * Add the rows of a part from `from` up to `to`.
   *
   * @param y - [nSamples]
   */
  add({ data, columns }: Dense, y: ArrayLike<Label>, from: number, to: number): void {
    const halves = new Int32Array(data.buffer, data.byteOffset, 2 * data.length);
    let state = this.#open;
    for (let i = from; i < to; i++) {
      state = stirRow(state, data, halves, i * columns, (i + 1) * columns);
      state = stirLabel(state, y[i]);
      if (++this.#rows % BLOCK_ROWS > 0) continue;
      this.#blocks.push(state);
      state = 0;
    }
    this.#open = state;
  }

  /** The first and last row, counted from 0, of the first block that is not as in `other`, which has as many rows or more. */
  firstDifference(other: RowDigest): readonly [number, number] | undefined {
    const full = this.#blocks.length;
    while (
      this.#compared < full &&
      this.#blocks[this.#compared] === other.#blocks[this.#compared]
    ) {
      this.#compared++;
    }
    const isOpenSame = this.#rows < other.#rows || this.#open === other.#open;
    if (this.#compared === full && isOpenSame) return undefined;
    const first = this.#compared * BLOCK_ROWS;
    return [first, Math.min(first + BLOCK_ROWS, this.#rows) - 1];
  }
}

function stir(state: number, low: number, high: number): number {
  const turned = Math.imul(state ^ low, 0xcc9e2d51);
  const again = Math.imul(((turned << 15) | (turned >>> 17)) ^ high, 0x1b873593);
  return again ^ (again >>> 15);
}

/** @param halves - the bits of the values, two numbers each */
function stirRow(
  before: number,
  data: Float64Array,
  halves: Int32Array,
  from: number,
  to: number,
): number {
  let state = before;
  for (let at = from; at < to; at++) {
    // NaN has many bit patterns, which mean the same.
    state = Number.isNaN(data[at])
      ? stir(state, -1, -1)
      : stir(state, halves[2 * at], halves[2 * at + 1]);
  }
  return state;
}

const number = new Float64Array(1);
const halvesOfNumber = new Int32Array(number.buffer);

/** What is no label is refused between the readings. */
function stirLabel(before: number, label: Label): number {
  if (typeof label === 'number') {
    number[0] = label;
    return stir(before, halvesOfNumber[0], halvesOfNumber[1]);
  }
  const text = typeof label === 'string' || typeof label === 'boolean' ? String(label) : '';
  let state = before;
  for (let at = 0; at < text.length; at++) state = stir(state, text.charCodeAt(at), at);
  return stir(state, text.length, -1);
}
