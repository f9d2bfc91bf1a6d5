import { countBelow, countUpTo } from '../../numeric/ordering.js';
import { between } from '../../numeric/statistics.js';
import { normalCdf, normalQuantile } from '../scalers/normal-quantile.js';

/** What the values of a column are spread over: the numbers from 0 to 1, or a bell around 0. */
export type OutputDistribution = 'uniform' | 'normal';

/**
 * Shares nearer than this to 0 and 1 are taken for them on the way back from the normal distribution, and what would be
 * infinite there ends at the value that has this share on its far side: 5.2 standard deviations.
 */
const NEAREST = 1e-7;

/** A function from the values of a column to their places among its quantiles, spread as `output` says. */
export function toDistribution(
  quantiles: Float64Array,
  output: OutputDistribution,
): (x: number) => number {
  if (output === 'uniform') return (x) => shareOf(quantiles, x);
  const lowest = normalQuantile(NEAREST - Number.EPSILON);
  const highest = normalQuantile(1 - (NEAREST - Number.EPSILON));
  return (x) => Math.min(highest, Math.max(lowest, normalQuantile(shareOf(quantiles, x))));
}

/** The way back from `toDistribution`. */
export function fromDistribution(
  quantiles: Float64Array,
  output: OutputDistribution,
): (x: number) => number {
  const margin = output === 'normal' ? NEAREST : 0;
  const last = quantiles.length - 1;
  return (x) => {
    const share = output === 'normal' ? normalCdf(x) : x;
    if (share <= margin) return quantiles[0];
    if (share >= 1 - margin) return quantiles[last];
    const place = share * last;
    const below = Math.min(Math.floor(place), last);
    return between(quantiles[below], quantiles[Math.min(below + 1, last)], place - below);
  };
}

/**
 * The share of the quantiles that lie below x, on straight lines between them; where several are x, the middle of
 * theirs. 0 at the first and 1 at the last quantile and beyond.
 */
function shareOf(quantiles: Float64Array, x: number): number {
  const last = quantiles.length - 1;
  if (!(x > quantiles[0])) return 0;
  if (x >= quantiles[last]) return 1;
  const below = countBelow(quantiles, x);
  const upTo = countUpTo(quantiles, x);
  if (upTo > below) return (below + upTo - 1) / 2 / last;
  const low = quantiles[below - 1];
  const gap = quantiles[below] - low;
  // Halves first where the distance of two quantiles overflows.
  const rest =
    gap < Infinity ? (x - low) / gap : (x / 2 - low / 2) / (quantiles[below] / 2 - low / 2);
  return (below - 1 + rest) / last;
}
