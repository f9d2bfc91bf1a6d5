/** The passes over all active samples that an iteration of SMO is made of, in the letters of `smo-problem.ts`. */

import type { CachedRow } from './cached-row.js';

/** What the passes go by, by position. */
export interface SmoVectors {
  readonly G: Float64Array;
  /** What the slope up adds to G: ±ε, or Infinity outside I_up. */
  readonly up: Float64Array;
  /** What the slope down adds to G: ±ε, or -Infinity outside I_low. */
  readonly low: Float64Array;
  /** K(t, t), rounded as the rows in the cache are. */
  readonly diagonal: Float64Array;
}

/** Less than the rounding of a product and a quotient takes away. */
export const BELOW = 1 - 2 ** -50;

/** What stands for a curvature K_ii + K_jj - 2 K_ij that is not positive. */
export const TAU = 1e-12;

/** The steepest way up, -1 where there is none. */
export function steepestUp({ G, up }: SmoVectors, active: number): number {
  let steepest = Infinity;
  let next = -1;
  for (let t = 0; t < active; t++) {
    const slope = G[t] + up[t];
    if (slope < steepest) {
      steepest = slope;
      next = t;
    }
  }
  return next;
}

/** Bring G up to a step of β_i and β_j; the steepest way up from there, found on the way. */
export function moveGradient(
  { G, up }: SmoVectors,
  active: number,
  { rowI, rowJ }: { readonly rowI: CachedRow; readonly rowJ: CachedRow },
  changeI: number,
  changeJ: number,
): number {
  let steepest = Infinity;
  let next = -1;
  let t = 0;
  // Four at a time, for which V8 looks at the arrays once: 3.7 ns a sample for 5.4.
  for (; t + 3 < active; t += 4) {
    const moved0 = G[t] + (changeI * rowI[t] + changeJ * rowJ[t]);
    const moved1 = G[t + 1] + (changeI * rowI[t + 1] + changeJ * rowJ[t + 1]);
    const moved2 = G[t + 2] + (changeI * rowI[t + 2] + changeJ * rowJ[t + 2]);
    const moved3 = G[t + 3] + (changeI * rowI[t + 3] + changeJ * rowJ[t + 3]);
    G[t] = moved0;
    G[t + 1] = moved1;
    G[t + 2] = moved2;
    G[t + 3] = moved3;
    const slope0 = moved0 + up[t];
    const slope1 = moved1 + up[t + 1];
    const slope2 = moved2 + up[t + 2];
    const slope3 = moved3 + up[t + 3];
    if (slope0 < steepest) {
      steepest = slope0;
      next = t;
    }
    if (slope1 < steepest) {
      steepest = slope1;
      next = t + 1;
    }
    if (slope2 < steepest) {
      steepest = slope2;
      next = t + 2;
    }
    if (slope3 < steepest) {
      steepest = slope3;
      next = t + 3;
    }
  }
  for (; t < active; t++) {
    G[t] += changeI * rowI[t] + changeJ * rowJ[t];
    const slope = G[t] + up[t];
    if (slope < steepest) {
      steepest = slope;
      next = t;
    }
  }
  return next;
}

/**
 * The way down that promises most together with i, -1 where none does, and the largest slope down, which is -M.
 *
 * @param row - kernel values of i
 */
export function bestDown(
  { G, up, low, diagonal }: SmoVectors,
  active: number,
  i: number,
  row: CachedRow,
): { j: number; largest: number } {
  const steepest = G[i] + up[i];
  const own = diagonal[i];
  let largest = -Infinity;
  let bestGain = 0;
  let bar = 0; // a little below bestGain, so that a product tells what needs no division
  let j = -1;
  for (let t = 0; t < active; t++) {
    const slope = G[t] + low[t];
    if (slope > largest) largest = slope;
    const difference = slope - steepest; // what m and this slope violate by
    const curvature = own + diagonal[t] - 2 * row[t];
    // By its sign a square tells slopes that do not violate as well: a branch of their own, which the processor guesses wrong
    // again and again, took 5.5 ns a sample where this takes 2, if half of them violate, and 3 if few do.
    if (difference * Math.abs(difference) <= bar * curvature || !(difference > 0)) continue;
    const gain = (difference * difference) / (curvature > 0 ? curvature : TAU);
    if (gain > bestGain) {
      bestGain = gain;
      bar = gain * BELOW;
      j = t;
    }
  }
  return { j, largest };
}
