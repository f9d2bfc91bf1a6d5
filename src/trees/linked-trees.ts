import type { Dense } from '../data/dense.js';
import { bitsOf, FEW_ROWS, keyOf } from './packing.js';
import type { Tree } from './tree.js';
import {
  type AddLeafValues,
  type Asked,
  addLeaves,
  addOfAll,
  addValuesByWalk,
  hasMissing,
  type Sums,
} from './walk.js';

/**
 * Rows walked through a tree before the next one is: a tree is fetched into the cache once a block. With
 * 512 rows, 100 trees of 4000 nodes take twice as long.
 */
const BLOCK_ROWS = 8192;

/** Larger than the key of any number. */
const STAY = 2 ** 30 - 1;

/**
 * The trees of a model for a fast walk whatever their size: a step reads a node's threshold and its link, which holds the
 * left child and the column in one integer. A leaf is its own left child with the threshold Infinity, so that four rows (or,
 * for a single row, four trees) can step together without asking who has arrived: the processor waits for the memory of all
 * four at once. Trees with categories, or with so many nodes and columns that a link cannot hold both, are not walked here.
 *
 * A single row compares keys, which lie beside the links, and thresholds only where these are equal: 100 trees of 25 000
 * nodes take two thirds of the time so.
 */
export class LinkedTrees {
  readonly #nValues: number;
  /** Whether links can hold these trees. */
  readonly #hold: boolean;
  readonly #thresholds: Float64Array;
  /** Of each node its left child, counted from the root of its tree, above `#shift` bits for the column; and a key. */
  readonly #links: Int32Array;
  readonly #shift: number;
  readonly #values: Float64Array;
  /** Where each tree begins, and the last one ends [nTrees + 1]. */
  readonly #roots: Int32Array;
  /** Room for one node a tree. */
  readonly #leaves: Int32Array;
  /** Room for the columns of a row. */
  readonly #keys: Int32Array;

  /** @param nValues - values a node */
  constructor(trees: readonly Tree[], nValues: number) {
    this.#nValues = nValues;
    this.#roots = new Int32Array(trees.length + 1);
    let columns = 1;
    let largest = 1;
    for (let t = 0; t < trees.length; t++) {
      const { left, feature } = trees[t];
      this.#roots[t + 1] = this.#roots[t] + left.length;
      largest = Math.max(largest, left.length);
      for (let i = 0; i < feature.length; i++) columns = Math.max(columns, feature[i] + 1);
    }
    this.#shift = bitsOf(columns - 1);
    this.#hold =
      this.#shift + bitsOf(largest) <= 32 && trees.every((tree) => tree.categories.length === 0);
    const nodes = this.#hold ? this.#roots[trees.length] : 0;
    this.#thresholds = new Float64Array(nodes);
    this.#links = new Int32Array(2 * nodes);
    this.#values = new Float64Array(nodes * nValues);
    this.#leaves = new Int32Array(trees.length);
    this.#keys = new Int32Array(columns);
    for (let t = 0; this.#hold && t < trees.length; t++) this.#pack(trees[t], this.#roots[t]);
  }

  #pack({ feature, threshold, left, value }: Tree, root: number): void {
    this.#values.set(value, root * this.#nValues);
    for (let i = 0, node = root; i < left.length; i++, node++) {
      const isLeaf = left[i] === 0;
      this.#thresholds[node] = isLeaf ? Infinity : threshold[i];
      this.#links[2 * node] = ((isLeaf ? i : left[i]) << this.#shift) | feature[i];
      this.#links[2 * node + 1] = isLeaf ? STAY : keyOf(threshold[i]);
    }
  }

  /** Whether these samples can be walked here: without missing values, through trees that links can hold. */
  canWalk(samples: Asked): boolean {
    return this.#hold && !hasMissing(samples);
  }

  /** As `PackedTrees.addLeafValues`. */
  addLeafValues(samples: Asked, out: Sums): void {
    if (samples.rows >= FEW_ROWS) this.#addBlocks(samples, out);
    else for (let i = 0; i < samples.rows; i++) this.#addOneRow(samples, i, out);
  }

