/** What linear classifiers share: a row of coefficients for two classes, else one a class. */

import type { Matrix } from 'ml-matrix';
import type { Label, MatrixLike } from '../../contracts.js';
import { readFeatures, toMatrix } from '../../data/dense.js';
import { writeLabels } from '../../data/labels.js';
import { toArray } from '../../numeric/vectors.js';
import * as schema from '../../serialization/schema.js';
import {
  countOutputs,
  linearMargins,
  marginBlocks,
  writeSides,
} from '../../solvers/linear-margins.js';
import { reserveClasses } from '../class-columns.js';

/** What they learn. */
export interface LinearClassesState {
  readonly nFeatures: number;
  readonly classes: Label[];
  /** Row-major [nOutputs × nFeatures] */
  readonly coef: Float64Array;
  /** [nOutputs] */
  readonly intercept: Float64Array;
  readonly nIter: number;
  readonly converged: boolean;
}

export const linearClassesState = /* @__PURE__ */ schema.object<LinearClassesState>(
  {
    nFeatures: schema.size('nFeatures'),
    classes: schema.labels('nClasses'),
    coef: schema.float64(['nOutputs', 'nFeatures']),
    intercept: schema.float64('nOutputs'),
    nIter: schema.number({ integer: true, min: 0 }),
    converged: schema.boolean(),
  },
  ({ classes, intercept }) =>
    classes.length >= 2 && intercept.length === countOutputs(classes.length)
      ? undefined
      : `${classes.length} classes do not go with ${intercept.length} rows of coefficients`,
);

/** Linear scores of samples, row-major [rows × nOutputs]. */
export interface LinearScores {
  readonly margins: Float64Array;
  readonly rows: number;
  readonly nOutputs: number;
}

/**
 * The scores x · coef + intercept.
 *
 * @param where - the method that was called, for messages
 * @throws InvalidInputError when X is ragged, not finite, or has another number of columns
 */
export function linearScores(
  { coef, intercept, nFeatures }: LinearClassesState,
  X: MatrixLike,
  where: string,
): LinearScores {
  const { data, rows, check } = readFeatures(X, where, { columns: nFeatures });
  reserveClasses(rows, intercept.length, where);
  const margins = linearMargins(data, rows, coef, intercept, check);
  return { margins, rows, nOutputs: intercept.length };
}

/**
 * The label of each sample.
 *
 * @param decide - positions in `classes` from scores [rows × nOutputs], into `codes`
 * @param where - the method that was called, for messages
 * @throws InvalidInputError as `linearScores`
 */
export function linearLabels<L extends Label>(
  { coef, intercept, nFeatures, classes }: LinearClassesState,
  X: MatrixLike,
  where: string,
  decide: (margins: Float64Array, nOutputs: number, codes: Int32Array) => Int32Array,
): L[] {
  const { data, rows, check } = readFeatures(X, where, { columns: nFeatures });
  const names = classes as L[];
  const labels = new Array<L>(rows);
  let done = 0;
  let codes: Int32Array = new Int32Array(0);
  for (const margins of marginBlocks(data, rows, coef, intercept, check)) {
    const size = margins.length / intercept.length;
    if (intercept.length > 1 || !writeSides(margins, names, labels, done)) {
      if (codes.length !== size) codes = new Int32Array(size); // at the first block, and at the last
      decide(margins, intercept.length, codes);
      writeLabels(codes, names, labels, done);
    }
    done += size;
  }
  return labels;
}

/** Scores as `decisionFunction` gives them: one number a sample for two classes, else one column a class. */
export function decisionsOf({ margins, rows, nOutputs }: LinearScores): number[] | Matrix {
  return nOutputs === 1 ? toArray(margins) : toMatrix(margins, rows, nOutputs);
}

/** The coefficients as `coef` gives them [nOutputs × nFeatures]. */
export function coefOf({ coef, intercept, nFeatures }: LinearClassesState): Matrix {
  return toMatrix(coef.slice(), intercept.length, nFeatures);
}
