import type { Rng } from '../../random/rng.js';
import { shuffle } from '../../random/sampling.js';

/**
 * Share `draws` out over the classes by their sizes: each gets the whole part of its share, and the
 * largest remainders get one more; equal remainders are drawn by lot.
 * Source: scikit-learn's _approximate_mode.
 */
export function apportion(counts: readonly number[], draws: number, rng: Rng): number[] {
  let total = 0;
  for (const size of counts) total += size;
  const shares = counts.map((size) => (size / total) * draws);
  const given = shares.map(Math.floor);
  let left = draws;
  for (const whole of given) left -= whole;
  const byRemainder = shuffle(
    counts.map((_, k) => k),
    rng,
  ).sort((a, b) => shares[b] - given[b] - (shares[a] - given[a]));
  for (let r = 0; r < left; r++) given[byRemainder[r]]++;
  return given;
}
