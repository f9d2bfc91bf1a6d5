import { allFinite } from '../data/all-finite.js';
import type { Dense, Unchecked } from '../data/dense.js';
import { CATEGORICAL, FROM_MINUS_ONE, MISSING_LEFT, type Tree } from './tree.js';

/** Rows walked through all trees together, so that their features stay in the cache. */
const BLOCK_ROWS = 512;

/** Where the values of leaves are summed up, in the precision of the array. */
export type Sums = Float64Array | Float32Array;

/** Samples as trees are asked about them. Those with a check come without it: whatever walks them checks all their rows. */
export type Asked = Dense & Partial<Pick<Unchecked, 'check'>>;

/**
 * Adds the value of each row's leaf, summed over the trees in their order, to `out` [nSamples × nValues]: row by row and
 * plainly (`addValuesByWalk`), or fast (`addPacked`), with the same bits.
 */
export type AddLeafValues = (
  trees: readonly Tree[],
  samples: Asked,
  nValues: number,
  out: Sums,
) => void;

/** What a walk has to look out for; plain trees on complete samples walk the fastest way. */
export interface WalkKind {
  readonly missing: boolean;
  readonly categorical: boolean;
}

/** @param trees - of one model */
export function walkKind(trees: readonly Tree[], samples: Asked): WalkKind {
  return {
    missing: hasMissing(samples),
    categorical: trees.some((tree) => tree.categories.length > 0),
  };
}

/** Whether any value is missing. */
export function hasMissing({ data, check }: Asked): boolean {
  if (allFinite(data, 0, data.length)) return false;
  check?.();
  return data.some(Number.isNaN);
}

/**
 * The leaf that each row of a block reaches.
 *
 * @param X - row-major samples; NaN is missing
 * @param start - first row of the block
 * @param leaves - out: leaf of row `start + i` at i; its length is that of the block
 */
export function walkBlock(
  tree: Tree,
  X: Float64Array,
  columns: number,
  start: number,
  leaves: Int32Array,
  { missing, categorical }: WalkKind,
): void {
  if (categorical) walkCategorical(tree, X, columns, start, leaves);
  else if (missing) walkMissing(tree, X, columns, start, leaves);
  else walkComplete(tree, X, columns, start, leaves);
}

function walkComplete(
  { feature, threshold, left }: Tree,
  X: Float64Array,
  columns: number,
  start: number,
  leaves: Int32Array,
): void {
  for (let i = 0, row = start * columns; i < leaves.length; i++, row += columns) {
    let node = 0;
    let child = left[0];
    while (child !== 0) {
      node = X[row + feature[node]] <= threshold[node] ? child : child + 1;
      child = left[node];
    }
    leaves[i] = node;
  }
}

function walkMissing(
  { feature, threshold, left, flags }: Tree,
  X: Float64Array,
  columns: number,
  start: number,
  leaves: Int32Array,
): void {
  for (let i = 0, row = start * columns; i < leaves.length; i++, row += columns) {
    let node = 0;
    let child = left[0];
    while (child !== 0) {
      const x = X[row + feature[node]];
      // A missing value is neither greater nor not: its flag decides.
      const goesLeft =
        x <= threshold[node] || (Number.isNaN(x) && (flags[node] & MISSING_LEFT) !== 0);
      node = goesLeft ? child : child + 1;
      child = left[node];
    }
    leaves[i] = node;
  }
}

function walkCategorical(
  tree: Tree,
  X: Float64Array,
  columns: number,
  start: number,
  leaves: Int32Array,
): void {
  const { feature, left } = tree;
  for (let i = 0, row = start * columns; i < leaves.length; i++, row += columns) {
    let node = 0;
    while (left[node] !== 0) {
      node = left[node] + (goesLeft(tree, node, X[row + feature[node]]) ? 0 : 1);
    }
    leaves[i] = node;
  }
}

/** Whether a sample with value `x` of the node's feature goes left; NaN is missing. */
export function goesLeft({ threshold, flags, categories }: Tree, node: number, x: number): boolean {
  if (Number.isNaN(x)) return (flags[node] & MISSING_LEFT) !== 0;
  if ((flags[node] & CATEGORICAL) === 0) return x <= threshold[node];
  const set = threshold[node];
  let entry = Math.floor(x / 32);
  if (entry === -1 && x > -1 && (flags[node] & FROM_MINUS_ONE) !== 0) entry = 0;
  if (!(entry >= 0 && entry < categories[set])) return false;
  return ((categories[set + 1 + entry] >>> (x & 31)) & 1) === 1;
}

/**
 * The value of each row's leaf, summed over the trees and added to `out`.
 *
 * @param samples - [nSamples × nFeatures]; NaN is missing
 * @param nValues - values a node
 * @param out - [nSamples × nValues]
 */
export function addValuesByWalk(
  trees: readonly Tree[],
  samples: Asked,
  nValues: number,
  out: Sums,
): void {
  const { data, rows, columns } = samples;
  const kind = walkKind(trees, samples);
  const buffer = new Int32Array(Math.min(BLOCK_ROWS, rows));
  for (let start = 0; start < rows; start += BLOCK_ROWS) {
    const leaves = buffer.subarray(0, Math.min(BLOCK_ROWS, rows - start));
    for (const tree of trees) {
      walkBlock(tree, data, columns, start, leaves, kind);
      addLeaves(tree.value, nValues, leaves, out, start * nValues);
    }
  }
}

/**
 * Add the values of leaves.
 *
 * @param value - of a tree's nodes [nNodes × nValues]
 * @param leaves - of consecutive rows
 * @param at - where in `out` the first of them lies
 */
export function addLeaves(
  value: Float64Array,
  nValues: number,
  leaves: Int32Array,
  out: Sums,
  at: number,
): void {
  if (nValues === 1) {
    for (let i = 0; i < leaves.length; i++) out[at + i] += value[leaves[i]];
    return;
  }
  for (let i = 0, to = at; i < leaves.length; i++, to += nValues) {
    const from = leaves[i] * nValues;
    for (let k = 0; k < nValues; k++) out[to + k] += value[from + k];
  }
}

/**
 * Add the values of one row's leaves, one of each tree.
 *
 * @param leaves - [nTrees], places in `values`
 * @param i - the row in `out`
 */
export function addOfAll(
  values: Float64Array,
  nValues: number,
  leaves: Int32Array,
  out: Sums,
  i: number,
): void {
  if (nValues === 1) {
    // Summed up in `out`, each sum would wait for the last to be written and read.
    let sum = out[i];
    if (out instanceof Float32Array) {
      for (let t = 0; t < leaves.length; t++) sum = Math.fround(sum + values[leaves[t]]);
    } else for (let t = 0; t < leaves.length; t++) sum += values[leaves[t]];
    out[i] = sum;
    return;
  }
  for (let t = 0, to = i * nValues; t < leaves.length; t++) {
    const from = leaves[t] * nValues;
    for (let k = 0; k < nValues; k++) out[to + k] += values[from + k];
  }
}

/**
 * The leaf of every row in every tree.
 *
 * @returns [nSamples × nTrees], row-major
 */
export function leafIndices(trees: readonly Tree[], samples: Asked): Int32Array {
  const { data, rows, columns } = samples;
  const kind = walkKind(trees, samples);
  const indices = new Int32Array(rows * trees.length);
  const leaves = new Int32Array(rows);
  for (let t = 0; t < trees.length; t++) {
    walkBlock(trees[t], data, columns, 0, leaves, kind);
    for (let i = 0; i < rows; i++) indices[i * trees.length + t] = leaves[i];
  }
  return indices;
}
