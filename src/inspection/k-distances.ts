import type { MatrixLike } from '../contracts.js';
import { parseFeatures } from '../data/dense.js';
import { InvalidParameterError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { KdTree } from '../neighbors/kd-tree.js';
import { createMetricSpace, type MetricName } from '../neighbors/metric-space.js';
import { toArray } from '../numeric/vectors.js';
import { show } from '../words.js';

/** By which metric `kDistances` measures. */
export interface KDistancesOptions {
  /** How far apart two samples are, as for DBSCAN. Default 'euclidean'. */
  metric?: MetricName;
  /** Order of the metric 'minkowski'. Default 2. */
  p?: number;
}

/**
 * The distance of every sample to its k-th neighbour, ascending: where the curve turns upwards is a
 * good `eps` for DBSCAN with `minSamples` k + 1 (which counts the sample itself).
 * Source: Ester, Kriegel, Sander and Xu, KDD (1996), section 4.2. Cost: a tree, and k neighbours a sample.
 *
 * @param X - [nSamples × nFeatures]
 * @param k - neighbours besides the sample itself, from 1 to nSamples - 1
 * @returns [nSamples], in the units of the metric
 * @throws InvalidInputError when X is ragged, empty or not finite, or does not go with the metric
 * @throws InvalidParameterError for another k
 *
 * @example
 * const distances = kDistances(X, 4)
 * const eps = distances[Math.floor(0.95 * distances.length)] // a start: 5 % noise
 */
export function kDistances(X: MatrixLike, k: number, options: KDistancesOptions = {}): number[] {
  const { metric = 'euclidean', p = 2 } = readNamed(options, 'kDistances', ['metric', 'p']);
  const samples = parseFeatures(X, 'kDistances', { minRows: 2 });
  if (!(Number.isSafeInteger(k) && k >= 1 && k < samples.rows)) {
    throw new InvalidParameterError(
      `kDistances: k must be an integer >= 1 and < ${samples.rows}, the number of samples, but got ${show(k)}.`,
    );
  }
  const { points, p: order, restore } = createMetricSpace(samples, metric, p, 'kDistances');
  const tree = KdTree.build(points, order);
  const nearest = new Float64Array(k + 1); // the sample itself among them
  const numbers = new Int32Array(k + 1);
  const distances = new Float64Array(points.rows);
  for (let i = 0; i < points.rows; i++) {
    tree.nearest(points.data, i * points.columns, k + 1, nearest, numbers);
    distances[i] = restore(nearest.reduce((most, distance) => Math.max(most, distance), 0));
  }
  return toArray(distances.sort());
}
