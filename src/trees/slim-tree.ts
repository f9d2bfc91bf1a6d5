import { bitsOf, joinHalves } from './packing.js';
import { checkKept, MISSING_LEFT, type Tree } from './tree.js';

/**
 * A tree as forests keep it, and as their files have it: less than half the bytes of `Tree`, walked where it lies. What a
 * leaf does not need is left out, and so is what follows from the rest: of trees grown depth first the numbers of nodes, and
 * the weight of a split, which is that of its children.
 *
 * Splits are numbered in the order in which they were made: after a split its right child, as long as there are splits below,
 * then its left child. The children of split s are the nodes 2s + 1 and 2s + 2, and below the right one lie the splits from
 * s + 1 on.
 */
export interface SlimTree {
  /**
   * Of each split its link and the upper half of its threshold [2 × nSplits]. A link holds, above the bits of the column,
   * how many splits lie below the right child; below the column `LEFT_IS_LEAF`, `RIGHT_IS_LEAF` and `LEFT_IF_MISSING`.
   */
  readonly words: Int32Array;
  /** The lower half of each threshold [nSplits], both halves as `upperOf` and `lowerOf` give them. */
  readonly lows: Int32Array;
  /** As in `Tree` [nNodes × nValues]. */
  readonly value: Float64Array;
  /** Weight of the training samples in each leaf, ascending by node [nLeaves]. */
  readonly leafCover: Covers;
  /** As in `Tree`, of each split [nSplits]. */
  readonly splitLoss: Float64Array;
  /** The same of each leaf; empty where all are 0. */
  readonly leafLoss: Float64Array;
  /** Bits of a link below the number of splits. */
  readonly shift: number;
}

/** Weights in the narrowest form that holds them. */
export type Covers = Uint8Array | Float32Array | Float64Array;

/** A tree of a forest: grown best first, pruned or from elsewhere it may be of any order, and stays as it is. */
export type StoredTree = Tree | SlimTree;

export const LEFT_IS_LEAF = 1;
export const RIGHT_IS_LEAF = 2;
/** A missing value goes left. */
export const LEFT_IF_MISSING = 4;
/** Bits of a link below the column. */
export const COLUMN_SHIFT = 3;

export const isSlim = (tree: StoredTree): tree is SlimTree => 'words' in tree;

/** Bits of a link below the number of splits, for so many columns. */
export const shiftFor = (nFeatures: number): number => COLUMN_SHIFT + bitsOf(nFeatures - 1);

export function nodesOf(tree: StoredTree): number {
  return isSlim(tree) ? 2 * tree.lows.length + 1 : tree.left.length;
}

/**
 * How many splits lie below the right child of each split [nSplits], where they are numbered as in `SlimTree`; undefined where
 * the slim form would not give back every bit of the tree.
 */
export function slimOffsets(tree: Tree, shift: number): Int32Array | undefined {
  const { left, flags, feature, threshold, cover, categories } = tree;
  if (categories.length > 0) return undefined;
  const below = new Int32Array(left.length);
  const offsets = new Int32Array(left.length >> 1);
  const mostBelow = 2 ** (32 - shift);
  // Calls nothing, which counts in a first fit, where little is compiled yet.
  for (let node = left.length - 1; node >= 0; node--) {
    const child = left[node];
    const at = threshold[node];
    const isMinusZero = at === 0 && 1 / at < 0;
    if (child === 0) {
      if (flags[node] !== 0 || feature[node] !== 0 || at !== 0 || isMinusZero) return undefined;
      continue;
    }
    const split = (child - 1) >> 1;
    const right = below[child + 1];
    const inOrder =
      (right === 0 || (left[child + 1] - 1) >> 1 === split + 1) &&
      (left[child] === 0 || (left[child] - 1) >> 1 === split + 1 + right) &&
      (node > 0 || split === 0);
    const fits =
      right < mostBelow &&
      flags[node] <= MISSING_LEFT &&
      !isMinusZero &&
      cover[node] === cover[child] + cover[child + 1];
    if (!inOrder || !fits) return undefined;
    offsets[split] = right;
    below[node] = 1 + below[child] + right;
  }
  return offsets;
}

/**
 * The tree itself, or one that makes its arrays from a slim one when they are asked for.
 *
 * @throws ModelFormatError as `checkKept` does
 */
