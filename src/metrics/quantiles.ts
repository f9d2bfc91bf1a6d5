import { argsort } from '../numeric/ordering.js';
import { between } from '../numeric/statistics.js';

/**
 * A repeated row and a weight of two give the same quantile: each unit of weight is one place in
 * the sorted list, and the quantile lies between the two places around q · (total - 1).
 */
export function weightedQuantile(
  values: Float64Array,
  order: Int32Array,
  share: (i: number) => number,
  total: number,
  q: number,
): number {
  const place = q * Math.max(0, total - 1);
  let before = 0; // places taken by smaller values
  for (let at = 0; at < order.length; at++) {
    const value = values[order[at]];
    const last = before + share(order[at]) - 1; // the value's own last place
    if (place <= last || at === order.length - 1) return value;
    if (place < last + 1) {
      const next = values[order[at + 1]];
      return between(value, next, place - Math.max(last, before - 1));
    }
    before += share(order[at]);
  }
  return Number.NaN;
}

/**
 * The value up to which a share q of the weight lies; where it ends exactly there, the middle between it and the next.
 * Source: Hyndman and Fan, American Statistician 50 (1996), definition 2, with scikit-learn's tolerance.
 */
export function averagedPercentile(
  values: Float64Array,
  weights: Float64Array | undefined,
  q: number,
): number {
  const order = argsort(values).filter((i) => weights === undefined || weights[i] > 0);
  const upTo = new Float64Array(order.length); // weight of the values up to each
  for (let at = 0, sum = 0; at < order.length; at++) {
    sum += weights === undefined ? 1 : weights[order[at]];
    upTo[at] = sum;
  }
  const last = order.length - 1;
  const target = q * upTo[last];
  let at = 0;
  while (at < last && upTo[at] < target) at++;
  const value = values[order[at]];
  const endsHere = upTo[at] - target <= Number.EPSILON;
  return endsHere && at < last ? (value + values[order[at + 1]]) / 2 : value;
}
