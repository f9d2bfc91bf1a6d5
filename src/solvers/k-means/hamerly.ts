import { rowsBetween } from '../../data/dense.js';
import { inStretches } from '../../progress.js';
import { addMovement, createCentreGaps, measureGaps, roundingMargin } from './centre-gaps.js';
import type { ClusteringProblem } from './clustering-problem.js';
import { BLOCK_ROWS, type Call, createLists, measureDoubtful } from './doubtful-samples.js';
import { findNearestThree } from './nearest-three.js';
import { createNearestThree } from './nearest-three-plain.js';
import { packCenters } from './packed-centers.js';
import type { Assign } from './plain-assignment.js';

/** When bounds spared less than a fifth of the distances, the next call measures all of them: so there is less to ask. */
const WORTHWHILE = 0.8;

/**
 * Nearest centres with bounds of the distances to the own one, to the one that was the second nearest, and of those to all others
 * together: a sample whose own centre is surely nearer than every other one costs no distance. Of the rest most need but
 * that to the own one, and some that to the second; the others look at centres in a ball around their own, or at all of them.
 * A bound for the second alone halves how often that happens: one for all others falls by the fastest of these.
 *
 * Bounds are strict and wider than the rounding error, so the labels are those of `assignToNearest`, to the last tie.
 *
 * Source: Hamerly, SIAM Data Mining (2010); the second's own bound is that of Drake and Hamerly, NIPS Workshop on Optimization for
 * Machine Learning (2012); the ball is Exponion's of Newling and Fleuret, ICML (2016).
 * Memory: four numbers a sample, two for each two clusters.
 */
export function hamerlyAssignment({ samples }: ClusteringProblem, nClusters: number): Assign {
  const { rows, columns } = samples;
  const gaps = createCentreGaps(nClusters);
  const bounds = {
    ...createNearestThree(rows),
    moved: new Float64Array(nClusters),
    restMoved: new Float64Array(nClusters * nClusters),
    margin: roundingMargin(columns),
  };
  const lists = createLists(nClusters);
  let measured = Infinity; // distances at the last call
  return function* (centers, movement, labels) {
    const measuresAll = measured > WORTHWHILE * rows * nClusters;
    measured = 0; // after all were measured, bounds get their chance at the next call
    if (measuresAll) {
      bounds.moved.fill(0);
      bounds.restMoved.fill(0);
    } else {
      addMovement(movement, 1 + bounds.margin, bounds.moved, bounds.restMoved);
      measureGaps(gaps, centers, columns);
    }
    const packed = packCenters(centers, columns);
    const call: Call = { samples, centers: packed, gaps, bounds, labels, lists };
    yield* inStretches(rows, centers.length, (from, to) => {
      if (measuresAll) {
        measureAll(call, from, to);
        return;
      }
      for (let at = from; at < to; at += BLOCK_ROWS) {
        measured += measureDoubtful(call, at, Math.min(to, at + BLOCK_ROWS));
      }
    });
  };
}

function measureAll({ samples, centers, bounds, labels }: Call, from: number, to: number): void {
  const { others, nearest, second, third, margin } = bounds;
  const meeting = { samples: rowsBetween(samples, from, to), centers };
  findNearestThree(meeting, {
    labels: labels.subarray(from, to),
    others: others.subarray(from, to),
    nearest: nearest.subarray(from, to),
    second: second.subarray(from, to),
    third: third.subarray(from, to),
  });
  for (let i = from; i < to; i++) {
    nearest[i] = Math.sqrt(nearest[i]) * (1 + margin);
    second[i] = Math.sqrt(second[i]) * (1 - margin);
    third[i] = Math.sqrt(third[i]) * (1 - margin);
  }
}
