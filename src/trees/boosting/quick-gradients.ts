/** Gradients of the losses that are used most, each in a loop of its own: calls of functions for every row take longer. */

import { logistic } from '../../numeric/special.js';

/** Curvatures are kept above 0. */
export const LEAST_CURVATURE = 1e-16;

/**
 * Gradient and curvature of squared errors for some samples, side by side.
 *
 * @param margins - [nSamples] @param targets - [nSamples] @param weights - [nSamples]
 * @param gradients - out [2 × nSamples]
 */
export function differentiateSquares(
  margins: Float64Array,
  targets: Float64Array,
  weights: Float64Array,
  gradients: Float64Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const weight = weights[i];
    gradients[2 * i] = weight * (margins[i] - targets[i]);
    gradients[2 * i + 1] = weight;
  }
}

/** The same for the log loss of two classes, with one exponential a sample. */
export function differentiateLogLoss(
  margins: Float64Array,
  targets: Float64Array,
  weights: Float64Array,
  gradients: Float64Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const p = logistic(margins[i]);
    gradients[2 * i] = weights[i] * (p - targets[i]);
    gradients[2 * i + 1] = weights[i] * Math.max(p * (1 - p), LEAST_CURVATURE);
  }
}
