import type { Tree } from './tree.js';

/** Trees that predict together: every output is its start plus `scale` times the sum of the leaves reached. */
export interface TreeEnsemble {
  readonly trees: readonly Tree[];
  readonly nFeatures: number;
  /** What each output is before the first tree [nOutputs]. */
  readonly start: Float64Array;
  readonly scale: number;
  /** The output that tree t adds to; null where each node has a value for every output. */
  readonly outputOf: ((t: number) => number) | null;
}

/** Method by which an estimator made of trees shows them, so that what explains trees knows no class. */
export const TREES = Symbol('trees');

/** An estimator made of trees. */
export interface WithTrees {
  /** @throws NotFittedError before fit @throws InvalidParameterError where its trees ask about more than one feature at a time */
  [TREES](): TreeEnsemble;
}

/** A forest: each node has a value for every output, and the trees' are averaged. */
export function meanOfTrees(
  trees: readonly Tree[],
  nFeatures: number,
  nOutputs: number,
): TreeEnsemble {
  const start = new Float64Array(nOutputs);
  return { trees, nFeatures, start, scale: 1 / trees.length, outputOf: null };
}
