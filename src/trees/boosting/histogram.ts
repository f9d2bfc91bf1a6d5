/** Sums of gradient and curvature over the samples of a node, for every bin of every column. */

import type { Steps } from '../../progress.js';
import { MOST_PACKED_ROWS, type PackedAdders } from './add-packed-words.js';
import { ADD_WORDS, SUMS_OF_WORDS } from './add-words.js';
import {
  type HistogramLayout,
  type JointSlots,
  SLOT_COLUMNS,
  type SlotGroup,
  WORD_COLUMNS,
  WORD_SLOTS,
  type WordGroup,
} from './histogram-layout.js';
import type { Gradients } from './unit-gradients.js';

/** Rows that are added in one step; the order of a slot's rows, and so its sum, does not depend on it. */
const STEP_ROWS = 16_384;

/**
 * Sums of gradient and curvature over the rows of each slot, side by side [2 × nSlots]: row by row over
 * the columns of a group. Many rows are several steps.
 */
export function* fillHistogram(
  layout: HistogramLayout,
  rows: Int32Array,
  start: number,
  end: number,
  gradients: Gradients,
  histogram: Float64Array,
): Steps<void> {
  const groups = groupsOf(layout);
  const isScattered = areScattered(end - start, gradients);
  histogram.fill(0);
  for (let from = start; from < end; from += STEP_ROWS) {
    if (from > start) yield;
    const to = Math.min(end, from + STEP_ROWS);
    const part = { rows, from, to, isFirst: from === start, isScattered };
    for (const group of groups) addGroup(group, part, gradients, histogram);
  }
  spreadJoints(layout, histogram);
}

/** The same where samples are few, and sums are zero before. */
export function fillFew(
  { slotGroups }: HistogramLayout,
  rows: Int32Array,
  start: number,
  end: number,
  { pairs }: Gradients,
  histogram: Float64Array,
): void {
  for (const group of slotGroups) addSlots(group, rows, start, end, pairs, histogram);
}

/** Groups of columns, whose sums do not depend on those of others. */
export const groupsOf = ({ wordGroups, slotGroups }: HistogramLayout): ColumnGroup[] => [
  ...wordGroups,
  ...slotGroups,
];

export type ColumnGroup = WordGroup | SlotGroup;

/** Add the rows of a node to the sums of one group. Many rows are several steps. */
export function* fillGroup(
  group: ColumnGroup,
  rows: Int32Array,
  start: number,
  end: number,
  gradients: Gradients,
  histogram: Float64Array,
): Steps<void> {
  const isScattered = areScattered(end - start, gradients);
  for (let from = start; from < end; from += STEP_ROWS) {
    if (from > start) yield;
    const to = Math.min(end, from + STEP_ROWS);
    const part = { rows, from, to, isFirst: from === start, isScattered };
    addGroup(group, part, gradients, histogram);
  }
}

const areScattered = (count: number, { pairs }: Gradients): boolean =>
  count * SCATTERED * 2 < pairs.length;

/** Some rows of a node. */
interface NodeRows {
  readonly rows: Int32Array;
  readonly from: number;
  readonly to: number;
  /** Whether no rows were added before. */
  readonly isFirst: boolean;
  /** Whether the rows of the node are far apart. */
  readonly isScattered: boolean;
}

function addGroup(
  group: ColumnGroup,
  part: NodeRows,
  gradients: Gradients,
  histogram: Float64Array,
): void {
  const { rows, from, to } = part;
  if ('slots' in group) {
    addSlots(group, rows, from, to, gradients.pairs, histogram);
    return;
  }
  const { width, first } = group;
  const sums = histogram.subarray(2 * first, 2 * (first + width * WORD_COLUMNS * WORD_SLOTS));
  const { packed } = gradients;
  if (packed !== undefined && to - from >= WORTH_PACKING)
    addPackedGroup(packed, group, part, gradients, sums);
  else addWordGroup(group, part, gradients, sums);
}

function addWordGroup(
  { width, words }: WordGroup,
  { rows, from, to, isFirst, isScattered }: NodeRows,
  { pairs }: Gradients,
  sums: Float64Array,
): void {
  if (isFirst) SUMS_OF_WORDS.fill(0, 0, sums.length);
  else SUMS_OF_WORDS.set(sums);
  const far = isScattered && words.byteLength + pairs.byteLength > CACHED_BYTES;
  const block = far ? TOUCHED_ROWS : STEP_ROWS;
  for (let at = from; at < to; at += block) {
    const stop = Math.min(to, at + block);
    if (far) touch(words, width, rows, at, stop, pairs);
    ADD_WORDS[width](words, rows, at, stop, pairs);
  }
  sums.set(SUMS_OF_WORDS.subarray(0, sums.length));
}

