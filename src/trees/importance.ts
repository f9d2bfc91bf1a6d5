import type { Steps } from '../progress.js';
import { splitGain, type Tree } from './tree.js';

/**
 * How much of the training loss each column removes: per tree the gains of its splits as shares of
 * their sum, then the mean over the trees. A step a tree.
 * Source: Breiman, Friedman, Olshen and Stone, Classification and Regression Trees (1984), 5.3.4.
 *
 * @returns [nFeatures], at least 0; sums to 1 unless no tree has a split that gains
 */
export function* meanDecrease(trees: Iterable<Tree>, nFeatures: number): Steps<Float64Array> {
  const importances = new Float64Array(nFeatures);
  const own = new Float64Array(nFeatures);
  for (const tree of trees) {
    own.fill(0);
    const { left, feature } = tree;
    for (let node = 0; node < left.length; node++) {
      if (left[node] !== 0) own[feature[node]] += Math.max(0, splitGain(tree, node));
    }
    addShares(own, importances);
    yield;
  }
  const shares = new Float64Array(nFeatures);
  addShares(importances, shares);
  return shares;
}

function addShares(values: Float64Array, to: Float64Array): void {
  let total = 0;
  for (let j = 0; j < values.length; j++) total += values[j];
  if (total > 0) for (let j = 0; j < values.length; j++) to[j] += values[j] / total;
}
