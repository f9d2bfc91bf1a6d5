import type { Steps } from '../../progress.js';
import type { BinnedFeatures } from '../bins.js';
import { MISSING } from '../bins.js';

/** Columns whose bins lie together: their sums fit into the processor's nearest cache (8 × 255 × 16 bytes). */
const GROUP_COLUMNS = 8;

/** Some columns' codes as boosting reads them. */
interface ColumnGroup {
  /** How many columns. */
  readonly width: number;
  /** Row by row, each code the number of its bin among the bins of all columns [nSamples × width]. */
  readonly slots: Uint16Array | Uint32Array;
}

/** Where the sums of every bin lie. */
export interface HistogramLayout {
  /** First slot of each column [nFeatures + 1]; its last slot holds the missing values. */
  readonly starts: Int32Array;
  readonly groups: readonly ColumnGroup[];
}

/** Give every bin of every column a slot, and missing values one a column: a column a step. */
export function* layOutHistogram({
  rows,
  columns,
  columnCodes,
  bins,
}: BinnedFeatures): Steps<HistogramLayout> {
  const starts = new Int32Array(columns + 1);
  for (let j = 0; j < columns; j++) starts[j + 1] = starts[j] + bins[j].low.length + 1;
  const groups: ColumnGroup[] = [];
  for (let first = 0; first < columns; first += GROUP_COLUMNS) {
    const width = Math.min(GROUP_COLUMNS, columns - first);
    const slots =
      starts[columns] <= 65536 ? new Uint16Array(rows * width) : new Uint32Array(rows * width);
    for (let j = first; j < first + width; j++) {
      const codes = columnCodes[j];
      const missing = starts[j + 1] - 1;
      for (let i = 0, at = j - first; i < rows; i++, at += width) {
        slots[at] = codes[i] === MISSING ? missing : starts[j] + codes[i];
      }
      yield;
    }
    groups.push({ width, slots });
  }
  return { starts, groups };
}

/** Rows that are added in one step; the order of a slot's rows, and so its sum, does not depend on it. */
const STEP_ROWS = 16_384;

/**
 * Sums of gradient and curvature over the rows of each slot, side by side [2 × nSlots]: row by row over
 * eight columns at a time. Many rows are several steps.
 *
 * @param gradients - gradient and curvature of each row, side by side [2 × nSamples]
 */
export function* fillHistogram(
  { groups }: HistogramLayout,
  rows: Int32Array,
  start: number,
  end: number,
  gradients: Float64Array,
  histogram: Float64Array,
): Steps<void> {
  histogram.fill(0);
  for (let from = start; from < end; from += STEP_ROWS) {
    if (from > start) yield;
    const to = Math.min(end, from + STEP_ROWS);
    for (const { width, slots } of groups) {
      if (width === GROUP_COLUMNS) addEight(slots, rows, from, to, gradients, histogram);
      else addFew(slots, width, rows, from, to, gradients, histogram);
    }
  }
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

/** What is left of a parent's histogram without one child's is that of the other. */
export function subtractHistogram(parent: Float64Array, child: Float64Array): void {
  for (let at = 0; at < parent.length; at++) parent[at] -= child[at];
}

/** Histograms to use again: a tree needs as many as it has leaves waiting to be split. */
export class HistogramPool {
  readonly #free: Float64Array[] = [];
  readonly #length: number;

  constructor({ starts }: HistogramLayout) {
    this.#length = 2 * starts[starts.length - 1];
  }

  take(): Float64Array {
    return this.#free.pop() ?? new Float64Array(this.#length);
  }

  give(histogram: Float64Array): void {
    this.#free.push(histogram);
  }
}
