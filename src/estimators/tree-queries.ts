/** What every model of trees is asked alike, missing values among the features allowed. */

import type { Matrix } from 'ml-matrix';
import type { MatrixLike } from '../contracts.js';
import {
  type Dense,
  parseFeatures,
  readFeatures,
  toMatrix,
  type Unchecked,
} from '../data/dense.js';
import { type DecisionPath, decisionPath } from '../trees/decision-path.js';
import type { Tree } from '../trees/tree.js';

interface FittedTrees {
  readonly nFeatures: number;
  readonly trees: readonly Tree[];
}

/**
 * Samples as trees read them.
 *
 * @param where - the method that was called, for messages
 * @throws InvalidInputError when X is ragged, infinite, or has another number of columns
 */
export function parseTreeQuery(
  { nFeatures }: Pick<FittedTrees, 'nFeatures'>,
  X: MatrixLike,
  where: string,
): Dense {
  return parseFeatures(X, where, { columns: nFeatures, allowMissing: true });
}

/** As `parseTreeQuery`, for walks that check the values on their way. */
export function readTreeQuery(
  { nFeatures }: Pick<FittedTrees, 'nFeatures'>,
  X: MatrixLike,
  where: string,
): Unchecked {
  return readFeatures(X, where, { columns: nFeatures, allowMissing: true });
}

/**
 * The leaf that each sample reaches in each tree [nSamples × nTrees]. Parameters and errors as `parseTreeQuery`.
 *
 * @param indices - how trees of this kind are walked
 */
export function leavesOf<T>(
  fitted: { readonly nFeatures: number; readonly trees: readonly T[] },
  X: MatrixLike,
  where: string,
  indices: (trees: readonly T[], samples: Dense) => Int32Array,
): Matrix {
  const samples = parseTreeQuery(fitted, X, where);
  const leaves = indices(fitted.trees, samples);
  return toMatrix(new Float64Array(leaves), samples.rows, fitted.trees.length);
}

/** The nodes that each sample passes in all trees. Parameters and errors as `parseTreeQuery`. */
export function pathsOf(fitted: FittedTrees, X: MatrixLike, where: string): DecisionPath {
  return decisionPath(fitted.trees, parseTreeQuery(fitted, X, where));
}
