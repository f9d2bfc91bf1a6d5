/** What samples of a k-d tree weigh together with those around them, found for pairs of its nodes. */

import { mapReports, type Steps } from '../progress.js';
import { KdTree } from './kd-tree.js';
import { neighborsOf, type PairVisitor, walkPairs } from './leaf-pairs.js';
import type { Range } from './ranges.js';
import { LEAF_SIZE, type TreeMemory } from './tree-memory.js';

/** What is known of the samples so far, by position. */
export interface KnownWeights {
  /** Weight of the neighbours, the sample itself included; above `enough` it need not be whole. */
  readonly sums: Float64Array;
  /** 1 where there is any neighbour besides the sample itself. */
  readonly hasNeighbors: Uint8Array;
}

/** What is weighed, and how far. */
export interface Weighed {
  /** The distance of neighbours as it is compared. */
  readonly radius: number;
  /** The weight of each sample, by position. */
  readonly own: Float64Array;
  readonly enough: number;
}

/** What the blocks share. */
export interface SharedWeighing extends Weighed {
  readonly tree: TreeMemory;
  /** From the walks before. */
  readonly known: KnownWeights;
}

/** Pairs of nodes to meet, the last first, and the positions that their samples are in. */
export interface PairBlock {
  readonly pairs: readonly number[];
  readonly range: Range;
}

/** Weigh the samples of a block: what is added to what was known. */
export function weighingOf(shared: SharedWeighing): (block: PairBlock) => Steps<KnownWeights> {
  const tree = KdTree.of(shared.tree);
  return function* ({ pairs, range: [from, to] }) {
    const { known, radius } = shared;
    const sums = known.sums.slice();
    const hasNeighbors = known.hasNeighbors.slice();
    const weighing = new Weighing(tree, shared, { sums, hasNeighbors });
    yield;
    const walk = walkPairs(tree, radius, weighing, { walk: 0, walks: 1 }, pairs);
    yield* mapReports(walk, () => undefined);
    for (let at = from; at < to; at++) {
      const before = known.sums[at];
      sums[at] = before < shared.enough ? sums[at] - before : 0;
    }
    return { sums: sums.slice(from, to), hasNeighbors: hasNeighbors.slice(from, to) };
  };
}

/** Adds up what is around each sample, until it is enough. */
export class Weighing implements PairVisitor {
  readonly #sums: Float64Array;
  readonly #hasNeighbors: Uint8Array;
  readonly #tree: KdTree;
  readonly #radius: number;
  readonly #own: Float64Array;
  readonly #enough: number;
  /** How many leaves of each node have samples without enough neighbours yet. */
  readonly #openLeaves: Int32Array;
  readonly #found = new Int32Array(LEAF_SIZE);

  /** @param known - what is known at the start, and is added to */
  constructor(tree: KdTree, { radius, own, enough }: Weighed, known: KnownWeights) {
    this.#tree = tree;
    this.#radius = radius;
    this.#own = own;
    this.#enough = enough;
    this.#sums = known.sums;
    this.#hasNeighbors = known.hasNeighbors;
    this.#openLeaves = new Int32Array(tree.starts.length);
    for (let leaf = tree.firstLeaf; leaf < tree.starts.length; leaf++) {
      this.#openLeaves[leaf] = this.#isOpen(leaf) ? 1 : 0;
    }
    for (let node = tree.firstLeaf - 1; node >= 0; node--) {
      this.#openLeaves[node] = this.#openLeaves[2 * node + 1] + this.#openLeaves[2 * node + 2];
    }
  }

  isSettled(a: number, b: number): boolean {
    return this.#openLeaves[a] === 0 && this.#openLeaves[b] === 0;
  }

  visitWhole(a: number, b: number): void {
    const weightOfA = this.#weigh(a);
    this.#addWhole(a, a === b ? weightOfA : this.#weigh(b), a === b);
    if (a !== b) this.#addWhole(b, weightOfA, false);
  }

  #weigh(node: number): number {
    const { starts, ends } = this.#tree;
    let weight = 0;
    for (let at = starts[node]; at < ends[node]; at++) weight += this.#own[at];
    return weight;
  }

  /** All samples of a node have neighbours of this weight more, themselves among them or not. */
  #addWhole(node: number, weight: number, withSelf: boolean): void {
    const { starts, ends, firstLeaf } = this.#tree;
    const isAlone = withSelf && ends[node] - starts[node] === 1;
    for (let at = starts[node]; at < ends[node]; at++) {
      this.#sums[at] += withSelf ? weight - this.#own[at] : weight;
      if (!isAlone) this.#hasNeighbors[at] = 1;
    }
    // The leaves below: the first and the last of each level stand in a row.
    let first = node;
    let last = node;
    while (first < firstLeaf) {
      first = 2 * first + 1;
      last = 2 * last + 2;
    }
    for (let leaf = first; leaf <= last; leaf++) this.#close(leaf);
  }

  visitLeaves(a: number, b: number): void {
    const { starts, ends } = this.#tree;
    const sums = this.#sums;
    const hasNeighbors = this.#hasNeighbors;
    const own = this.#own;
    const found = this.#found;
    const enough = this.#enough;
    const isOpen = this.#openLeaves[b] > 0;
    for (let i = starts[a]; i < ends[a]; i++) {
      if (!isOpen && sums[i] >= enough) continue;
      const count = neighborsOf(this.#tree, i, a, b, this.#radius, found);
      if (count > 0) hasNeighbors[i] = 1;
      for (let n = 0; n < count; n++) {
        const j = found[n];
        hasNeighbors[j] = 1;
        sums[j] += own[i];
        sums[i] += own[j];
      }
    }
    this.#close(a);
    this.#close(b);
  }

  /** Note that all samples of a leaf have enough, if they have. */
  #close(leaf: number): void {
    if (this.#openLeaves[leaf] === 0 || this.#isOpen(leaf)) return;
    this.#openLeaves[leaf] = 0;
    for (let node = leaf; node > 0; ) {
      node = (node - 1) >> 1;
      this.#openLeaves[node]--;
    }
  }
  #isOpen(leaf: number): boolean {
    const { starts, ends } = this.#tree;
    for (let at = starts[leaf]; at < ends[leaf]; at++) {
      if (this.#sums[at] < this.#enough) return true;
    }
    return false;
  }
}
