/**
 * Where the sums of a histogram lie, and how the codes of the columns are stored for filling it.
 *
 * Columns go into words: the codes of four are the bytes of one, up to seven words of a row lie side by side, and each
 * byte has 256 slots, so that a slot is a constant plus a byte. Columns of few bins, whose slots would be mostly empty
 * so, share a byte (`joint-columns.ts`), and have slots of their own behind, which are filled from those of the byte.
 * Columns of more than 255 bins, and of few where samples are few too, keep numbers of slots instead.
 */

import type { Steps } from '../../progress.js';
import { type BinCodes, type BinnedFeatures, MAX_BINS, MISSING, missingCode } from '../bins.js';
import type { ADD_WORDS } from './add-words.js';
import type { WordCodes } from './column-codes.js';
import { type JointColumn, joinColumns } from './joint-columns.js';

/** Slots of a byte. */
export const WORD_SLOTS = 256;
/** Bytes of a word. */
export const WORD_COLUMNS = 4;
/** Words of a row that lie side by side. */
const MOST_WORDS = 7;
/** Columns with fewer bins share a byte. */
const FEWEST_WORD_BINS = 64;
/** Columns of few or very many bins that lie together: their sums fit into the processor's nearest cache. */
export const SLOT_COLUMNS = 8;
/** Samples from which on lists of the slots that a node holds cost more than passing over the others. */
const FEWEST_UNLISTED = 1024;

