import type { Rng } from '../../random/rng.js';

/** Which samples a tree learns from. */
export interface Bootstrap {
  /** Samples to draw, with replacement. */
  readonly draws: number;
  /** Sums of the weights up to each sample [nSamples], or undefined where all are drawn alike. */
  readonly cumulative: Float64Array | undefined;
}

/** Sums of weights, from which samples are drawn in proportion to their weights. */
export function cumulate(weights: Float64Array): Float64Array {
  const cumulative = new Float64Array(weights.length);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i];
    cumulative[i] = sum;
  }
  return cumulative;
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
  const total = cumulative[cumulative.length - 1];
  for (let draw = 0; draw < draws; draw++) counts[firstAbove(cumulative, rng.next() * total)]++;
}

/** The first sample whose sum exceeds the goal: never one without weight. */
function firstAbove(cumulative: Float64Array, goal: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle] > goal) high = middle;
    else low = middle + 1;
  }
  return low;
}
