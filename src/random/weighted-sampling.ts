import { log } from '../numeric/exp-log.js';
import { argsort } from '../numeric/ordering.js';
import type { Rng } from './rng.js';

/*
 * Drawing in proportion to weights: with replacement from running sums, without replacement by
 * exponential waiting times. What has no weight is never drawn.
 */

/** Running sums of weights [n], to draw from with `drawIndex`. */
export function cumulate(weights: Float64Array): Float64Array {
  const cumulative = new Float64Array(weights.length);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i];
    cumulative[i] = sum;
  }
  return cumulative;
}

/**
 * The index that a share of the total weight falls to.
 *
 * @param cumulative - running sums of weights, of which one is above 0
 * @param share - drawn uniformly, from 0 to below 1
 */
export function drawIndex(cumulative: Float64Array, share: number): number {
  const goal = share * cumulative[cumulative.length - 1];
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle] > goal) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Different indices, each the next with probability proportional to its weight among those left: the
 * smallest of exponential waiting times whose rates are the weights. Fewer where fewer have weight.
 * Source: Efraimidis and Spirakis, Information Processing Letters 97 (2006).
 *
 * @param weights - at least 0 [n]
 * @param size - how many
 */
export function chooseByWeight(weights: Float64Array, size: number, rng: Rng): Int32Array {
  const waits = new Float64Array(weights.length);
  let weighted = 0;
  for (let i = 0; i < waits.length; i++) {
    waits[i] = weights[i] > 0 ? -log(1 - rng.next()) / weights[i] : Infinity;
    if (weights[i] > 0) weighted++;
  }
  return argsort(waits).slice(0, Math.min(size, weighted));
}
