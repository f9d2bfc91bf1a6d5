import { drain, type Steps } from '../progress.js';
import { argsortInSteps } from './ordering.js';

/**
 * Weights that differ by less than this share of their total are taken for equal: sums round, and the
 * rounding must not decide whether half of the weight is reached.
 */
export const WEIGHT_TIE = 1e-10;

/**
 * The value up to which a share q of the weight lies; where it ends exactly there, the middle between it and the next.
 * So a weight of two is a repeated value, and the unit of the weights does not matter.
 * Source: Hyndman and Fan, American Statistician 50 (1996), definition 2, for weights.
 *
 * @param values - [n], at least one with a weight above 0
 * @param weights - [n], or undefined for all 1
 * @param q - 0 to 1; these two give the smallest and the largest value that weighs something
 */
export function weightedQuantile(
  values: Float64Array,
  weights: Float64Array | undefined,
  q: number,
): number {
  return weightedQuantiles(values, weights, [q])[0];
}

/** As `weightedQuantile`, for several shares with one sort. */
export function weightedQuantiles(
  values: Float64Array,
  weights: Float64Array | undefined,
  shares: readonly number[],
): number[] {
  return drain(weightedQuantilesInSteps(values, weights, shares));
}

/** As `weightedQuantiles`, in steps: those of the sort, and what follows it. */
export function* weightedQuantilesInSteps(
  values: Float64Array,
  weights: Float64Array | undefined,
  shares: readonly number[],
): Steps<number[]> {
  const sorted = yield* argsortInSteps(values);
  const order = sorted.filter((i) => weights === undefined || weights[i] > 0);
  const upTo = cumulate(order, weights);
  const last = order.length - 1;
  const tie = WEIGHT_TIE * upTo[last];
  return shares.map((q) => {
    if (q <= 0) return values[order[0]];
    if (q >= 1) return values[order[last]];
    const goal = q * upTo[last];
    let at = 0;
    while (at < last && upTo[at] < goal - tie) at++;
    const lower = values[order[at]];
    while (at < last && upTo[at] <= goal + tie) at++;
    return middle(lower, values[order[at]]);
  });
}

/** Weight of the values up to each, in units of the largest weight: so no sum overflows, and none loses digits. */
function cumulate(order: Int32Array, weights: Float64Array | undefined): Float64Array {
  const upTo = new Float64Array(order.length);
  const unit = weights === undefined ? 1 : order.reduce((most, i) => Math.max(most, weights[i]), 0);
  for (let at = 0, sum = 0; at < order.length; at++) {
    sum += weights === undefined ? 1 : weights[order[at]] / unit;
    upTo[at] = sum;
  }
  return upTo;
}

/** Half-way; halves first, since the sum of two huge values overflows. */
function middle(low: number, high: number): number {
  return low === high ? low : low / 2 + high / 2;
}
