import { InvalidParameterError } from '../../errors.js';
import { countUpTo } from '../../numeric/ordering.js';
import { count } from '../../words.js';
import { likeliestDimension } from './pca-dimension.js';

/** A number of components, a share of the variance, `'mle'` for as many as are likeliest, or null for all. */
export type ComponentCount = number | 'mle' | null;

/** @throws InvalidParameterError when there cannot be as many components, or none is likeliest */
export function checkCount(
  asked: ComponentCount,
  nSamples: number,
  nFeatures: number,
  where: string,
): void {
  const sizes = `${count(nSamples, 'row')} and ${count(nFeatures, 'column')}`;
  if (asked === 'mle' && nSamples < nFeatures) {
    throw new InvalidParameterError(
      `${where}: nComponents "mle" needs as many rows as columns, but X has ${sizes}. Pass a number or a share.`,
    );
  }
  if (typeof asked === 'number' && asked > Math.min(nSamples, nFeatures)) {
    throw new InvalidParameterError(
      `${where}: nComponents is ${asked}, but X has ${sizes}. Pass at most ${Math.min(nSamples, nFeatures)}.`,
    );
  }
}

/**
 * How many components are kept.
 *
 * @param ratio - share of each in the variance [nAxes], falling
 * @param squares - what the shares are of [nAxes]
 */
export function chooseCount(
  asked: ComponentCount,
  ratio: Float64Array,
  squares: Float64Array,
  nSamples: number,
): number {
  if (asked === null) return ratio.length;
  if (asked === 'mle') return likeliestDimension(squares, nSamples);
  if (asked >= 1) return asked;
  let sum = 0;
  const sums = ratio.map((share) => {
    sum += share;
    return sum;
  });
  return Math.min(countUpTo(sums, asked) + 1, ratio.length);
}
