import type { Dense } from '../data/dense.js';
import { ModelFormatError } from '../errors.js';
import { FEW_ROWS, lowerOf, upperOf } from './packing.js';
import { depthFirst } from './prune.js';
import {
  COLUMN_SHIFT,
  endToEnd,
  isSlim,
  LEFT_IF_MISSING,
  openTree,
  type SlimTree,
  type StoredTree,
} from './slim-tree.js';
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

/** The upper half of a missing value, which no number has. */
const MISSING = 2 ** 31 - 1;

/** The splits of trees end to end, and the halves of the values that they ask about. */
interface Walk {
  readonly words: Int32Array;
  readonly lows: Int32Array;
  readonly shift: number;
  readonly uppers: Int32Array;
  readonly lowers: Int32Array;
}

/** The trees of a forest, for walks through all of them. */
class SlimForest {
  readonly #words: Int32Array;
  readonly #lows: Int32Array;
  readonly #values: Float64Array;
  readonly #shift: number;
  readonly #nValues: number;
  /** The first split of each tree, and behind the last one [nTrees + 1]. */
  readonly #roots: Int32Array;
  /** Whether all trees have splits. */
  readonly #allSplit: boolean;

  constructor(trees: readonly SlimTree[], nValues: number) {
    this.#words = endToEnd(trees.map(({ words }) => words));
    this.#lows = endToEnd(trees.map(({ lows }) => lows));
    this.#values = endToEnd(trees.map(({ value }) => value));
    this.#shift = trees[0].shift;
    this.#nValues = nValues;
    this.#roots = new Int32Array(trees.length + 1);
    for (const [t, { lows }] of trees.entries()) this.#roots[t + 1] = this.#roots[t] + lows.length;
    this.#allSplit = trees.every(({ lows }) => lows.length > 0);
  }

