import type { Dense } from '../../data/dense.js';
import { squaredDistance } from '../../numeric/distances.js';

/** What is found of each sample, by its place in the block. */
export interface NearestTwo {
  /** Nearest centre, the lowest index on a tie. */
  readonly labels: Int32Array;
  /** Squared distance to it. */
  readonly nearest: Float64Array;
  /** Squared distance to the nearest other centre, Infinity without one. */
  readonly second: Float64Array;
}

/** Centres as the search for the nearest ones reads them. */
export interface PackedCenters {
  /** Row-major [nClusters × nFeatures]. */
  readonly centers: Float64Array;
  /** As `packByFour` has them. */
  readonly packed: Float64Array;
}

export function packCenters(centers: Float64Array, columns: number): PackedCenters {
  return { centers, packed: packByFour(centers, columns) };
}

/**
 * The nearest centre of every sample and how far the two nearest are, all distances measured. Two samples meet four
 * centres at a time, each distance summed as `squaredDistance` does: whole fits of 100 000 × 16 with 20 given centres
 * took 300 ms of processor time so, doubtful samples too, and 410 one sample after another.
 *
 * @param out - labels and distances of sample i at i
 */
export function findNearestTwo(
  { data, rows, columns }: Dense,
  centers: PackedCenters,
  out: NearestTwo,
): void {
  for (let i = 0; i < rows; i += 2) {
    findOfPair(data, columns, i, Math.min(i + 1, rows - 1), centers, out);
  }
}

/** As `findNearestTwo`, of the samples that are listed. */
export function findNearestTwoOf(
  { data, columns }: Dense,
  listed: Int32Array,
  centers: PackedCenters,
  out: NearestTwo,
): void {
  for (let at = 0; at < listed.length; at += 2) {
    const a = listed[at];
    const b = at + 1 < listed.length ? listed[at + 1] : a;
    findOfPair(data, columns, a, b, centers, out);
  }
}

/** The samples `a` and `b`, which may be one. */
function findOfPair(
  data: Float64Array,
  columns: number,
  a: number,
  b: number,
  { centers, packed }: PackedCenters,
  { labels, nearest, second }: NearestTwo,
): void {
  const first = a * columns;
  const other = b * columns;
  let labelA = 0;
  let labelB = 0;
  let bestA = Infinity;
  let bestB = Infinity;
  let nextA = Infinity;
  let nextB = Infinity;
  let c = 0;
  for (let at = 0; at < packed.length; c += 4) {
    let a0 = 0;
    let a1 = 0;
    let a2 = 0;
    let a3 = 0;
    let b0 = 0;
    let b1 = 0;
    let b2 = 0;
    let b3 = 0;
    for (let j = 0; j < columns; j++, at += 4) {
      const p0 = packed[at];
      const p1 = packed[at + 1];
      const p2 = packed[at + 2];
      const p3 = packed[at + 3];
      const x = data[first + j];
      const y = data[other + j];
      a0 += (x - p0) * (x - p0);
      a1 += (x - p1) * (x - p1);
      a2 += (x - p2) * (x - p2);
      a3 += (x - p3) * (x - p3);
      b0 += (y - p0) * (y - p0);
      b1 += (y - p1) * (y - p1);
      b2 += (y - p2) * (y - p2);
      b3 += (y - p3) * (y - p3);
    }
    if (a0 < nextA) {
      if (a0 < bestA) {
        nextA = bestA;
        bestA = a0;
        labelA = c;
      } else nextA = a0;
    }
    if (a1 < nextA) {
      if (a1 < bestA) {
        nextA = bestA;
        bestA = a1;
        labelA = c + 1;
      } else nextA = a1;
    }
    if (a2 < nextA) {
      if (a2 < bestA) {
        nextA = bestA;
        bestA = a2;
        labelA = c + 2;
      } else nextA = a2;
    }
    if (a3 < nextA) {
      if (a3 < bestA) {
        nextA = bestA;
        bestA = a3;
        labelA = c + 3;
      } else nextA = a3;
    }
    if (b0 < nextB) {
      if (b0 < bestB) {
        nextB = bestB;
        bestB = b0;
        labelB = c;
      } else nextB = b0;
    }
    if (b1 < nextB) {
      if (b1 < bestB) {
        nextB = bestB;
        bestB = b1;
        labelB = c + 1;
      } else nextB = b1;
    }
    if (b2 < nextB) {
      if (b2 < bestB) {
        nextB = bestB;
        bestB = b2;
        labelB = c + 2;
      } else nextB = b2;
    }
    if (b3 < nextB) {
      if (b3 < bestB) {
        nextB = bestB;
        bestB = b3;
        labelB = c + 3;
      } else nextB = b3;
    }
  }
  for (let center = c * columns; center < centers.length; c++, center += columns) {
    const toA = squaredDistance(data, first, centers, center, columns);
    const toB = squaredDistance(data, other, centers, center, columns);
    if (toA < nextA) {
      if (toA < bestA) {
        nextA = bestA;
        bestA = toA;
        labelA = c;
      } else nextA = toA;
    }
    if (toB < nextB) {
      if (toB < bestB) {
        nextB = bestB;
        bestB = toB;
        labelB = c;
      } else nextB = toB;
    }
  }
  labels[a] = labelA;
  nearest[a] = bestA;
  second[a] = nextA;
  labels[b] = labelB;
  nearest[b] = bestB;
  second[b] = nextB;
}

/**
 * Rows four by four, their values side by side: out[row / 4][feature][row % 4]. Rows beyond the last
 * four are left out.
 */
export function packByFour(rows: Float64Array, columns: number): Float64Array {
  const groups = Math.floor(rows.length / columns / 4);
  const packed = new Float64Array(groups * 4 * columns);
  for (let r = 0; r < 4 * groups; r++) {
    const group = (r - (r % 4)) * columns;
    for (let j = 0; j < columns; j++) packed[group + 4 * j + (r % 4)] = rows[r * columns + j];
  }
  return packed;
}
