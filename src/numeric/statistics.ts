import type { Dense } from '../data/dense.js';

/** Mean and population variance of each column. */
export interface Moments {
  /** [nFeatures], in the units of the feature. */
  readonly mean: Float64Array;
  /** [nFeatures], divided by the total weight, in squared units of the feature. */
  readonly variance: Float64Array;
  /** Sum of the weights: the number of rows when there are none. */
  readonly totalWeight: number;
}

/**
 * Column means and variances in two passes, each corrected for what rounding left over, so that an
 * offset of 1e7 costs no digits.
 * Source: Chan, Golub and LeVeque, American Statistician 37 (1983), the corrected two-pass algorithm.
 *
 * @param samples - [nSamples × nFeatures]
 * @param weights - [nSamples], or undefined for all 1
 */
export function columnMoments({ data, rows, columns }: Dense, weights?: Float64Array): Moments {
  const mean = new Float64Array(columns);
  const variance = new Float64Array(columns);
  const shift = new Float64Array(columns);
  let totalWeight = 0;
  for (let i = 0, row = 0; i < rows; i++, row += columns) {
    const weight = weights === undefined ? 1 : weights[i];
    totalWeight += weight;
    for (let j = 0; j < columns; j++) mean[j] += weight * data[row + j];
  }
  for (let j = 0; j < columns; j++) mean[j] /= totalWeight;
  for (let i = 0, row = 0; i < rows; i++, row += columns) {
    const weight = weights === undefined ? 1 : weights[i];
    for (let j = 0; j < columns; j++) {
      const difference = data[row + j] - mean[j];
      shift[j] += weight * difference;
      variance[j] += weight * difference * difference;
    }
  }
  for (let j = 0; j < columns; j++) {
    const correction = shift[j] / totalWeight;
    mean[j] += correction;
    variance[j] = Math.max(0, variance[j] / totalWeight - correction * correction);
  }
  return { mean, variance, totalWeight };
}
