import type { HeldSlots, Histogram } from './held-slots.js';
import type { HistogramLayout } from './histogram-layout.js';

/** Histograms to use again: a tree needs as many as it has leaves waiting to be split. */
export class HistogramPool {
  readonly #free: Histogram[] = [];
  readonly #layout: HistogramLayout;

  constructor(layout: HistogramLayout) {
    this.#layout = layout;
  }

  /** With sums of zero where it has a list of slots, else of anything. */
  take(): Histogram {
    return this.#free.pop() ?? createHistogram(this.#layout);
  }

  give(histogram: Histogram): void {
    if (histogram.held !== undefined) clear(histogram, histogram.held);
    this.#free.push(histogram);
  }
}

/** A histogram of zeros. */
function createHistogram({ slots, starts, isListed }: HistogramLayout): Histogram {
  const held = isListed
    ? { slots: new Int32Array(slots), begins: new Int32Array(starts.length + 1) }
    : undefined;
  return { sums: new Float64Array(2 * slots), held };
}

/** Make the sums zero again. */
function clear({ sums }: Histogram, { slots, begins }: HeldSlots): void {
  const size = begins[begins.length - 1];
  for (let k = 0; k < size; k++) {
    sums[2 * slots[k]] = 0;
    sums[2 * slots[k] + 1] = 0;
  }
}
