/**
 * `sin` and `cos` from IEEE basic operations only: the same bits on every engine, which `Math.sin` and
 * `Math.cos` do not promise.
 */

const TWO_OVER_PI = 0.6366197723675814;
// π/2 in three parts; the first two have 33 bits, so that a multiple up to 2^20 of them is exact.
const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_MIDDLE = 6.077100506303966e-11;
const HALF_PI_LOW = 2.0222662487959506e-21;
const ROUND = 6755399441055744; // 1.5 × 2^52: adding and taking it away rounds to an integer

/**
 * Sine of an angle in radians, within 1 unit in the last place for |x| up to 10^5; NaN for infinities.
 * Method: reduction by multiples of π/2 (Cody and Waite), then fdlibm's polynomials.
 */
export function sin(x: number): number {
  return sinOfQuadrant(x, 0);
}

/** Cosine of an angle in radians, within 1 unit in the last place for |x| up to 10^5; NaN for infinities. */
export function cos(x: number): number {
  return sinOfQuadrant(x, 1);
}

/** sin(x + quadrants · π/2), without rounding the sum. */
function sinOfQuadrant(x: number, quadrants: number): number {
  const turns = x * TWO_OVER_PI + ROUND - ROUND;
  const rest = x - turns * HALF_PI_HIGH;
  const shift = turns * HALF_PI_MIDDLE;
  const high = rest - shift;
  const low = rest - high - shift - turns * HALF_PI_LOW;
  const r = high + low;
  const tail = high - r + low;
  const quadrant = (turns + quadrants) & 3;
  const value = quadrant & 1 ? cosNearZero(r, tail) : sinNearZero(r, tail);
  return quadrant & 2 ? -value : value;
}

/** sin(x + tail) for |x| up to π/4. Coefficients: fdlibm's k_sin (Sun Microsystems, 1993). */
function sinNearZero(x: number, tail: number): number {
  const z = x * x;
  const cube = z * x;
  const rest =
    0.00833333333332249 +
    z *
      (-0.0001984126982985795 +
        z * (2.7557313707070068e-6 + z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10)));
  return x - (z * (0.5 * tail - cube * rest) - tail - cube * -0.16666666666666632);
}

/** cos(x + tail) for |x| up to π/4. Coefficients: fdlibm's k_cos (Sun Microsystems, 1993). */
function cosNearZero(x: number, tail: number): number {
  const z = x * x;
  const rest =
    z *
    (0.0416666666666666 +
      z *
        (-0.001388888888887411 +
          z *
            (2.480158728947673e-5 +
              z *
                (-2.7557314351390663e-7 +
                  z * (2.087572321298175e-9 + z * -1.1359647557788195e-11)))));
  const half = 0.5 * z;
  const whole = 1 - half;
  return whole + (1 - whole - half + (z * rest - x * tail));
}
