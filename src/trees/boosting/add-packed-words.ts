/**
 * Sums of gradients and numbers of rows, where every row's curvature is 1: both in one number, which is added in half of the
 * time of two. The sum of gradients, in units of their last digit, is in the lower bits, the rows that were added in those
 * from `ROW` on: exact as long as neither outgrows its bits, so that the order does not matter.
 */

import { ROUND } from '../../numeric/exp-log.js';

/** Rows that can be added before the sums must be taken out. */
export const MOST_PACKED_ROWS = 2 ** 13;
/** The largest gradient as an integer: the most rows of it stay below half of what stands for a row. */
export const MOST_GRADIENT = 2 ** 25 - 1;
/** One row. Times the most rows it is 2^52. */
const ROW = 2 ** 39;

/** What the functions below add to, of 28 columns with 256 slots each; empty between uses. */
const PACKED_SUMS = /* @__PURE__ */ new Float64Array(28 * 256);

/**
 * By the words of a row; and `takeOut`, which adds the sums to pairs, 256 slots of a group's columns each, and leaves none
 * behind.
 */
export const ADD_PACKED = /* @__PURE__ */ createAdders(PACKED_SUMS);

export type PackedAdders = ReturnType<typeof createAdders>;

/**
 * As `AddWords`, to sums that are packed; no more than `MOST_PACKED_ROWS` rows until `takeOut`.
 *
 * @param integers - gradients, of at most `MOST_GRADIENT` [nSamples]
 */
type AddPacked = (
  words: Uint32Array,
  rows: Int32Array,
  start: number,
  end: number,
  integers: Int32Array,
) => void;

