/**
 * How threads part the rows of a node together: each parts blocks of them, into memory beside, and who leads puts the sides
 * of the blocks together in their order. The rows themselves stay as they were until then, so that whatever becomes of a
 * helper, they can be parted anew; and they end in the same order for any number of threads.
 */

import type { ColumnCodes } from './column-codes.js';
import { partitionRows } from './partition-rows.js';

/** What the threads share; all of it lies in shared memory. */
export interface SharedParting {
  /** The codes of each column [nSamples]. */
  readonly codes: readonly ColumnCodes[];
  /** 1 for the codes that go left. */
  readonly isLeft: Uint8Array;
  /** The rows of each block, parted [as long as the rows of all trees]. */
  readonly parted: Int32Array;
  readonly moved: Int32Array;
  /** How many rows of each block go left. */
  readonly lefts: Int32Array;
}

/** Rows of a block: some 10 µs. */
const LEAST_BLOCK_ROWS = 2 ** 11;
/** Most blocks of a node. */
export const MOST_BLOCKS = 2 ** 9;

/** How the rows of a node are cut: so many a block. */
export const blockRows = (rows: number): number =>
  Math.max(LEAST_BLOCK_ROWS, Math.ceil(rows / MOST_BLOCKS));

/** Part the rows of a block of a node. */
export function partBlock(
  { codes, isLeft, parted, moved, lefts }: SharedParting,
  rows: Int32Array,
  feature: number,
  block: number,
  [start, end]: readonly [start: number, end: number],
): void {
  const size = blockRows(end - start);
  const from = start + block * size;
  const to = Math.min(end, from + size);
  const scratch = moved.subarray(from, to);
  lefts[block] = partitionRows(rows, from, to, codes[feature], isLeft, scratch, parted) - from;
}

/** Put the parted blocks of a node together; where the right side begins. */
export function joinBlocks(
  { parted, lefts }: SharedParting,
  rows: Int32Array,
  start: number,
  end: number,
): number {
  const size = blockRows(end - start);
  let at = start;
  for (let block = 0, from = start; from < end; block++, from += size) {
    rows.set(parted.subarray(from, from + lefts[block]), at);
    at += lefts[block];
  }
  const middle = at;
  for (let block = 0, from = start; from < end; block++, from += size) {
    const right = parted.subarray(from + lefts[block], Math.min(end, from + size));
    rows.set(right, at);
    at += right.length;
  }
  return middle;
}
