import type { Dense } from '../data/dense.js';
import { walkRows as walkLinks } from './linked-trees.js';
import { OpenedTree } from './opened-tree.js';
import { FEW_ROWS } from './packing.js';
import { depthFirst } from './prune.js';
import { endToEnd, isSlim, openTree, type SlimTree, type StoredTree } from './slim-tree.js';
import { readHalves, roomForHalves, type Walk, walkOne, walkRows, walkTrees } from './slim-walk.js';
import { checkKept, type Tree } from './tree.js';
import { TreeShelf } from './tree-shelf.js';
import {
  addLeaves,
  addOfAll,
  addValuesByWalk,
  hasMissing,
  leafIndices,
  type Sums,
} from './walk.js';

/** Rows walked through a tree before the next one is: a tree is fetched into the cache once a block. */
const BLOCK_ROWS = 8192;

/** Values of samples that the nearer caches hold: of 100 columns, 1000 rows at a time take two thirds of the time of 8192. */
const CACHED_VALUES = 2 ** 17;

/** The trees of a forest, for walks through all of them. */
class SlimForest {
  /** All splits, and room for the values of one row. */
  readonly #walk: Walk;
  readonly #values: Float64Array;
  readonly #nValues: number;
  /** The first split of each tree, and behind the last one [nTrees + 1]. */
  readonly #roots: Int32Array;
  /** Room for a node of each tree, and one more. */
  readonly #leaves: Int32Array;
  /** Whether all trees have splits. */
  readonly #allSplit: boolean;
  /** Splits of the largest tree. */
  readonly #mostSplits: number;

