import type { Steps } from '../../progress.js';
import type { ColumnCodes } from './column-codes.js';
import { fillHistogram } from './histogram.js';
import type { HistogramLayout } from './histogram-layout.js';
import type { Hands, SplitRule } from './leaf-grower.js';
import { partitionRows } from './partition-rows.js';
import type { Gradients } from './unit-gradients.js';

/** One thread that fills histograms and parts rows by itself. */
export class LoneHands implements Hands {
  readonly histograms: Hands['histograms'];
  readonly #layout: HistogramLayout;
  readonly #codes: readonly ColumnCodes[];

  /** @param codes - of each column [nSamples] */
  constructor(
    layout: HistogramLayout,
    codes: readonly ColumnCodes[],
    histograms: Hands['histograms'],
  ) {
    this.#layout = layout;
    this.#codes = codes;
    this.histograms = histograms;
  }

  fill(
    rows: Int32Array,
    start: number,
    end: number,
    gradients: Gradients,
    histogram: Float64Array,
  ): Steps<void> {
    return fillHistogram(this.#layout, rows, start, end, gradients, histogram);
  }

  // biome-ignore lint/correctness/useYield: those of several threads wait for one another
  *part(
    rows: Int32Array,
    start: number,
    end: number,
    { feature, isLeft }: SplitRule,
    moved: Int32Array,
  ): Steps<number> {
    return partitionRows(rows, start, end, this.#codes[feature], isLeft, moved);
  }
}
