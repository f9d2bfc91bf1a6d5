import { squaredDistance } from '../numeric/distances.js';
import { addMovement, createCentreGaps, measureGaps, roundingMargin } from './centre-gaps.js';
import type { Assign, ClusteringProblem } from './lloyd.js';

/**
 * Nearest centres with one upper and one lower bound a sample: a sample whose own centre is surely
 * nearer than every other one costs no distance. The rest look only at centres in a ball around
 * their own: with u the distance to the own centre a, the two nearest lie within 2u + d(a, next) of a.
 *
 * Bounds are stored relative to how far the centres have moved in all, so that a skipped sample is
 * not written to. They are strict and wider than the rounding error, so the labels are those of
 * `assignToNearest`, to the last tie.
 *
 * Source: Hamerly, SIAM Data Mining (2010); the ball is Exponion's of Newling and Fleuret, ICML (2016).
 * Memory: two numbers a sample.
 */
export function hamerlyAssignment({ samples }: ClusteringProblem, nClusters: number): Assign {
  const { data, rows, columns } = samples;
  const margin = roundingMargin(columns);
  const wider = 1 + margin;
  const narrower = 1 - margin;
  const gaps = createCentreGaps(nClusters);
  const { between, halfNearest } = gaps;
  /** How far each centre has moved in all, and how far the fastest other one has at each step. */
  const moved = new Float64Array(nClusters);
  const othersMoved = new Float64Array(nClusters);
  /** upper + moved[label] is at least the distance to the own centre. */
  const upper = new Float64Array(rows);
  /** lower - othersMoved[label] is at most the distance to any other centre. */
  const lower = new Float64Array(rows);

  function start(centers: Float64Array, labels: Int32Array): void {
    for (let i = 0, row = 0; i < rows; i++, row += columns) {
      let nearest = 0;
      let nearestDistance = Infinity;
      let secondDistance = Infinity;
      for (let c = 0, center = 0; c < nClusters; c++, center += columns) {
        const distance = squaredDistance(data, row, centers, center, columns);
        if (distance < nearestDistance) {
          secondDistance = nearestDistance;
          nearestDistance = distance;
          nearest = c;
        } else if (distance < secondDistance) {
          secondDistance = distance;
        }
      }
      labels[i] = nearest;
      upper[i] = Math.sqrt(nearestDistance) * wider;
      lower[i] = Math.sqrt(secondDistance) * narrower;
    }
  }

  function update(centers: Float64Array, labels: Int32Array): void {
    for (let i = 0; i < rows; i++) {
      const own = labels[i];
      const bound = Math.max(lower[i] - othersMoved[own], halfNearest[own] * narrower);
      if (upper[i] + moved[own] < bound) continue;
      const row = i * columns;
      const ownDistance = squaredDistance(data, row, centers, own * columns, columns);
      const radius = Math.sqrt(ownDistance) * wider;
      if (radius < bound) {
        upper[i] = radius - moved[own] * narrower;
        continue;
      }
      const reach = 2 * (radius + halfNearest[own]) * wider;
      const gapsOfOwn = own * nClusters;
      let nearest = own;
      let nearestDistance = ownDistance;
      let secondDistance = Infinity;
      for (let c = 0; c < nClusters; c++) {
        if (between[gapsOfOwn + c] > reach || c === own) continue;
        const distance = squaredDistance(data, row, centers, c * columns, columns);
        if (distance < nearestDistance || (distance === nearestDistance && c < nearest)) {
          secondDistance = nearestDistance;
          nearestDistance = distance;
          nearest = c;
        } else if (distance < secondDistance) {
          secondDistance = distance;
        }
      }
      labels[i] = nearest;
      upper[i] = Math.sqrt(nearestDistance) * wider - moved[nearest] * narrower;
      lower[i] = (Math.sqrt(secondDistance) + othersMoved[nearest]) * narrower;
    }
  }

  let started = false;
  return (centers, movement, labels) => {
    if (!started) {
      start(centers, labels);
      started = true;
      return;
    }
    addMovement(movement, wider, moved, othersMoved);
    measureGaps(gaps, centers, columns);
    update(centers, labels);
  };
}
