import { type Dense, rowsBetween } from '../../data/dense.js';
import { squaredDistance } from '../../numeric/distances.js';
import { inStretches } from '../../progress.js';
import {
  addMovement,
  type CentreGaps,
  createCentreGaps,
  measureGaps,
  roundingMargin,
} from './centre-gaps.js';
import type { ClusteringProblem } from './clustering-problem.js';
import { findNearestTwo } from './nearest-two.js';
import { type PackedCenters, packCenters } from './packed-centers.js';
import type { Assign } from './plain-assignment.js';

/**
 * When bounds spared less than two thirds of the distances, the next call measures all of them: four
 * at a time, they are cheaper than those that are picked out.
 */
const WORTHWHILE = 1 / 3;

/** What a distance that is picked out costs, in distances of a tile. */
const PICKED_COST = 3;

/** What is known of each sample between calls, relative to how far the centres have moved in all. */
interface Bounds {
  /** upper + moved[label] is at least the distance to the own centre [nSamples]. */
  readonly upper: Float64Array;
  /** lower - othersMoved[label] is at most the distance to any other centre [nSamples]. */
  readonly lower: Float64Array;
  /** How far each centre has moved in all [nClusters]. */
  readonly moved: Float64Array;
  /** How far the fastest other centre has moved at each step, in all [nClusters]. */
  readonly othersMoved: Float64Array;
  /** Bounds are wider than computed by this share, so that rounding cannot make them lie. */
  readonly margin: number;
}

/**
 * Nearest centres with one upper and one lower bound a sample: a sample whose own centre is surely
 * nearer than every other one costs no distance. The rest look only at centres in a ball around
 * their own: with u the distance to the own centre a, the two nearest lie within 2u + d(a, next) of a.
 *
 * A skipped sample is not even written to. Bounds are strict and wider than the rounding error, so the
 * labels are those of `assignToNearest`, to the last tie.
 *
 * Source: Hamerly, SIAM Data Mining (2010); the ball is Exponion's of Newling and Fleuret, ICML (2016).
 * Memory: two numbers a sample.
 */
export function hamerlyAssignment({ samples }: ClusteringProblem, nClusters: number): Assign {
  const { rows, columns } = samples;
  const gaps = createCentreGaps(nClusters);
  const bounds: Bounds = {
    upper: new Float64Array(rows),
    lower: new Float64Array(rows),
    moved: new Float64Array(nClusters),
    othersMoved: new Float64Array(nClusters),
    margin: roundingMargin(columns),
  };
  let measured = Infinity; // distances at the last call
  return function* (centers, movement, labels) {
    const measuresAll = measured > WORTHWHILE * rows * nClusters;
    measured = 0; // after all were measured, bounds get their chance at the next call
    if (measuresAll) {
      bounds.moved.fill(0);
      bounds.othersMoved.fill(0);
    } else {
      addMovement(movement, 1 + bounds.margin, bounds.moved, bounds.othersMoved);
      measureGaps(gaps, centers, columns);
    }
    const packed = packCenters(centers, columns);
    yield* inStretches(rows, centers.length, (from, to) => {
      if (measuresAll) measureAll(samples, from, to, packed, bounds, labels);
      else measured += measureDoubtful(samples, from, to, packed, gaps, bounds, labels);
    });
  };
}

function measureAll(
  samples: Dense,
  from: number,
  to: number,
  centers: PackedCenters,
  { upper, lower, margin }: Bounds,
  labels: Int32Array,
): void {
  const meeting = { samples: rowsBetween(samples, from, to), centers };
  findNearestTwo(meeting, {
    labels: labels.subarray(from, to),
    nearest: upper.subarray(from, to),
    second: lower.subarray(from, to),
  });
  for (let i = from; i < to; i++) {
    upper[i] = Math.sqrt(upper[i]) * (1 + margin);
    lower[i] = Math.sqrt(lower[i]) * (1 - margin);
  }
}

/**
 * A sample whose ball holds more than this share of the centres meets all of them, in a tile with another such one: a
 * distance that is picked out costs three to four times as much.
 */
const CROWDED = 1 / 4;
/** With fewer columns a distance costs no more than to ask who is in the ball. */
const DEAR_COLUMNS = 6;

/** Returns how many distances were measured, those of tiles at their cost. */
function measureDoubtful(
  samples: Dense,
  from: number,
  to: number,
  packed: PackedCenters,
  { between, halfNearest }: CentreGaps,
  { upper, lower, moved, othersMoved, margin }: Bounds,
  labels: Int32Array,
): number {
  const { data, columns } = samples;
  const { centers } = packed;
  const wider = 1 + margin;
  const narrower = 1 - margin;
  const nClusters = halfNearest.length;
  const crowded = new Int32Array(to - from);
  let nCrowded = 0;
  let measured = 0;
  for (let i = from; i < to; i++) {
    const own = labels[i];
    const bound = Math.max(lower[i] - othersMoved[own], halfNearest[own] * narrower);
    if (upper[i] + moved[own] < bound) continue;
    const row = i * columns;
    const ownDistance = squaredDistance(data, row, centers, own * columns, columns);
    const radius = Math.sqrt(ownDistance) * wider;
    measured++;
    if (radius < bound) {
      upper[i] = radius - moved[own] * narrower;
      continue;
    }
    const reach = 2 * (radius + halfNearest[own]) * wider;
    const ownGaps = own * nClusters;
    if (columns >= DEAR_COLUMNS) {
      let inBall = 0;
      for (let c = 0; c < nClusters; c++) inBall += between[ownGaps + c] > reach ? 0 : 1;
      if (inBall > CROWDED * nClusters) {
        crowded[nCrowded++] = i;
        continue;
      }
    }
    let nearest = own;
    let nearestDistance = ownDistance;
    let secondDistance = Infinity;
    for (let c = 0; c < nClusters; c++) {
      if (between[ownGaps + c] > reach || c === own) continue;
      const distance = squaredDistance(data, row, centers, c * columns, columns);
      measured++;
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
  const listed = crowded.subarray(0, nCrowded);
  const meeting = { samples, centers: packed, listed };
  findNearestTwo(meeting, { labels, nearest: upper, second: lower });
  for (let at = 0; at < nCrowded; at++) {
    const i = listed[at];
    const nearest = labels[i];
    upper[i] = Math.sqrt(upper[i]) * wider - moved[nearest] * narrower;
    lower[i] = (Math.sqrt(lower[i]) + othersMoved[nearest]) * narrower;
  }
  return measured + (nCrowded * nClusters) / PICKED_COST;
}
