import type { Dense } from '../data/dense.js';
import { InvalidInputError } from '../errors.js';
import { Stretch, type Training } from '../progress.js';
import { type DistanceOptions, distanceSums } from './pair-distances.js';

/*
 * Silhouettes of samples that are checked already: who scores by them, as DBSCAN does, needs neither the options of
 * `silhouetteScore` nor the generator that draws its samples.
 */

/**
 * Samples of each cluster [nClusters].
 *
 * @throws InvalidInputError for fewer than 2 clusters, or as many as samples
 */
export function clusterSizes(codes: Int32Array, where: string): Int32Array {
  let k = 0;
  for (let i = 0; i < codes.length; i++) k = Math.max(k, codes[i] + 1);
  if (k < 2 || k >= codes.length) {
    throw new InvalidInputError(
      `${where}: there are ${k} clusters among ${codes.length} samples. Pass at least 2 clusters, and fewer than samples.`,
    );
  }
  const sizes = new Int32Array(k);
  for (let i = 0; i < codes.length; i++) sizes[codes[i]]++;
  return sizes;
}

/** Silhouette of each sample, -1 to 1. Rows are brought together cluster by cluster first, so that each cluster is one plain loop. */
export function* silhouettes(
  samples: Dense,
  codes: Int32Array,
  measure: Required<DistanceOptions>,
  where: string,
): Training<Float64Array> {
  const sizes = clusterSizes(codes, where);
  const k = sizes.length;
  const starts = new Int32Array(k + 1);
  for (let c = 0; c < k; c++) starts[c + 1] = starts[c] + sizes[c];
  const order = new Int32Array(codes.length);
  const next = starts.slice(0, k);
  for (let i = 0; i < codes.length; i++) order[next[codes[i]]++] = i;
  const sumOfDistances = distanceSums(samples, order, measure, where);

  const scores = new Float64Array(codes.length);
  const total = codes.length;
  const stretch = new Stretch();
  const work = measure.metric === 'precomputed' ? total : total * samples.columns;
  for (let own = 0; own < k; own++) {
    if (sizes[own] === 1) continue; // alone: 0
    for (let at = starts[own]; at < starts[own + 1]; at++) {
      let within = 0;
      let nearest = Infinity;
      for (let c = 0; c < k; c++) {
        const sum = sumOfDistances(at, starts[c], starts[c + 1]);
        if (c === own) within = sum / (sizes[c] - 1);
        else nearest = Math.min(nearest, sum / sizes[c]);
      }
      const larger = Math.max(within, nearest);
      scores[order[at]] = larger === 0 ? 0 : (nearest - within) / larger;
      if (stretch.spend(work)) yield { done: at, total, unit: 'sample' };
    }
  }
  yield { done: total, total, unit: 'sample' };
  return scores;
}

export function meanSilhouette(scores: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += scores[i];
  return sum / scores.length;
}
