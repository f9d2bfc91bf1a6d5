import type { Progress } from '../progress.js';
import { type KdTree, LEAF_SIZE } from './kd-tree.js';
import { neighborsOf, type PairVisitor, walkPairs } from './leaf-pairs.js';

/** What the samples of a tree have around them, by position. */
export interface NeighborCounts {
  /** 1 where the neighbours weigh `minSamples` or more. */
  readonly hasEnough: Uint8Array;
  /** 1 where there is any neighbour besides the sample itself. */
  readonly hasNeighbors: Uint8Array;
}

/**
 * Weigh the neighbours of all samples, themselves included, as far as it takes to know whether they are enough.
 *
 * @param weights - by number [nSamples], or undefined for all 1
 */
export function* countNeighbors(
  tree: KdTree,
  radius: number,
  weights: Float64Array | undefined,
  minSamples: number,
): Generator<Progress | undefined, NeighborCounts, void> {
  const own = Float64Array.from(tree.order, (i) => (weights === undefined ? 1 : weights[i]));
  const doubt = weights?.some((weight) => !Number.isInteger(weight)) ? DOUBT : 0;
  const weighing = new Weighing(tree, radius, own, minSamples * (1 + doubt));
  yield* walkPairs(tree, radius, weighing, { walk: 0, walks: 3 });
  const { sums, hasNeighbors } = weighing;
  const hasEnough = new Uint8Array(sums.length);
  const found = new Int32Array(doubt > 0 ? sums.length : 0);
  for (let at = 0; at < sums.length; at++) {
    const isDoubtful = Math.abs(sums[at] - minSamples) <= doubt * minSamples;
    if (weights !== undefined && doubt > 0 && isDoubtful) {
      sums[at] = sumInOrder(tree, at, radius, weights, found);
      yield;
    }
    hasEnough[at] = sums[at] >= minSamples ? 1 : 0;
  }
  return { hasEnough, hasNeighbors };
}

/** Sums of fractions depend on their order in the last digits: within this share they are taken again, in order. */
const DOUBT = 1e-9;

/** The weight of the neighbours, added in the order of their numbers. */
function sumInOrder(
  tree: KdTree,
  at: number,
  radius: number,
  weights: Float64Array,
  found: Int32Array,
): number {
  const count = tree.query(tree.points, at * tree.columns, radius, found, Infinity);
  let sum = 0;
  for (const i of found.subarray(0, count).sort()) sum += weights[i];
  return sum;
}

/** Adds up what is around each sample, until it is enough. */
class Weighing implements PairVisitor {
  /** Weight of the neighbours found so far, by position. */
  readonly sums: Float64Array;
  readonly hasNeighbors: Uint8Array;
  readonly #tree: KdTree;
  readonly #radius: number;
  readonly #own: Float64Array;
  readonly #enough: number;
  /** How many leaves of each node have samples without enough neighbours yet. */
  readonly #openLeaves: Int32Array;
  readonly #found = new Int32Array(LEAF_SIZE);

  constructor(tree: KdTree, radius: number, own: Float64Array, enough: number) {
    this.#tree = tree;
    this.#radius = radius;
    this.#own = own;
    this.#enough = enough;
    this.sums = own.slice();
    this.hasNeighbors = new Uint8Array(own.length);
    this.#openLeaves = new Int32Array(tree.starts.length).fill(1, tree.firstLeaf);
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
      this.sums[at] += withSelf ? weight - this.#own[at] : weight;
      if (!isAlone) this.hasNeighbors[at] = 1;
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
    const { sums, hasNeighbors } = this;
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
    const { starts, ends } = this.#tree;
    if (this.#openLeaves[leaf] === 0) return;
    for (let at = starts[leaf]; at < ends[leaf]; at++) if (this.sums[at] < this.#enough) return;
    this.#openLeaves[leaf] = 0;
    for (let node = leaf; node > 0; ) {
      node = (node - 1) >> 1;
      this.#openLeaves[node]--;
    }
  }
}
