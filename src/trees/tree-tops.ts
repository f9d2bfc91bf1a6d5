import { bitsOf } from './packing.js';
import { COLUMN_SHIFT, LEFT_IS_LEAF, RIGHT_IS_LEAF } from './slim-tree.js';
import type { Walk } from './slim-walk.js';

/** Larger than the key of any value. */
const ALWAYS_LEFT = 2 ** 30 - 1;

/** Levels of a top: with more, the tops of 100 trees leave the nearer caches. */
const MOST_LEVELS = 8;

/** A top has no more nodes than an eighth of the splits of a tree, so that tops weigh a thirtieth of the trees. */
const LEAST_SHARE = 8;

/** Numbers in a line of the cache. */
const LINE = 16;

/** More splits than this of all trees together lie in no cache. */
const FAR_SPLITS = 2 ** 19;

/**
 * The first levels of all trees once more, without what a walk has to jump over, for single rows: complete, so that a step
 * asks for no leaf, and close together, so that it waits for no memory. One row through 100 trees of 25 000 nodes takes
 * three quarters of the time, of 4 000 nodes nine tenths.
 */
export class TreeTops {
  readonly #words: Int32Array;
  readonly #levels: number;
  /** Key and column of each node, the root of a tree being its node 1 [nTrees × 2^levels × 2]. */
  readonly #nodes: Int32Array;
  /** The last split on the way to each node of the level below [nTrees × 2^levels]. */
  readonly #exits: Int32Array;
  /** The first split of each tree [nTrees]. */
  readonly #roots: Int32Array;
  /** Takes what is fetched, as nothing is read that goes nowhere. */
  readonly #fetched = new Int32Array(1);

  /** @param roots - the first split of each tree, and behind the last one [nTrees + 1]; all have one */
  constructor({ words, shift }: Pick<Walk, 'words' | 'shift'>, roots: Int32Array) {
    const nTrees = roots.length - 1;
    const share = Math.floor(roots[nTrees] / (LEAST_SHARE * nTrees));
    this.#levels = Math.max(0, Math.min(MOST_LEVELS, bitsOf(share) - 1));
    const size = 1 << this.#levels;
    const mask = (1 << shift) - 1;
    this.#words = words;
    this.#roots = roots.subarray(0, nTrees);
    this.#nodes = new Int32Array(2 * size * nTrees);
    this.#exits = new Int32Array(size * nTrees);
    // Of each node its split; below a leaf the last one, turned over.
    const splits = new Int32Array(2 * size);
    for (let t = 0, base = 0; t < nTrees; t++, base += size) {
      splits[1] = roots[t];
      for (let node = 1; node < size; node++) {
        const split = splits[node];
        const at = 2 * (base + node);
        if (split < 0) {
          this.#nodes[at] = ALWAYS_LEFT;
          splits.fill(split, 2 * node, 2 * node + 2);
          continue;
        }
        const link = words[2 * split];
        this.#nodes[at] = words[2 * split + 1] >> 1;
        this.#nodes[at + 1] = (link & mask) >>> COLUMN_SHIFT;
        splits[2 * node] = (link & LEFT_IS_LEAF) === 0 ? split + 1 + (link >>> shift) : ~split;
        splits[2 * node + 1] = (link & RIGHT_IS_LEAF) === 0 ? split + 1 : ~split;
      }
      for (let exit = 0; exit < size; exit++) {
        const split = splits[size + exit];
        this.#exits[base + exit] = split < 0 ? ~split : split;
      }
    }
  }

  /**
   * Walk a row down the tops, and fetch what lies below.
   *
   * @param keys - of the row
   * @param starts - out [nTrees, and one for nothing]: a split of each tree that the row comes by
   */
  descend(keys: Int32Array, starts: Int32Array): void {
    const nodes = this.#nodes;
    const levels = this.#levels;
    const exits = this.#exits;
    const size = 1 << levels;
    const count = starts.length - 1;
    // Walked from the root: up to three trees at the end, and four together of which one asks about a key of the row.
    starts.set(this.#roots);
    for (let t = 0; t + 4 <= count; t += 4) {
      const baseA = t << levels;
      const baseB = baseA + size;
      const baseC = baseB + size;
      const baseD = baseC + size;
      let a = 1;
      let b = 1;
      let c = 1;
      let d = 1;
      let isNear = false;
      for (let level = 0; level < levels; level++) {
        const atA = (baseA + a) << 1;
        const atB = (baseB + b) << 1;
        const atC = (baseC + c) << 1;
        const atD = (baseD + d) << 1;
        const aboveA = (nodes[atA] - keys[nodes[atA | 1]]) | 0;
        const aboveB = (nodes[atB] - keys[nodes[atB | 1]]) | 0;
        const aboveC = (nodes[atC] - keys[nodes[atC | 1]]) | 0;
        const aboveD = (nodes[atD] - keys[nodes[atD | 1]]) | 0;
        if (aboveA === 0 || aboveB === 0 || aboveC === 0 || aboveD === 0) isNear = true;
        a = (a << 1) + (aboveA >>> 31);
        b = (b << 1) + (aboveB >>> 31);
        c = (c << 1) + (aboveC >>> 31);
        d = (d << 1) + (aboveD >>> 31);
      }
      if (isNear) continue;
      starts[t] = exits[baseA + a - size];
      starts[t + 1] = exits[baseB + b - size];
      starts[t + 2] = exits[baseC + c - size];
      starts[t + 3] = exits[baseD + d - size];
    }
    starts[count] = starts[0];
    if (this.#words.length > 2 * FAR_SPLITS) this.#fetched[0] = fetch(this.#words, starts);
  }
}

/**
 * Read a little of what a walk will, from the starts on: more lines are under way at once than while it waits for each
 * to learn of the next, and it takes nine tenths of the time.
 */
function fetch(words: Int32Array, starts: Int32Array): number {
  const line = LINE;
  const last = words.length - 4 * line;
  let read = 0;
  for (let t = 0; t < starts.length; t++) {
    const at = Math.min(starts[t] << 1, last);
    read ^= words[at] ^ words[at + line] ^ words[at + 2 * line] ^ words[at + 3 * line];
  }
  return read;
}