  /** As `AddLeafValues`. */
  addLeafValues({ data, rows, columns }: Dense, out: Sums): void {
    if (this.#values.length === 0) {
      throw new ModelFormatError(
        'The bytes that this model was loaded from were transferred, and so it is lost. Transfer a copy of them, or load it from one.',
      );
    }
    const few = rows < FEW_ROWS;
    const block = few ? 1 : Math.min(BLOCK_ROWS, rows);
    const walk: Walk = {
      words: this.#words,
      lows: this.#lows,
      shift: this.#shift,
      uppers: new Int32Array(block * columns),
      lowers: new Int32Array(block * columns),
    };
    const plainly = hasMissing(data) || !this.#allSplit;
    const room = new Int32Array(few ? this.#roots.length - 1 : block);
    for (let start = 0; start < rows; start += block) {
      const end = Math.min(start + block, rows);
      readHalves(data.subarray(start * columns, end * columns), walk);
      if (few) this.#addRow(walk, plainly, room, out, start);
      else this.#addRows(walk, plainly, columns, room.subarray(0, end - start), out, start);
    }
  }

  #addRow(walk: Walk, plainly: boolean, leaves: Int32Array, out: Sums, i: number): void {
    const roots = this.#roots;
    if (!plainly) walkFour(walk, roots, 1, 0, leaves);
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
      } else walkFour(walk, this.#roots.subarray(t, t + 1), 0, columns, leaves);
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
  const size = rows * columns;
  const halves = { uppers: new Int32Array(size), lowers: new Int32Array(size) };
  readHalves(data, halves);
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
  return new SlimForest(slim, nValues);
}

/** The tree with other numbers of nodes, and without weights, which might not add up to the bit. */
function forWalks(tree: Tree): Tree {
  return { ...depthFirst(tree), cover: new Float64Array(tree.left.length) };
}

/** Take up the values of rows: the halves of each. */
function readHalves(
  values: Float64Array,
  { uppers, lowers }: Pick<Walk, 'uppers' | 'lowers'>,
): void {
  for (let at = 0; at < values.length; at++) {
    const x = values[at] + 0; // -0 is 0
    uppers[at] = Number.isNaN(x) ? MISSING : upperOf(x);
    lowers[at] = lowerOf(x);
  }
}

/**
 * One row or many, each through a tree: four at a time, so that the processor waits for the memory of all four at once.
 * When one arrives the next sets out, as their ways are of different lengths.
 *
 * @param roots - the first split of the tree of item i at `i * rootStep`
 * @param keyStep - the row of item i begins at `i * keyStep`
 * @param leaves - out: the node of its tree at which each item arrives
 */
function walkFour(
  walk: Walk,
  roots: Int32Array,
  rootStep: number,
  keyStep: number,
  leaves: Int32Array,
): void {
  const { words, shift, uppers } = walk;
  const mask = 2 ** shift - 1;
  if (leaves.length < 4) {
    for (let i = 0; i < leaves.length; i++) {
      leaves[i] = walkOne(walk, roots[i * rootStep], roots[i * rootStep], i * keyStep);
    }
    return;
  }
  let a = roots[0 * rootStep];
  let rowA = 0 * keyStep;
  let itemA = 0;
  let b = roots[1 * rootStep];
  let rowB = 1 * keyStep;
  let itemB = 1;
  let c = roots[2 * rootStep];
  let rowC = 2 * keyStep;
  let itemC = 2;
  let d = roots[3 * rootStep];
  let rowD = 3 * keyStep;
  let itemD = 3;
  let next = 4;
  let link: number;
  let at: number;
  let above: number;
  let right: number;
  for (;;) {
    link = words[2 * a];
    at = rowA + ((link & mask) >>> COLUMN_SHIFT);
    above = (words[2 * a + 1] >> 1) - (uppers[at] >> 1);
    right = above === 0 ? isAbove(walk, a, at) : above >>> 31;
    if (((link >>> right) & 1) === 0) a = (a + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[itemA] = 2 * (a - roots[itemA * rootStep]) + 1 + right;
      if (next === leaves.length) break;
      itemA = next++;
      a = roots[itemA * rootStep];
      rowA = itemA * keyStep;
    }
    link = words[2 * b];
    at = rowB + ((link & mask) >>> COLUMN_SHIFT);
    above = (words[2 * b + 1] >> 1) - (uppers[at] >> 1);
    right = above === 0 ? isAbove(walk, b, at) : above >>> 31;
    if (((link >>> right) & 1) === 0) b = (b + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[itemB] = 2 * (b - roots[itemB * rootStep]) + 1 + right;
      if (next === leaves.length) break;
      itemB = next++;
      b = roots[itemB * rootStep];
      rowB = itemB * keyStep;
    }
    link = words[2 * c];
    at = rowC + ((link & mask) >>> COLUMN_SHIFT);
    above = (words[2 * c + 1] >> 1) - (uppers[at] >> 1);
    right = above === 0 ? isAbove(walk, c, at) : above >>> 31;
    if (((link >>> right) & 1) === 0) c = (c + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[itemC] = 2 * (c - roots[itemC * rootStep]) + 1 + right;
      if (next === leaves.length) break;
      itemC = next++;
      c = roots[itemC * rootStep];
      rowC = itemC * keyStep;
    }
    link = words[2 * d];
    at = rowD + ((link & mask) >>> COLUMN_SHIFT);
    above = (words[2 * d + 1] >> 1) - (uppers[at] >> 1);
    right = above === 0 ? isAbove(walk, d, at) : above >>> 31;
    if (((link >>> right) & 1) === 0) d = (d + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[itemD] = 2 * (d - roots[itemD * rootStep]) + 1 + right;
      if (next === leaves.length) break;
      itemD = next++;
      d = roots[itemD * rootStep];
      rowD = itemD * keyStep;
    }
  }
  // The one that broke off has arrived: it does so again.
  leaves[itemA] = walkOne(walk, roots[itemA * rootStep], a, rowA);
  leaves[itemB] = walkOne(walk, roots[itemB * rootStep], b, rowB);
  leaves[itemC] = walkOne(walk, roots[itemC * rootStep], c, rowC);
  leaves[itemD] = walkOne(walk, roots[itemD * rootStep], d, rowD);
}

/** From a split down to a leaf, whose node it gives; missing values go where links say. */
function walkOne(walk: Walk, root: number, from: number, row: number): number {
  const { words, shift, uppers } = walk;
  const mask = 2 ** shift - 1;
  for (let split = from; ; ) {
    const link = words[2 * split];
    const at = row + ((link & mask) >>> COLUMN_SHIFT);
    const right =
      uppers[at] === MISSING ? Number((link & LEFT_IF_MISSING) === 0) : isAbove(walk, split, at);
    if (((link >>> right) & 1) !== 0) return 2 * (split - root) + 1 + right;
    split += 1 + ((link >>> shift) & (right - 1));
  }
}

/** 1 where a value is greater than the threshold of a split, else 0. */
function isAbove({ words, lows, uppers, lowers }: Walk, split: number, at: number): number {
  const upper = words[2 * split + 1];
  if (uppers[at] !== upper) return Number(uppers[at] > upper);
  return Number(lowers[at] >>> 0 > lows[split] >>> 0);
}
