import type { CentreGaps } from './centre-gaps.js';

/** Centres that a sample meets at once. */
export const TILE = 5;

/** Each centre's others by their distance from it, and a tree that says near which centre a sample may be. */
export interface CentreOrder {
  /** Places in a row of the next three: nClusters, filled up to tiles of five with one that is nearest to nothing. */
  readonly stride: number;
  /** For each centre all of them, the nearest first [nClusters × stride]. */
  readonly order: Int32Array;
  /** Half the squares of how far these are from it, at most; 0 where that cannot be relied upon [nClusters × stride]. */
  readonly gaps: Float64Array;
  /** Their values, those of a tile side by side [nClusters × stride / 5 × nFeatures × 5]. */
  readonly packed: Float64Array;
  /** Levels of the tree: node i has the children 2i and 2i + 1, the root is 1. */
  readonly depth: number;
  /** A sample with more than the limit in this feature goes to the second child [2 ** depth]. */
  readonly features: Int32Array;
  readonly limits: Float64Array;
  /** The centres of the last level [2 ** depth]. */
  readonly leaves: Int32Array;
}

export function strideOf(nClusters: number): number {
  return TILE * Math.ceil(nClusters / TILE);
}

/** Squares of lengths below this lose digits, or all. */
const SMALLEST_GAP = 1e-140;

/**
 * @param centers - row-major [nClusters × nFeatures]
 * @param gaps - between them
 */
export function orderCentres(
  centers: Float64Array,
  columns: number,
  { between }: CentreGaps,
): CentreOrder {
  const nClusters = centers.length / columns;
  const stride = strideOf(nClusters);
  const order = new Int32Array(nClusters * stride).fill(nClusters);
  const gaps = new Float64Array(nClusters * stride).fill(Infinity);
  const packed = new Float64Array(nClusters * stride * columns).fill(Infinity);
  const distances = new Float64Array(nClusters);
  const nearestFirst = new Int32Array(nClusters);
  for (let c = 0; c < nClusters; c++) {
    for (let other = 0; other < nClusters; other++) {
      distances[other] = between[c * nClusters + other];
      nearestFirst[other] = other;
    }
    // Itself first also among equal ones: what is compared with it are distances to it.
    distances[c] = -1;
    sortBy(distances, nearestFirst, 0, nClusters);
    for (let place = 0; place < nClusters; place++) {
      const other = nearestFirst[place];
      const gap = distances[other];
      const at = c * stride + place;
      order[at] = other;
      gaps[at] = gap >= SMALLEST_GAP && gap < Infinity ? 0.5 * gap * gap : 0;
      const lane = place % TILE;
      const to = (at - lane) * columns + lane;
      for (let j = 0; j < columns; j++) packed[to + TILE * j] = centers[other * columns + j];
    }
  }
  return { stride, order, gaps, packed, ...growTree(centers, columns) };
}

/** Halves of centres, again and again, each time where the feature with the widest gap in the middle has it. */
function growTree(centers: Float64Array, columns: number) {
  const nClusters = centers.length / columns;
  const depth = 32 - Math.clz32(nClusters - 1); // the least with a leaf for each
  const size = 2 ** depth;
  const features = new Int32Array(size);
  const limits = new Float64Array(size).fill(Infinity);
  const leaves = new Int32Array(size);
  const members = new Int32Array(nClusters);
  for (let c = 0; c < nClusters; c++) members[c] = c;
  const values = new Float64Array(nClusters);
  const sortByFeature = (from: number, to: number, j: number): void => {
    for (let at = from; at < to; at++) values[members[at]] = centers[members[at] * columns + j];
    sortBy(values, members, from, to);
  };
  const grow = (node: number, from: number, to: number): void => {
    if (node >= size) {
      leaves[node - size] = members[from];
      return;
    }
    if (from === to - 1) {
      grow(2 * node, from, to);
      grow(2 * node + 1, from, to);
      return;
    }
    const half = (from + to) >> 1;
    let widest = -1;
    for (let j = 0; j < columns; j++) {
      sortByFeature(from, to, j);
      const below = values[members[half - 1]];
      const gap = values[members[half]] - below;
      if (gap <= widest) continue;
      widest = gap;
      features[node] = j;
      limits[node] = below + gap / 2;
    }
    sortByFeature(from, to, features[node]);
    grow(2 * node, from, half);
    grow(2 * node + 1, half, to);
  };
  grow(1, 0, nClusters);
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
