/** What a point of the search is worth, in the letters of `smo-problem.ts`. */

/** Multipliers, with what they are judged by, by position [n]. */
export interface SmoPoint {
  readonly beta: Float64Array;
  readonly G: Float64Array;
  readonly z: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly epsilon: number;
}

/** A multiplier this near a bound, in relation to Σ|β|, is at the bound: it misses it by the rounding of Σ β = 0. */
const BOUND_ROUNDING = 2 ** -44;
/**
 * βᵀKβ in relation to (Σ|β|)² and the largest K_tt below which infinite bounds ask for what cannot be: the two
 * sides that β weighs are 1e-6 of their size apart, and would have to be told apart.
 */
const CLOSEST = 1e-12;

/**
 * The mean of what the free samples ask for; the middle of what the others leave open if none is free. Samples
 * that miss a bound by rounding are neither free, nor have they room left.
 */
export function optimality({ beta, G, lower, upper, epsilon }: SmoPoint): {
  intercept: number;
  violation: number;
} {
  let slack = 0;
  for (let t = 0; t < beta.length; t++) slack += BOUND_ROUNDING * Math.abs(beta[t]);
  let sum = 0;
  let free = 0;
  let m = -Infinity;
  let M = Infinity;
  for (let t = 0; t < beta.length; t++) {
    const own = Math.abs(beta[t]) <= slack ? 0 : beta[t];
    const roomUp = upper[t] - own > slack;
    const roomDown = own - lower[t] > slack;
    const up = G[t] + (own < 0 ? -epsilon : epsilon);
    const down = G[t] + (own > 0 ? epsilon : -epsilon);
    if (roomUp && -up > m) m = -up;
    if (roomDown && -down < M) M = -down;
    if (own === 0 || !roomUp || !roomDown) continue;
    sum -= own > 0 ? up : down;
    free++;
  }
  return { intercept: free > 0 ? sum / free : (m + M) / 2, violation: m - M };
}

/** f(β) */
export function objectiveOf({ beta, G, z, epsilon }: SmoPoint): number {
  let sum = 0;
  for (let t = 0; t < beta.length; t++) {
    sum += 0.5 * beta[t] * (G[t] - z[t]) + epsilon * Math.abs(beta[t]);
  }
  return sum;
}

/**
 * Whether β has grown far in a direction that has next to no curvature.
 *
 * @param diagonal - K_tt [n]
 */
export function isEndless({ beta, G, z }: SmoPoint, diagonal: Float64Array): boolean {
  let size = 0;
  let square = 0;
  let largest = 0;
  for (let t = 0; t < beta.length; t++) {
    size += Math.abs(beta[t]);
    square += beta[t] * (G[t] + z[t]);
    largest = Math.max(largest, diagonal[t]);
  }
  return square <= CLOSEST * largest * size * size;
}
