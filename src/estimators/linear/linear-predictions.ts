import type { MatrixLike } from '../../contracts.js';
import { readFeatures } from '../../data/dense.js';
import { affine } from '../../numeric/vectors.js';
import { finitePredictions } from '../scoring.js';

/**
 * What a linear regressor predicts: x · coef + intercept. Neither the values nor the predictions are passed over to see that
 * they are finite: sums of values show it while they are made.
 *
 * @param where - the method that was called, for messages
 * @returns [nSamples], in the units of y
 * @throws InvalidInputError when X is ragged, not finite, or has another number of columns, or a prediction is beyond the range
 *   of numbers
 */
export function linearPredictions(
  { coef, intercept }: { readonly coef: Float64Array; readonly intercept: number },
  X: MatrixLike,
  where: string,
): number[] {
  const { data, rows, check } = readFeatures(X, where, { columns: coef.length });
  return affine(data, rows, coef, intercept, check, (values) => finitePredictions(values, where));
}
