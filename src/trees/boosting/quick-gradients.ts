/** Gradients of the losses that are used most, each in a loop of its own: calls of functions for every row take longer. */

import { logistic } from '../../numeric/special.js';
import { inStretches, type Steps } from '../../progress.js';

/** What an exponential costs, in elementary operations. */
export const EXPONENTIAL = 16;
/** Curvatures are kept above 0. */
export const LEAST_CURVATURE = 1e-16;

/** Sums over all samples. */
export interface GradientTotals {
  G: number;
  H: number;
}

/**
 * Gradient and curvature of squared errors for some samples, side by side.
 *
 * @param margins - [nSamples] @param targets - [nSamples] @param weights - [nSamples]
 * @param gradients - out [2 × nSamples]
 * @param totals - what their sums are added to, sample after sample
 */
function squares(
  margins: Float64Array,
  targets: Float64Array,
  weights: Float64Array,
  gradients: Float64Array,
  from: number,
  to: number,
  totals: GradientTotals,
): void {
  let { G, H } = totals;
  for (let i = from; i < to; i++) {
    const weight = weights[i];
    const gradient = weight * (margins[i] - targets[i]);
    gradients[2 * i] = gradient;
    gradients[2 * i + 1] = weight;
    G += gradient;
    H += weight;
  }
  totals.G = G;
  totals.H = H;
}

/** The same for the log loss of two classes, with one exponential a sample. */
function logLoss(
  margins: Float64Array,
  targets: Float64Array,
  weights: Float64Array,
  gradients: Float64Array,
  from: number,
  to: number,
  totals: GradientTotals,
): void {
  let { G, H } = totals;
  for (let i = from; i < to; i++) {
    const p = logistic(margins[i]);
    const gradient = weights[i] * (p - targets[i]);
    const curvature = weights[i] * Math.max(p * (1 - p), LEAST_CURVATURE);
    gradients[2 * i] = gradient;
    gradients[2 * i + 1] = curvature;
    G += gradient;
    H += curvature;
  }
  totals.G = G;
  totals.H = H;
}

/** Differentiate in steps, by a loop that adds up as well: to read gradients again takes longer. */
const inSteps = (work: number, differentiate: typeof squares) =>
  function* (
    margins: Float64Array,
    targets: Float64Array,
    weights: Float64Array,
    gradients: Float64Array,
  ): Steps<GradientTotals> {
    const totals = { G: 0, H: 0 };
    yield* inStretches(targets.length, work, (from, to) =>
      differentiate(margins, targets, weights, gradients, from, to, totals),
    );
    return totals;
  };

export const differentiateSquares = /* @__PURE__ */ inSteps(4, squares);
export const differentiateLogLoss = /* @__PURE__ */ inSteps(EXPONENTIAL, logLoss);
