/** Bins of a column that hold about the same mass each. */

import { WEIGHT_TIE } from '../numeric/quantiles.js';

/**
 * How one column's values become codes. Bins are ranges of values in ascending order; where the
 * column has few distinct values, each has a bin of its own.
 */
export interface Bins {
  /** Smallest training value of each bin [nBins]. */
  readonly low: Float64Array;
  /** Largest training value of each bin [nBins]. */
  readonly high: Float64Array;
}

/** What a bin should hold when so much mass is left for so many. */
export function evenShare(massLeft: number, binsLeft: number): number {
  return (massLeft / binsLeft) * (1 - WEIGHT_TIE);
}

/**
 * Close a bin as soon as it holds its share of the mass that is left, so a heavy value gets a bin of
 * its own and the others share the rest evenly.
 */
export function binsOfEqualMass(values: Float64Array, mass: Float64Array, maxBins: number): Bins {
  const low = new Float64Array(maxBins);
  const high = new Float64Array(maxBins);
  let massLeft = 0;
  for (let v = 0; v < mass.length; v++) massLeft += mass[v];
  let bin = 0;
  let held = 0;
  let first = 0;
  for (let v = 0; v < values.length; v++) {
    held += mass[v];
    const last = v === values.length - 1;
    const binsLeft = maxBins - bin;
    // Half of the next value's mass decides on which side of the even share the bin ends.
    const share = evenShare(massLeft, binsLeft);
    const full = binsLeft > 1 && held + (last ? 0 : mass[v + 1] / 2) >= share;
    if (!full && !last) continue;
    low[bin] = values[first];
    high[bin] = values[v];
    bin++;
    massLeft -= held;
    held = 0;
    first = v + 1;
  }
  return { low: low.slice(0, bin), high: high.slice(0, bin) };
}
