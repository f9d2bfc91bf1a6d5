import type { Dense } from '../../data/dense.js';
import { InvalidInputError } from '../../errors.js';
import { columnMomentsInSteps, type Moments } from '../../numeric/statistics.js';
import { drain, type Steps } from '../../progress.js';
import { show } from '../../words.js';

/** What centres and scales columns. */
export interface ColumnScales extends Moments {
  /** What each column is divided by [nFeatures]: its standard deviation, 1 for a constant column. */
  readonly scale: Float64Array;
}

/**
 * Mean, population variance and scale of each column.
 *
 * @param samples - [nSamples × nFeatures]
 * @param weights - [nSamples], or undefined for all 1
 * @param where - the method that was called, for messages
 * @param names - names of the columns [nFeatures]
 * @throws InvalidInputError when values are so large (about 1e154) that their variance is no finite number
 */
export function columnScales(
  samples: Dense,
  weights: Float64Array | undefined,
  where: string,
  names?: readonly string[],
): ColumnScales {
  return drain(columnScalesInSteps(samples, weights, where, names));
}

/** As `columnScales`, in steps of some rows. */
export function* columnScalesInSteps(
  samples: Dense,
  weights: Float64Array | undefined,
  where: string,
  names?: readonly string[],
): Steps<ColumnScales> {
  const moments = yield* columnMomentsInSteps(samples, weights);
  return { ...moments, scale: scalesOf(moments, samples.rows, where, names) };
}

/**
 * What each column is divided by [nFeatures]: its standard deviation, 1 for a constant column.
 *
 * @throws InvalidInputError when the variance is no finite number
 */
export function scalesOf(
  { mean, variance }: Pick<Moments, 'mean' | 'variance'>,
  rows: number,
  where: string,
  names?: readonly string[],
): Float64Array {
  const scale = new Float64Array(mean.length);
  for (let j = 0; j < scale.length; j++) {
    if (!Number.isFinite(variance[j])) {
      throw new InvalidInputError(
        `${where}: the values of column ${show(names?.[j] ?? j)} are so large that their variance overflows. Divide them, or take their logarithm.`,
      );
    }
    scale[j] = isConstant(mean[j], variance[j], rows) ? 1 : Math.sqrt(variance[j]);
  }
  return scale;
}

/** Whether only rounding noise spreads a column (scikit-learn: _is_constant_feature). */
export function isConstant(mean: number, variance: number, rows: number): boolean {
  const noise = rows * Number.EPSILON;
  return variance < Infinity && variance <= noise * variance + (noise * mean) ** 2;
}
