import { type Dense, rowsBetween } from '../../data/dense.js';
import { squaredDistance } from '../../numeric/distances.js';
import { inStretches, type Steps } from '../../progress.js';
import type { ClusteringProblem } from './clustering-problem.js';

/**
 * Gives every sample the label of its nearest centre, the lowest index on a tie. It may remember
 * what spares it distances at the next call, but every call must give the labels that
 * `assignToNearest` gives. In steps of some rows.
 *
 * @param centers - row-major [nClusters × nFeatures]
 * @param movement - how far each centre moved since the last call [nClusters]; unused at the first
 * @param labels - [nSamples]: on return, the nearest centres; between calls left as they were
 */
export type Assign = (
  centers: Float64Array,
  movement: Float64Array,
  labels: Int32Array,
) => Steps<void>;

/** Plain Lloyd: all distances at every call. */
export function plainAssignment({ samples }: ClusteringProblem): Assign {
  const { rows } = samples;
  return (centers, _movement, labels) =>
    inStretches(rows, centers.length, (from, to) =>
      assignToNearest(rowsBetween(samples, from, to), centers, labels.subarray(from, to)),
    );
}

/**
 * Assign every sample to its nearest centre.
 * Writes into buffers the caller owns, so a loop around it allocates nothing.
 *
 * @param samples - [nSamples × nFeatures]
 * @param centers - row-major [nClusters × nFeatures]
 * @param labels - out [nSamples]: nearest centre, the lowest index on a tie
 */
export function assignToNearest(
  { data, rows, columns }: Dense,
  centers: Float64Array,
  labels: Int32Array,
): void {
  for (let i = 0, row = 0; i < rows; i++, row += columns) {
    let nearest = 0;
    let nearestDistance = Infinity;
    for (let c = 0, center = 0; center < centers.length; c++, center += columns) {
      const distance = squaredDistance(data, row, centers, center, columns);
      if (distance < nearestDistance) {
        nearestDistance = distance;
        nearest = c;
      }
    }
    labels[i] = nearest;
  }
}
