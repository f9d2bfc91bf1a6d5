import { logistic, softmax } from '../../numeric/special.js';

/** Losses whose scores can be read as probabilities. */
export type SgdProbabilityLoss = 'logLoss' | 'modifiedHuber';

/** Whether the scores of a model of this loss can be read so. */
export function hasProbabilities(loss: string): loss is SgdProbabilityLoss {
  return loss === 'logLoss' || loss === 'modifiedHuber';
}

/** Sums below this are of numbers so small that they have lost digits. */
const SMALLEST_SUM = 1e-290;

/**
 * Probabilities from scores.
 *
 * @param margins - row-major [rows × nOutputs]; one output stands for the second of two classes
 * @returns row-major [rows × nClasses]; a row whose classes all have none gives each the same
 */
export function sgdProbabilities(
  loss: SgdProbabilityLoss,
  margins: Float64Array,
  nOutputs: number,
): Float64Array {
  const share =
    loss === 'logLoss' ? logistic : (margin: number) => (Math.max(-1, Math.min(1, margin)) + 1) / 2;
  if (nOutputs === 1) {
    const shares = new Float64Array(2 * margins.length);
    for (let i = 0; i < margins.length; i++) {
      shares[2 * i] = share(-margins[i]);
      shares[2 * i + 1] = share(margins[i]);
    }
    return shares;
  }
  const shares = margins.map(share);
  for (let row = 0; row < shares.length; row += nOutputs) {
    let sum = 0;
    for (let k = 0; k < nOutputs; k++) sum += shares[row + k];
    if (sum > SMALLEST_SUM) {
      for (let k = 0; k < nOutputs; k++) shares[row + k] /= sum;
    } else if (loss === 'logLoss') {
      // Far below zero the logistic function is the exponential one.
      shares.set(margins.subarray(row, row + nOutputs), row);
      softmax(shares, row, nOutputs);
    } else shares.fill(1 / nOutputs, row, row + nOutputs);
  }
  return shares;
}
