import { rSquared } from '../numeric/statistics.js';
import { argmaxRows } from '../solvers/linear-margins.js';
import { warn } from '../warnings.js';
import { count } from '../words.js';

/** Who is judged, and how samples count. */
interface Judged {
  readonly weights: Float64Array | undefined;
  /** The class of the ensemble, and what its parts are, for the warning. */
  readonly owner: string;
  readonly part: 'tree' | 'estimator';
}

/**
 * Accuracy of what an ensemble says of samples that its parts have not seen.
 *
 * @param shares - [nSamples × nClasses], NaN for a sample that every part has seen
 * @param codes - true classes [nSamples]
 * @returns from 0 to 1; NaN when every part has seen all samples
 */
export function outOfBagAccuracy(shares: Float64Array, codes: Int32Array, judged: Judged): number {
  const { weights } = judged;
  const nClasses = shares.length / codes.length;
  const predicted = argmaxRows(shares, nClasses);
  let right = 0;
  let total = 0;
  let seenByAll = 0;
  for (let i = 0; i < codes.length; i++) {
    if (Number.isNaN(shares[i * nClasses])) {
      seenByAll++;
      continue;
    }
    const weight = weights === undefined ? 1 : weights[i];
    total += weight;
    if (predicted[i] === codes[i]) right += weight;
  }
  warnOfSeen(seenByAll, judged);
  return right / total;
}

/**
 * R² of what an ensemble predicts for samples that its parts have not seen.
 *
 * @param predicted - [nSamples], NaN for a sample that every part has seen
 * @returns at most 1; NaN when every part has seen all samples
 */
export function outOfBagR2(predicted: Float64Array, targets: Float64Array, judged: Judged): number {
  const { weights } = judged;
  const isJudged = (_: number, i: number) => !Number.isNaN(predicted[i]);
  const outside = predicted.filter(isJudged);
  warnOfSeen(predicted.length - outside.length, judged);
  if (outside.length === 0) return Number.NaN;
  return rSquared(targets.filter(isJudged), outside, weights?.filter(isJudged));
}

/** Says of samples that nothing can be said of them. */
function warnOfSeen(samples: number, { owner, part }: Judged): void {
  if (samples === 0) return;
  const [were, them] = samples === 1 ? ['was', 'it'] : ['were', 'them'];
  warn(
    'data',
    `${owner}.fit: ${count(samples, 'sample')} ${were} seen by every ${part}, so the out-of-bag score leaves ${them} out. Raise nEstimators.`,
  );
}
