/** What keeps leaves small. */
export interface Regularization {
  /** L2 penalty of a leaf's value, at least 0. */
  readonly regLambda: number;
  /** L1 penalty of a leaf's value, at least 0. */
  readonly regAlpha: number;
  /** Largest size of a leaf's value; 0 for no limit. */
  readonly maxDeltaStep: number;
}

/** Bounds of a leaf's value, from monotone constraints. */
export interface ValueBounds {
  readonly lower: number;
  readonly upper: number;
}

export const UNBOUNDED: ValueBounds = { lower: -Infinity, upper: Infinity };

/**
 * The value that lowers the loss of samples most: to second order the loss is
 * G w + (H + λ) w² / 2 + α |w|, with G and H the sums of gradients and curvatures.
 * Source: Chen and Guestrin, KDD (2016), equation 5, with XGBoost's L1 and step limit.
 */
export function leafValue(
  G: number,
  H: number,
  { regLambda, regAlpha, maxDeltaStep }: Regularization,
  { lower, upper }: ValueBounds,
): number {
  if (!(H > 0)) return Math.min(Math.max(0, lower), upper);
  let value = -softThreshold(G, regAlpha) / (H + regLambda);
  if (maxDeltaStep > 0) value = Math.min(Math.max(value, -maxDeltaStep), maxDeltaStep);
  return Math.min(Math.max(value, lower), upper);
}

/** Twice what samples gain when their value goes from 0 to `value`. */
export function scoreOf(
  G: number,
  H: number,
  value: number,
  { regLambda, regAlpha }: Regularization,
): number {
  return -(2 * G * value + (H + regLambda) * value * value + 2 * regAlpha * Math.abs(value));
}

/** The score at the best value, where nothing but λ and α holds it. */
export function freeScore(G: number, H: number, { regLambda, regAlpha }: Regularization): number {
  const pull = regAlpha === 0 ? G : softThreshold(G, regAlpha);
  return H > 0 ? (pull * pull) / (H + regLambda) : 0;
}

function softThreshold(G: number, alpha: number): number {
  return G > alpha ? G - alpha : G < -alpha ? G + alpha : 0;
}
