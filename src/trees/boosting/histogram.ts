/** Sums of gradient and curvature over the samples of a node, for every bin of every column. */

import type { Steps } from '../../progress.js';
import { MOST_PACKED_ROWS } from './add-packed-words.js';
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
import {
  CACHED_BYTES,
  SCATTERED,
  TOUCHED_ROWS,
  touchIntegers,
  touchPairs,
} from './scattered-rows.js';
import { type Gradients, type UnitGradients, writePairs } from './unit-gradients.js';

/** Rows that are added in one step; the order of a slot's rows, and so its sum, does not depend on it. */
const STEP_ROWS = 16_384;

/**
 * Sums of gradient and curvature over the rows of each slot, side by side [2 × nSlots]: row by row over
 * the columns of a group, whatever was there before. Many rows are several steps.
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
  const { isMany, isScattered } = kindOf(end - start, gradients);
  const isPacked = isMany && gradients.units !== undefined;
  histogram.fill(0, isPacked || start === end ? 0 : 2 * slotsOfWords(layout));
  for (let from = start; from < end; from += STEP_ROWS) {
    if (from > start) yield;
    const to = Math.min(end, from + STEP_ROWS);
    const part = { rows, from, to, isFirst: from === start, isMany, isScattered };
    for (const group of groups) addGroup(group, part, gradients, histogram);
  }
  spreadJoints(layout, histogram);
}

/** The first slots, those of words, which are all written where sums are pairs. */
const slotsOfWords = ({ wordGroups }: HistogramLayout): number =>
  wordGroups.reduce((slots, { width }) => slots + width * WORD_COLUMNS * WORD_SLOTS, 0);

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
const groupsOf = ({ wordGroups, slotGroups }: HistogramLayout): ColumnGroup[] => [
  ...wordGroups,
  ...slotGroups,
];

/** The same for several threads. */
export const dealtGroupsOf = ({ dealtGroups, slotGroups }: HistogramLayout): ColumnGroup[] => [
  ...dealtGroups,
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
  const { isMany, isScattered } = kindOf(end - start, gradients);
  for (let from = start; from < end; from += STEP_ROWS) {
    if (from > start) yield;
    const to = Math.min(end, from + STEP_ROWS);
    const part = { rows, from, to, isFirst: from === start, isMany, isScattered };
    addGroup(group, part, gradients, histogram);
  }
}

const kindOf = (count: number, { pairs }: Gradients) => ({
  isMany: count >= WORTH_PACKING,
  isScattered: count * SCATTERED * 2 < pairs.length,
});

/** Some rows of a node. */
interface NodeRows {
  readonly rows: Int32Array;
  readonly from: number;
  readonly to: number;
  /** Whether no rows were added before. */
  readonly isFirst: boolean;
  /** Whether the node has so many that packed sums save more than taking them out costs. */
  readonly isMany: boolean;
  /** Whether the rows of the node are far apart. */
  readonly isScattered: boolean;
}

function addGroup(
  group: ColumnGroup,
  part: NodeRows,
  gradients: Gradients,
  histogram: Float64Array,
): void {
  const { rows, from, to, isMany } = part;
  const { units } = gradients;
  if (units !== undefined && isMany && !('slots' in group)) {
    addPackedGroup(group, part, units, histogram);
    return;
  }
  writePairs(gradients, rows, from, to);
  if ('slots' in group) {
    addSlots(group, rows, from, to, gradients.pairs, histogram);
    return;
  }
  addWordGroup(group, part, gradients, histogram);
}

/** The part of a histogram that a group adds to. */
const sumsOf = ({ width, first }: WordGroup, histogram: Float64Array): Float64Array =>
  histogram.subarray(2 * first, 2 * (first + width * WORD_COLUMNS * WORD_SLOTS));

function addWordGroup(
  group: WordGroup,
  { rows, from, to, isFirst, isScattered }: NodeRows,
  { pairs }: Gradients,
  histogram: Float64Array,
): void {
  const { width, words } = group;
  const sums = sumsOf(group, histogram);
  if (isFirst) SUMS_OF_WORDS.fill(0, 0, sums.length);
  else SUMS_OF_WORDS.set(sums);
  const far = isScattered && words.byteLength + pairs.byteLength > CACHED_BYTES;
  const block = far ? TOUCHED_ROWS : STEP_ROWS;
  for (let at = from; at < to; at += block) {
    const stop = Math.min(to, at + block);
    if (far) touchPairs(words, width, rows, at, stop, pairs);
    ADD_WORDS[width](words, rows, at, stop, pairs);
  }
  sums.set(SUMS_OF_WORDS.subarray(0, sums.length));
}

/** The same for curvatures of 1, to the bit, as sums of rounded gradients are exact. */
function addPackedGroup(
  group: WordGroup,
  { rows, from, to, isScattered }: NodeRows,
  { integers, scale, adders }: UnitGradients,
  histogram: Float64Array,
): void {
  const { width, words } = group;
  const sums = sumsOf(group, histogram);
  const far = isScattered && words.byteLength + integers.byteLength > CACHED_BYTES;
  const block = far ? TOUCHED_ROWS : MOST_PACKED_ROWS;
  for (let at = from; at < to; at += block) {
    const stop = Math.min(to, at + block);
    if (far) touchIntegers(words, width, rows, at, stop, integers);
    adders[width](words, rows, at, stop, integers);
    if (stop === to || (stop - from) % MOST_PACKED_ROWS === 0) adders.takeOut(scale, sums);
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
    let at = row * width;
    for (const stop = at + width; at < stop; at++) {
      const slot = slots[at] << 1;
      histogram[slot] += gradient;
      histogram[slot | 1] += curvature;
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
