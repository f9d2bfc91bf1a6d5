import { CATEGORICAL, type Tree } from './tree.js';

/**
 * The smallest subtree with the same root that minimises loss / weight + alpha · leaves: minimal
 * cost-complexity pruning. For one alpha the weakest links need no sequence: a node keeps its subtree
 * when that costs less than the node alone, decided from the leaves up.
 * Source: Breiman, Friedman, Olshen and Stone, Classification and Regression Trees (1984), 3.3.
 *
 * @param alpha - at least 0, in units of the criterion
 */
export function prune(tree: Tree, alpha: number): Tree {
  const { left, loss, cover } = tree;
  const cost = new Float64Array(left.length);
  const kept = new Uint8Array(left.length);
  for (let node = left.length - 1; node >= 0; node--) {
    const alone = loss[node] / cover[0] + alpha;
    const child = left[node];
    const below = child === 0 ? Infinity : cost[child] + cost[child + 1];
    kept[node] = below < alone ? 1 : 0;
    cost[node] = Math.min(alone, below);
  }
  return copySplits(tree, kept);
}

/** The tree with its nodes numbered as if it had been grown depth first: the split made last is split first. */
export function depthFirst(tree: Tree): Tree {
  return copySplits(
    tree,
    Uint8Array.from(tree.left, (child) => Math.min(child, 1)),
  );
}

/**
 * The tree with only these splits, its nodes numbered anew depth first, which keeps the order of those that were so.
 *
 * @param kept - 1 for each split that stays [nNodes]
 */
function copySplits(tree: Tree, kept: Uint8Array): Tree {
  const nValues = tree.value.length / tree.left.length;
  const numbers = new Int32Array(tree.left.length);
  const from: number[] = [0];
  const waiting: number[] = [0];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (kept[node] === 0) continue;
    const child = tree.left[node];
    for (const side of [child, child + 1]) {
      numbers[side] = from.length;
      from.push(side);
      waiting.push(side);
    }
  }
  const isSplit = (node: number) => kept[node] === 1;
  const pick = (node: number, value: number) => (isSplit(node) ? value : 0);
  return {
    feature: Int32Array.from(from, (node) => pick(node, tree.feature[node])),
    threshold: Float64Array.from(from, (node) => pick(node, tree.threshold[node])),
    left: Int32Array.from(from, (node) => (isSplit(node) ? numbers[tree.left[node]] : 0)),
    flags: Uint8Array.from(from, (node) => pick(node, tree.flags[node])),
    value: Float64Array.from({ length: from.length * nValues }, (_, at) => {
      const node = from[Math.floor(at / nValues)];
      return tree.value[node * nValues + (at % nValues)];
    }),
    cover: Float64Array.from(from, (node) => tree.cover[node]),
    loss: Float64Array.from(from, (node) => tree.loss[node]),
    categories: from.some((node) => isSplit(node) && (tree.flags[node] & CATEGORICAL) !== 0)
      ? tree.categories
      : new Int32Array(0),
  };
}
