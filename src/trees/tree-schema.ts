import { PlaceError } from '../serialization/place-error.js';
import {
  float32,
  float64,
  int32,
  type Loaded,
  number,
  object,
  type Schema,
  uint8,
  uint16,
} from '../serialization/schema.js';
import { type CompactTrees, compactTrees, expandNodes, expandSums, KIND } from './compact-trees.js';
import { CATEGORICAL, FROM_MINUS_ONE, MISSING_LEFT, type Tree } from './tree.js';

/** What the values of a node may be. Default: any finite numbers. */
export type ValueKind = 'numbers' | 'shares';

/** How far the shares of a node may be from a sum of 1: what rounding leaves of differences of weights. */
const SHARES_TOLERANCE = 1e-6;

export function rulesOf(values: ValueKind) {
  return values === 'shares' ? { min: 0, max: 1 + SHARES_TOLERANCE } : undefined;
}

/** All trees of a model end to end: few arrays, however many trees. */
function packedTrees(values: ValueKind) {
  return object({
    nValues: number({ integer: true, min: 1 }),
    /** Nodes and category entries of each tree. */
    nodes: int32('trees', { min: 1 }),
    categoryEntries: int32('trees', { min: 0 }),
    feature: int32('nodes', { min: 0 }),
    // A split of missing values from all others has the threshold Infinity, or -Infinity where they go left.
    threshold: float64('nodes', { nonFinite: true }),
    left: int32('nodes', { min: 0 }),
    flags: uint8('nodes', { max: MISSING_LEFT | CATEGORICAL | FROM_MINUS_ONE }),
    value: float64('values', rulesOf(values)),
    cover: float64('nodes', { min: 0 }),
    loss: float64('nodes'),
    categories: int32('categories'),
  });
}

/** The same of a large forest in compact form. */
function packedCompactly(values: ValueKind) {
  return object<CompactTrees>({
    nValues: number({ integer: true, min: 1 }),
    nodes: int32('trees', { min: 1 }),
    kinds: uint8('nodes', { max: KIND }),
    feature: uint16('splits'),
    threshold: float64('splits', { nonFinite: true }),
    value: float64('values', rulesOf(values)),
    leafCover: float32('leaves', { min: 0 }),
    loss: float64('losses'),
  });
}

/** The arrays of all trees of a model, as files have them. */
export type LoadedTrees = Loaded<ReturnType<typeof packedTrees>>;

/**
 * The trees of a model. A file is trusted in nothing: every child lies behind its parent and belongs
 * to one parent only, every feature and every set of categories exists, so that no loaded tree can
 * loop, grow without bound or read outside its arrays.
 *
 * @param nFeatures - the dimension that counts the columns, bound before the trees
 * @param nValues - the dimension that counts the values of a node, or its size
 * @param values - whether the values of a node are shares, which sum to 1
 */
export function trees(
  nFeatures: string,
  nValues: string | number,
  values: ValueKind = 'numbers',
): Schema<Tree[]> {
  return treesOf(nFeatures, nValues, values, compactTrees);
}

/** As `trees`, saved as arrays however many there are. */
export function plainTrees(
  nFeatures: string,
  nValues: string | number,
  values: ValueKind,
): Schema<Tree[]> {
  return treesOf(nFeatures, nValues, values, () => undefined);
}

/** @param shrink - gives trees in compact form, where they are saved so */
function treesOf(
  nFeatures: string,
  nValues: string | number,
  values: ValueKind,
  shrink: typeof compactTrees,
): Schema<Tree[]> {
  const plain = packedTrees(values);
  const compact = packedCompactly(values);
  return {
    save(value, to, path) {
      const width = (typeof nValues === 'number' ? nValues : to.dimensions.get(nValues)) as number;
      const inner = { ...to, dimensions: new Map<string, number>() };
      const small = shrink(value, width);
      return small === undefined
        ? plain.save(pack(value, width), inner, path)
        : compact.save(small, inner, path);
    },
    load(json, from, path) {
      const inner = { ...from, dimensions: new Map<string, number>() };
      const packed = isCompactJson(json)
        ? expand(compact.load(json, inner, path), path)
        : plain.load(json, inner, path);
      const width = typeof nValues === 'number' ? nValues : from.dimensions.get(nValues);
      const form = { nFeatures: from.dimensions.get(nFeatures), nValues: width, values };
      return unpackTrees(packed, form as TreeForm, path);
    },
  };
}

function isCompactJson(json: unknown): boolean {
  return typeof json === 'object' && json !== null && Object.hasOwn(json, 'kinds');
}

function expand(compact: CompactTrees, path: string): LoadedTrees {
  const nodes = expandNodes(compact);
  const sums = nodes && expandSums(compact, nodes.left);
  if (nodes === undefined || sums === undefined) {
    throw new PlaceError(`${path}: there are nodes that belong to no parent.`);
  }
  const { nValues, value } = compact;
  const none = new Int32Array(0);
  const categoryEntries = new Int32Array(compact.nodes.length);
  return {
    nValues,
    nodes: compact.nodes,
    categoryEntries,
    ...nodes,
    value,
    ...sums,
    categories: none,
  };
}

/** What the trees of a model must be like. */
export interface TreeForm {
  readonly nFeatures: number;
  readonly nValues: number;
  readonly values: ValueKind;
}

/**
 * Each tree as views of the arrays that all trees share.
 *
 * @throws ModelFormatError when they are no trees
 */