function createAdders(shared: Float64Array) {
  const PACKED = shared; // see `addersOfFewWords`
  const addOne: AddPacked = (words, rows, start, end, integers) => {
    const sums = PACKED;
    for (let i = start; i < end; i++) {
      const row = rows[i];
      const packed = integers[row] + ROW;
      const a = words[row];
      sums[a & 255] += packed;
      sums[256 + ((a >>> 8) & 255)] += packed;
      sums[512 + ((a >>> 16) & 255)] += packed;
      sums[768 + (a >>> 24)] += packed;
    }
  };

  const addTwo: AddPacked = (words, rows, start, end, integers) => {
    const sums = PACKED;
    for (let i = start; i < end; i++) {
      const row = rows[i];
      const packed = integers[row] + ROW;
      const at = 2 * row;
      const a = words[at];
      sums[a & 255] += packed;
      sums[256 + ((a >>> 8) & 255)] += packed;
      sums[512 + ((a >>> 16) & 255)] += packed;
      sums[768 + (a >>> 24)] += packed;
      const b = words[at + 1];
      sums[1024 + (b & 255)] += packed;
      sums[1280 + ((b >>> 8) & 255)] += packed;
      sums[1536 + ((b >>> 16) & 255)] += packed;
      sums[1792 + (b >>> 24)] += packed;
    }
  };

  const addThree: AddPacked = (words, rows, start, end, integers) => {
    const sums = PACKED;
    for (let i = start; i < end; i++) {
      const row = rows[i];
      const packed = integers[row] + ROW;
      const at = 3 * row;
      const a = words[at];
      sums[a & 255] += packed;
      sums[256 + ((a >>> 8) & 255)] += packed;
      sums[512 + ((a >>> 16) & 255)] += packed;
      sums[768 + (a >>> 24)] += packed;
      const b = words[at + 1];
      sums[1024 + (b & 255)] += packed;
      sums[1280 + ((b >>> 8) & 255)] += packed;
      sums[1536 + ((b >>> 16) & 255)] += packed;
      sums[1792 + (b >>> 24)] += packed;
      const c = words[at + 2];
      sums[2048 + (c & 255)] += packed;
      sums[2304 + ((c >>> 8) & 255)] += packed;
      sums[2560 + ((c >>> 16) & 255)] += packed;
      sums[2816 + (c >>> 24)] += packed;
    }
  };

  const addFour: AddPacked = (words, rows, start, end, integers) => {
    const sums = PACKED;
    for (let i = start; i < end; i++) {
      const row = rows[i];
      const packed = integers[row] + ROW;
      const at = 4 * row;
      const a = words[at];
      sums[a & 255] += packed;
      sums[256 + ((a >>> 8) & 255)] += packed;
      sums[512 + ((a >>> 16) & 255)] += packed;
      sums[768 + (a >>> 24)] += packed;
      const b = words[at + 1];
      sums[1024 + (b & 255)] += packed;
      sums[1280 + ((b >>> 8) & 255)] += packed;
      sums[1536 + ((b >>> 16) & 255)] += packed;
      sums[1792 + (b >>> 24)] += packed;
      const c = words[at + 2];
      sums[2048 + (c & 255)] += packed;
      sums[2304 + ((c >>> 8) & 255)] += packed;
      sums[2560 + ((c >>> 16) & 255)] += packed;
      sums[2816 + (c >>> 24)] += packed;
      const d = words[at + 3];
      sums[3072 + (d & 255)] += packed;
      sums[3328 + ((d >>> 8) & 255)] += packed;
      sums[3584 + ((d >>> 16) & 255)] += packed;
      sums[3840 + (d >>> 24)] += packed;
    }
  };

  const addFive: AddPacked = (words, rows, start, end, integers) => {
    const sums = PACKED;
    for (let i = start; i < end; i++) {
      const row = rows[i];
      const packed = integers[row] + ROW;
      const at = 5 * row;
      const a = words[at];
      sums[a & 255] += packed;
      sums[256 + ((a >>> 8) & 255)] += packed;
      sums[512 + ((a >>> 16) & 255)] += packed;
      sums[768 + (a >>> 24)] += packed;
      const b = words[at + 1];
      sums[1024 + (b & 255)] += packed;
      sums[1280 + ((b >>> 8) & 255)] += packed;
      sums[1536 + ((b >>> 16) & 255)] += packed;
      sums[1792 + (b >>> 24)] += packed;
      const c = words[at + 2];
      sums[2048 + (c & 255)] += packed;
      sums[2304 + ((c >>> 8) & 255)] += packed;
      sums[2560 + ((c >>> 16) & 255)] += packed;
      sums[2816 + (c >>> 24)] += packed;
      const d = words[at + 3];
      sums[3072 + (d & 255)] += packed;
      sums[3328 + ((d >>> 8) & 255)] += packed;
      sums[3584 + ((d >>> 16) & 255)] += packed;
      sums[3840 + (d >>> 24)] += packed;
      const e = words[at + 4];
      sums[4096 + (e & 255)] += packed;
      sums[4352 + ((e >>> 8) & 255)] += packed;
      sums[4608 + ((e >>> 16) & 255)] += packed;
      sums[4864 + (e >>> 24)] += packed;
    }
  };

  const addSix: AddPacked = (words, rows, start, end, integers) => {
    const sums = PACKED;
    for (let i = start; i < end; i++) {
      const row = rows[i];
      const packed = integers[row] + ROW;
      const at = 6 * row;
      const a = words[at];
      sums[a & 255] += packed;
      sums[256 + ((a >>> 8) & 255)] += packed;
      sums[512 + ((a >>> 16) & 255)] += packed;
      sums[768 + (a >>> 24)] += packed;
      const b = words[at + 1];
      sums[1024 + (b & 255)] += packed;
      sums[1280 + ((b >>> 8) & 255)] += packed;
      sums[1536 + ((b >>> 16) & 255)] += packed;
      sums[1792 + (b >>> 24)] += packed;
      const c = words[at + 2];
      sums[2048 + (c & 255)] += packed;
      sums[2304 + ((c >>> 8) & 255)] += packed;
      sums[2560 + ((c >>> 16) & 255)] += packed;
      sums[2816 + (c >>> 24)] += packed;
      const d = words[at + 3];
      sums[3072 + (d & 255)] += packed;
      sums[3328 + ((d >>> 8) & 255)] += packed;
      sums[3584 + ((d >>> 16) & 255)] += packed;
      sums[3840 + (d >>> 24)] += packed;
      const e = words[at + 4];
      sums[4096 + (e & 255)] += packed;
      sums[4352 + ((e >>> 8) & 255)] += packed;
      sums[4608 + ((e >>> 16) & 255)] += packed;
      sums[4864 + (e >>> 24)] += packed;
      const f = words[at + 5];
      sums[5120 + (f & 255)] += packed;
      sums[5376 + ((f >>> 8) & 255)] += packed;
      sums[5632 + ((f >>> 16) & 255)] += packed;
      sums[5888 + (f >>> 24)] += packed;
    }
  };

  const addSeven: AddPacked = (words, rows, start, end, integers) => {
    const sums = PACKED;
    for (let i = start; i < end; i++) {
      const row = rows[i];
      const packed = integers[row] + ROW;
      const at = 7 * row;
      const a = words[at];
      sums[a & 255] += packed;
      sums[256 + ((a >>> 8) & 255)] += packed;
      sums[512 + ((a >>> 16) & 255)] += packed;
      sums[768 + (a >>> 24)] += packed;
      const b = words[at + 1];
      sums[1024 + (b & 255)] += packed;
      sums[1280 + ((b >>> 8) & 255)] += packed;
      sums[1536 + ((b >>> 16) & 255)] += packed;
      sums[1792 + (b >>> 24)] += packed;
      const c = words[at + 2];
      sums[2048 + (c & 255)] += packed;
      sums[2304 + ((c >>> 8) & 255)] += packed;
      sums[2560 + ((c >>> 16) & 255)] += packed;
      sums[2816 + (c >>> 24)] += packed;
      const d = words[at + 3];
      sums[3072 + (d & 255)] += packed;
      sums[3328 + ((d >>> 8) & 255)] += packed;
      sums[3584 + ((d >>> 16) & 255)] += packed;
      sums[3840 + (d >>> 24)] += packed;
      const e = words[at + 4];
      sums[4096 + (e & 255)] += packed;
      sums[4352 + ((e >>> 8) & 255)] += packed;
      sums[4608 + ((e >>> 16) & 255)] += packed;
      sums[4864 + (e >>> 24)] += packed;
      const f = words[at + 5];
      sums[5120 + (f & 255)] += packed;
      sums[5376 + ((f >>> 8) & 255)] += packed;
      sums[5632 + ((f >>> 16) & 255)] += packed;
      sums[5888 + (f >>> 24)] += packed;
      const g = words[at + 6];
      sums[6144 + (g & 255)] += packed;
      sums[6400 + ((g >>> 8) & 255)] += packed;
      sums[6656 + ((g >>> 16) & 255)] += packed;
      sums[6912 + (g >>> 24)] += packed;
    }
  };

  const takeOut = (scale: number, pairs: Float64Array): void => {
    const sums = PACKED;
    const unit = 1 / scale;
    const ofRow = 1 / ROW;
    for (let at = 0, slot = 0; at < pairs.length; at += 2, slot++) {
      const packed = sums[slot];
      const rows = packed * ofRow + ROUND - ROUND;
      pairs[at] += (packed - rows * ROW) * unit;
      pairs[at + 1] += rows;
      sums[slot] = 0;
    }
  };

  return Object.freeze({
    takeOut,
    1: addOne,
    2: addTwo,
    3: addThree,
    4: addFour,
    5: addFive,
    6: addSix,
    7: addSeven,
  });
}
