import { bitsOf, UPPER } from './packing.js';
import { COLUMN_SHIFT, LEFT_IS_LEAF, RIGHT_IS_LEAF, type SlimTree } from './slim-tree.js';

const UPPER_OF_INFINITY = 0x7ff00000;

/**
 * One slim tree at a time in the form that `LinkedTrees` walks, in room that all trees of a forest take in turn: many rows go
 * through it in two thirds of the time, and nothing of it is kept.
 *
 * Where values are missing it asks about values that `readTwice` has read: the bit of a link that tells their side becomes the
 * lowest of the column, so that the walk is the same. 20 000 rows take a fifth of the time that they took one by one.
 */
export class OpenedTree {
  readonly thresholds: Float64Array;
  /** As in `LinkedTrees`, but without keys: every second element is unused. */
  readonly links: Int32Array;
  /** Bits of a link below the left child. */
  readonly shift: number;
  readonly #missing: boolean;
  readonly #halves: Int32Array;
  /** The node of each split; the first element also takes what is of no use. */
  readonly #nodeOf: Int32Array;

  /**
   * @param splits - of the largest tree
   * @param shift - of the slim trees
   * @param missing - whether values are missing
   */
  constructor(splits: number, shift: number, missing: boolean) {
    this.shift = shift - COLUMN_SHIFT + Number(missing);
    this.#missing = missing;
    const nodes = 2 * splits + 1;
    this.thresholds = new Float64Array(nodes);
    this.links = new Int32Array(2 * nodes);
    this.#halves = new Int32Array(this.thresholds.buffer);
    this.#nodeOf = new Int32Array(splits + 1);
  }

  /**
   * Whether links can hold the nodes of trees with so many splits, and so many rows pay for their opening: to open a node takes
   * what a row gains by 6 to 10, by 24 where values are missing, and what comes once a tree is worth 256 nodes.
   */
  static pays(rows: number, splits: number, shift: number, missing: boolean): boolean {
    const nodes = 2 * splits + 1;
    const bits = shift - COLUMN_SHIFT + Number(missing) + bitsOf(nodes);
    return (missing ? 24 : 6) * rows >= nodes + 256 && bits <= 32;
  }

  /**
   * Take up the splits from one place to another, those of one tree. Every other split has a leaf, in no order that the
   * processor could guess: children are taken for leaves until they come up, so that nothing is asked.
   */
  open({ words, lows }: Pick<SlimTree, 'words' | 'lows'>, from: number, to: number): void {
    const { thresholds, links, shift } = this;
    const missing = this.#missing;
    const columnShift = COLUMN_SHIFT - Number(missing);
    const halves = this.#halves;
    const nodeOf = this.#nodeOf;
    const mask = 2 ** shift - 1;
    const belowShift = shift + columnShift;
    thresholds.fill(Infinity, 0, 2 * (to - from) + 1);
    links[0] = 0;
    nodeOf[0] = 0;
    for (let split = 0, at = from; at < to; split++, at++) {
      const link = words[2 * at];
      let upper = words[2 * at + 1];
      let low = lows[at];
      if (missing && upper === UPPER_OF_INFINITY) {
        // The largest number, which parts all others from what is missing.
        upper--;
        low--;
      }
      const node = nodeOf[split];
      const left = 2 * split + 1;
      const right = left + 1;
      links[2 * node] = (left << shift) | ((link >>> columnShift) & mask);
      links[2 * left] = left << shift;
      links[2 * right] = right << shift;
      // As `joinHalves`, which would wait for both halves to be written.
      halves[2 * node + UPPER] = upper ^ ((upper >> 31) >>> 1);
      halves[2 * node + 1 - UPPER] = low ^ (upper >> 31);
      nodeOf[(split + 1 + (link >>> belowShift)) & ((link & LEFT_IS_LEAF) - 1)] = left;
      nodeOf[(split + 1) & (((link & RIGHT_IS_LEAF) >> 1) - 1)] = right;
    }
  }
}

/**
 * Each value twice for trees opened for missing values: with Infinity where it is missing, which goes right at every split,
 * then as it is, as NaN is greater than no threshold. The others are finite.
 *
 * @param twice - out [2 × (to - from)]
 */
export function readTwice(
  values: Float64Array,
  from: number,
  to: number,
  twice: Float64Array,
): void {
  for (let at = from, into = 0; at < to; at++, into += 2) {
    const x = values[at];
    twice[into] = Number.isNaN(x) ? Infinity : x;
    twice[into + 1] = x;
  }
}
