import type { Dense } from '../data/dense.js';
import type { Tree } from './tree.js';
import { goesLeft } from './walk.js';

/** The nodes that each sample passes, as a sparse matrix of ones [nSamples × all nodes], row by row. */
export interface DecisionPath {
  /** Where the nodes of each sample begin in `indices` [nSamples + 1]. */
  readonly indptr: Int32Array;
  /** Numbers of the nodes passed, ascending within a sample; those of tree t begin at `nNodesPtr[t]`. */
  readonly indices: Int32Array;
  /** Where the nodes of each tree begin [nTrees + 1]. */
  readonly nNodesPtr: Int32Array;
}

/** @param samples - [nSamples × nFeatures]; NaN is missing */
export function decisionPath(trees: readonly Tree[], { data, rows, columns }: Dense): DecisionPath {
  const nNodesPtr = new Int32Array(trees.length + 1);
  for (let t = 0; t < trees.length; t++) nNodesPtr[t + 1] = nNodesPtr[t] + trees[t].left.length;
  const indptr = new Int32Array(rows + 1);
  const passed: number[] = [];
  for (let i = 0; i < rows; i++) {
    const row = i * columns;
    for (let t = 0; t < trees.length; t++) {
      const tree = trees[t];
      let node = 0;
      passed.push(nNodesPtr[t]);
      while (tree.left[node] !== 0) {
        node = tree.left[node] + (goesLeft(tree, node, data[row + tree.feature[node]]) ? 0 : 1);
        passed.push(nNodesPtr[t] + node);
      }
    }
    indptr[i + 1] = passed.length;
  }
  return { indptr, indices: Int32Array.from(passed), nNodesPtr };
}
