import { exp, expEach } from '../../numeric/exp-log.js';
import { type GradientTotals, LEAST_CURVATURE } from './gradient-totals.js';

/** Samples whose exponentials are made together. */
const BLOCK = 256;
/** Exponents above this are in the range of `expEach`. */
const LEAST_EXPONENT = -708;

/**
 * Gradient and curvature of the log loss of two classes for some samples, side by side: the bits of `logistic`, in 0.71 of
 * the time. Exponentials are made in a loop of their own, and which form of the logistic function a margin takes is where
 * its numerator is read from, so that no branch is guessed wrong.
 *
 * @param margins - [nSamples] @param targets - [nSamples] @param weights - [nSamples]
 * @param gradients - out [2 × nSamples]
 * @param totals - what their sums are added to, sample after sample
 */
export const logLoss = /* @__PURE__ */ createLogLoss();

function createLogLoss() {
  // Constants of a closure: see `addersOfFewWords`.
  const EXPONENTS = new Float64Array(BLOCK);
  const ODDS = new Float64Array(BLOCK);
  /** The odds of a sample below zero, and 1, side by side. */
  const NUMERATORS = new Float64Array(2 * BLOCK).fill(1);
  return (
    margins: Float64Array,
    targets: Float64Array,
    weights: Float64Array,
    gradients: Float64Array,
    from: number,
    to: number,
    totals: GradientTotals,
  ): void => {
    const exponents = EXPONENTS;
    const odds = ODDS;
    const numerators = NUMERATORS;
    let { G, H } = totals;
    for (let first = from; first < to; first += BLOCK) {
      const size = Math.min(BLOCK, to - first);
      let least = 0;
      for (let t = 0; t < size; t++) {
        const exponent = -Math.abs(margins[first + t]);
        exponents[t & (BLOCK - 1)] = exponent;
        if (exponent < least) least = exponent;
      }
      if (least > LEAST_EXPONENT) expEach(exponents, 0, odds, 0, size);
      else for (let t = 0; t < size; t++) odds[t] = exp(exponents[t]);
      for (let t = 0; t < size; t++) {
        const i = first + t;
        const own = t & (BLOCK - 1);
        const odd = odds[own];
        numerators[2 * own] = odd;
        const p = numerators[2 * own + Number(margins[i] >= 0)] / (1 + odd);
        const gradient = weights[i] * (p - targets[i]);
        const curvature = weights[i] * Math.max(p * (1 - p), LEAST_CURVATURE);
        gradients[2 * i] = gradient;
        gradients[2 * i + 1] = curvature;
        G += gradient;
        H += curvature;
      }
    }
    totals.G = G;
    totals.H = H;
  };
}
