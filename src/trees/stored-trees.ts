import type { Dense } from '../data/dense.js';
import { walkRows as walkLinks } from './linked-trees.js';
import { OpenedTree, readTwice } from './opened-tree.js';
import { FEW_ROWS } from './packing.js';
import { depthFirst } from './prune.js';
import { rehearseTies, walkTrees } from './slim-row.js';
import {
  endToEnd,
  isSlim,
  nodesOf,
  openTree,
  type SlimTree,
  type StoredTree,
} from './slim-tree.js';
import { readHalves, roomForHalves, type Walk, walkOne, walkRows } from './slim-walk.js';
import { checkKept, type Tree } from './tree.js';
import { TreeShelf } from './tree-shelf.js';
import { TreeTops } from './tree-tops.js';
import {
  type Asked,
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

/**
 * Takes the leaves of a block of rows in one tree.
 *
 * @param zero - the place of leaf 0 among the nodes of all trees end to end
 * @param start - first row of the block
 */
type TakeLeaves = (leaves: Int32Array, t: number, zero: number, start: number) => void;

/** The trees of a forest, for walks through all of them. */
class SlimForest {
  /** All splits, and room for the values of one row. */
  readonly #splits: Walk;
  readonly #values: Float64Array;
  readonly #nValues: number;
  /** The first split of each tree, and behind the last one [nTrees + 1]. */
  readonly #roots: Int32Array;
  /** Room for a node of each tree, and one more. */
  readonly #leaves: Int32Array;
  /** For single rows, made when the first one comes, and room for where they lead. */
  #tops: TreeTops | undefined;
  readonly #starts: Int32Array;
  /** Whether all trees have splits. */
  readonly #allSplit: boolean;
  /** Splits of the largest tree. */
  readonly #mostSplits: number;

  constructor(trees: readonly SlimTree[], nFeatures: number, nValues: number) {
    this.#splits = {
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
    this.#starts = new Int32Array(trees.length + 1);
    this.#allSplit = trees.every(({ lows }) => lows.length > 0);
    this.#mostSplits = trees.reduce((most, { lows }) => Math.max(most, lows.length), 0);
  }

  /** As `AddLeafValues`. */
  addLeafValues(samples: Asked, out: Sums): void {
    const { data, rows, columns } = samples;
    checkKept(this.#values);
    const missing = hasMissing(samples);
    if (rows < FEW_ROWS) {
      const plainly = missing || !this.#allSplit;
      for (let i = 0; i < rows; i++) {
        readHalves(data, i * columns, (i + 1) * columns, this.#splits);
        this.#addRow(plainly, out, i);
      }
      return;
    }
    this.#walk(samples, missing, (leaves, _t, zero, start) => {
      const values = this.#values.subarray(zero * this.#nValues);
      addLeaves(values, this.#nValues, leaves, out, start * this.#nValues);
    });
  }

  /** As `leafIndices`. */
  leafIndices(samples: Asked): Int32Array {
    const nTrees = this.#leaves.length - 1;
    const indices = new Int32Array(samples.rows * nTrees);
    this.#walk(samples, hasMissing(samples), (leaves, t, zero, start) => {
      const root = t + 2 * this.#roots[t];
      for (let i = 0, at = start * nTrees + t; i < leaves.length; i++, at += nTrees) {
        indices[at] = leaves[i] + zero - root;
      }
    });
    return indices;
  }

  #addRow(plainly: boolean, out: Sums, i: number): void {
    const roots = this.#roots;
    const leaves = this.#leaves.subarray(0, -1);
    if (!plainly) {
      if (this.#tops === undefined) {
        this.#tops = new TreeTops(this.#splits, roots);
        rehearseTies();
      }
      this.#tops.descend(this.#splits.keys, this.#starts);
      walkTrees(this.#splits, this.#starts, this.#leaves);
    } else {
      for (let t = 0; t < leaves.length; t++) {
        const isStump = roots[t] === roots[t + 1];
        leaves[t] = t + (isStump ? 2 * roots[t] : walkOne(this.#splits, roots[t], 0));
      }
    }
    addOfAll(this.#values, this.#nValues, leaves, out, i);
  }

  #walk(samples: Asked, missing: boolean, take: TakeLeaves): void {
    const pays = OpenedTree.pays(samples.rows, this.#mostSplits, this.#splits.shift, missing);
    if (pays) this.#walkOpened(samples, missing, take);
    else this.#walkHalves(samples, missing, take);
  }

  /** In blocks that the cache holds, unless opening all trees for each would take longer than that saves. */
  #walkOpened({ data, rows, columns }: Dense, missing: boolean, take: TakeLeaves): void {
    const tree = new OpenedTree(this.#mostSplits, this.#splits.shift, missing);
    const width = missing ? 2 * columns : columns;
    const least = Math.max(CACHED_VALUES / width, this.#mostSplits);
    const most = Math.ceil(rows / Math.max(1, Math.floor(rows / least)));
    const room = new Int32Array(most);
    const twice = new Float64Array(missing ? most * width : 0);
    for (let start = 0; start < rows; start += most) {
      const leaves = room.subarray(0, rows - start);
      if (missing) readTwice(data, start * columns, (start + leaves.length) * columns, twice);
      const [values, first] = missing ? [twice, 0] : [data, start];
      for (let t = 0; t + 1 < this.#roots.length; t++) {
        tree.open(this.#splits, this.#roots[t], this.#roots[t + 1]);
        walkLinks(tree.thresholds, tree.links, tree.shift, values, width, first, leaves);
        take(leaves, t, t + 2 * this.#roots[t], start);
      }
    }
  }

  #walkHalves({ data, rows, columns }: Dense, missing: boolean, take: TakeLeaves): void {
    const most = Math.min(BLOCK_ROWS, rows);
    const walk = { ...this.#splits, ...roomForHalves(most * columns) };
    const room = new Int32Array(most + 1);
    for (let start = 0; start < rows; start += most) {
      const count = Math.min(most, rows - start);
      const leaves = room.subarray(0, count);
      readHalves(data, start * columns, (start + count) * columns, walk);
      for (let t = 0; t + 1 < this.#roots.length; t++) {
        const root = this.#roots[t];
        if (root === this.#roots[t + 1]) leaves.fill(2 * root);
        else if (!missing) walkRows(walk, root, columns, room.subarray(0, count + 1));
        else for (let i = 0; i < count; i++) leaves[i] = walkOne(walk, root, i * columns);
        take(leaves, t, t, start);
      }
    }
  }
}

/** As `leafIndices`, for the trees of a forest. */
export function storedLeaves(trees: readonly StoredTree[], samples: Asked): Int32Array {
  for (const { value } of trees) checkKept(value);
  const nValues = trees[0].value.length / nodesOf(trees[0]);
  // Trees that are not slim would get other numbers of nodes.
  const forest = trees.every(isSlim) ? forestOf(trees, samples.columns, nValues) : undefined;
  return forest?.leafIndices(samples) ?? leafIndices(trees.map(openTree), samples);
}

/** What walks the trees of a forest, one for each; undefined where they cannot be brought into slim form. */
const walked = /* @__PURE__ */ new WeakMap<readonly StoredTree[], SlimForest | undefined>();

/** As `AddLeafValues`, for the trees of a forest. */
export function addStored(
  trees: readonly StoredTree[],
  samples: Asked,
  nValues: number,
  out: Sums,
): void {
  const forest = forestOf(trees, samples.columns, nValues);
  if (forest === undefined) addValuesByWalk(trees.map(openTree), samples, nValues, out);
  else forest.addLeafValues(samples, out);
}

function forestOf(
  trees: readonly StoredTree[],
  nFeatures: number,
  nValues: number,
): SlimForest | undefined {
  if (!walked.has(trees)) walked.set(trees, slimForest(trees, nFeatures, nValues));
  return walked.get(trees);
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