/** Columns whose codes are bytes of words. */
export interface WordGroup {
  /** Words of a row. */
  readonly width: keyof typeof ADD_WORDS;
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

/** What the sums of combinations are spread over. */
export interface JointSlots {
  /** Slot of the first combination; the others follow. */
  readonly first: number;
  /** Columns that share the byte. */
  readonly width: number;
  /** The slot of each column that a combination adds to [nCombinations × width]. */
  readonly targets: Int32Array;
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
  /** The same words in more groups, where several threads fill one histogram. */
  readonly dealtGroups: readonly WordGroup[];
  readonly slotGroups: readonly SlotGroup[];
  readonly joints: readonly JointSlots[];
  /** Whether samples are so few that slots of a node are listed: all columns are of slot numbers, in order. */
  readonly isListed: boolean;
}

/** One column, or several that share a byte. */
interface ByteColumn {
  readonly members: readonly number[];
  readonly codes: () => BinCodes;
  /** What stands for a missing value there. */
  readonly missing: number;
  /** The bin of each member, one behind the last where it is missing, that a byte stands for. */
  binOf(member: number, byte: number): number;
}

/**
 * Give every bin of every column a slot, and missing values one a column: a column a step.
 *
 * @param threads - that fill histograms together, a group of columns each, from memory that all of them see; the slots do
 *   not depend on it
 * @param move - told where codes lie as soon as they are in words too, so that those of the features can be let go
 */
export function* layOutHistogram(
  features: BinnedFeatures,
  threads = 1,
  move?: (column: number, codes: WordCodes) => void,
): Steps<HistogramLayout> {
  const { columns, bins, columnCodes } = features;
  const nBins = (j: number) => bins[j].low.length;
  const all = [...bins.keys()];
  const few = all.filter((j) => nBins(j) < FEWEST_WORD_BINS);
  const single = all.filter((j) => nBins(j) >= FEWEST_WORD_BINS && nBins(j) <= MAX_BINS);
  const joint: JointColumn[] = [];
  for (const one of yield* joinColumns(features, few)) {
    if (one.members.length === 1) single.push(one.members[0]);
    else joint.push(one);
  }
  // Not beside joint columns, as sums of sums round in another way.
  const isListed = features.rows < FEWEST_UNLISTED && threads === 1 && joint.length === 0;
  if (isListed) single.length = 0;
  const bytes: ByteColumn[] = [
    ...single.map((j) => ({
      members: [j],
      codes: () => columnCodes[j],
      missing: nBins(j),
      binOf: (_: number, byte: number) => byte,
    })),
    ...joint.map(({ members, codes, bins: combined }) => ({
      members,
      codes: () => codes,
      missing: MISSING,
      binOf: (member: number, byte: number) => combined[byte * members.length + member],
    })),
  ];
  const starts = new Int32Array(columns).fill(-1);
  for (const [place, j] of single.entries()) starts[j] = place * WORD_SLOTS;
  const widths = widthsOf(Math.ceil(bytes.length / WORD_COLUMNS), 1);
  // The bytes that fill up the last word need slots too.
  let slots = WORD_COLUMNS * WORD_SLOTS * Math.ceil(bytes.length / WORD_COLUMNS);
  const together = new Set(joint.flatMap(({ members }) => members));
  const numbered = all.filter((j) => starts[j] < 0 && !together.has(j));
  for (const j of [...numbered, ...together]) {
    starts[j] = slots;
    slots += nBins(j) + 1;
  }
  const missings = starts.map((start, j) => start + nBins(j));
  const joints = joint.map(({ members, bins: combined }, at) => ({
    first: (single.length + at) * WORD_SLOTS,
    width: members.length,
    targets: combined.map((bin, k) => starts[members[k % members.length]] + bin),
  }));
  const isShared = threads > 1;
  const wordGroups = yield* writeWords(features.rows, bytes, widths, isShared, move);
  const dealtGroups = isShared ? yield* dealGroups(features.rows, wordGroups, threads) : wordGroups;
  const places = { starts, missings, slots };
  const slotGroups = yield* writeSlotNumbers(features, numbered, places);
  return { starts, missings, slots, wordGroups, dealtGroups, slotGroups, joints, isListed };
}

function* writeWords(
  rows: number,
  bytes: readonly ByteColumn[],
  widths: readonly WordGroup['width'][],
  isShared: boolean,
  move: ((column: number, codes: WordCodes) => void) | undefined,
): Steps<WordGroup[]> {
  const groups: WordGroup[] = [];
  let place = 0;
  for (const width of widths) {
    const words = wordsFor(rows * width, isShared);
    const first = place;
    for (; place < first + width * WORD_COLUMNS && place < bytes.length; place++) {
      const column = bytes[place];
      const own = {
        words,
        width,
        word: Math.floor((place - first) / WORD_COLUMNS),
        shift: 8 * ((place - first) % WORD_COLUMNS),
      };
      writeBytes(column, own);
      if (move !== undefined) {
        for (const [member, j] of column.members.entries()) {
          const binOf = new Uint8Array(WORD_SLOTS).map((_, byte) => column.binOf(member, byte));
          move(j, { ...own, binOf });
        }
      }
      yield;
    }
    groups.push({ width, words, first: first * WORD_SLOTS });
    place = first + width * WORD_COLUMNS;
  }
  return groups;
}

/** Memory for words, which all threads see where it is shared. */
const wordsFor = (length: number, isShared: boolean): Uint32Array =>
  isShared ? new Uint32Array(new SharedArrayBuffer(4 * length)) : new Uint32Array(length);

/** The words of wide groups in as many groups for each thread, of about the same width. */
function* dealGroups(
  rows: number,
  groups: readonly WordGroup[],
  threads: number,
): Steps<readonly WordGroup[]> {
  const all = groups.reduce((sum, { width }) => sum + width, 0);
  // The widest first: who leads begins with the root a little later than the others.
  const widths = widthsOf(all, threads).reverse();
  if (widths.length === groups.length) return groups;
  const dealt: WordGroup[] = [];
  const from = groups.flatMap(({ width, words }) =>
    Array.from({ length: width }, (_, word) => ({ width, words, word })),
  );
  let place = 0;
  for (const width of widths) {
    const words = wordsFor(rows * width, true);
    const first = place * WORD_COLUMNS * WORD_SLOTS;
    for (let own = 0; own < width; own++, place++) {
      copyWords(from[place], { width, words, word: own });
      yield;
    }
    dealt.push({ width, words, first });
  }
  return dealt;
}

/** One word of each row. */
interface WordColumn {
  readonly width: number;
  readonly words: Uint32Array;
  readonly word: number;
}

function copyWords(from: WordColumn, to: WordColumn): void {
  const source = from.words;
  const target = to.words;
  for (let at = from.word, own = to.word; at < source.length; at += from.width, own += to.width) {
    target[own] = source[at];
  }
}

function* writeSlotNumbers(
  features: BinnedFeatures,
  columns: readonly number[],
  { starts, missings, slots }: Pick<HistogramLayout, 'starts' | 'missings' | 'slots'>,
): Steps<SlotGroup[]> {
  const groups: SlotGroup[] = [];
  for (let from = 0; from < columns.length; from += SLOT_COLUMNS) {
    const group = columns.slice(from, from + SLOT_COLUMNS);
    const size = features.rows * group.length;
    const numbers = slots <= 65536 ? new Uint16Array(size) : new Uint32Array(size);
    for (const [place, j] of group.entries()) {
      writeSlots(features, j, starts[j], missings[j], numbers, group.length, place);
      yield;
    }
    groups.push({ width: group.length, slots: numbers });
  }
  return groups;
}

/** Words of the groups: as few groups as there can be, as many for each thread, of about the same width. */
function widthsOf(words: number, threads: number): WordGroup['width'][] {
  const rounds = Math.ceil(words / (MOST_WORDS * threads));
  const groups = Math.min(words, rounds * threads);
  return Array.from(
    { length: groups },
    (_, at) => Math.floor((words + at) / groups) as WordGroup['width'],
  );
}

/** Write codes into their byte of the words. */
function writeBytes(column: ByteColumn, place: Omit<WordCodes, 'binOf'>): void {
  const { words, width, word, shift } = place;
  const { missing } = column;
  const codes = column.codes();
  const noCode = missingCode(codes);
  for (let i = 0, at = word; i < codes.length; i++, at += width) {
    words[at] |= (codes[i] === noCode ? missing : codes[i]) << shift;
  }
}

function writeSlots(
  { rows, columnCodes }: BinnedFeatures,
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
