import { squaredDistance } from '../../numeric/distances.js';

/** Distances among the centres, which bound those from samples to centres. */
export interface CentreGaps {
  /** Symmetric, row-major [nClusters × nClusters], in feature units. */
  readonly between: Float64Array;
  /** Half the distance from each centre to the nearest other one, Infinity when there is none [nClusters]. */
  readonly halfNearest: Float64Array;
}

export function createCentreGaps(nClusters: number): CentreGaps {
  return {
    between: new Float64Array(nClusters * nClusters),
    halfNearest: new Float64Array(nClusters),
  };
}

/** Measure anew, into the same arrays. Cost: nClusters² / 2 distances. */
export function measureGaps(
  { between, halfNearest }: CentreGaps,
  centers: Float64Array,
  columns: number,
): void {
  const nClusters = halfNearest.length;
  halfNearest.fill(Infinity);
  for (let a = 0; a < nClusters; a++) {
    for (let b = a + 1; b < nClusters; b++) {
      const squared = squaredDistance(centers, a * columns, centers, b * columns, columns);
      const distance = Math.sqrt(squared);
      between[a * nClusters + b] = distance;
      between[b * nClusters + a] = distance;
      if (distance / 2 < halfNearest[a]) halfNearest[a] = distance / 2;
      if (distance / 2 < halfNearest[b]) halfNearest[b] = distance / 2;
    }
  }
}

/**
 * Add how far the centres moved to how far they have moved in all, rounded up.
 *
 * @param movement - of each centre since the last time [nClusters]
 * @param wider - what movements are stretched by against rounding, above 1
 * @param moved - in/out: of each centre in all [nClusters]
 * @param restMoved - in/out: for each two centres, of the fastest other one at each step, in all [nClusters × nClusters]
 */
export function addMovement(
  movement: Float64Array,
  wider: number,
  moved: Float64Array,
  restMoved?: Float64Array,
): void {
  const nClusters = movement.length;
  let fastest = -1;
  let next = -1;
  let third = -1;
  for (let c = 0; c < nClusters; c++) {
    if (fastest < 0 || movement[c] > movement[fastest]) {
      third = next;
      next = fastest;
      fastest = c;
    } else if (next < 0 || movement[c] > movement[next]) {
      third = next;
      next = c;
    } else if (third < 0 || movement[c] > movement[third]) third = c;
  }
  for (let c = 0; c < nClusters; c++) {
    if (movement[c] > 0) moved[c] = roundUp(moved[c] + movement[c] * wider);
  }
  if (restMoved === undefined) return;
  for (let a = 0; a < nClusters; a++) {
    for (let b = 0; b < nClusters; b++) {
      const one =
        a !== fastest && b !== fastest ? fastest : a !== next && b !== next ? next : third;
      if (one < 0 || movement[one] <= 0) continue;
      const at = a * nClusters + b;
      restMoved[at] = roundUp(restMoved[at] + movement[one] * wider);
    }
  }
}

function roundUp(sum: number): number {
  return sum * (1 + 2 * Number.EPSILON);
}

/**
 * How much wider bounds are made than computed, relative to their size, so that rounding cannot make
 * one lie. A computed distance is within (nFeatures + 2) units in the last place of the true one; twice
 * that for the two that are compared, and twice again for the arithmetic of the bounds themselves.
 */
export function roundingMargin(columns: number): number {
  return 4 * (columns + 8) * Number.EPSILON;
}
