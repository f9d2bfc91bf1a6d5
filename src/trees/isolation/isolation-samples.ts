import type { Rng } from '../../random/rng.js';
import { choice } from '../../random/sampling.js';
import { chooseByWeight, cumulate } from '../../random/weighted-sampling.js';
import { drawRows } from '../forest/bootstrap.js';

/**
 * How the samples of each isolation tree are drawn.
 *
 * @param nSamples - samples to draw from
 * @param size - samples a tree; fewer where fewer have weight, unless they can be drawn again
 * @param weights - [nSamples], or undefined for all alike
 * @param bootstrap - whether a sample can be drawn again
 */
export function planTreeSamples(
  nSamples: number,
  size: number,
  weights: Float64Array | undefined,
  bootstrap: boolean,
): (rng: Rng) => Int32Array {
  if (bootstrap) {
    const cumulative = weights === undefined ? undefined : cumulate(weights);
    return (rng) => drawRows({ draws: size, cumulative }, nSamples, rng);
  }
  if (weights === undefined) return (rng) => choice(nSamples, size, rng);
  return (rng) => chooseByWeight(weights, size, rng);
}
