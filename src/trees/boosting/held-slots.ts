/**
 * Histograms of few samples: a list of the slots that a node's rows fall into goes with the sums, so that filling,
 * subtracting and searching take as long as the node has rows, however many bins there are. The sums are those of
 * `fillHistogram` to the bit: what is left out is zero.
 */

import type { HistogramLayout } from './histogram-layout.js';

/** Sums over the samples of a node. */
export interface Histogram {
  /** Gradient and curvature of each slot, side by side [2 × nSlots]. */
  readonly sums: Float64Array;
  /** Where samples are few: all slots whose sums are not both 0. */
  readonly held: HeldSlots | undefined;
}

/** Slots of each column, ascending. */
export interface HeldSlots {
  /** Of one column after the other [nSlots]. */
  readonly slots: Int32Array;
  /** Where those of each column begin, and where the last ones end [nFeatures + 1]. */
  readonly begins: Int32Array;
}

/** List the slots of all samples. */
export function listSlots(
  sums: Float64Array,
  { starts, missings }: HistogramLayout,
  { slots, begins }: HeldSlots,
): void {
  let size = 0;
  for (let j = 0; j < starts.length; j++) {
    for (let slot = starts[j]; slot <= missings[j]; slot++) {
      if (sums[2 * slot] !== 0 || sums[2 * slot + 1] !== 0) slots[size++] = slot;
    }
    begins[j + 1] = size;
  }
}

/** The same where all samples are there: quicker than to look. A slot of none says nothing new of any cut. */
export function listAllSlots(
  { starts, missings }: HistogramLayout,
  { slots, begins }: HeldSlots,
): void {
  let size = 0;
  for (let j = 0; j < starts.length; j++) {
    for (let slot = starts[j]; slot <= missings[j]; slot++) slots[size++] = slot;
    begins[j + 1] = size;
  }
}

/**
 * A smaller share of the curvature could be lost in a slot. Sums of less than 1 024 rows, and what is left of them after
 * less than 1 024 subtractions, are wrong by less than half of this.
 */
const LEAST_SHARE = 2 ** -40;

/**
 * Whether sums of 0 say that a slot has no rows. Else, of very different weights for one, they may only say that what its
 * rows have was lost in that of others.
 */
export function tellsEmptySlots(rows: Int32Array, gradients: Float64Array, H: number): boolean {
  const least = LEAST_SHARE * H;
  for (let i = 0; i < rows.length; i++) {
    const at = 2 * rows[i];
    const curvature = gradients[at + 1];
    if (curvature <= least && (curvature > 0 || gradients[at] !== 0)) return false;
  }
  return true;
}

/**
 * Take the sums of one child from those of its parent, which leaves the other's, and list the slots of both.
 *
 * @param zeroIsEmpty - whether slots with sums of 0 have no rows
 */
export function subtractHeld(
  parent: Float64Array,
  { slots, begins }: HeldSlots,
  child: Float64Array,
  ofChild: HeldSlots,
  zeroIsEmpty: boolean,
): void {
  let kept = 0;
  let size = 0;
  let k = 0;
  for (let j = 1; j < begins.length; j++) {
    for (const end = begins[j]; k < end; k++) {
      const slot = slots[k];
      const gradient = child[2 * slot];
      const curvature = child[2 * slot + 1];
      slots[kept] = slot;
      if (gradient === 0 && curvature === 0) {
        kept++;
        continue;
      }
      ofChild.slots[size++] = slot;
      parent[2 * slot] -= gradient;
      parent[2 * slot + 1] -= curvature;
      if (!zeroIsEmpty || parent[2 * slot] !== 0 || parent[2 * slot + 1] !== 0) kept++;
    }
    begins[j] = kept;
    ofChild.begins[j] = size;
  }
}
