import { range } from '../random/sampling.js';

/** Points of a leaf. Measured: equal from 16 to 40. */
export const LEAF_SIZE = 24;

/** What a k-d tree consists of: plain data, which other threads can be sent. `KdTree` says what each is. */
export interface TreeMemory {
  readonly columns: number;
  readonly p: number;
  readonly points: Float64Array;
  readonly order: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Memory for a tree over so many points, whose order is that of their numbers yet. */
export function layOutTree(rows: number, columns: number, p: number): TreeMemory {
  let levels = 0;
  while (rows > LEAF_SIZE * 2 ** levels) levels++;
  const nodes = 2 ** (levels + 1) - 1;
  return {
    columns,
    p,
    points: new Float64Array(rows * columns),
    order: range(rows),
    starts: new Int32Array(nodes),
    ends: new Int32Array(nodes),
    low: new Float64Array(nodes * columns),
    high: new Float64Array(nodes * columns),
  };
}
