/** The angles that larger arguments are measured from: atan of 1/2, 1, 3/2 and ∞, and what their doubles leave off. */
const ANGLES = [0.46364760900080615, Math.PI / 4, 0.982793723247329, Math.PI / 2];
const ANGLE_TAILS = [
  2.2698777452961687e-17, 3.061616997868383e-17, 1.3903311031230998e-17, 6.123233995736766e-17,
];

/**
 * Arctangent in radians, within 1 unit in the last place, from IEEE basic operations only: the same
 * bits on every engine, which `Math.atan` does not promise.
 * Method and coefficients: fdlibm's s_atan (Sun Microsystems, 1993).
 */
export function atan(x: number): number {
  const size = Math.abs(x);
  if (size < 1e-9) return x; // to the last bit, and -0 stays -0
  if (size < 0.4375) return x - x * seriesOf(x);
  let nearest: number;
  let rest: number; // tan of what is left: (|x| - tan a) / (1 + |x| tan a)
  if (size < 0.6875) {
    nearest = 0;
    rest = (2 * size - 1) / (2 + size);
  } else if (size < 1.1875) {
    nearest = 1;
    rest = (size - 1) / (size + 1);
  } else if (size < 2.4375) {
    nearest = 2;
    rest = (size - 1.5) / (1 + 1.5 * size);
  } else {
    nearest = 3;
    rest = -1 / size;
  }
  const angle = ANGLES[nearest] - (rest * seriesOf(rest) - ANGLE_TAILS[nearest] - rest);
  return x < 0 ? -angle : angle;
}

/** Arcsine in radians, within 3 units in the last place; NaN outside -1 to 1. */
export function asin(x: number): number {
  return atan(x / Math.sqrt((1 - x) * (1 + x)));
}

/** 1 - atan(x) / x for |x| up to 0.4375. */
function seriesOf(x: number): number {
  const z = x * x;
  const w = z * z;
  const odd =
    0.3333333333333293 +
    w *
      (0.14285714272503466 +
        w *
          (0.09090887133436507 +
            w * (0.06661073137387531 + w * (0.049768779946159324 + w * 0.016285820115365782))));
  const even =
    -0.19999999999876483 +
    w *
      (-0.11111110405462356 +
        w * (-0.0769187620504483 + w * (-0.058335701337905735 + w * -0.036531572744216916)));
  return z * odd + w * even;
}
