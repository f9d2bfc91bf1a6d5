import { squaredDistance } from '../../numeric/distances.js';
import { inStretches } from '../../progress.js';
import { addMovement, createCentreGaps, measureGaps, roundingMargin } from './centre-gaps.js';
import type { ClusteringProblem } from './clustering-problem.js';
import type { Assign } from './plain-assignment.js';

/**
 * Nearest centres with an upper bound a sample and a lower bound for each of its centres: only
 * centres that may be nearer than the own one cost a distance. Bounds are stored relative to how far
 * the centres have moved in all, so that no pass is needed to loosen them. They are strict and wider
 * than the rounding error, so the labels are those of `assignToNearest`, to the last tie.
 *
 * Source: Elkan, ICML (2003). Memory: nClusters + 1 numbers a sample.
 */
export function elkanAssignment({ samples }: ClusteringProblem, nClusters: number): Assign {
  const { data, rows, columns } = samples;
  const margin = roundingMargin(columns);
  const wider = 1 + margin;
  const narrower = 1 - margin;
  const gaps = createCentreGaps(nClusters);
  const { between, halfNearest } = gaps;
  /** How far each centre has moved in all. */
  const moved = new Float64Array(nClusters);
  /** upper + moved[label] is at least the distance to the own centre. */
  const upper = new Float64Array(rows);
  /** lower[i][c] - moved[c] is at most the distance to centre c. */
  const lower = new Float64Array(rows * nClusters);

  function start(from: number, to: number, centers: Float64Array, labels: Int32Array): void {
    for (let i = from, row = from * columns, at = from * nClusters; i < to; i++, row += columns) {
      let nearest = 0;
      let nearestDistance = Infinity;
      for (let c = 0, center = 0; c < nClusters; c++, center += columns) {
        const distance = squaredDistance(data, row, centers, center, columns);
        lower[at++] = Math.sqrt(distance) * narrower;
        if (distance < nearestDistance) {
          nearestDistance = distance;
          nearest = c;
        }
      }
      labels[i] = nearest;
      upper[i] = Math.sqrt(nearestDistance) * wider;
    }
  }

  function update(from: number, to: number, centers: Float64Array, labels: Int32Array): void {
    for (let i = from; i < to; i++) {
      let nearest = labels[i];
      let radius = upper[i] + moved[nearest];
      if (radius < halfNearest[nearest] * narrower) continue;
      const row = i * columns;
      const bounds = i * nClusters;
      let nearestDistance = -1; // not known yet
      for (let c = 0; c < nClusters; c++) {
        if (radius < lower[bounds + c] - moved[c] || c === nearest) continue;
        const gap = 0.5 * narrower * between[nearest * nClusters + c];
        if (radius < gap) continue;
        if (nearestDistance < 0) {
          nearestDistance = squaredDistance(data, row, centers, nearest * columns, columns);
          const root = Math.sqrt(nearestDistance);
          radius = root * wider;
          upper[i] = radius - moved[nearest] * narrower;
          lower[bounds + nearest] = (root + moved[nearest]) * narrower;
          if (radius < lower[bounds + c] - moved[c] || radius < gap) continue;
        }
        const distance = squaredDistance(data, row, centers, c * columns, columns);
        const root = Math.sqrt(distance);
        lower[bounds + c] = (root + moved[c]) * narrower;
        if (distance < nearestDistance || (distance === nearestDistance && c < nearest)) {
          nearestDistance = distance;
          nearest = c;
          radius = root * wider;
          upper[i] = radius - moved[c] * narrower;
        }
      }
      labels[i] = nearest;
    }
  }

  let started = false;
  return function* (centers, movement, labels) {
    const step = started ? update : start;
    if (started) {
      addMovement(movement, wider, moved);
      measureGaps(gaps, centers, columns);
    }
    yield* inStretches(rows, centers.length, (from, to) => step(from, to, centers, labels));
    started = true;
  };
}
