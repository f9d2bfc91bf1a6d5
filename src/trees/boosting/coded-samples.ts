/** Samples that boosting learns from: numbers at hand, or codes of bins alone, where the numbers are too many for memory. */

import type { Dense } from '../../data/dense.js';
import type { Steps } from '../../progress.js';
import type { BinnedFeatures } from '../bins.js';
import { type BoostingFeatures, decode, type WordCodes } from './column-codes.js';

/** Samples whose numbers are not kept. */
export interface CodedSamples {
  readonly rows: number;
  readonly columns: number;
  /**
   * Their codes, to be asked for once, before the blocks.
   *
   * @param weights - [nSamples], or undefined for all 1
   * @param maxBins - most bins of a column
   */
  bin(
    weights: Float64Array | undefined,
    maxBins: (column: number) => number,
  ): Steps<BinnedFeatures>;
  /** Let go of the codes of a column, as they are in words now too. */
  move(column: number, codes: WordCodes): void;
  /** The codes, wherever they lie. */
  readonly features: BoostingFeatures;
  /** Numbers that trees grown on the codes cannot tell from those that were coded. */
  blocks(): Iterable<RowBlock>;
}

/** Numbers, or codes. */
export type LearnableSamples = Dense | CodedSamples;

/** Some rows of samples, one after another. */
export interface RowBlock {
  readonly first: number;
  readonly block: Dense;
}

/** Whether samples are codes. */
export function isCoded(samples: LearnableSamples): samples is CodedSamples {
  return 'blocks' in samples;
}

/**
 * The rows of samples, block after block; each is overwritten by the next.
 *
 * @param mostRows - of a block
 */
export function* blocksOf(
  samples: LearnableSamples,
  mostRows = Infinity,
): Generator<RowBlock, void, void> {
  for (const { first, block } of isCoded(samples)
    ? samples.blocks()
    : [{ first: 0, block: samples }]) {
    const { data, rows, columns } = block;
    for (let from = 0; from < rows; from += mostRows) {
      const to = Math.min(rows, from + mostRows);
      const own = { data: data.subarray(from * columns, to * columns), rows: to - from, columns };
      yield { first: first + from, block: own };
    }
  }
}

/** Rows that are decoded at a time. */
const BLOCK_ROWS = 4096;

/**
 * The smallest number of each value's bin in its place. Trees that were grown on the bins part these as they part the
 * values: every threshold lies behind one bin and before the next.
 */
export function* decodeBlocks({
  rows,
  columns,
  columnCodes,
  bins,
}: BoostingFeatures): Iterable<RowBlock> {
  const data = new Float64Array(Math.min(rows, BLOCK_ROWS) * columns);
  for (let first = 0; first < rows; first += BLOCK_ROWS) {
    const size = Math.min(BLOCK_ROWS, rows - first);
    for (const [j, codes] of columnCodes.entries()) {
      decode(codes, bins[j].low, { first, rows: size }, data.subarray(j), columns);
    }
    yield { first, block: { data: data.subarray(0, size * columns), rows: size, columns } };
  }
}