export function openTree(tree: StoredTree): Tree {
  if (!isSlim(tree)) return tree;
  checkKept(tree.value);
  let nodes: ReturnType<typeof nodesFrom> | undefined;
  let sums: ReturnType<typeof sumsFrom> | undefined;
  const open = () => {
    nodes ??= nodesFrom(tree);
    return nodes;
  };
  const add = () => {
    sums ??= sumsFrom(tree, open().left);
    return sums;
  };
  return {
    get feature() {
      return open().feature;
    },
    get threshold() {
      return open().threshold;
    },
    get left() {
      return open().left;
    },
    get flags() {
      return open().flags;
    },
    value: tree.value,
    get cover() {
      return add().cover;
    },
    get loss() {
      return add().loss;
    },
    categories: new Int32Array(0),
  };
}

/** One tree after the other, each open for as long as it is looked at. */
export function* openEach(trees: Iterable<StoredTree>): Generator<Tree, void, void> {
  for (const tree of trees) yield openTree(tree);
}

/**
 * The arrays that a walk needs. Of splits that are no tree they are none either: a link to a split that there is not, or that
 * has a parent already, leaves its own child with itself as its child, which no node may have.
 */
export function nodesFrom({ words, lows, shift }: Pick<SlimTree, 'words' | 'lows' | 'shift'>) {
  const count = 2 * lows.length + 1;
  const feature = new Int32Array(count);
  const threshold = new Float64Array(count);
  const left = new Int32Array(count);
  const flags = new Uint8Array(count);
  const nodeOf = new Int32Array(lows.length);
  const follow = (split: number, child: number) => {
    if (split < lows.length && nodeOf[split] === 0) nodeOf[split] = child;
    else left[child] = child;
  };
  for (let split = 0; split < lows.length; split++) {
    const link = words[2 * split];
    const node = nodeOf[split];
    if ((link & RIGHT_IS_LEAF) === 0) follow(split + 1, 2 * split + 2);
    if ((link & LEFT_IS_LEAF) === 0) follow(split + 1 + (link >>> shift), 2 * split + 1);
    left[node] = 2 * split + 1;
    feature[node] = (link & (2 ** shift - 1)) >>> COLUMN_SHIFT;
    threshold[node] = joinHalves(words[2 * split + 1], lows[split]);
    flags[node] = (link & LEFT_IF_MISSING) === 0 ? 0 : MISSING_LEFT;
  }
  return { feature, threshold, left, flags };
}

/** What explanations and importances ask for. */
function sumsFrom({ leafCover, leafLoss, splitLoss }: SlimTree, left: Int32Array) {
  const cover = new Float64Array(left.length);
  const loss = new Float64Array(left.length);
  let leaf = leafCover.length;
  // From the last node to the first: children lie behind their parents.
  for (let node = left.length - 1; node >= 0; node--) {
    const child = left[node];
    if (child === 0) {
      cover[node] = leafCover[--leaf];
      if (leafLoss.length > 0) loss[node] = leafLoss[leaf];
    } else {
      cover[node] = cover[child] + cover[child + 1];
      loss[node] = splitLoss[(child - 1) >> 1];
    }
  }
  return { cover, loss };
}

/** Arrays that lie one behind the other as one: a view where they do so in memory, else a copy in the widest of their types. */
export function endToEnd<A extends Int32Array | Float64Array | Covers>(parts: readonly A[]): A {
  const full = parts.filter(({ length }) => length > 0);
  const length = full.reduce((sum, part) => sum + part.length, 0);
  const widest = parts.reduce((a, b) => (b.BYTES_PER_ELEMENT > a.BYTES_PER_ELEMENT ? b : a));
  const Type = widest.constructor as new (
    from: ArrayBufferLike | number,
    at?: number,
    n?: number,
  ) => A;
  const joined = full.every(
    ({ buffer, byteOffset }, i) =>
      i === 0 ||
      (buffer === full[i - 1].buffer &&
        byteOffset === full[i - 1].byteOffset + full[i - 1].byteLength),
  );
  if (joined && full.length > 0) return new Type(full[0].buffer, full[0].byteOffset, length);
  const whole = new Type(length);
  let at = 0;
  for (const part of full) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
