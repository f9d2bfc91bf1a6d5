import type { Dense } from '../../data/dense.js';
import { sortedQuantile } from '../../numeric/statistics.js';
import type { Steps } from '../../progress.js';
import { checkSpread, sortedKnown } from '../columns/number-columns.js';

/** How values far from the rest of their column are told. */
export type BoundsMethod = 'iqr' | 'zScore' | 'modifiedZScore';

/** Values of a column below `low` or above `high` are outliers. */
export interface Bounds {
  /** [nFeatures] */
  readonly low: Float64Array;
  /** [nFeatures] */
  readonly high: Float64Array;
}

/** The usual threshold of each method. */
export const USUAL_THRESHOLD: Readonly<Record<BoundsMethod, number>> = {
  iqr: 1.5,
  zScore: 3,
  modifiedZScore: 3.5,
};

/** The 0.75-quantile of a standard normal variable: its median absolute deviation. */
const NORMAL_MAD = 0.6744897501960817;
/** Mean absolute deviation of a standard normal variable, √(2/π), stands in where the median one is 0. */
const NORMAL_MEAN_DEVIATION = 0.7978845608028654;

/**
 * Bounds of each column, a step each; missing values do not count. A column without spread has none.
 *
 * - `iqr`: quartiles ∓ threshold · their distance (Tukey, Exploratory Data Analysis, 1977);
 * - `zScore`: mean ∓ threshold · standard deviation;
 * - `modifiedZScore`: median ∓ threshold · median absolute deviation / 0.6745 (Iglewicz and Hoaglin, 1993).
 *
 * @param names - of the columns, where they have some
 * @param where - the method that was called, for messages
 * @throws InvalidInputError when values are so large that their spread is no finite number
 */
export function* findBounds(
  samples: Dense,
  method: BoundsMethod,
  threshold: number,
  names: readonly string[] | null,
  where: string,
): Steps<Bounds> {
  const { columns } = samples;
  const low = new Float64Array(columns).fill(-Infinity);
  const high = new Float64Array(columns).fill(Infinity);
  for (let j = 0; j < columns; j++) {
    const known = sortedKnown(samples, j);
    if (known.length === 0) continue;
    const [from, to] = boundsOf(known, method, threshold);
    checkSpread([from, to], j, names, where);
    if (from < to) [low[j], high[j]] = [from, to];
    yield;
  }
  return { low, high };
}

function boundsOf(sorted: Float64Array, method: BoundsMethod, threshold: number): [number, number] {
  if (method === 'iqr') {
    const [q1, q3] = [sortedQuantile(sorted, 0.25), sortedQuantile(sorted, 0.75)];
    return [q1 - threshold * (q3 - q1), q3 + threshold * (q3 - q1)];
  }
  if (method === 'zScore') {
    const mean = meanOf(sorted);
    const spread = threshold * Math.sqrt(meanOf(sorted.map((value) => (value - mean) ** 2)));
    return [mean - spread, mean + spread];
  }
  const median = sortedQuantile(sorted, 0.5);
  const deviations = sorted.map((value) => Math.abs(value - median)).sort();
  const typical = sortedQuantile(deviations, 0.5);
  const unit = typical > 0 ? typical / NORMAL_MAD : meanOf(deviations) / NORMAL_MEAN_DEVIATION;
  return [median - threshold * unit, median + threshold * unit];
}

function meanOf(values: Float64Array): number {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += (values[i] - mean) / (i + 1);
  return mean;
}
