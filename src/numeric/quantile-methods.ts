import { argsort, countBelow } from './ordering.js';
import { between, sortedQuantile } from './statistics.js';

/** Ways to say which value a share of the values lies below, by NumPy's names. */
export const QUANTILE_METHODS = [
  'invertedCdf',
  'averagedInvertedCdf',
  'closestObservation',
  'interpolatedInvertedCdf',
  'hazen',
  'weibull',
  'linear',
  'medianUnbiased',
  'normalUnbiased',
] as const;

/** One of `QUANTILE_METHODS`. */
export type QuantileMethod = (typeof QUANTILE_METHODS)[number];

/** α and β of the methods that draw straight lines between the values: the place of the q-quantile is α + q (n + 1 - α - β). */
const LINES: Readonly<Partial<Record<QuantileMethod, readonly [alpha: number, beta: number]>>> = {
  interpolatedInvertedCdf: [0, 1],
  hazen: [0.5, 0.5],
  weibull: [0, 0],
  medianUnbiased: [1 / 3, 1 / 3],
  normalUnbiased: [3 / 8, 3 / 8],
};

/**
 * The q-quantile of ascending values, by one of nine definitions.
 * Source: Hyndman and Fan, American Statistician 50 (1996), definitions 1 to 9; places are rounded as NumPy's.
 *
 * @param sorted - at least one, none NaN
 * @param q - 0 to 1
 */
export function quantileBy(method: QuantileMethod, sorted: Float64Array, q: number): number {
  if (method === 'linear') return sortedQuantile(sorted, q);
  const n = sorted.length;
  const at = (place: number) => sorted[Math.max(0, Math.min(n - 1, place))];
  const line = LINES[method];
  if (line !== undefined) {
    const [alpha, beta] = line;
    const place = n * q + (alpha + q * (1 - alpha - beta)) - 1; // from 0
    if (place < 0) return sorted[0];
    const below = Math.floor(place);
    return between(at(below), at(below + 1), place - below);
  }
  const place = n * q - 1;
  const below = Math.floor(place);
  const rest = place - below;
  if (method === 'invertedCdf') return at(rest > 0 ? below + 1 : below);
  if (method === 'averagedInvertedCdf') {
    return rest > 0 ? at(below + 1) : between(at(below), at(below + 1), 0.5);
  }
  // The nearest, of two that are equally near the one at the even place, counted from 1.
  const half = n * q - 0.5;
  const next = Math.floor(half) + 1;
  return at((half === next - 1 && next % 2 === 1 ? next - 1 : next) - 1);
}

/**
 * Quantiles of values with weights, by the two definitions that have a meaning for them. A weight of two is a repeated
 * value, to the rounding of `n q`: unlike `weightedQuantiles`, which forgives it, since NumPy does not.
 *
 * @param weights - [n], at least one above 0
 * @param shares - of the weight, 0 to 1 each
 */
export function weightedQuantilesBy(
  method: 'invertedCdf' | 'averagedInvertedCdf',
  values: Float64Array,
  weights: Float64Array,
  shares: readonly number[],
): number[] {
  const order = argsort(values).filter((i) => weights[i] > 0);
  const upTo = cumulate(Float64Array.from(order, (i) => weights[i]));
  const last = order.length - 1;
  return shares.map((q) => {
    const goal = q * upTo[last];
    // The ends by themselves, as a huge weight hides the small ones beside it.
    const at = q <= 0 ? 0 : q >= 1 ? last : Math.min(countBelow(upTo, goal), last);
    const value = values[order[at]];
    const ends = method === 'averagedInvertedCdf' && upTo[at] === goal && at < last;
    return ends ? between(value, values[order[at + 1]], 0.5) : value;
  });
}

function cumulate(weights: Float64Array): Float64Array {
  for (let i = 1; i < weights.length; i++) weights[i] += weights[i - 1];
  return weights;
}
