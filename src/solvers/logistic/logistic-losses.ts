import { exp } from '../../numeric/exp-log.js';
import { logOneAndOdds, softmax } from '../../numeric/special.js';

/**
 * Log loss of one block: Σ w log(1 + e^(-sign · margin)).
 *
 * @param margins - in: margins of samples from … from + length - 1; out: the derivative of the loss by each
 * @param signs - 1 for the positive class, -1 for the other [nSamples]
 * @param weights - [nSamples]
 */
export function logLoss(
  margins: Float64Array,
  from: number,
  length: number,
  signs: Float64Array,
  weights: Float64Array,
): number {
  let loss = 0;
  for (let i = 0; i < length; i++) {
    const sign = signs[from + i];
    const weight = weights[from + i];
    const wrong = -sign * margins[i]; // above 0 where the sample is on the wrong side
    // log1pExp and logistic of `wrong`, from one exponential.
    const odds = exp(-Math.abs(wrong));
    loss += weight * (wrong > 0 ? wrong + logOneAndOdds(odds) : logOneAndOdds(odds));
    margins[i] = (-sign * weight * (wrong > 0 ? 1 : odds)) / (1 + odds);
  }
  return loss;
}

/**
 * Multinomial log loss of one block: Σ w (log Σ_k e^margin_k - margin of the own class).
 *
 * @param margins - in: margins [length × nClasses]; out: the derivative of the loss by each
 * @param codes - class of each sample [nSamples]
 * @param weights - [nSamples]
 */
export function softmaxLoss(
  margins: Float64Array,
  from: number,
  length: number,
  nClasses: number,
  codes: Int32Array,
  weights: Float64Array,
): number {
  let loss = 0;
  for (let i = 0, row = 0; i < length; i++, row += nClasses) {
    const own = row + codes[from + i];
    const weight = weights[from + i];
    const margin = margins[own];
    loss += weight * (softmax(margins, row, nClasses) - margin);
    // p_own - 1 is -(the sum of the others), which keeps its digits where p_own is almost 1.
    margins[own] = 0;
    let others = 0;
    for (let k = row; k < row + nClasses; k++) {
      others += margins[k];
      margins[k] *= weight;
    }
    margins[own] = -weight * others;
  }
  return loss;
}
