import { argsort } from './ordering.js';

/**
 * Spearman's rank correlation; equal values share the middle of their ranks, and a weight of two is a repeated sample.
 *
 * @param weights - [n], or undefined for all 1
 * @returns from -1 to 1; NaN where one of the two is constant
 */
export function spearman(x: Float64Array, y: Float64Array, weights?: Float64Array): number {
  const ranksX = middleRanks(x, weights);
  const ranksY = middleRanks(y, weights);
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < x.length; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    xy += weight * ranksX[i] * ranksY[i];
    xx += weight * ranksX[i] * ranksX[i];
    yy += weight * ranksY[i] * ranksY[i];
  }
  return xx === 0 || yy === 0 ? Number.NaN : xy / (Math.sqrt(xx) * Math.sqrt(yy));
}

/** Ranks about their weighted mean, as shares of the total weight: -1/2 is below all, 1/2 above all. */
function middleRanks(values: Float64Array, weights?: Float64Array): Float64Array {
  const order = argsort(values);
  const weightAt = (at: number) => (weights === undefined ? 1 : weights[order[at]]);
  let total = 0;
  for (let at = 0; at < order.length; at++) total += weightAt(at);
  const ranks = new Float64Array(values.length);
  let below = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    let tied = 0;
    for (; end < order.length && values[order[end]] === values[order[start]]; end++) {
      tied += weightAt(end);
    }
    const middle = (below + tied / 2) / total - 0.5;
    for (let at = start; at < end; at++) ranks[order[at]] = middle;
    below += tied;
    start = end;
  }
  return ranks;
}
