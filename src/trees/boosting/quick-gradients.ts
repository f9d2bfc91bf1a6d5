/** Gradients of the losses that are used most, each in a loop of its own: calls of functions for every row take longer. */

import { exp } from '../../numeric/exp-log.js';
import { inStretches, type Steps } from '../../progress.js';
import { type GradientTotals, LEAST_CURVATURE } from './gradient-totals.js';
import { logLoss } from './log-loss-gradients.js';

/** What an exponential costs, in elementary operations. */
export const EXPONENTIAL = 16;

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

/**
 * The same for the log loss of several classes; the curvature is twice that of the softmax, as in XGBoost.
 *
 * @param margins - [nSamples × nClasses]
 * @param gradients - out, those of a class after those of the one before [2 × nSamples × nClasses]
 */
function softmaxLoss(
  margins: Float64Array,
  targets: Float64Array,
  weights: Float64Array,
  gradients: Float64Array,
  from: number,
  to: number,
): void {
  const n = targets.length;
  const nClasses = margins.length / n;
  const shares = new Float64Array(nClasses);
  for (let i = from; i < to; i++) {
    // As `softmax`, written out: its logarithm is not wanted, and a call for each row counts in a first fit.
    const row = i * nClasses;
    let largest = margins[row];
    for (let k = 1; k < nClasses; k++) {
      if (margins[row + k] > largest) largest = margins[row + k];
    }
    let sum = 0;
    for (let k = 0; k < nClasses; k++) {
      const power = exp(margins[row + k] - largest);
      shares[k] = power;
      sum += power;
    }
    for (let k = 0; k < nClasses; k++) {
      const share = shares[k] / sum;
      const at = 2 * (n * k + i);
      gradients[at] = weights[i] * (share - (targets[i] === k ? 1 : 0));
      gradients[at + 1] = weights[i] * Math.max(2 * share * (1 - share), LEAST_CURVATURE);
    }
  }
}

/** Losses whose gradients threads make together: an exponential or more a sample. */
export const QUICK_LOSSES = { logLoss, softmaxLoss };

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

/** Of several classes, without sums. */
export const differentiateSoftmax = (
  margins: Float64Array,
  targets: Float64Array,
  weights: Float64Array,
  gradients: Float64Array,
): Steps<void> =>
  inStretches(targets.length, (EXPONENTIAL * margins.length) / targets.length, (from, to) =>
    softmaxLoss(margins, targets, weights, gradients, from, to),
  );
