import type { Dense } from '../../data/dense.js';
import { InvalidInputError } from '../../errors.js';
import { columnMomentsInSteps } from '../../numeric/statistics.js';
import { dot } from '../../numeric/vectors.js';
import { inStretches, type Steps } from '../../progress.js';
import type { KernelSpec } from './svm-kernels.js';

/**
 * The samples as a linear kernel sees them best: about a centre. An offset of the features changes no decision but
 * through the intercept, since the multipliers sum to 0; far from the origin it would be all that products hold.
 * Columns whose offset is less than their spread stay as they are, and so do all samples where all columns do,
 * or under another kernel. In steps of some rows.
 *
 * @param weights - how much each sample counts [nSamples]
 * @returns `centre` [nFeatures], or undefined where the samples are those given
 */
export function* centreForKernel(
  samples: Dense,
  weights: Float64Array,
  { type }: KernelSpec,
): Steps<{ samples: Dense; centre: Float64Array | undefined }> {
  if (type !== 'linear') return { samples, centre: undefined };
  const { mean, variance } = yield* columnMomentsInSteps(samples, weights);
  const centre = mean.map((value, j) => (value * value > variance[j] ? value : 0));
  // Values too large to square are refused later, by the row.
  if (!centre.some((value) => value !== 0) || !centre.every(Number.isFinite)) {
    return { samples, centre: undefined };
  }
  const { data, rows, columns } = samples;
  const centred = new Float64Array(data.length);
  yield* inStretches(rows, columns, (from, to) => {
    for (let at = from * columns; at < to * columns; at++) {
      centred[at] = data[at] - centre[at % columns];
    }
  });
  return { samples: { data: centred, rows, columns }, centre };
}

/**
 * The intercept of a linear function of x that is `intercept` for x about the centre.
 *
 * @param coef - [nFeatures], computed as predictions compute it, so that its rounding far from the origin cancels
 * @throws InvalidInputError when it overflows
 */
export function shiftIntercept(
  intercept: number,
  centre: Float64Array,
  coef: Float64Array,
  where: string,
): number {
  const shifted = intercept - dot(centre, coef);
  if (Number.isFinite(shifted)) return shifted;
  throw new InvalidInputError(
    `${where}: the coefficients overflowed. Scale the features with StandardScaler first.`,
  );
}
