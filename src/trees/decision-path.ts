import type { Dense } from '../data/dense.js';
import type { Tree } from './tree.js';
import { leafIndices } from './walk.js';

/** The nodes that each sample passes, as a sparse matrix of ones [nSamples × all nodes], row by row. */
export interface DecisionPath {
  /** Where the nodes of each sample begin in `indices` [nSamples + 1]. */
  readonly indptr: Int32Array;
  /** Numbers of the nodes passed, ascending within a sample; those of tree t begin at `nNodesPtr[t]`. */
  readonly indices: Int32Array;
  /** Where the nodes of each tree begin [nTrees + 1]. */
  readonly nNodesPtr: Int32Array;
}

/**
 * Found from the leaves upwards.
 *
 * @param samples - [nSamples × nFeatures]; NaN is missing
 */
export function decisionPath(trees: readonly Tree[], samples: Dense): DecisionPath {
  const leaves = leafIndices(trees, samples);
  const lefts = trees.map(({ left }) => left);
  const nTrees = trees.length;
  const nNodesPtr = new Int32Array(nTrees + 1);
  const indptr = new Int32Array(samples.rows + 1);
  for (const [t, left] of lefts.entries()) {
    nNodesPtr[t + 1] = nNodesPtr[t] + left.length;
    const passed = nodesPassed(left);
    for (let i = 0; i < samples.rows; i++) indptr[i + 1] += passed[leaves[i * nTrees + t]];
  }
  let total = 0;
  for (let i = 1; i < indptr.length; i++) {
    total += indptr[i];
    indptr[i] = total;
  }
  const indices = new Int32Array(total);
  const ends = indptr.slice(1);
  for (let t = nTrees - 1; t >= 0; t--) {
    const parent = parents(lefts[t]);
    for (let i = 0; i < ends.length; i++) {
      let at = ends[i];
      for (let node = leaves[i * nTrees + t]; node >= 0; node = parent[node]) {
        indices[--at] = nNodesPtr[t] + node;
      }
      ends[i] = at;
    }
  }
  return { indptr, indices, nNodesPtr };
}

/** How many nodes lie on the way to each, itself among them. Children lie behind their parents. */
function nodesPassed(left: Int32Array): Int32Array {
  const passed = new Int32Array(left.length).fill(1);
  for (let node = 0; node < left.length; node++) {
    const child = left[node];
    if (child > 0) passed[child] = passed[child + 1] = passed[node] + 1;
  }
  return passed;
}

/** The parent of each node; -1 above the root. */
function parents(left: Int32Array): Int32Array {
  const parent = new Int32Array(left.length).fill(-1);
  for (let node = 0; node < left.length; node++) {
    const child = left[node];
    if (child > 0) parent[child] = parent[child + 1] = node;
  }
  return parent;
}
