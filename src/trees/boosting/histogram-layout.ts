/**
 * Where the sums of a histogram lie, and how the codes of the columns are stored for filling it.
 *
 * Columns of many bins share words: the codes of four are the bytes of one, up to eight words of a row lie side by
 * side, and each column has 256 slots, so that a slot is a constant plus a byte. Columns of few bins, whose
 * histograms would be mostly empty so, and those of more than 255 keep numbers of slots instead.
 */

import type { Steps } from '../../progress.js';
import { type BinCodes, type BinnedFeatures, MAX_BINS, missingCode } from '../bins.js';

/** Slots of a column among words. */
export const WORD_SLOTS = 256;
/** Columns of a word. */
export const WORD_COLUMNS = 4;
/** Columns with fewer bins do not go into words. */
const FEWEST_WORD_BINS = 64;
/** Columns of few or very many bins that lie together: their sums fit into the processor's nearest cache. */
export const SLOT_COLUMNS = 8;

/** Columns whose codes are bytes of words. */
export interface WordGroup {
  /** Words of a row. */
  readonly width: 1 | 2 | 4 | 8;
  /** Row by row [nSamples × width]; the first column is in the lowest byte. */
  readonly words: Uint32Array;
  /** First slot of its first column. */
  readonly first: number;
}

/** Columns whose codes are numbers of slots. */
export interface SlotGroup {
  /** Columns. */
  readonly width: number;
  /** Row by row, each the number of a slot of the whole histogram [nSamples × width]. */
  readonly slots: Uint16Array | Uint32Array;
}

/** Where the sums of every bin lie. */
export interface HistogramLayout {
  /** First slot of each column [nFeatures]: that of its bin 0; the other bins follow. */
  readonly starts: Int32Array;
  /** Slot of the missing values of each column, behind its bins [nFeatures]. */
  readonly missings: Int32Array;
  /** Slots of all columns. */
  readonly slots: number;
  readonly wordGroups: readonly WordGroup[];
  readonly slotGroups: readonly SlotGroup[];
}

/** Give every bin of every column a slot, and missing values one a column: a column a step. */
export function* layOutHistogram(features: BinnedFeatures<BinCodes>): Steps<HistogramLayout> {
  const { rows, columns, bins } = features;
  const inWords: number[] = [];
  const others: number[] = [];
  for (let j = 0; j < columns; j++) {
    const { length } = bins[j].low;
    (length >= FEWEST_WORD_BINS && length <= MAX_BINS ? inWords : others).push(j);
  }
  const starts = new Int32Array(columns);
  const missings = new Int32Array(columns);
  const widths = widthsOf(Math.ceil(inWords.length / WORD_COLUMNS));
  const wordColumns = WORD_COLUMNS * widths.reduce<number>((sum, width) => sum + width, 0);
  for (const [place, j] of inWords.entries()) {
    starts[j] = place * WORD_SLOTS;
    missings[j] = starts[j] + bins[j].low.length;
  }
  // The columns that fill up the last word need slots too.
  let slots = wordColumns * WORD_SLOTS;
  for (const j of others) {
    starts[j] = slots;
    missings[j] = starts[j] + bins[j].low.length;
    slots = missings[j] + 1;
  }
  const wordGroups: WordGroup[] = [];
  for (let place = 0, at = 0; at < widths.length; at++) {
    const width = widths[at];
    const words = new Uint32Array(rows * width);
    const end = Math.min(inWords.length, place + width * WORD_COLUMNS);
    for (let p = place; p < end; p++) {
      writeBytes(features, inWords[p], words, width, p - place);
      yield;
    }
    wordGroups.push({ width, words, first: place * WORD_SLOTS });
    place += width * WORD_COLUMNS;
  }
  const slotGroups: SlotGroup[] = [];
  for (let from = 0; from < others.length; from += SLOT_COLUMNS) {
    const group = others.slice(from, from + SLOT_COLUMNS);
    const size = rows * group.length;
    const numbers = slots <= 65536 ? new Uint16Array(size) : new Uint32Array(size);
    for (const [place, j] of group.entries()) {
      writeSlots(features, j, starts[j], missings[j], numbers, group.length, place);
      yield;
    }
    slotGroups.push({ width: group.length, slots: numbers });
  }
  return { starts, missings, slots, wordGroups, slotGroups };
}

/** Words of the groups: eights, and what is left as few groups of 1, 2, 4 or 8, at most one word of them empty. */
function widthsOf(words: number): WordGroup['width'][] {
  const widths: WordGroup['width'][] = [];
  let left = words;
  while (left > 0) {
    const width = left >= 7 ? 8 : left >= 3 ? 4 : left === 2 ? 2 : 1;
    widths.push(width);
    left -= width;
  }
  return widths;
}

/** Write a column into its byte of the words; missing values follow its bins. */
function writeBytes(
  { rows, columnCodes, bins }: BinnedFeatures<BinCodes>,
  column: number,
  words: Uint32Array,
  width: number,
  place: number,
): void {
  const codes = columnCodes[column];
  const noCode = missingCode(codes);
  const missing = bins[column].low.length;
  const shift = 8 * (place % WORD_COLUMNS);
  for (let i = 0, at = Math.floor(place / WORD_COLUMNS); i < rows; i++, at += width) {
    words[at] |= (codes[i] === noCode ? missing : codes[i]) << shift;
  }
}

function writeSlots(
  { rows, columnCodes }: BinnedFeatures<BinCodes>,
  column: number,
  start: number,
  missing: number,
  slots: Uint16Array | Uint32Array,
  width: number,
  place: number,
): void {
  const codes = columnCodes[column];
  const noCode = missingCode(codes);
  for (let i = 0, at = place; i < rows; i++, at += width) {
    slots[at] = codes[i] === noCode ? missing : start + codes[i];
  }
}