  constructor(trees: readonly SlimTree[], nFeatures: number, nValues: number) {
    this.#walk = {
      words: endToEnd(trees.map(({ words }) => words)),
      lows: endToEnd(trees.map(({ lows }) => lows)),
      shift: trees[0].shift,
      ...roomForHalves(nFeatures),
    };
    this.#values = endToEnd(trees.map(({ value }) => value));
    this.#nValues = nValues;
    this.#roots = new Int32Array(trees.length + 1);
    for (const [t, { lows }] of trees.entries()) this.#roots[t + 1] = this.#roots[t] + lows.length;
    this.#leaves = new Int32Array(trees.length + 1);
    this.#allSplit = trees.every(({ lows }) => lows.length > 0);
    this.#mostSplits = trees.reduce((most, { lows }) => Math.max(most, lows.length), 0);
  }

  /** As `AddLeafValues`. */
  addLeafValues(samples: Dense, out: Sums): void {
    const { data, rows, columns } = samples;
    checkKept(this.#values);
    const missing = hasMissing(data);
    const plainly = missing || !this.#allSplit;
    if (rows < FEW_ROWS) {
      for (let i = 0; i < rows; i++) {
        readHalves(data, i * columns, (i + 1) * columns, this.#walk);
        this.#addRow(plainly, out, i);
      }
      return;
    }
    if (!missing && OpenedTree.pays(rows, this.#mostSplits, this.#walk.shift)) {
      this.#addOpened(samples, out);
      return;
    }
    const most = Math.min(BLOCK_ROWS, rows);
    const walk = { ...this.#walk, ...roomForHalves(most * columns) };
    const leaves = new Int32Array(most + 1);
    for (let start = 0; start < rows; start += most) {
      const end = Math.min(start + most, rows);
      readHalves(data, start * columns, end * columns, walk);
      this.#addRows(walk, plainly, columns, leaves.subarray(0, end - start + 1), out, start);
    }
  }

  #addRow(plainly: boolean, out: Sums, i: number): void {
    const roots = this.#roots;
    const leaves = this.#leaves.subarray(0, -1);
    if (!plainly) walkTrees(this.#walk, roots, this.#leaves);
    else {
      for (let t = 0; t < leaves.length; t++) {
        const isStump = roots[t] === roots[t + 1];
        leaves[t] = t + (isStump ? 2 * roots[t] : walkOne(this.#walk, roots[t], 0));
      }
    }
    addOfAll(this.#values, this.#nValues, leaves, out, i);
  }

  /** In blocks that the cache holds, unless opening all trees for each would take longer than that saves. */
  #addOpened({ data, rows, columns }: Dense, out: Sums): void {
    const tree = new OpenedTree(this.#mostSplits, this.#walk.shift);
    const least = Math.max(CACHED_VALUES / columns, this.#mostSplits);
    const most = Math.ceil(rows / Math.max(1, Math.floor(rows / least)));
    const room = new Int32Array(most);
    for (let start = 0; start < rows; start += most) {
      const leaves = room.subarray(0, rows - start);
      for (let t = 0; t + 1 < this.#roots.length; t++) {
        tree.open(this.#walk, this.#roots[t], this.#roots[t + 1]);
        walkLinks(tree.thresholds, tree.links, tree.shift, data, columns, start, leaves);
        const values = this.#values.subarray((t + 2 * this.#roots[t]) * this.#nValues);
        addLeaves(values, this.#nValues, leaves, out, start * this.#nValues);
      }
    }
  }

  #addRows(
    walk: Walk,
    plainly: boolean,
    columns: number,
    room: Int32Array,
    out: Sums,
    start: number,
  ): void {
    const leaves = room.subarray(0, -1);
    for (let t = 0; t + 1 < this.#roots.length; t++) {
      const root = this.#roots[t];
      if (root === this.#roots[t + 1]) leaves.fill(2 * root);
      else if (!plainly) walkRows(walk, root, columns, room);
      else for (let i = 0; i < leaves.length; i++) leaves[i] = walkOne(walk, root, i * columns);
      const values = this.#values.subarray(t * this.#nValues);
      addLeaves(values, this.#nValues, leaves, out, start * this.#nValues);
    }
  }
}

/** As `leafIndices`, for the trees of a forest. */
export function storedLeaves(
  trees: readonly StoredTree[],
  { data, rows, columns }: Dense,
): Int32Array {
  const indices = new Int32Array(rows * trees.length);
  const halves = roomForHalves(rows * columns);
  readHalves(data, 0, data.length, halves);
  for (const [t, tree] of trees.entries()) {
    checkKept(tree.value);
    const leaves = isSlim(tree)
      ? leavesOfRows({ ...halves, ...tree }, rows, columns)
      : leafIndices([tree], { data, rows, columns });
    for (let i = 0; i < rows; i++) indices[i * trees.length + t] = leaves[i];
  }
  return indices;
}

function leavesOfRows(walk: Walk, rows: number, columns: number): Int32Array {
  const leaves = new Int32Array(rows);
  if (walk.lows.length === 0) return leaves;
  for (let i = 0; i < rows; i++) leaves[i] = walkOne(walk, 0, i * columns);
  return leaves;
}

/** What walks the trees of a forest, one for each; undefined where they cannot be brought into slim form. */
const walked = /* @__PURE__ */ new WeakMap<readonly StoredTree[], SlimForest | undefined>();

/** As `AddLeafValues`, for the trees of a forest. */
export function addStored(
  trees: readonly StoredTree[],
  samples: Dense,
  nValues: number,
  out: Sums,
): void {
  if (!walked.has(trees)) walked.set(trees, slimForest(trees, samples.columns, nValues));
  const forest = walked.get(trees);
  if (forest === undefined) addValuesByWalk(trees.map(openTree), samples, nValues, out);
  else forest.addLeafValues(samples, out);
}

function slimForest(
  trees: readonly StoredTree[],
  nFeatures: number,
  nValues: number,
): SlimForest | undefined {
  const shelf = new TreeShelf(nFeatures, nValues, trees.length);
  const slim: SlimTree[] = [];
  for (const tree of trees) {
    const own = isSlim(tree) ? tree : shelf.addSlim(forWalks(tree));
    if (own === undefined) return undefined;
    slim.push(own);
  }
  return new SlimForest(slim, nFeatures, nValues);
}

/** The tree with other numbers of nodes, and without weights, which might not add up to the bit. */
function forWalks(tree: Tree): Tree {
  return { ...depthFirst(tree), cover: new Float64Array(tree.left.length) };
}
