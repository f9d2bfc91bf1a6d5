/** How threads make gradients together: each those of some blocks of rows, as no row asks about another. */

import { QUICK_LOSSES } from './quick-gradients.js';

/** What gradients are made of. */
export interface SharedLoss {
  readonly name: keyof typeof QUICK_LOSSES;
  /** [nSamples × nOutputs] */
  readonly margins: Float64Array;
  /** [nSamples] */
  readonly targets: Float64Array;
  /** [nSamples] */
  readonly weights: Float64Array;
}

/** Rows of a block: some 50 µs. */
const BLOCK_ROWS = 2 ** 12;
const MOST_BLOCKS = 2 ** 9;

const blockRows = (rows: number): number => Math.max(BLOCK_ROWS, Math.ceil(rows / MOST_BLOCKS));

/** How many blocks there are. */
export const blocksOfLoss = ({ targets: { length } }: SharedLoss): number =>
  Math.ceil(length / blockRows(length));

/** Write the gradients of a block. */
export function differentiateBlock(
  { name, margins, targets, weights }: SharedLoss,
  block: number,
  gradients: Float64Array,
): void {
  const size = blockRows(targets.length);
  const from = block * size;
  const to = Math.min(targets.length, from + size);
  QUICK_LOSSES[name](margins, targets, weights, gradients, from, to, { G: 0, H: 0 });
}

/** The sums of all pairs, one after another, as the loop adds them that one thread makes gradients by. */
export function sumPairs(pairs: Float64Array): { G: number; H: number } {
  let G = 0;
  let H = 0;
  for (let at = 0; at < pairs.length; at += 2) {
    G += pairs[at];
    H += pairs[at + 1];
  }
  return { G, H };
}
