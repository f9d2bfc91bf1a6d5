/*
 * What a copy says of samples as shares of the classes, and the sums of what several say.
 */

import type { Label } from '../../contracts.js';
import type { Dense } from '../../data/dense.js';
import type { AnyEstimator } from '../../estimator.js';
import { answers } from '../../estimator-kind.js';
import { classColumns } from '../../estimators/class-columns.js';
import { codesFrom, probabilitiesFrom } from '../answers.js';
import type { BagInput } from './bag-input.js';

/** Probabilities of a copy, or 1 for the label it predicts where it has none [rows × nClasses]. */
export function sharesFrom(
  estimator: AnyEstimator,
  X: BagInput,
  classes: readonly Label[],
  where: string,
): Dense {
  if (answers(estimator, 'predictProba')) return probabilitiesFrom(estimator, X, classes, where);
  const codes = codesFrom(estimator, X, classes, where);
  const data = classColumns(codes.length, classes.length, where);
  for (const [i, code] of codes.entries()) data[i * classes.length + code] = 1;
  return { data, rows: codes.length, columns: classes.length };
}

/**
 * Add the rows of a block to rows of the sums, in place.
 *
 * @param sums - in and out [nSamples × columns of the block]
 * @param rows - the row of the sums that each row of the block is about
 */
export function addRows(sums: Float64Array, { data, columns }: Dense, rows: Int32Array): void {
  for (const [at, i] of rows.entries()) {
    for (let k = 0; k < columns; k++) sums[i * columns + k] += data[at * columns + k];
  }
}

/** Sums [rows × nClasses] as shares that sum to 1, in place; NaN where nothing was summed. */
export function sharesOfSums(sums: Float64Array, nClasses: number): void {
  for (let row = 0; row < sums.length; row += nClasses) {
    let total = 0;
    for (let k = 0; k < nClasses; k++) total += sums[row + k];
    for (let k = 0; k < nClasses; k++) sums[row + k] /= total; // 0 / 0: NaN
  }
}
