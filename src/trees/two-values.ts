/**
 * Columns of one or two values, such as those of a one-hot encoding, are coded block by block of rows, all of them in one
 * pass: column by column, each pass fetches the samples anew. Values are told apart by their bits, so that columns of NaN,
 * or of 0 and -0, are left to what codes all others.
 */

import type { Dense } from '../data/dense.js';
import { type Steps, Stretch } from '../progress.js';

/** A column of one or two values. */
export interface TwoValued {
  /** The values, ascending [1 or 2]. */
  readonly values: Float64Array;
  /** Which of them each row has [nSamples]. */
  readonly codes: Uint8Array;
}

/** A column that had no more than two values so far. */
interface Candidate {
  readonly column: number;
  /** A row of the second value, or 0. */
  second: number;
  /** Made once a block of rows is passed. */
  codes?: Uint8Array;
}

/** Values of a block of rows: as many as the nearest cache holds. */
const BLOCK_VALUES = 2 ** 12;
/** Rows of a block, at least: to begin with a column costs as much as to code some. */
const LEAST_ROWS = 16;

/** @returns by the number of the column */
export function* codeTwoValues(samples: Dense): Steps<Map<number, TwoValued>> {
  const { data, rows, columns } = samples;
  const words = new Int32Array(data.buffer, data.byteOffset, 2 * data.length);
  const size = Math.max(LEAST_ROWS, Math.floor(BLOCK_VALUES / columns));
  const first = new Uint8Array(size);
  const stretch = new Stretch();
  let candidates = Array.from(
    { length: columns },
    (_, column): Candidate => ({ column, second: 0 }),
  );
  for (let from = 0; from < rows && candidates.length > 0; from += size) {
    const to = Math.min(rows, from + size);
    candidates = candidates.filter((candidate) => {
      const { column, codes = first } = candidate;
      if (!codeRows(words, columns, column, candidate.second, from, to, codes)) {
        if (candidate.second > 0) return false;
        candidate.second = rowOfOther(words, columns, column, from);
        if (!codeRows(words, columns, column, candidate.second, from, to, codes)) return false;
      }
      if (from > 0) return true;
      candidate.codes = new Uint8Array(rows);
      candidate.codes.set(first.subarray(0, to));
      return true;
    });
    if (stretch.spend(candidates.length * size)) yield;
  }
  const found = new Map<number, TwoValued>();
  for (const { column, second, codes } of candidates) {
    const a = data[column];
    const b = data[second * columns + column];
    if (codes === undefined || Number.isNaN(a)) continue;
    if (second === 0) found.set(column, { values: Float64Array.of(a), codes });
    else if (a < b) found.set(column, { values: Float64Array.of(a, b), codes });
    else if (b < a) {
      for (let i = 0; i < rows; i++) codes[i] ^= 1;
      found.set(column, { values: Float64Array.of(b, a), codes });
    }
  }
  return found;
}

/**
 * Codes of rows of a column: 0 for the value of row 0, 1 for that of row `second`.
 *
 * @returns whether all rows have one of these
 */
function codeRows(
  words: Int32Array,
  columns: number,
  column: number,
  second: number,
  from: number,
  to: number,
  codes: Uint8Array,
): boolean {
  const stride = 2 * columns;
  const a0 = words[2 * column];
  const a1 = words[2 * column + 1];
  const b0 = words[second * stride + 2 * column];
  const b1 = words[second * stride + 2 * column + 1];
  let others = 0;
  for (let i = from, at = from * stride + 2 * column; i < to; i++, at += stride) {
    const word0 = words[at];
    const word1 = words[at + 1];
    const notFirst = (word0 ^ a0) | (word1 ^ a1);
    const code = (notFirst | -notFirst) >>> 31;
    others |= ((word0 ^ b0) | (word1 ^ b1)) & -code;
    codes[i] = code;
  }
  return others === 0;
}

/** The first row from `row` on that has another value than row 0: there is one. */
function rowOfOther(words: Int32Array, columns: number, column: number, row: number): number {
  const at = 2 * column;
  let i = row;
  for (; ; i++) {
    const own = 2 * i * columns + at;
    if (words[own] !== words[at] || words[own + 1] !== words[at + 1]) return i;
  }
}
