import type { Dense } from '../../data/dense.js';
import type { Centers } from './centers.js';

/** Of so many rows one is looked at, but so many for each point, and no more than the last in all. */
const ROWS_A_LOOK = 64;
const LOOKS_A_POINT = 4;
const MOST_LOOKS = 256;

/** A sample is far that is so many times as far as all are, squared. */
const FAR = 3;

/** So many samples make a group. */
const FEWEST = 2;

export interface Landmarks {
  /** Rows among which they were found. */
  readonly rows: number;
  /** Row-major, in feature units [nPoints × nFeatures]. */
  readonly points: Float64Array;
  /** How far a feature of a sample is from that of its point, about; no finite number where a sample is not finite. */
  readonly spread: number;
}

/**
 * Points amid the groups that samples form: the centres, and where samples are far from these, as those of two groups that share
 * one, some of the samples, each the farthest from those before it; then the means of who is nearest to them.
 * Source of the choice: Gonzalez, Theoretical Computer Science 38 (1985).
 * Cost: a distance to each point for each of at most 256 samples.
 *
 * @param most - points, at least nClusters
 */
export function findLandmarks(
  { data, rows, columns }: Dense,
  model: Centers,
  most: number,
): Landmarks {
  const nClusters = model.centers.length / columns;
  const looks = Math.max(LOOKS_A_POINT * nClusters, Math.floor(rows / ROWS_A_LOOK));
  const size = 4 * Math.ceil(Math.min(MOST_LOOKS, looks) / 4);
  const seen = new Float64Array(size * columns);
  for (let i = 0, at = 0; i < size; i++) {
    const row = Math.floor((i * rows) / size) * columns;
    for (let j = row; j < row + columns; j++) seen[at++] = data[j];
  }
  const nearest = new Int32Array(size);
  const distances = new Float64Array(size).fill(Infinity);
  const points = new Float64Array(most * columns);
  const { centers, shift } = model;
  for (let at = 0; at < centers.length; at++) points[at] = centers[at] + shift[at % columns];
  const pointAt = (count: number) => points.subarray(count * columns, (count + 1) * columns);
  let count = 0;
  for (; count < nClusters; count++) approach(seen, pointAt(count), count, distances, nearest);
  let total: number;
  for (; ; count++) {
    total = 0;
    let farthest = 0;
    for (let i = 0; i < size; i++) {
      total += distances[i];
      if (distances[i] > distances[farthest]) farthest = i;
    }
    if (count === most || !(distances[farthest] * size > FAR * total)) break;
    const point = pointAt(count);
    point.set(seen.subarray(farthest * columns, (farthest + 1) * columns));
    approach(seen, point, count, distances, nearest);
    // Its group is nearer to its mean, and so is not picked from again.
    moveToMean(seen, point, count, distances, nearest);
    approach(seen, point, count, distances, nearest);
  }
  const shares = new Int32Array(count);
  for (let i = 0; i < size; i++) shares[nearest[i]]++;
  let kept = 0;
  for (let from = 0; from < count; from++) {
    if (shares[from] < (from < nClusters ? 1 : FEWEST)) continue;
    points.copyWithin(kept * columns, from * columns, (from + 1) * columns);
    kept++;
  }
  return {
    rows,
    points: points.slice(0, kept * columns),
    spread: Math.sqrt(total / (size * columns)),
  };
}

/** The point amid those that are nearest to it, whose distances are forgotten. */
function moveToMean(
  seen: Float64Array,
  point: Float64Array,
  pick: number,
  distances: Float64Array,
  nearest: Int32Array,
): void {
  const columns = point.length;
  let share = 0;
  point.fill(0);
  for (let i = 0, row = 0; i < nearest.length; i++, row += columns) {
    if (nearest[i] !== pick) continue;
    distances[i] = Infinity;
    share++;
    for (let j = 0; j < columns; j++) point[j] += (seen[row + j] - point[j]) / share;
  }
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
