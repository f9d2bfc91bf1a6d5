import type { Dense } from '../data/dense.js';
import { select } from '../numeric/ordering.js';
import { type Steps, Stretch } from '../progress.js';
import type { Range } from './ranges.js';

/** What the neighbours of a row put in its gaps. */
export interface NeighborFill {
  /** Rows to take values from [nDonors × nFeatures]; NaN is missing. */
  readonly donors: Dense;
  /** How many of them, at most, make a value. */
  readonly nNeighbors: number;
  /** Whether they count by the inverse of their distance; else all the same. */
  readonly byDistance: boolean;
  /** What column j gets where no donor of it can be compared. */
  fallback(j: number): number;
}

/**
 * Fill each gap with the mean of the nearest donors that have a value there, in steps of some rows. The distance is
 * Euclidean over the columns that both rows have, scaled up to all columns; on a tie the donor of the lower row is nearer.
 * Source: Troyanskaya and others, Bioinformatics 17 (2001).
 * Cost: rows with gaps × donors × columns.
 *
 * @param samples - rows to fill [nSamples × nFeatures]; NaN is missing, and is filled
 */
export function* fillByNeighbors({ data, rows, columns }: Dense, fill: NeighborFill): Steps<void> {
  const stretch = new Stretch();
  const distances = new Float64Array(fill.donors.rows);
  const gaps: number[] = [];
  for (let i = 0, row = 0; i < rows; i++, row += columns) {
    gaps.length = 0;
    for (let j = 0; j < columns; j++) if (Number.isNaN(data[row + j])) gaps.push(j);
    if (stretch.spend(columns)) yield;
    if (gaps.length === 0) continue;
    const step = Math.ceil(STEP_VALUES / columns);
    for (let from = 0; from < fill.donors.rows; from += step) {
      const to = Math.min(fill.donors.rows, from + step);
      incompleteDistances(data, row, fill.donors, [from, to], distances);
      if (stretch.spend((to - from) * columns)) yield;
    }
    const values: number[] = [];
    for (const j of gaps) {
      values.push(neighborMean(j, distances, fill));
      if (stretch.spend(PASSES * fill.donors.rows)) yield;
    }
    for (let g = 0; g < gaps.length; g++) data[row + gaps[g]] = values[g];
  }
}

/** Values of donors that a row is compared with at a time. */
const STEP_VALUES = 2 ** 18;
/** Passes over the donors that looking for the nearest of them takes, about. */
const PASSES = 4;

/**
 * Squared Euclidean distances of the row at `row` to some donors, over the columns that both have, as if the others were
 * as far apart.
 *
 * @param out - [nDonors]; NaN where they have no column in common
 */
function incompleteDistances(
  data: Float64Array,
  row: number,
  { data: donors, columns }: Dense,
  [from, to]: Range,
  out: Float64Array,
): void {
  for (let d = from, donor = from * columns; d < to; d++, donor += columns) {
    let sum = 0;
    let common = 0;
    for (let j = 0; j < columns; j++) {
      const difference = data[row + j] - donors[donor + j];
      if (Number.isNaN(difference)) continue;
      sum += difference * difference;
      common++;
    }
    out[d] = (sum / common) * columns;
  }
}

/** The mean of column j over the nearest donors that have it. */
function neighborMean(
  j: number,
  distances: Float64Array,
  { donors, nNeighbors, byDistance, fallback }: NeighborFill,
): number {
  const { data, rows, columns } = donors;
  const near = new Float64Array(rows);
  let found = 0;
  for (let d = 0; d < rows; d++) {
    if (!Number.isNaN(distances[d]) && !Number.isNaN(data[d * columns + j])) {
      near[found++] = distances[d];
    }
  }
  if (found === 0) return fallback(j);
  const k = Math.min(nNeighbors, found);
  const farthest = select(near.subarray(0, found), k - 1);
  let left = k; // of those at the farthest distance, as many as the nearer ones leave
  for (let at = 0; at < k; at++) if (near[at] < farthest) left--;

  const values: number[] = [];
  const weights: number[] = [];
  for (let d = 0; d < rows; d++) {
    const value = data[d * columns + j];
    if (Number.isNaN(value) || !(distances[d] <= farthest)) continue;
    if (distances[d] === farthest && left-- <= 0) continue;
    values.push(value);
    weights.push(byDistance ? 1 / Math.sqrt(distances[d]) : 1);
  }
  return weightedMean(values, weights);
}

/** The mean by weight; where weights are infinite, as those of equal rows, of their values alone. */
function weightedMean(values: readonly number[], weights: readonly number[]): number {
  const meets = weights.includes(Infinity);
  const isLost = weights.every((weight) => weight === 0); // distances that overflow
  const usable = weights.map((weight) =>
    meets ? (weight === Infinity ? 1 : 0) : isLost ? 1 : weight,
  );
  const total = usable.reduce((sum, weight) => sum + weight, 0);
  const sum = values.reduce((part, value, n) => part + usable[n] * value, 0);
  if (Number.isFinite(sum)) return sum / total;
  return values.reduce((part, value, n) => part + (usable[n] / total) * value, 0); // it overflowed
}
