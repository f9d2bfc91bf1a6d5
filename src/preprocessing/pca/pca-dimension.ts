import { log } from '../../numeric/exp-log.js';

/** Variances below this are taken for 0, in shares of the largest. */
const ZERO = 1e-15;

/**
 * How many components the samples have most likely: those beyond are noise, of one variance in all directions.
 * Source: Minka, Automatic choice of dimensionality for PCA, NIPS (2000). Cost: nFeatures³ / 6 logarithms.
 *
 * @param variances - along each axis [nFeatures], falling
 * @returns from 1 to nFeatures - 1; 1 of one feature
 */
export function likeliestDimension(variances: Float64Array, nSamples: number): number {
  const halves = logGammaOfHalves(variances.length);
  let best = 1;
  let most = -Infinity;
  for (let rank = 1; rank < variances.length; rank++) {
    if (variances[rank - 1] < ZERO * variances[0] || variances[0] === 0) break;
    const evidence = logEvidence(variances, rank, nSamples, halves);
    // Infinite where two variances are one number, which the formula cannot tell apart.
    if (evidence > most && evidence < Infinity) {
      most = evidence;
      best = rank;
    }
  }
  return best;
}

/** Minka's Eq. 77 in logarithms, without what all ranks share. */
function logEvidence(
  variances: Float64Array,
  rank: number,
  nSamples: number,
  halves: Float64Array,
): number {
  const n = variances.length;
  const logPi = log(Math.PI);
  let volume = -rank * Math.LN2;
  let kept = 0;
  for (let i = 0; i < rank; i++) {
    volume += halves[n - i] - (logPi * (n - i)) / 2;
    kept += log(variances[i]);
  }
  let rest = 0;
  for (let j = rank; j < n; j++) rest += variances[j];
  const noise = Math.max(ZERO * variances[0], rest / (n - rank));
  let curvature = 0;
  for (let i = 0; i < rank; i++) {
    for (let j = i + 1; j < n; j++) {
      const other = j < rank ? variances[j] : noise;
      curvature +=
        log((variances[i] - variances[j]) * (1 / other - 1 / variances[i])) + log(nSamples);
    }
  }
  const parameters = n * rank - (rank * (rank + 1)) / 2;
  return (
    volume -
    (kept * nSamples) / 2 -
    (log(noise) * nSamples * (n - rank)) / 2 +
    (log(2 * Math.PI) * (parameters + rank)) / 2 -
    curvature / 2 -
    (rank * log(nSamples)) / 2
  );
}

/** log Γ(m / 2) for m from 1 to n, at m. */
function logGammaOfHalves(n: number): Float64Array {
  const values = new Float64Array(Math.max(3, n + 1));
  values[1] = log(Math.PI) / 2;
  for (let m = 3; m <= n; m++) values[m] = values[m - 2] + log((m - 2) / 2);
  return values;
}
