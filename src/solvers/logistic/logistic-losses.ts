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

/** Odds of a block of samples, at most so many. */
const ODDS = /* @__PURE__ */ new Float64Array(64);
/** Products of odds up to here are numbers, and one more factor is rarely too much. */
const LARGEST_ODDS = 1e290;

/**
 * As `logLoss`, of at most 64 samples with the same weight: one logarithm of the product of all 1 + odds in place of one a
 * sample, without a branch. What the product is above 1 is kept, so that small losses keep their digits. It takes
 * half the time.
 */
export function evenLogLoss(
  margins: Float64Array,
  from: number,
  length: number,
  signs: Float64Array,
  weights: Float64Array,
): number {
  let above = 0; // the product of all 1 + odds, less 1
  for (let i = 0; i < length; i++) {
    const odds = exp(-signs[from + i] * margins[i]);
    above += odds + above * odds;
    ODDS[i] = odds;
  }
  if (!(above < LARGEST_ODDS)) return logLoss(margins, from, length, signs, weights);
  const weight = weights[from];
  for (let i = 0; i < length; i++) {
    margins[i] = (-signs[from + i] * weight * ODDS[i]) / (1 + ODDS[i]);
  }
  return weight * logOneAndOdds(above);
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