/** The same for curvatures of 1, to the bit, as sums of rounded gradients are exact. */
function addPackedGroup(
  packed: PackedAdders,
  { width, words }: WordGroup,
  { rows, from, to, isScattered }: NodeRows,
  { pairs, scale }: Gradients,
  sums: Float64Array,
): void {
  const far = isScattered && words.byteLength + pairs.byteLength > CACHED_BYTES;
  const block = far ? TOUCHED_ROWS : MOST_PACKED_ROWS;
  for (let at = from; at < to; at += block) {
    const stop = Math.min(to, at + block);
    if (far) touch(words, width, rows, at, stop, pairs);
    packed[width](words, rows, at, stop, pairs, scale);
    if (stop === to || (stop - from) % MOST_PACKED_ROWS === 0) packed.takeOut(scale, sums);
  }
}

/** Add the sums of combinations to the bins that they are made of, once all groups are filled. */
export function spreadJoints({ joints }: HistogramLayout, histogram: Float64Array): void {
  for (const joint of joints) spread(joint, histogram);
}

/** Add the sums of combinations to the bins that they are made of. */
function spread({ first, width, targets }: JointSlots, histogram: Float64Array): void {
  for (let from = 2 * first, at = 0; at < targets.length; from += 2, at += width) {
    const gradient = histogram[from];
    const curvature = histogram[from + 1];
    if (gradient === 0 && curvature === 0) continue;
    for (let k = at; k < at + width; k++) {
      histogram[2 * targets[k]] += gradient;
      histogram[2 * targets[k] + 1] += curvature;
    }
  }
}

/** Rows from which on packed sums save more than taking them out costs. */
const WORTH_PACKING = 2048;
/** What a processor's caches hold. */
const CACHED_BYTES = 2 ** 22;
/** Rows are far apart where they are fewer than one in so many. */
const SCATTERED = 6;
/** Rows that are touched before they are added: together they fit into the nearest cache. */
const TOUCHED_ROWS = 128;
/** Keeps what is read from being left out as useless. */
const TOUCHED = /* @__PURE__ */ new Float64Array(1);

/**
 * Read a little of rows that lie far apart in memory, so that the processor fetches many of them at a time; adding
 * waits for one after another. A third to a half of the time for a sixteenth of a million rows.
 */
function touch(
  words: Uint32Array,
  width: number,
  rows: Int32Array,
  start: number,
  end: number,
  gradients: Float64Array,
): void {
  let sum = 0;
  for (let i = start; i < end; i++) {
    const row = rows[i];
    sum += gradients[2 * row] + (words[width * row] | words[width * row + width - 1]);
  }
  TOUCHED[0] = sum;
}

function addSlots(
  { slots, width }: SlotGroup,
  rows: Int32Array,
  start: number,
  end: number,
  gradients: Float64Array,
  histogram: Float64Array,
): void {
  if (width === SLOT_COLUMNS) addEight(slots, rows, start, end, gradients, histogram);
  else addFew(slots, width, rows, start, end, gradients, histogram);
}

function addFew(
  slots: Uint16Array | Uint32Array,
  width: number,
  rows: Int32Array,
  start: number,
  end: number,
  gradients: Float64Array,
  histogram: Float64Array,
): void {
  for (let i = start; i < end; i++) {
    const row = rows[i];
    const gradient = gradients[2 * row];
    const curvature = gradients[2 * row + 1];
    for (let at = row * width; at < (row + 1) * width; at++) {
      const slot = 2 * slots[at];
      histogram[slot] += gradient;
      histogram[slot + 1] += curvature;
    }
  }
}

/** The same written out for eight columns: no two of the slots are the same. */
function addEight(
  slots: Uint16Array | Uint32Array,
  rows: Int32Array,
  start: number,
  end: number,
  gradients: Float64Array,
  histogram: Float64Array,
): void {
  for (let i = start; i < end; i++) {
    const row = rows[i];
    const gradient = gradients[2 * row];
    const curvature = gradients[2 * row + 1];
    const at = 8 * row;
    const a = 2 * slots[at];
    const b = 2 * slots[at + 1];
    const c = 2 * slots[at + 2];
    const d = 2 * slots[at + 3];
    const e = 2 * slots[at + 4];
    const f = 2 * slots[at + 5];
    const g = 2 * slots[at + 6];
    const h = 2 * slots[at + 7];
    histogram[a] += gradient;
    histogram[a + 1] += curvature;
    histogram[b] += gradient;
    histogram[b + 1] += curvature;
    histogram[c] += gradient;
    histogram[c + 1] += curvature;
    histogram[d] += gradient;
    histogram[d + 1] += curvature;
    histogram[e] += gradient;
    histogram[e + 1] += curvature;
    histogram[f] += gradient;
    histogram[f + 1] += curvature;
    histogram[g] += gradient;
    histogram[g + 1] += curvature;
    histogram[h] += gradient;
    histogram[h + 1] += curvature;
  }
}

/**
 * What is left of a parent's histogram without one child's is that of the other. Two slots at once take two thirds of
 * the time.
 */
export function subtractHistogram(
  parent: Float64Array,
  child: Float64Array,
  from = 0,
  to = parent.length,
): void {
  let at = from;
  for (const end = to - 3; at < end; at += 4) {
    parent[at] -= child[at];
    parent[at + 1] -= child[at + 1];
    parent[at + 2] -= child[at + 2];
    parent[at + 3] -= child[at + 3];
  }
  for (; at < to; at++) parent[at] -= child[at];
}
