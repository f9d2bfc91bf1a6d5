import type { Dense } from '../../data/dense.js';

/** Of so many rows one is looked at, but no fewer and no more in all than these. */
const ROWS_A_LOOK = 64;
const FEWEST = 128;
const MOST = 512;

/** No more are picked once the farthest sample is not so many times as far as the others, squared. */
const FAR = 3;

export interface Landmarks {
  /** Row-major [nPoints × nFeatures]. */
  readonly points: Float64Array;
  /** How far a feature of a sample is from that of its point, about. */
  readonly spread: number;
}

/**
 * Points amid the groups that samples form: a few of the samples, each the farthest from those before it, then the
 * means of who is nearest to them. Samples without groups give but a few.
 * Source of the first: Gonzalez, Theoretical Computer Science 38 (1985).
 * Cost: `most` distances for each of at most 512 samples.
 */
export function findLandmarks({ data, rows, columns }: Dense, fewest: number, most: number): Landmarks {
  const size = Math.min(MOST, Math.max(FEWEST, Math.floor(rows / ROWS_A_LOOK))) & ~3;
  const stride = rows / size;
  const seen = new Float64Array(size * columns);
  for (let i = 0, at = 0; i < size; i++) {
    const row = Math.floor(i * stride) * columns;
    for (let j = row; j < row + columns; j++) seen[at++] = data[j];
  }
  const nearest = new Int32Array(size);
  const distances = new Float64Array(size).fill(Infinity);
  let count = 0;
  let total = 0;
  let farthest = 0;
  do {
    const center = seen.subarray(farthest * columns, (farthest + 1) * columns);
    approach(seen, center, count++, distances, nearest);
    total = 0;
    farthest = 0;
    for (let i = 0; i < size; i++) {
      total += distances[i];
      if (distances[i] > distances[farthest]) farthest = i;
    }
  } while (count < fewest || (count < most && distances[farthest] * size > FAR * total));
  const points = new Float64Array(count * columns);
  const shares = new Float64Array(count);
  for (let i = 0; i < size; i++) shares[nearest[i]]++;
  for (let i = 0, at = 0; i < size; i++) {
    const point = nearest[i] * columns;
    const share = 1 / shares[nearest[i]];
    for (let j = point; j < point + columns; j++) points[j] += share * seen[at++];
  }
  // What is picked is as far from the mean as others are, so others are twice as far from it, squared.
  return { points, spread: Math.sqrt(total / (2 * size * columns)) };
}

/** Whose nearest pick is this one, and how far it is, four rows at a time. */
function approach(
  seen: Float64Array,
  center: Float64Array,
  pick: number,
  distances: Float64Array,
  nearest: Int32Array,
): void {
  const columns = center.length;
  for (let i = 0, at = 0; i < nearest.length; i += 4, at += 3 * columns) {
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    for (let j = 0; j < columns; j++, at++) {
      const value = center[j];
      const from0 = seen[at] - value;
      const from1 = seen[at + columns] - value;
      const from2 = seen[at + 2 * columns] - value;
      const from3 = seen[at + 3 * columns] - value;
      sum0 += from0 * from0;
      sum1 += from1 * from1;
      sum2 += from2 * from2;
      sum3 += from3 * from3;
    }
    if (sum0 < distances[i]) {
      distances[i] = sum0;
      nearest[i] = pick;
    }
    if (sum1 < distances[i + 1]) {
      distances[i + 1] = sum1;
      nearest[i + 1] = pick;
    }
    if (sum2 < distances[i + 2]) {
      distances[i + 2] = sum2;
      nearest[i + 2] = pick;
    }
    if (sum3 < distances[i + 3]) {
      distances[i + 3] = sum3;
      nearest[i + 3] = pick;
    }
  }
}
