import type { NodeSums } from './gradient-split.js';
import type { Histogram } from './held-slots.js';

/** A leaf of the growing tree: its samples are at `start` to `end` of the rows. */
export interface Leaf {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly sums: NodeSums;
  /** Features asked about on the way, where some may not follow others. */
  readonly path: ReadonlySet<number>;
}

/**
 * How a leaf is best split. Such objects are made for every node, so none is spread into another: that took most of
 * the time of small trees.
 */
export interface LeafSplit {
  readonly leaf: Leaf;
  readonly histogram: Histogram;
  readonly gain: number;
  readonly feature: number;
  readonly bin: number;
  readonly missingLeft: boolean;
  /** Sums of the left side. */
  readonly leftG: number;
  readonly leftH: number;
  readonly goesLeft: Int32Array | undefined;
}

/** The last split above two leaves, whose rows stay where they are: each is sent to its leaf by its code. */
export interface LastSplit {
  readonly split: LeafSplit;
  /** Of a byte each [nSamples]. */
  readonly codes: Uint8Array;
  /** The left leaf; the right one follows. */
  readonly child: number;
}
