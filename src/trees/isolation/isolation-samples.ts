import { log } from '../../numeric/exp-log.js';
import { argsort } from '../../numeric/ordering.js';
import type { Rng } from '../../random/rng.js';
import { choice } from '../../random/sampling.js';
import { drawBootstrap } from '../forest/bootstrap.js';

/**
 * The samples of one isolation tree.
 *
 * @param size - how many
 * @param cumulative - sums of the weights up to each sample [nSamples], or undefined for all 1
 * @param bootstrap - whether a sample can be drawn again
 */
export function drawSamples(
  nSamples: number,
  size: number,
  cumulative: Float64Array | undefined,
  bootstrap: boolean,
  rng: Rng,
): Int32Array {
  if (bootstrap) {
    const counts = new Float64Array(nSamples);
    drawBootstrap({ draws: size, cumulative }, counts, rng);
    const drawn = new Int32Array(size);
    for (let i = 0, at = 0; i < nSamples; i++) {
      for (let n = counts[i]; n > 0; n--) drawn[at++] = i;
    }
    return drawn;
  }
  if (cumulative === undefined) return choice(nSamples, size, rng);
  return drawWeighted(cumulative, size, rng);
}

/**
 * Different samples in proportion to their weights: those with the smallest exponential waiting times.
 * Samples without weight are never drawn, so there may be fewer.
 * Source: Efraimidis and Spirakis, Information Processing Letters 97 (2006).
 */
function drawWeighted(cumulative: Float64Array, size: number, rng: Rng): Int32Array {
  const waits = new Float64Array(cumulative.length);
  let weighted = 0;
  for (let i = 0; i < waits.length; i++) {
    const weight = cumulative[i] - (i === 0 ? 0 : cumulative[i - 1]);
    waits[i] = weight > 0 ? -log(1 - rng.next()) / weight : Infinity;
    if (weight > 0) weighted++;
  }
  return argsort(waits).slice(0, Math.min(size, weighted));
}
