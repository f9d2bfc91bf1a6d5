import type { Dense } from '../data/dense.js';
import type { Progress } from '../progress.js';
import { type Density, type DensityClusters, numberClusters } from './density-clusters.js';
import { DisjointSets } from './disjoint-sets.js';
import { KdTree } from './kd-tree.js';
import { neighborsOf, type PairVisitor, walkPairs } from './leaf-pairs.js';
import { countNeighbors } from './neighbor-weights.js';
import { LEAF_SIZE } from './tree-memory.js';

/**
 * DBSCAN on the leaves of a k-d tree: pairs of leaves are met, not single points, first to weigh the neighbours of
 * each, then to join core samples, last to give border samples the first of their clusters. What is settled is not
 * met again: core samples need no more neighbours, those of one cluster no more joining. Memory is linear.
 * The result is that of `clusterByQueries`, to the label.
 *
 * @param radius - the distance of neighbours as it is compared
 */
export function* clusterByLeaves(
  points: Dense,
  p: number,
  radius: number,
  density: Density,
): Generator<Progress | undefined, DensityClusters, void> {
  const tree = yield* KdTree.building(points, p);
  const { hasEnough, hasNeighbors } = yield* countNeighbors(tree, radius, density);
  const joining = new CoreJoining(tree, radius, hasEnough);
  yield;
  yield* walkPairs(tree, radius, joining, { walk: 1, walks: 3 });

  const { order } = tree;
  const isCore = new Uint8Array(order.length);
  const sets = new Int32Array(order.length);
  for (let at = 0; at < order.length; at++) {
    isCore[order[at]] = hasEnough[at];
    sets[order[at]] = joining.sets.find(at);
  }
  yield;
  const labels = numberClusters(isCore, sets);
  yield;
  const bordering = new Bordering(tree, radius, { hasEnough, hasNeighbors, labels });
  yield;
  yield* walkPairs(tree, radius, bordering, { walk: 2, walks: 3 });
  for (let at = 0; at < order.length; at++) labels[order[at]] = bordering.labelAt(at);
  const total = 3 * order.length ** 2;
  yield { done: total, total, unit: 'pair' };
  return { labels, isCore };
}

/** Joins core samples that are neighbours. */
class CoreJoining implements PairVisitor {
  readonly sets: DisjointSets;
  readonly #tree: KdTree;
  readonly #radius: number;
  readonly #isCore: Uint8Array;
  /** The first core sample of each node; -1 for none. */
  readonly #firstCores: Int32Array;
  /** 1 for nodes all of whose core samples are known to be in one set. */
  readonly #areOne: Uint8Array;
  readonly #found = new Int32Array(LEAF_SIZE);

  constructor(tree: KdTree, radius: number, isCore: Uint8Array) {
    this.sets = new DisjointSets(isCore.length);
    this.#tree = tree;
    this.#radius = radius;
    this.#isCore = isCore;
    this.#areOne = new Uint8Array(tree.starts.length);
    this.#firstCores = new Int32Array(tree.starts.length).fill(-1);
    for (let node = tree.starts.length - 1; node >= 0; node--) {
      this.#firstCores[node] = this.#findFirstCore(node);
    }
  }