export function unpackTrees(
  packed: LoadedTrees,
  { nFeatures, nValues, values }: TreeForm,
  path: string,
): Tree[] {
  if (packed.nValues !== nValues) {
    throw new PlaceError(`${path} has ${packed.nValues} values a node, not ${nValues}.`);
  }
  const wrong =
    wrongSizes(packed) ??
    wrongTrees(packed, nFeatures) ??
    (values === 'shares' ? wrongShares(packed) : undefined);
  if (wrong !== undefined) throw new PlaceError(`${path}: ${wrong}`);
  return unpack(packed);
}

function pack(trees: readonly Tree[], nValues: number): LoadedTrees {
  const nodes = Int32Array.from(trees, (tree) => tree.left.length);
  const categoryEntries = Int32Array.from(trees, (tree) => tree.categories.length);
  const total = sum(nodes);
  return {
    nValues,
    nodes,
    categoryEntries,
    feature: concat(trees, (tree) => tree.feature, new Int32Array(total)),
    threshold: concat(trees, (tree) => tree.threshold, new Float64Array(total)),
    left: concat(trees, (tree) => tree.left, new Int32Array(total)),
    flags: concat(trees, (tree) => tree.flags, new Uint8Array(total)),
    value: concat(trees, (tree) => tree.value, new Float64Array(total * nValues)),
    cover: concat(trees, (tree) => tree.cover, new Float64Array(total)),
    loss: concat(trees, (tree) => tree.loss, new Float64Array(total)),
    categories: concat(trees, (tree) => tree.categories, new Int32Array(sum(categoryEntries))),
  };
}

/** A part of all trees, end to end. */
export function concat<T, A extends { set(from: A, at: number): void; length: number }>(
  trees: readonly T[],
  part: (tree: T) => A,
  into: A,
): A {
  let at = 0;
  for (const tree of trees) {
    into.set(part(tree), at);
    at += part(tree).length;
  }
  return into;
}

function sum(counts: Int32Array): number {
  return counts.reduce((total, count) => total + count, 0);
}

function unpack(packed: LoadedTrees): Tree[] {
  const { nValues, nodes, categoryEntries } = packed;
  let start = 0;
  let entry = 0;
  return Array.from(nodes, (count, t) => {
    const end = start + count;
    const lastEntry = entry + categoryEntries[t];
    const tree: Tree = {
      feature: packed.feature.subarray(start, end),
      threshold: packed.threshold.subarray(start, end),
      left: packed.left.subarray(start, end),
      flags: packed.flags.subarray(start, end),
      value: packed.value.subarray(start * nValues, end * nValues),
      cover: packed.cover.subarray(start, end),
      loss: packed.loss.subarray(start, end),
      categories: packed.categories.subarray(entry, lastEntry),
    };
    start = end;
    entry = lastEntry;
    return tree;
  });
}

function wrongSizes(packed: LoadedTrees): string | undefined {
  const total = packed.feature.length;
  if (sum(packed.nodes) !== total) return 'the trees do not have as many nodes as they say.';
  if (packed.value.length !== total * packed.nValues) return 'the nodes lack values.';
  if (sum(packed.categoryEntries) !== packed.categories.length) {
    return 'the trees do not have as many sets of categories as they say.';
  }
  return undefined;
}

function wrongTrees(packed: LoadedTrees, nFeatures: number): string | undefined {
  if (packed.nodes.length === 0) return 'there are no trees.';
  for (const [t, tree] of unpack(packed).entries()) {
    const wrong = wrongNodes(tree, t, nFeatures);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** What is wrong with the nodes of tree `t`. */
export function wrongNodes(
  { feature, threshold, left, flags, categories }: Omit<Tree, 'value' | 'cover' | 'loss'>,
  t: number,
  nFeatures: number,
): string | undefined {
  const count = left.length;
  const hasParent = new Uint8Array(count);
  let splits = 0;
  for (let node = 0; node < count; node++) {
    const child = left[node];
    if (feature[node] >= nFeatures) {
      return `node ${node} of tree ${t} asks about feature ${feature[node]} of ${nFeatures}.`;
    }
    if (Number.isNaN(threshold[node])) return `node ${node} of tree ${t} has no threshold.`;
    if (child === 0) continue;
    if (child <= node || child + 1 >= count || child % 2 === 0 || hasParent[child]) {
      return `node ${node} of tree ${t} has children ${child} and ${child + 1}, which cannot be.`;
    }
    hasParent[child] = 1;
    splits++;
    if (flags[node] & CATEGORICAL && !isSet(categories, threshold[node])) {
      return `node ${node} of tree ${t} has no set of categories at ${threshold[node]}.`;
    }
  }
  return count === 2 * splits + 1 ? undefined : `tree ${t} has nodes that belong to no parent.`;
}

export function wrongShares({
  value,
  nValues,
}: Pick<LoadedTrees, 'value' | 'nValues'>): string | undefined {
  for (let at = 0; at < value.length; at += nValues) {
    let total = 0;
    for (let k = 0; k < nValues; k++) total += value[at + k];
    if (Math.abs(total - 1) > SHARES_TOLERANCE) {
      return `the shares of node ${at / nValues} of all sum to ${total}, not to 1.`;
    }
  }
  return undefined;
}

/** Whether a set of categories lies at `at` and ends with the tree's. */
function isSet(categories: Int32Array, at: number): boolean {
  if (!Number.isInteger(at) || at < 0 || at >= categories.length) return false;
  const words = categories[at];
  return words >= 0 && at + words < categories.length;
}