  #addOneRow({ data, columns }: Dense, i: number, out: Sums): void {
    const leaves = this.#leaves;
    const keys = this.#keys;
    const row = i * columns;
    for (let j = 0; j < keys.length; j++) keys[j] = keyOf(data[row + j]);
    walkTrees(this.#thresholds, this.#links, this.#shift, this.#roots, data, row, keys, leaves);
    addOfAll(this.#values, this.#nValues, leaves, out, i);
  }

  #addBlocks({ data, rows, columns }: Dense, out: Sums): void {
    const nValues = this.#nValues;
    const roots = this.#roots;
    const room = new Int32Array(Math.min(BLOCK_ROWS, rows));
    for (let start = 0; start < rows; start += BLOCK_ROWS) {
      const leaves = room.subarray(0, Math.min(BLOCK_ROWS, rows - start));
      for (let t = 0; t + 1 < roots.length; t++) {
        const root = roots[t];
        const end = roots[t + 1];
        const thresholds = this.#thresholds.subarray(root, end);
        const links = this.#links.subarray(2 * root, 2 * end);
        walkRows(thresholds, links, this.#shift, data, columns, start, leaves);
        const values = this.#values.subarray(root * nValues, end * nValues);
        addLeaves(values, nValues, leaves, out, start * nValues);
      }
    }
  }
}

/** What linked a model's trees, one for each model. */
const linked = /* @__PURE__ */ new WeakMap<readonly Tree[], LinkedTrees>();

/**
 * Add the values of leaves by links where samples can be walked so, else node by node: for forests, whose trees are too large
 * for codes, or too few for them to gain.
 */
export const addLinked: AddLeafValues = (trees, samples, nValues, out) => {
  let found = linked.get(trees);
  if (found === undefined) {
    found = new LinkedTrees(trees, nValues);
    linked.set(trees, found);
  }
  if (found.canWalk(samples)) found.addLeafValues(samples, out);
  else addValuesByWalk(trees, samples, nValues, out);
};

/**
 * One row through all trees, four at a time, by keys; by thresholds where a key is that of its threshold.
 *
 * @param links - of all trees, each with the key of its threshold behind it
 * @param roots - where each tree begins, and the last one ends
 * @param row - where the row begins in X
 * @param keys - of its values
 * @param leaves - out [nTrees]: places in `thresholds`
 */
function walkTrees(
  thresholds: Float64Array,
  links: Int32Array,
  shift: number,
  roots: Int32Array,
  X: Float64Array,
  row: number,
  keys: Int32Array,
  leaves: Int32Array,
): void {
  const mask = 2 ** shift - 1;
  let t = 0;
  for (; t + 4 <= leaves.length; t += 4) {
    const rootA = roots[t];
    const rootB = roots[t + 1];
    const rootC = roots[t + 2];
    const rootD = roots[t + 3];
    let a = rootA;
    let b = rootB;
    let c = rootC;
    let d = rootD;
    for (;;) {
      const linkA = links[2 * a];
      const linkB = links[2 * b];
      const linkC = links[2 * c];
      const linkD = links[2 * d];
      const aboveA = links[2 * a + 1] - keys[linkA & mask];
      const aboveB = links[2 * b + 1] - keys[linkB & mask];
      const aboveC = links[2 * c + 1] - keys[linkC & mask];
      const aboveD = links[2 * d + 1] - keys[linkD & mask];
      let nextA = (rootA + (linkA >>> shift) + (aboveA >>> 31)) | 0;
      let nextB = (rootB + (linkB >>> shift) + (aboveB >>> 31)) | 0;
      let nextC = (rootC + (linkC >>> shift) + (aboveC >>> 31)) | 0;
      let nextD = (rootD + (linkD >>> shift) + (aboveD >>> 31)) | 0;
      if (aboveA === 0 || aboveB === 0 || aboveC === 0 || aboveD === 0) {
        nextA = rootA + (linkA >>> shift) + Number(X[row + (linkA & mask)] > thresholds[a]);
        nextB = rootB + (linkB >>> shift) + Number(X[row + (linkB & mask)] > thresholds[b]);
        nextC = rootC + (linkC >>> shift) + Number(X[row + (linkC & mask)] > thresholds[c]);
        nextD = rootD + (linkD >>> shift) + Number(X[row + (linkD & mask)] > thresholds[d]);
      }
      if (((nextA ^ a) | (nextB ^ b) | (nextC ^ c) | (nextD ^ d)) === 0) break;
      a = nextA;
      b = nextB;
      c = nextC;
      d = nextD;
    }
    leaves[t] = a;
    leaves[t + 1] = b;
    leaves[t + 2] = c;
    leaves[t + 3] = d;
  }
  for (; t < leaves.length; t++) {
    let node = roots[t];
    for (;;) {
      const link = links[2 * node];
      const next = roots[t] + (link >>> shift) + Number(X[row + (link & mask)] > thresholds[node]);
      if (next === node) break;
      node = next;
    }
    leaves[t] = node;
  }
}

/**
 * A block of rows through one tree, four at a time: twice as fast as row by row.
 *
 * @param thresholds - of this tree, as are the links
 * @param start - first row of the block
 * @param leaves - out: leaf of row `start + i` at i; its length is that of the block
 */
export function walkRows(
  thresholds: Float64Array,
  links: Int32Array,
  shift: number,
  X: Float64Array,
  columns: number,
  start: number,
  leaves: Int32Array,
): void {
  const mask = 2 ** shift - 1;
  let i = 0;
  for (; i + 4 <= leaves.length; i += 4) {
    const rowA = (start + i) * columns;
    const rowB = rowA + columns;
    const rowC = rowB + columns;
    const rowD = rowC + columns;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (;;) {
      const linkA = links[2 * a];
      const linkB = links[2 * b];
      const linkC = links[2 * c];
      const linkD = links[2 * d];
      const nextA = (linkA >>> shift) + Number(X[rowA + (linkA & mask)] > thresholds[a]);
      const nextB = (linkB >>> shift) + Number(X[rowB + (linkB & mask)] > thresholds[b]);
      const nextC = (linkC >>> shift) + Number(X[rowC + (linkC & mask)] > thresholds[c]);
      const nextD = (linkD >>> shift) + Number(X[rowD + (linkD & mask)] > thresholds[d]);
      if (((nextA ^ a) | (nextB ^ b) | (nextC ^ c) | (nextD ^ d)) === 0) break;
      a = nextA;
      b = nextB;
      c = nextC;
      d = nextD;
    }
    leaves[i] = a;
    leaves[i + 1] = b;
    leaves[i + 2] = c;
    leaves[i + 3] = d;
  }
  for (; i < leaves.length; i++) {
    const row = (start + i) * columns;
    let node = 0;
    for (;;) {
      const link = links[2 * node];
      const next = (link >>> shift) + Number(X[row + (link & mask)] > thresholds[node]);
      if (next === node) break;
      node = next;
    }
    leaves[i] = node;
  }
}
