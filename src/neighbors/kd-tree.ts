import type { Dense } from '../data/dense.js';
import { partitionAt } from '../numeric/partition-points.js';
import { drain, type Steps, Stretch } from '../progress.js';
import { power, reducedDistance } from './metric-space.js';
import type { RadiusSearch } from './radius-search.js';
import { layOutTree, type TreeMemory } from './tree-memory.js';

/** Values that a box is widened to at a time. */
const STEP_VALUES = 2 ** 17;

/**
 * A k-d tree over points with a Minkowski distance: each node halves its points along the widest side of
 * their box. Points lie in the order of the leaves, so that a leaf is one stretch of memory.
 * Source: Bentley, CACM 18 (1975); boxes as in Friedman, Bentley and Finkel, ACM TOMS 3 (1977).
 */
export class KdTree implements RadiusSearch {
  readonly columns: number;
  /** Order of the distance: 1, 2, Infinity, or any number from 1. */
  readonly p: number;
  /** Points in the order of the leaves. */
  readonly points: Float64Array;
  /** Number of each of those points. */
  readonly order: Int32Array;
  /** First point of each node, and the one behind its last. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Smallest and largest coordinates of each node [nNodes × nColumns]. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Nodes from here on are leaves: the tree is a complete one, children of n at 2n + 1 and 2n + 2. */
  readonly firstLeaf: number;
  /** The lowest number of a point of each node. */
  readonly #leastNumbers: Int32Array;
  readonly #stack: Int32Array;

  private constructor(readonly memory: TreeMemory) {
    this.columns = memory.columns;
    this.p = memory.p;
    this.points = memory.points;
    this.order = memory.order;
    this.starts = memory.starts;
    this.ends = memory.ends;
    this.low = memory.low;
    this.high = memory.high;
    const nodes = this.starts.length;
    this.firstLeaf = nodes >> 1;
    this.#leastNumbers = new Int32Array(nodes);
    this.#stack = new Int32Array(2 * (32 - Math.clz32(nodes)));
  }

  /** The tree that another thread has built. */
  static of(memory: TreeMemory): KdTree {
    const tree = new KdTree(memory);
    tree.#findLeastNumbers();
    return tree;
  }

  /** @param p - order of the distance: 1, 2, Infinity, or any number from 1 */
  static build(points: Dense, p: number): KdTree {
    return drain(KdTree.building(points, p));
  }

  /** As `build`, in steps. */
  static *building(points: Dense, p: number): Steps<KdTree> {
    const { data, rows, columns } = points;
    const tree = new KdTree(layOutTree(rows, columns, p));
    const { order, starts, ends } = tree;
    const stretch = new Stretch();
    ends[0] = rows;
    const step = Math.ceil(STEP_VALUES / columns);
    for (let node = 0; node < starts.length; node++) {
      const box = node * columns;
      tree.low.fill(Infinity, box, box + columns);
      tree.high.fill(-Infinity, box, box + columns);
      for (let from = starts[node]; from < ends[node]; from += step) {
        const to = Math.min(ends[node], from + step);
        tree.#widen(node, data, from, to);
        if (stretch.spend((to - from) * columns)) yield;
      }
      if (node < tree.firstLeaf) tree.#halve(node, data);
    }
    for (let at = 0; at < rows; at++) {
      const from = order[at] * columns;
      for (let j = 0; j < columns; j++) tree.points[at * columns + j] = data[from + j];
      if (stretch.spend(columns)) yield;
    }
    tree.#findLeastNumbers();
    return tree;
  }