  #findFirstCore(node: number): number {
    const { starts, ends, firstLeaf } = this.#tree;
    const first = this.#firstCores;
    if (node < firstLeaf)
      return first[2 * node + 1] >= 0 ? first[2 * node + 1] : first[2 * node + 2];
    const at = this.#isCore.subarray(starts[node], ends[node]).indexOf(1);
    return at < 0 ? -1 : starts[node] + at;
  }

  isSettled(a: number, b: number): boolean {
    const firstA = this.#firstCores[a];
    const firstB = this.#firstCores[b];
    if (firstA < 0 || firstB < 0) return true;
    return this.#isOne(a) && this.#isOne(b) && this.sets.find(firstA) === this.sets.find(firstB);
  }

  #isOne(node: number): boolean {
    if (this.#areOne[node] === 0 && this.#findWhetherOne(node)) this.#areOne[node] = 1;
    return this.#areOne[node] === 1;
  }

  #findWhetherOne(node: number): boolean {
    const { starts, ends, firstLeaf } = this.#tree;
    const first = this.#firstCores;
    const set = this.sets.find(first[node]);
    if (node < firstLeaf) {
      const isOne = (child: number) =>
        first[child] < 0 || (this.#areOne[child] === 1 && this.sets.find(first[child]) === set);
      return isOne(2 * node + 1) && isOne(2 * node + 2);
    }
    for (let at = starts[node]; at < ends[node]; at++) {
      if (this.#isCore[at] === 1 && this.sets.find(at) !== set) return false;
    }
    return true;
  }

  visitWhole(a: number, b: number): void {
    const { starts, ends } = this.#tree;
    for (const node of [a, b]) {
      for (let at = starts[node]; at < ends[node]; at++) {
        if (this.#isCore[at] === 1) this.sets.join(this.#firstCores[a], at);
      }
    }
  }

  visitLeaves(a: number, b: number): void {
    const { starts, ends } = this.#tree;
    const found = this.#found;
    for (let i = starts[a]; i < ends[a]; i++) {
      if (this.#isCore[i] === 0) continue;
      const count = neighborsOf(this.#tree, i, a, b, this.#radius, found);
      let joined = false;
      for (let n = 0; n < count; n++) {
        if (this.#isCore[found[n]] === 0) continue;
        this.sets.join(i, found[n]);
        joined = true;
      }
      if (joined && this.isSettled(a, b)) return;
    }
  }
}

/** What is known of the samples when border samples are looked for. */
interface Joined {
  /** 1 for core samples, by position. */
  readonly hasEnough: Uint8Array;
  /** 1 for samples that are not alone, by position. */
  readonly hasNeighbors: Uint8Array;
  /** Clusters of the core samples, by number. */
  readonly labels: Int32Array;
}

/** Gives border samples the lowest cluster that has a core sample near. */
class Bordering implements PairVisitor {
  readonly #tree: KdTree;
  readonly #radius: number;
  readonly #isCore: Uint8Array;
  /** By position: the cluster of core samples; of the others the lowest found so far, Infinity for none. */
  readonly #clusters: Float64Array;
  /** The lowest cluster of a core sample of each node, Infinity for none. */
  readonly #lowest: Float64Array;
  /** The highest cluster of a sample of each node that is none, as far as lower ones would count; -1 for none. */
  readonly #highest: Float64Array;
  readonly #found = new Int32Array(LEAF_SIZE);

  constructor(tree: KdTree, radius: number, { hasEnough, hasNeighbors, labels }: Joined) {
    this.#tree = tree;
    this.#radius = radius;
    this.#isCore = hasEnough;
    this.#clusters = Float64Array.from(hasEnough, (core, at) =>
      core === 1 ? labels[tree.order[at]] : hasNeighbors[at] === 1 ? Infinity : -1,
    );
    const nodes = tree.starts.length;
    this.#lowest = new Float64Array(nodes).fill(Infinity);
    this.#highest = new Float64Array(nodes).fill(-1);
    for (let node = nodes - 1; node >= 0; node--) {
      if (node < tree.firstLeaf) {
        const left = 2 * node + 1;
        this.#lowest[node] = Math.min(this.#lowest[left], this.#lowest[left + 1]);
        this.#highest[node] = Math.max(this.#highest[left], this.#highest[left + 1]);
        continue;
      }
      for (let at = tree.starts[node]; at < tree.ends[node]; at++) {
        const cluster = this.#clusters[at];
        if (hasEnough[at] === 1) this.#lowest[node] = Math.min(this.#lowest[node], cluster);
        else this.#highest[node] = Math.max(this.#highest[node], cluster);
      }
    }
  }

  labelAt(at: number): number {
    return this.#clusters[at] === Infinity ? -1 : this.#clusters[at];
  }

  isSettled(a: number, b: number): boolean {
    return !(this.#highest[a] > this.#lowest[b] || this.#highest[b] > this.#lowest[a]);
  }

  visitWhole(a: number, b: number): void {
    this.#offer(a, this.#lowest[b]);
    this.#offer(b, this.#lowest[a]);
  }

  /** All samples of a node that are no core samples have a core sample of this cluster near. */
  #offer(node: number, cluster: number): void {
    const { starts, ends, firstLeaf } = this.#tree;
    for (let at = starts[node]; at < ends[node]; at++) this.#lower(at, cluster);
    if (node >= firstLeaf) this.#settle(node);
  }

  #lower(at: number, cluster: number): void {
    if (this.#isCore[at] === 0 && cluster < this.#clusters[at]) this.#clusters[at] = cluster;
  }

  visitLeaves(a: number, b: number): void {
    const { starts, ends } = this.#tree;
    const found = this.#found;
    const clusters = this.#clusters;
    for (let i = starts[a]; i < ends[a]; i++) {
      const core = this.#isCore[i] === 1;
      if (core ? clusters[i] >= this.#highest[b] : clusters[i] <= this.#lowest[b]) continue;
      const count = neighborsOf(this.#tree, i, a, b, this.#radius, found);
      for (let n = 0; n < count; n++) {
        if (core) this.#lower(found[n], clusters[i]);
        else if (this.#isCore[found[n]] === 1) this.#lower(i, clusters[found[n]]);
      }
    }
    this.#settle(a);
    if (a !== b) this.#settle(b);
  }

  /** Learn anew which clusters would be news to a leaf, and to what is above it. */
  #settle(leaf: number): void {
    const { starts, ends } = this.#tree;
    const highest = this.#highest;
    let own = -1;
    for (let at = starts[leaf]; at < ends[leaf]; at++) {
      if (this.#isCore[at] === 0 && this.#clusters[at] > own) own = this.#clusters[at];
    }
    for (let node = leaf; own !== highest[node]; ) {
      highest[node] = own;
      if (node === 0) return;
      node = (node - 1) >> 1;
      own = Math.max(highest[2 * node + 1], highest[2 * node + 2]);
    }
  }
}
