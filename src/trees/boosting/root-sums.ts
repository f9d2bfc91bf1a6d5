import { UNBOUNDED } from './gradient-gain.js';
import type { NodeSums } from './gradient-split.js';
import type { HistogramLayout } from './histogram-layout.js';
import type { Gradients } from './unit-gradients.js';

/**
 * Sums of gradient and curvature over all rows of a tree.
 *
 * @param sums - the histogram of these rows
 */
export function rootSums(
  rows: Int32Array,
  { pairs, units, totals }: Gradients,
  sums: Float64Array,
  { starts, missings }: HistogramLayout,
): NodeSums {
  if (units === undefined && totals !== undefined && 2 * rows.length === pairs.length) {
    return { G: totals.G, H: totals.H, bounds: UNBOUNDED };
  }
  let G = 0;
  let H = 0;
  if (units === undefined) {
    for (let i = 0; i < rows.length; i++) {
      G += pairs[2 * rows[i]];
      H += pairs[2 * rows[i] + 1];
    }
  } else {
    // Sums of integers are exact in any order, so those of a column's bins will do.
    for (let slot = starts[0]; slot <= missings[0]; slot++) {
      G += sums[2 * slot];
      H += sums[2 * slot + 1];
    }
  }
  return { G, H, bounds: UNBOUNDED };
}
