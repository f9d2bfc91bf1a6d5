import type { Steps } from '../../progress.js';
import type { KernelRows } from './svm-kernels.js';

/** In which precision a problem can hold its kernel: `'lost'` where even double precision is too coarse. */
export type KernelPrecision = 'single' | 'double' | 'lost';

/** Rows that are looked at: 16 kernel rows are little against a search, and 16 n pairs tell a share well. */
const ROWS = 16;
/**
 * Share of pairs that may be closer than rounding resolves. On standardised data it is below 1 in 100; in
 * groups far from each other, as many as 16 of them, or far from the origin it is larger.
 */
const SHARE = 1 / 16;
/** A squared distance below this share of its terms has less than 1 % of precision left in single precision, and in double. */
const COARSE = { single: 2 ** -16, double: 2 ** -44 };
/** Rounding of a value held in single precision. */
const SINGLE = 2 ** -24;

/**
 * The precision that a problem needs, in a step a row that is looked at.
 *
 * What a support vector machine sees of a kernel are the squared distances K_ss + K_tt - 2 K_st, since its
 * multipliers sum to 0. Where values are large against these, as far from the origin, or with a gamma so small
 * that all likenesses are nearly 1, rounding to single precision leaves noise. Where multipliers can be so large that
 * one of them, through rounded values, moves decisions by more than `tol`, it hides the optimum too.
 *
 * @param kernel - of n samples
 * @param largest - the largest bound of a multiplier
 * @param tol - how near the optimum is asked for, in units of the decision function
 */
export function* precisionFor(
  kernel: KernelRows,
  largest: number,
  tol: number,
): Steps<KernelPrecision> {
  const { diagonal } = kernel;
  const n = diagonal.length;
  const row = new Float64Array(n);
  const coarse = { single: 0, double: 0 };
  let pairs = 0;
  for (let k = 0; k < Math.min(ROWS, n); k++) {
    const s = Math.floor((k * n) / Math.min(ROWS, n));
    kernel.fill(s, 0, n, row);
    for (let t = 0; t < n; t++) {
      const distance = Math.abs(diagonal[s] + diagonal[t] - 2 * row[t]);
      if (distance === 0) continue; // the same sample, or its double, in any precision
      const size = Math.abs(diagonal[s]) + Math.abs(diagonal[t]);
      pairs++;
      if (distance < COARSE.single * size) coarse.single++;
      if (distance < COARSE.double * size) coarse.double++;
    }
    yield;
  }
  if (coarse.double > SHARE * pairs) return 'lost';
  const shift = largest * SINGLE * meanSize(diagonal);
  return coarse.single > SHARE * pairs || !(shift <= tol) ? 'double' : 'single';
}

function meanSize(values: Float64Array): number {
  let mean = 0;
  for (let t = 0; t < values.length; t++) mean += Math.abs(values[t]) / values.length;
  return mean;
}