  #findLeastNumbers(): void {
    const least = this.#leastNumbers;
    for (let node = least.length - 1; node >= 0; node--) {
      if (node < this.firstLeaf) {
        least[node] = Math.min(least[2 * node + 1], least[2 * node + 2]);
        continue;
      }
      least[node] = this.order.length;
      for (let at = this.starts[node]; at < this.ends[node]; at++) {
        least[node] = Math.min(least[node], this.order[at]);
      }
    }
  }

  /** Widen the box of a node to some of its points. */
  #widen(node: number, data: Float64Array, from: number, to: number): void {
    const { columns, order, low, high } = this;
    const box = node * columns;
    for (let at = from; at < to; at++) {
      const row = order[at] * columns;
      for (let j = 0; j < columns; j++) {
        const value = data[row + j];
        if (value < low[box + j]) low[box + j] = value;
        if (value > high[box + j]) high[box + j] = value;
      }
    }
  }

  /** Part the points of a node, whose box is known, between its children. */
  #halve(node: number, data: Float64Array): void {
    const { columns, order, low, high } = this;
    const start = this.starts[node];
    const end = this.ends[node];
    const box = node * columns;
    let widest = 0;
    let width = -1;
    for (let j = 0; j < columns; j++) {
      const side = high[box + j] - low[box + j];
      if (side > width) {
        width = side;
        widest = j;
      }
    }
    const middle = (start + end) >> 1;
    partitionAt(order, data, columns, widest, start, end, middle);
    this.starts[2 * node + 1] = start;
    this.ends[2 * node + 1] = middle;
    this.starts[2 * node + 2] = middle;
    this.ends[2 * node + 2] = end;
  }

  query(
    point: Float64Array,
    at: number,
    radius: number,
    found: Int32Array,
    enough: number,
  ): number {
    const { order } = this;
    const columns = this.columns;
    const points = this.points;
    const p = this.p;
    const stack = this.#stack;
    const starts = this.starts;
    const ends = this.ends;
    const firstLeaf = this.firstLeaf;
    let count = 0;
    let top = 0;
    if (this.#nearest(0, point, at) <= radius) stack[top++] = 0;
    while (top > 0) {
      const node = stack[--top];
      if (node >= firstLeaf) {
        for (let i = starts[node]; i < ends[node]; i++) {
          if (reducedDistance(point, at, points, i * columns, columns, p) <= radius) {
            found[count++] = order[i];
          }
        }
      } else if (this.#farthest(node, point, at) <= radius) {
        for (let i = starts[node]; i < ends[node]; i++) found[count++] = order[i];
      } else {
        const left = 2 * node + 1;
        if (this.#nearest(left + 1, point, at) <= radius) stack[top++] = left + 1;
        if (this.#nearest(left, point, at) <= radius) stack[top++] = left;
      }
      if (count >= enough) return count;
    }
    return count;
  }

  /**
   * The k nearest points, in any order.
   *
   * @param distances - out: their reduced distances [k]
   * @param numbers - out: their numbers [k]; -1 where there are fewer points
   */
  nearest(
    point: Float64Array,
    at: number,
    k: number,
    distances: Float64Array,
    numbers: Int32Array,
  ): void {
    const columns = this.columns;
    const stack = this.#stack;
    distances.fill(Infinity);
    numbers.fill(-1);
    let worst = 0; // position of the farthest of those found
    let top = 0;
    stack[top++] = 0;
    while (top > 0) {
      const node = stack[--top];
      const least = this.#nearest(node, point, at);
      if (least > distances[worst]) continue;
      if (least === distances[worst] && this.#leastNumbers[node] >= numbers[worst]) continue;
      if (node >= this.firstLeaf) {
        for (let i = this.starts[node]; i < this.ends[node]; i++) {
          const d = reducedDistance(point, at, this.points, i * columns, columns, this.p);
          // The lower number wins a tie, whatever order the leaves come in.
          if (d > distances[worst] || (d === distances[worst] && this.order[i] > numbers[worst])) {
            continue;
          }
          distances[worst] = d;
          numbers[worst] = this.order[i];
          for (let n = 0; n < k; n++) {
            const farther =
              distances[n] > distances[worst] ||
              (distances[n] === distances[worst] && numbers[n] > numbers[worst]);
            if (farther) worst = n;
          }
        }
        continue;
      }
      const left = 2 * node + 1;
      const leftFirst = this.#nearest(left, point, at) <= this.#nearest(left + 1, point, at);
      stack[top++] = leftFirst ? left + 1 : left;
      stack[top++] = leftFirst ? left : left + 1;
    }
  }

  /** The least reduced distance that a point of node a and one of node b can have. */
  nearestOfPair(a: number, b: number): number {
    const { columns, p, low, high } = this;
    const boxA = a * columns;
    const boxB = b * columns;
    let sum = 0;
    for (let j = 0; j < columns; j++) {
      const below = low[boxA + j] - high[boxB + j];
      const above = low[boxB + j] - high[boxA + j];
      const gap = Math.max(below, above, 0);
      sum = addGap(sum, gap, p);
    }
    return sum;
  }

  /** The greatest reduced distance that a point of node a and one of node b can have. */
  farthestOfPair(a: number, b: number): number {
    const { columns, p, low, high } = this;
    const boxA = a * columns;
    const boxB = b * columns;
    let sum = 0;
    for (let j = 0; j < columns; j++) {
      const gap = Math.max(high[boxA + j] - low[boxB + j], high[boxB + j] - low[boxA + j]);
      sum = addGap(sum, gap, p);
    }
    return sum;
  }

  /** The least reduced distance that a point of the node can have. */
  #nearest(node: number, point: Float64Array, at: number): number {
    const columns = this.columns;
    const p = this.p;
    const low = this.low;
    const high = this.high;
    const box = node * columns;
    let sum = 0;
    for (let j = 0; j < columns; j++) {
      const value = point[at + j];
      const below = low[box + j] - value;
      const above = value - high[box + j];
      const gap = Math.max(below, above, 0);
      sum = addGap(sum, gap, p);
    }
    return sum;
  }

  /** The greatest reduced distance that a point of the node can have. */
  #farthest(node: number, point: Float64Array, at: number): number {
    const columns = this.columns;
    const p = this.p;
    const low = this.low;
    const high = this.high;
    const box = node * columns;
    let sum = 0;
    for (let j = 0; j < columns; j++) {
      const value = point[at + j];
      const gap = Math.max(value - low[box + j], high[box + j] - value);
      sum = addGap(sum, gap, p);
    }
    return sum;
  }
}

/** A reduced distance with the gap of one more column. */
function addGap(sum: number, gap: number, p: number): number {
  if (p === 2) return sum + gap * gap;
  if (p === 1) return sum + gap;
  return p === Infinity ? Math.max(sum, gap) : sum + power(gap, p);
}
