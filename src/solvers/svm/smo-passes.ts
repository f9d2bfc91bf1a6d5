/** The passes over all active samples that an iteration of SMO is made of, in the letters of `smo-problem.ts`. */

import type { CachedRow } from './kernel-cache.js';

/** What a pass goes by, by position. */
export interface SmoSlopes {
  readonly G: Float64Array;
  /** What the slope up adds to G: ±ε, or Infinity outside I_up. */
  readonly up: Float64Array;
}

/** Less than the rounding of a product and a quotient takes away. */
const BELOW = 1 - 2 ** -50;

/** What stands for a curvature K_ii + K_jj - 2 K_ij that is not positive. */
export const TAU = 1e-12;

/** The steepest way up, -1 where there is none. */
export function steepestUp({ G, up }: SmoSlopes, active: number): number {
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
  { G, up }: SmoSlopes,
  active: number,
  { rowI, rowJ }: { readonly rowI: CachedRow; readonly rowJ: CachedRow },
  changeI: number,
  changeJ: number,
): number {
  let steepest = Infinity;
  let next = -1;
  for (let t = 0; t < active; t++) {
    const moved = G[t] + (changeI * rowI[t] + changeJ * rowJ[t]);
    G[t] = moved;
    const slope = moved + up[t];
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
 * @param low - what the slope down adds to G: ±ε, or -Infinity outside I_low
 * @param row - kernel values of i
 */
export function bestDown(
  { G, up }: SmoSlopes,
  low: Float64Array,
  active: number,
  i: number,
  { row, diagonal }: { readonly row: CachedRow; readonly diagonal: Float64Array },
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
    if (difference > 0) {
      const curvature = own + diagonal[t] - 2 * row[t];
      const square = difference * difference;
      if (square <= bar * curvature) continue;
      const gain = square / (curvature > 0 ? curvature : TAU);
      if (gain > bestGain) {
        bestGain = gain;
        bar = gain * BELOW;
        j = t;
      }
    }
  }
  return { j, largest };
}
