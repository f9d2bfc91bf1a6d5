import { bitsOf, UPPER } from './packing.js';
import { COLUMN_SHIFT, LEFT_IS_LEAF, RIGHT_IS_LEAF, type SlimTree } from './slim-tree.js';

/**
 * One slim tree at a time in the form that `LinkedTrees` walks, in room that all trees of a forest take in turn: many rows go
 * through it in two thirds of the time, and nothing of it is kept.
 */
export class OpenedTree {
  readonly thresholds: Float64Array;
  /** As in `LinkedTrees`, but without keys: every second element is unused. */
  readonly links: Int32Array;
  /** Bits of a link below the left child. */
  readonly shift: number;
  readonly #halves: Int32Array;
  /** The node of each split; the first element also takes what is of no use. */
  readonly #nodeOf: Int32Array;

  /**
   * @param splits - of the largest tree
   * @param shift - of the slim trees
   */
  constructor(splits: number, shift: number) {
    this.shift = shift - COLUMN_SHIFT;
    const nodes = 2 * splits + 1;
    this.thresholds = new Float64Array(nodes);
    this.links = new Int32Array(2 * nodes);
    this.#halves = new Int32Array(this.thresholds.buffer);
    this.#nodeOf = new Int32Array(splits + 1);
  }

  /**
   * Whether links can hold the nodes of trees with so many splits, and so many rows pay for their opening: to open a node takes
   * what a row gains by 6 to 10, and what comes once a tree is worth 256 nodes.
   */
  static pays(rows: number, splits: number, shift: number): boolean {
    const nodes = 2 * splits + 1;
    return 6 * rows >= nodes + 256 && shift - COLUMN_SHIFT + bitsOf(nodes) <= 32;
  }

  /**
   * Take up the splits from one place to another, those of one tree. Every other split has a leaf, in no order that the
   * processor could guess: children are taken for leaves until they come up, so that nothing is asked.
   */
  open({ words, lows }: Pick<SlimTree, 'words' | 'lows'>, from: number, to: number): void {
    const { thresholds, links, shift } = this;
    const halves = this.#halves;
    const nodeOf = this.#nodeOf;
    const mask = 2 ** shift - 1;
    const belowShift = shift + COLUMN_SHIFT;
    thresholds.fill(Infinity, 0, 2 * (to - from) + 1);
    links[0] = 0;
    nodeOf[0] = 0;
    for (let split = 0, at = from; at < to; split++, at++) {
      const link = words[2 * at];
      const upper = words[2 * at + 1];
      const node = nodeOf[split];
      const left = 2 * split + 1;
      const right = left + 1;
      links[2 * node] = (left << shift) | ((link >>> COLUMN_SHIFT) & mask);
      links[2 * left] = left << shift;
      links[2 * right] = right << shift;
      // As `joinHalves`, which would wait for both halves to be written.
      halves[2 * node + UPPER] = upper ^ ((upper >> 31) >>> 1);
      halves[2 * node + 1 - UPPER] = lows[at] ^ (upper >> 31);
      nodeOf[(split + 1 + (link >>> belowShift)) & ((link & LEFT_IS_LEAF) - 1)] = left;
      nodeOf[(split + 1) & (((link & RIGHT_IS_LEAF) >> 1) - 1)] = right;
    }
  }
}
