import { log } from '../numeric/exp-log.js';

/**
 * The population stability index Σ (b - a) log(b / a) of two rows of shares: 0 where they are the same. A category that
 * one of the samples lacks counts as half a row of it, as the logarithm of nothing is infinite.
 * Source: Siddiqi, Credit Risk Scorecards (2006); it is the Jeffreys divergence.
 *
 * @param a - counts of the reference [nBins]
 * @param b - counts of the sample that is compared [nBins]
 * @returns null where one of the samples is empty
 */
export function stabilityIndex(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  let n = 0;
  let m = 0;
  for (let k = 0; k < a.length; k++) {
    n += a[k];
    m += b[k];
  }
  if (n === 0 || m === 0) return null;
  let index = 0;
  for (let k = 0; k < a.length; k++) {
    if (a[k] + b[k] === 0) continue;
    const before = Math.max(a[k], 0.5) / n;
    const now = Math.max(b[k], 0.5) / m;
    index += (now - before) * log(now / before);
  }
  return index;
}

/**
 * Counts at and between points summed to some bins that hold about as many of the reference each: all up to a point, and
 * the last bin without end. Points are bins of their own, and so is what lies between them, where they are no more than
 * bins.
 *
 * @param reference - [2 × nPoints + 1]
 * @param current - [2 × nPoints + 1]
 */
export function sumToBins(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  bins: number,
): { reference: ArrayLike<number>; current: ArrayLike<number> } {
  if (reference.length <= 2 * bins + 1) return { reference, current };
  let n = 0;
  for (let k = 0; k < reference.length; k++) n += reference[k];
  const sums = { reference: [0], current: [0] };
  let below = 0;
  for (let k = 0; k < reference.length; k++) {
    const bin = sums.reference.length - 1;
    sums.reference[bin] += reference[k];
    sums.current[bin] += current[k];
    below += reference[k];
    const ends = k % 2 === 1 && below * bins >= n * (bin + 1) && below < n;
    if (!ends) continue;
    sums.reference.push(0);
    sums.current.push(0);
  }
  return sums;
}
