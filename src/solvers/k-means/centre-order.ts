import { squaredDistance } from '../../numeric/distances.js';
import type { Centers } from './centers.js';
import { createCentreGaps, measureGaps, roundingMargin } from './centre-gaps.js';
import type { Landmarks } from './landmarks.js';

/** Centres that a sample meets at once. */
export const TILE = 5;

/** Points in space, near which samples may be, and for each the centres in the order in which a sample near it must meet them. */
export interface CentreOrder extends Centers {
  /** Rows among which the points were found. */
  readonly rows: number;
  /** Row-major, in feature units [nPoints × nFeatures]. */
  readonly points: Float64Array;
  /** Places in a row of the next three: nClusters, filled up to tiles of five with one that is nearest to nothing. */
  readonly stride: number;
  /** For each point all centres, the nearest first [nPoints × stride]. */
  readonly order: Int32Array;
  /**
   * A sample whose squared distance from the point is below this is nearer to the first centre than to this one; 0 where
   * that cannot be relied upon [nPoints × stride].
   */
  readonly gaps: Float64Array;
  /** Levels of the tree: node i has the children 2i and 2i + 1, the root is 1. */
  readonly depth: number;
  /** A sample with more than the limit in this feature goes to the second child [2 ** depth]. */
  readonly features: Int32Array;
  readonly limits: Float64Array;
  /** The points of the last level [2 ** depth]. */
  readonly leaves: Int32Array;
}

export function strideOf(nClusters: number): number {
  return TILE * Math.ceil(nClusters / TILE);
}

/** Squares of lengths below this lose digits, or all; above the other, they may be infinite. */
const SHORTEST = 1e-140;
const LONGEST = 1e150;

/**
 * Let a and b be how far the point is from centre c and from g, the one that is nearest to it, and e how far these are from each other.
 * The point is (a² - b²) / 2e from the plane amid c and g, and so long as a sample is nearer to the point than that, it is nearer to g.
 */
export function orderCentres(
  { points, spread, rows }: Landmarks,
  { centers, shift }: Centers,
): CentreOrder {
  const columns = shift.length;
  const nPoints = points.length / columns;
  const nClusters = centers.length / columns;
  const stride = strideOf(nClusters);
  const centreGaps = createCentreGaps(nClusters);
  measureGaps(centreGaps, centers, columns);
  const order = new Int32Array(nPoints * stride).fill(nClusters);
  const gaps = new Float64Array(nPoints * stride).fill(Infinity);
  const margin = roundingMargin(columns);
  const point = new Float64Array(columns);
  const squares = new Float64Array(nClusters);
  const reaches = new Float64Array(nClusters);
  const nearestFirst = new Int32Array(nClusters);
  for (let p = 0; p < nPoints; p++) {
    let size = 0;
    for (let j = 0; j < columns; j++) {
      point[j] = points[p * columns + j] - shift[j];
      size += Math.abs(point[j]);
    }
    let first = 0;
    for (let c = 0; c < nClusters; c++) {
      squares[c] = squaredDistance(point, 0, centers, c * columns, columns);
      if (squares[c] < squares[first]) first = c;
      nearestFirst[c] = c;
    }
    for (let c = 0; c < nClusters; c++) {
      const apart = centreGaps.between[first * nClusters + c];
      const reach = (squares[c] - squares[first]) / (2 * apart);
      // What rounding may be: of the squares, of the point and the sample without the offset, and of what the search compares.
      const safe = reach * (1 - margin) - margin * ((8 * squares[c]) / apart + size);
      reaches[c] = safe >= SHORTEST && squares[c] < LONGEST * LONGEST ? safe : 0;
    }
    reaches[first] = -1;
    sortBy(reaches, nearestFirst, 0, nClusters);
    for (let place = 0; place < nClusters; place++) {
      const c = nearestFirst[place];
      const at = p * stride + place;
      order[at] = c;
      gaps[at] = place === 0 ? 0 : reaches[c] * reaches[c];
    }
  }
  return {
    centers: centers.slice(),
    shift: shift.slice(),
    rows,
    points,
    stride,
    order,
    gaps,
    ...growTree(points, columns, NEAR * spread),
  };
}

/** So many leaves for each point at least: who is near a limit gets one on both sides. */
export const LEAVES_A_POINT = 1.6;
/** Who is within so many spreads of a limit is near it. */
const NEAR = 2;

/** Points parted again and again, each time where a feature has the widest gap that leaves room for those on both sides. */
function growTree(points: Float64Array, columns: number, near: number) {
  const nPoints = points.length / columns;
  const depth = 32 - Math.clz32(Math.ceil(LEAVES_A_POINT * nPoints) - 1);
  const size = 2 ** depth;
  const features = new Int32Array(size);
  const limits = new Float64Array(size).fill(Infinity);
  const leaves = new Int32Array(size);
  const values = new Float64Array(nPoints);
  /** Those of a node from level × nPoints. */
  const members = new Int32Array((depth + 1) * nPoints);
  const sortByFeature = (from: number, to: number, j: number): void => {
    for (let at = from; at < to; at++) values[members[at]] = points[members[at] * columns + j];
    sortBy(values, members, from, to);
  };
  const grow = (node: number, from: number, count: number, room: number): void => {
    if (room === 1) {
      leaves[node - size] = members[from];
      return;
    }
    const half = room / 2;
    const next = from + nPoints;
    let own = 1;
    if (count > 1) {
      let widest = -1;
      const last = Math.min(half, count - 1);
      for (let j = 0; j < columns; j++) {
        sortByFeature(from, from + count, j);
        for (let below = count - last; below <= last; below++) {
          const value = values[members[from + below - 1]];
          const gap = values[members[from + below]] - value;
          if (gap <= widest) continue;
          widest = gap;
          own = below;
          features[node] = j;
          limits[node] = value + gap / 2;
        }
      }
      sortByFeature(from, from + count, features[node]);
    }
    const isNear = (at: number) =>
      Math.abs(points[members[from + at] * columns + features[node]] - limits[node]) < near;
    const most = Math.min(half, count - 1);
    let low = own;
    let high = Math.max(count - own, 1);
    while (low < most && isNear(low)) low++;
    while (high < most && isNear(count - 1 - high)) high++;
    members.copyWithin(next, from, from + low);
    grow(2 * node, next, low, half);
    members.copyWithin(next, from + count - high, from + count);
    grow(2 * node + 1, next, high, half);
  };
  for (let p = 0; p < nPoints; p++) members[p] = p;
  grow(1, 0, nPoints, size);
  return { depth, features, limits, leaves };
}

/** The numbers from `from` up to `to` by their values: insertion, as a sort that calls back takes longer than all the rest. */
function sortBy(values: Float64Array, numbers: Int32Array, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    const number = numbers[i];
    const value = values[number];
    let at = i;
    for (; at > from && values[numbers[at - 1]] > value; at--) numbers[at] = numbers[at - 1];
    numbers[at] = number;
  }
}
