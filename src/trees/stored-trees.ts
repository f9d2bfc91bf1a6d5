import type { Dense } from '../data/dense.js';
import { ModelFormatError } from '../errors.js';
import { FEW_ROWS } from './packing.js';
import { depthFirst } from './prune.js';
import { endToEnd, isSlim, openTree, type SlimTree, type StoredTree } from './slim-tree.js';
import { readHalves, roomForHalves, type Walk, walkOne, walkRows, walkTrees } from './slim-walk.js';
import type { Tree } from './tree.js';
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

/** The trees of a forest, for walks through all of them. */
class SlimForest {
  /** All splits, and room for the values of one row. */
  readonly #walk: Walk;
  readonly #values: Float64Array;
  readonly #nValues: number;
  /** The first split of each tree, and behind the last one [nTrees + 1]. */
  readonly #roots: Int32Array;
  /** Room for a node of each tree. */
  readonly #leaves: Int32Array;
  /** Whether all trees have splits. */
  readonly #allSplit: boolean;

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
    this.#leaves = new Int32Array(trees.length);
    this.#allSplit = trees.every(({ lows }) => lows.length > 0);
  }

  /** As `AddLeafValues`. */
  addLeafValues({ data, rows, columns }: Dense, out: Sums): void {
    if (this.#values.length === 0) {
      throw new ModelFormatError(
        'The bytes that this model was loaded from were transferred, and so it is lost. Transfer a copy of them, or load it from one.',
      );
    }
    const plainly = hasMissing(data) || !this.#allSplit;
    if (rows < FEW_ROWS) {
      for (let i = 0; i < rows; i++) {
        readHalves(data, i * columns, (i + 1) * columns, this.#walk);
        this.#addRow(plainly, out, i);
      }
      return;
    }
    const most = Math.min(BLOCK_ROWS, rows);
    const walk = { ...this.#walk, ...roomForHalves(most * columns) };
    const leaves = new Int32Array(most);
    for (let start = 0; start < rows; start += most) {
      const end = Math.min(start + most, rows);
      readHalves(data, start * columns, end * columns, walk);
      this.#addRows(walk, plainly, columns, leaves.subarray(0, end - start), out, start);
    }
  }

  #addRow(plainly: boolean, out: Sums, i: number): void {
    const walk = this.#walk;
    const roots = this.#roots;
    const leaves = this.#leaves;
    if (!plainly) walkTrees(walk, roots, leaves);
    for (let t = 0; t < leaves.length; t++) {
      if (plainly) leaves[t] = roots[t] === roots[t + 1] ? 0 : walkOne(walk, roots[t], roots[t], 0);
      leaves[t] += 2 * roots[t] + t;
    }
    addOfAll(this.#values, this.#nValues, leaves, out, i);
  }

  #addRows(
    walk: Walk,
    plainly: boolean,
    columns: number,
    leaves: Int32Array,
    out: Sums,
    start: number,
  ): void {
    const nValues = this.#nValues;
    for (let t = 0; t + 1 < this.#roots.length; t++) {
      const root = this.#roots[t];
      const end = this.#roots[t + 1];
      if (root === end) leaves.fill(0);
      else if (plainly) {
        for (let i = 0; i < leaves.length; i++) leaves[i] = walkOne(walk, root, root, i * columns);
      } else walkRows(walk, root, columns, leaves);
      const values = this.#values.subarray((2 * root + t) * nValues, (2 * end + t + 1) * nValues);
      addLeaves(values, nValues, leaves, out, start * nValues);
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
  for (let i = 0; i < rows; i++) leaves[i] = walkOne(walk, 0, 0, i * columns);
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
