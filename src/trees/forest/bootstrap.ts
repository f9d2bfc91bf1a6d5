import type { Rng } from '../../random/rng.js';
import { drawIndex } from '../../random/weighted-sampling.js';

/** Which samples a tree learns from. */
export interface Bootstrap {
  /** Samples to draw, with replacement. */
  readonly draws: number;
  /** Sums of the weights up to each sample [nSamples], or undefined where all are drawn alike. */
  readonly cumulative: Float64Array | undefined;
}

/**
 * How often each sample was drawn.
 *
 * @param counts - out [nSamples]
 */
export function drawBootstrap(
  { draws, cumulative }: Bootstrap,
  counts: Float64Array,
  rng: Rng,
): void {
  counts.fill(0);
  if (cumulative === undefined) {
    for (let draw = 0; draw < draws; draw++) counts[rng.nextInteger(counts.length)]++;
    return;
  }
  for (let draw = 0; draw < draws; draw++) counts[drawIndex(cumulative, rng.next())]++;
}

/** The samples drawn [draws], ascending, each as often as it was drawn. */
export function drawRows(plan: Bootstrap, nSamples: number, rng: Rng): Int32Array {
  const counts = new Float64Array(nSamples);
  drawBootstrap(plan, counts, rng);
  const drawn = new Int32Array(plan.draws);
  for (let i = 0, at = 0; i < nSamples; i++) {
    for (let n = counts[i]; n > 0; n--) drawn[at++] = i;
  }
  return drawn;
}
