import { CATEGORICAL, FROM_MINUS_ONE, MISSING_LEFT, type Tree } from './tree.js';

/*
 * Large forests in files: half the bytes of their arrays. What a leaf does not need is left out, and so is what follows
 * from the rest: the links, as trees grown depth first number their nodes in the order of their splits, and the weight of
 * a split, which is that of its children. Trees of which this is not true to the bit are written as arrays.
 */

/** The node is a split. */
const SPLIT = 128;
/** The node has a loss that is not 0. */
const LOSS = 64;
/** All that a node's kind may say. */
export const KIND = SPLIT | LOSS | MISSING_LEFT | CATEGORICAL | FROM_MINUS_ONE;

/** Trees of fewer nodes together are written as arrays: half of little is not worth a second form. */
const FEWEST_NODES = 10_000;

/** The nodes of all trees, one tree after the other. */
export interface CompactTrees {
  readonly nValues: number;
  /** Nodes of each tree. */
  readonly nodes: Int32Array;
  /** Flags of each node, and whether it is a split and has a loss [nNodes]. */
  readonly kinds: Uint8Array;
  /** [nSplits] */
  readonly feature: Uint16Array;
  /** [nSplits] */
  readonly threshold: Float64Array;
  /** [nNodes × nValues] */
  readonly value: Float64Array;
  /** Weight of the training samples in each leaf [nLeaves]. */
  readonly leafCover: Float32Array;
  /** Of the nodes that have one. */
  readonly loss: Float64Array;
}

/** What the walk of a tree needs of it. */
export type CompactNodes = Pick<CompactTrees, 'nodes' | 'kinds' | 'feature' | 'threshold'>;

/** The trees in compact form, or undefined where they are few or would lose something. */
export function compactTrees(trees: readonly Tree[], nValues: number): CompactTrees | undefined {
  const nodes = Int32Array.from(trees, ({ left }) => left.length);
  const total = nodes.reduce((sum, count) => sum + count, 0);
  if (total < FEWEST_NODES || !trees.every(isCompact)) return undefined;
  const splits = (total - trees.length) / 2;
  const losses = trees.reduce((sum, { loss }) => sum + countLosses(loss), 0);
  const compact: CompactTrees = {
    nValues,
    nodes,
    kinds: new Uint8Array(total),
    feature: new Uint16Array(splits),
    threshold: new Float64Array(splits),
    value: new Float64Array(total * nValues),
    leafCover: new Float32Array(total - splits),
    loss: new Float64Array(losses),
  };
  let at = 0;
  let split = 0;
  let leaf = 0;
  let lossy = 0;
  for (const { left, flags, feature, threshold, value, cover, loss } of trees) {
    compact.value.set(value, at * nValues);
    for (let node = 0; node < left.length; node++, at++) {
      compact.kinds[at] = flags[node];
      if (!Object.is(loss[node], 0)) {
        compact.kinds[at] |= LOSS;
        compact.loss[lossy++] = loss[node];
      }
      if (left[node] === 0) {
        compact.leafCover[leaf++] = cover[node];
        continue;
      }
      compact.kinds[at] |= SPLIT;
      compact.feature[split] = feature[node];
      compact.threshold[split++] = threshold[node];
    }
  }
  return compact;
}

function countLosses(loss: Float64Array): number {
  let count = 0;
  for (let node = 0; node < loss.length; node++) if (!Object.is(loss[node], 0)) count++;
  return count;
}

/** Whether the compact form gives back every bit of a tree. */
function isCompact({ left, flags, feature, threshold, cover, categories }: Tree): boolean {
  if (categories.length > 0) return false;
  for (let node = 0; node < left.length; node++) {
    const child = left[node];
    if (child === 0) {
      if (flags[node] !== 0 || feature[node] !== 0 || !Object.is(threshold[node], 0)) return false;
      if (Math.fround(cover[node]) !== cover[node]) return false;
    } else if (feature[node] >= 2 ** 16 || cover[node] !== cover[child] + cover[child + 1]) {
      return false;
    }
  }
  const links = new Int32Array(left.length);
  return (
    linkDepthFirst((node) => left[node] !== 0, links) && links.every((link, i) => link === left[i])
  );
}

/**
 * The left child of each node where the split made last is split first, the right child before the left.
 *
 * @param links - out [nNodes]
 * @returns whether these are the nodes of one tree
 */
function linkDepthFirst(isSplit: (node: number) => boolean, links: Int32Array): boolean {
  const waiting = [0];
  let next = 1;
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (!isSplit(node)) continue;
    if (next + 2 > links.length) return false;
    links[node] = next;
    waiting.push(next, next + 1);
    next += 2;
  }
  return next === links.length;
}

/**
 * The arrays of the trees that walks need, one tree after the other; undefined when they do not fit together.
 *
 * @returns columns and thresholds are 0 at leaves
 */
export function expandNodes({ nodes, kinds, feature, threshold }: CompactNodes) {
  const total = kinds.length;
  const whole = {
    feature: new Int32Array(total),
    threshold: new Float64Array(total),
    left: new Int32Array(total),
    flags: new Uint8Array(total),
  };
  let split = 0;
  for (let at = 0; at < total; at++) {
    whole.flags[at] = kinds[at] & ~(SPLIT | LOSS);
    if (kinds[at] < SPLIT) continue;
    whole.feature[at] = feature[split];
    whole.threshold[at] = threshold[split++];
  }
  let start = 0;
  let fits = split === feature.length && split === threshold.length;
  for (const count of nodes) {
    const first = start;
    start += count; // whether they sum to `total` is asked of all trees
    const links = whole.left.subarray(first, start);
    fits &&= linkDepthFirst((node) => kinds[first + node] >= SPLIT, links);
  }
  return fits ? whole : undefined;
}

/**
 * The weight and the loss of each node, which explanations and importances ask for; undefined when there are not as many as
 * leaves, or nodes that have a loss.
 *
 * @param left - from `expandNodes`
 */
export function expandSums({ nodes, kinds, leafCover, loss }: CompactTrees, left: Int32Array) {
  const total = kinds.length;
  const cover = new Float64Array(total);
  const losses = new Float64Array(total);
  let leaf = leafCover.length;
  let lossy = loss.length;
  let end = total;
  for (let t = nodes.length - 1; t >= 0; t--) {
    const start = end - nodes[t];
    // From the last node to the first: children lie behind their parents.
    for (let at = end - 1; at >= start; at--) {
      const child = start + left[at];
      cover[at] = left[at] === 0 ? leafCover[--leaf] : cover[child] + cover[child + 1];
      if ((kinds[at] & LOSS) !== 0) losses[at] = loss[--lossy];
    }
    end = start;
  }
  return leaf === 0 && lossy === 0 ? { cover, loss: losses } : undefined;
}
