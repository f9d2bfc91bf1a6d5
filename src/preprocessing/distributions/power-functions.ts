import { exp, expm1, log, log1p } from '../../numeric/exp-log.js';

/** Which powers: of positive numbers (Box and Cox), or of all (Yeo and Johnson). */
export type PowerMethod = 'yeoJohnson' | 'boxCox';

/** A power of the values of a column. */
export interface Power {
  readonly method: PowerMethod;
  /** 1 is a straight line, 0 a logarithm. */
  readonly lambda: number;
  /**
   * A logarithm c that the powers are measured from: they are y / e^(λ c), shifted to 0 at c, where y are those of the
   * definition, which c = 0 gives. So powers of 1e300 differ, of which the definition takes off a 1 that hides them.
   * Below 0 it is one of values below 0, turned around (Yeo-Johnson).
   */
  readonly anchor: number;
}

/** Powers of which lambda is nearer to 0 than this are logarithms. */
const ZERO = Number.EPSILON;

/**
 * The transform, which grows with x. At anchor 0 it is
 * - (x^λ - 1) / λ, or log x at 0. Source: Box and Cox, Journal of the Royal Statistical Society B 26 (1964).
 * - ((1 + x)^λ - 1) / λ from x = 0 on, and below it the same of -x with 2 - λ, turned around.
 *   Source: Yeo and Johnson, Biometrika 87 (2000).
 */
export function powerFunction({ method, lambda, anchor }: Power): (x: number) => number {
  const power = powerOfLog(lambda);
  if (method === 'boxCox') return (x) => power(log(x) - anchor);
  if (anchor < 0) {
    const mirrored = powerFunction({ method, lambda: 2 - lambda, anchor: -anchor });
    return (x) => -mirrored(-x);
  }
  const below = powerOfLog(2 - lambda);
  const zero = power(-anchor);
  const unit = exp(-lambda * anchor);
  return (x) => (x >= 0 ? power(log1p(x) - anchor) : zero - unit * below(log1p(-x)));
}

/** The way back from `powerFunction`; what is not finite is beyond the range of the transform. */
export function inversePower({ method, lambda, anchor }: Power): (y: number) => number {
  const logOf = logOfPower(lambda);
  if (method === 'boxCox') return (y) => exp(anchor + logOf(y));
  if (anchor < 0) {
    const mirrored = inversePower({ method, lambda: 2 - lambda, anchor: -anchor });
    return (y) => -mirrored(-y);
  }
  const below = logOfPower(2 - lambda);
  const zero = powerOfLog(lambda)(-anchor);
  const unit = exp(-lambda * anchor);
  return (y) => (y >= zero ? expm1(anchor + logOf(y)) : -expm1(below((zero - y) / unit)));
}

/** (e^(λ s) - 1) / λ: the power of what s is the logarithm of. At λ = 0 it is s itself. */
export function powerOfLog(lambda: number): (s: number) => number {
  if (Math.abs(lambda) < ZERO) return (s) => s;
  return (s) => expm1(lambda * s) / lambda;
}

/** The way back from `powerOfLog`. */
function logOfPower(lambda: number): (y: number) => number {
  if (Math.abs(lambda) < ZERO) return (y) => y;
  return (y) => log1p(lambda * y) / lambda;
}

/** How `powerOfLog` grows with λ: (s e^(λ s) - (e^(λ s) - 1) / λ) / λ, by its series where that would lose digits. */
export function slopeOfLog(lambda: number): (s: number) => number {
  return (s) => {
    const t = lambda * s;
    if (Math.abs(t) > 0.1) return (s * exp(t) - expm1(t) / lambda) / lambda;
    let sum = 0;
    for (let k = SERIES.length - 1; k >= 0; k--) sum = sum * t + SERIES[k];
    return s * s * sum;
  };
}

/** (k + 1) / (k + 2)! */
const SERIES = [1 / 2, 1 / 3, 1 / 8, 1 / 30, 1 / 144, 1 / 840, 1 / 5760, 1 / 45360, 1 / 403200];
