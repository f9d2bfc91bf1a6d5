import { roundingMargin } from './centre-gaps.js';
import type { ClusteringProblem } from './clustering-problem.js';
import type { Assign } from './plain-assignment.js';
import {
  BEGIN,
  type Boxes,
  CUT_ROWS,
  cut,
  deepest,
  END,
  HALF,
  inPlane,
  MIXED,
  OWNER,
  oneBox,
} from './plane-boxes.js';

/** Rows that share a tree of boxes are few enough that no pass over them holds up a page: at most so many, */
const MOST_ROWS = 2 ** 16;

/** and so many distances, should no centre be struck off. */
const MOST_DISTANCES = 2 ** 24;

/** Squares below this have lost digits to underflow. */
const UNDERFLOW = 1e-290;

/** What a call finds about the centres, and room to work in. */
interface Search {
  readonly centers: Float64Array;
  readonly labels: Int32Array;
  /** Centres that may be nearest within a box, ascending: a list for each depth, one behind the other. */
  readonly candidates: Int32Array;
  /** Squared distances from the middle of a box to its candidates [nClusters]. */
  readonly distances: Float64Array;
}

/**
 * Nearest centres of samples in the plane, or on a line, by boxes of samples: a centre that is farther than another one
 * from every point of a box is no candidate within, and where one candidate is left, it has all samples of the box,
 * which cost nothing then. Near the borders of clusters samples meet the candidates that are left.
 *
 * A centre is struck off only when it is farther by more than the rounding error, so the labels are those of
 * `assignToNearest`, to the last tie.
 *
 * Source: Kanungo et al., IEEE Transactions on Pattern Analysis and Machine Intelligence 24 (2002), the filtering
 * algorithm. Memory: about four numbers a sample.
 */
export function planeAssignment({ samples }: ClusteringProblem, nClusters: number): Assign {
  const { rows, columns } = samples;
  const treeRows = Math.min(rows, MOST_ROWS, Math.ceil(MOST_DISTANCES / nClusters));
  const trees: Boxes[] = [];
  const distances = new Float64Array(nClusters);
  const candidates = new Int32Array((deepest(treeRows) + 1) * nClusters);
  for (let c = 0; c < nClusters; c++) candidates[c] = c;
  return function* (given, _movement, labels) {
    const centers = columns === 2 ? given : inPlane(given);
    const search = { centers, labels, candidates, distances };
    for (let first = 0, t = 0; first < rows; first += treeRows, t++) {
      trees[t] ??= oneBox(samples, first, Math.min(rows, first + treeRows));
      assignBox(trees[t], 0, 0, nClusters, search);
      yield;
    }
  };
}

/** Label the samples of a box by the candidates that are listed from `listed` on. */
function assignBox(boxes: Boxes, at: number, listed: number, count: number, search: Search): void {
  const { facts } = boxes;
  const next = listed + count;
  const left = strikeOff(boxes.extents, at, listed, count, search);
  const owner = facts[at + OWNER];
  const begin = facts[at + BEGIN];
  const end = facts[at + END];
  if (left === 1) {
    const only = search.candidates[next];
    if (owner === only) return;
    facts[at + OWNER] = only;
    for (let i = begin; i < end; i++) search.labels[boxes.first + boxes.order[i]] = only;
    return;
  }
  facts[at + OWNER] = MIXED;
  if (end - begin < CUT_ROWS) {
    assignEach(boxes, begin, end, next, left, search);
    return;
  }
  let half = facts[at + HALF];
  if (half === 0) {
    half = cut(boxes, at, owner);
  } else if (owner !== MIXED) {
    facts[half + OWNER] = owner;
    facts[half + 4 + OWNER] = owner;
  }
  assignBox(boxes, half, next, left, search);
  assignBox(boxes, half + 4, next, left, search);
}

/**
 * List, behind the others, those candidates that may be nearest to a point of the box. With m the middle, h the half
 * extent, a the candidate nearest to m and b another one, ‖x - b‖² - ‖x - a‖² is linear in x and in the box at least
 * ‖m - b‖² - ‖m - a‖² - 2 Σ_j |a_j - b_j| h_j.
 *
 * @returns how many there are
 */
function strikeOff(
  extents: Float64Array,
  at: number,
  listed: number,
  count: number,
  { centers, candidates, distances }: Search,
): number {
  const x = extents[at];
  const y = extents[at + 1];
  const halfX = extents[at + 2];
  const halfY = extents[at + 3];
  let nearest = 0;
  let least = Infinity;
  for (let c = 0; c < count; c++) {
    const center = 2 * candidates[listed + c];
    const differenceX = centers[center] - x;
    const differenceY = centers[center + 1] - y;
    const distance = differenceX * differenceX + differenceY * differenceY;
    distances[c] = distance;
    if (distance < least) {
      least = distance;
      nearest = center;
    }
  }
  const nearestX = centers[nearest];
  const nearestY = centers[nearest + 1];
  const extent = 2 * (halfX * halfX + halfY * halfY);
  const margin = 2 * roundingMargin(2);
  const end = listed + count;
  let next = end;
  for (let c = 0; c < count; c++) {
    const candidate = candidates[listed + c];
    const acrossX = Math.abs(centers[2 * candidate] - nearestX) * halfX;
    const acrossY = Math.abs(centers[2 * candidate + 1] - nearestY) * halfY;
    const slack = margin * (distances[c] + least + extent) + UNDERFLOW;
    if (distances[c] - least > 2 * (acrossX + acrossY) + slack) continue;
    candidates[next++] = candidate;
  }
  return next - end;
}

/** Label the samples from `begin` up to `end` one by one, by the candidates that are listed. */
function assignEach(
  { first, points, order }: Boxes,
  begin: number,
  end: number,
  listed: number,
  count: number,
  { centers, labels, candidates }: Search,
): void {
  if (count === 2) {
    const a = candidates[listed];
    const b = candidates[listed + 1];
    const aX = centers[2 * a];
    const aY = centers[2 * a + 1];
    const bX = centers[2 * b];
    const bY = centers[2 * b + 1];
    for (let i = begin; i < end; i++) {
      const x = points[2 * i];
      const y = points[2 * i + 1];
      const toA = (x - aX) * (x - aX) + (y - aY) * (y - aY);
      const toB = (x - bX) * (x - bX) + (y - bY) * (y - bY);
      labels[first + order[i]] = toB < toA ? b : a;
    }
    return;
  }
  for (let i = begin; i < end; i++) {
    const x = points[2 * i];
    const y = points[2 * i + 1];
    let nearest = 0;
    let least = Infinity;
    for (let at = listed; at < listed + count; at++) {
      const c = candidates[at];
      const differenceX = x - centers[2 * c];
      const differenceY = y - centers[2 * c + 1];
      const distance = differenceX * differenceX + differenceY * differenceY;
      if (distance < least) {
        least = distance;
        nearest = c;
      }
    }
    labels[first + order[i]] = nearest;
  }
}
