/** Categories in the order of how alike their samples are in the other columns: what a next category is, where none is by nature. */

import { type Column, columnKeys } from '../../data/columns.js';
import { orthogonaliseColumns } from '../../numeric/jacobi.js';
import { argsort, countBelow } from '../../numeric/ordering.js';
import { sortedQuantile } from '../../numeric/statistics.js';
import { inStretches, type Steps } from '../../progress.js';

/** Values at which distributions of numbers are compared, where there are more. */
const COMPARED_AT = 100;
/** Samples that these values are taken from, at equal distances, where there are more. */
const LOOKED_AT = 10_000;

/** Whose likeness is looked at. */
export interface Likeness {
  /** The category of each sample [nSamples], -1 where it is missing. */
  readonly of: Int32Array;
  readonly nLevels: number;
  /** How much each sample counts [nSamples]. */
  readonly weights: Float64Array;
}

/**
 * The categories in an order in which neighbours are alike: distances of their samples in each other column are summed, and
 * laid out on a line as well as one can. Of both directions the one in which the first category stands before the last.
 * Source: Apley and Zhu, JRSS B 82 (2020), supplement; classical scaling, Torgerson (1952).
 * Cost: for each column nSamples + 100 × nLevels², then nLevels³.
 *
 * @param others - the other columns, and whether their numbers are codes
 * @returns numbers of categories, [nLevels]
 */
export function* orderOfLikeness(
  likeness: Likeness,
  others: Iterable<{ column: Column; isCode: boolean }>,
): Steps<Int32Array> {
  const { nLevels } = likeness;
  const distances = new Float64Array(nLevels * nLevels);
  for (const { column, isCode } of others) {
    yield* column.type === 'number' && !isCode
      ? addDistancesOfNumbers(likeness, column.data, distances)
      : addDistancesOfCodes(likeness, columnKeys(column), distances);
    yield;
  }
  if (distances.every((distance) => distance === 0))
    return Int32Array.from({ length: nLevels }, (_, k) => k);
  const line = yield* placesOnLine(distances, nLevels);
  return argsort(line);
}

/** Largest difference of the two distribution functions of each pair of categories (Kolmogorov and Smirnov). */
function* addDistancesOfNumbers(
  { of, nLevels, weights }: Likeness,
  values: Float64Array,
  distances: Float64Array,
): Steps<void> {
  const at = pointsOf(values);
  if (at.length === 0) return;
  const shares = new Float64Array(nLevels * at.length);
  const totals = new Float64Array(nLevels);
  yield* inStretches(of.length, 64, (from, to) => {
    for (let i = from; i < to; i++) {
      if (of[i] < 0 || Number.isNaN(values[i])) continue;
      totals[of[i]] += weights[i];
      const point = countBelow(at, values[i]); // the first that is not below it
      if (point < at.length) shares[of[i] * at.length + point] += weights[i];
    }
  });
  for (let level = 0; level < nLevels; level++) {
    let sum = 0;
    for (let p = 0; p < at.length; p++) {
      sum += shares[level * at.length + p];
      shares[level * at.length + p] = sum / totals[level];
    }
  }
  addPairs(nLevels, distances, (a, b) => {
    if (!(totals[a] > 0 && totals[b] > 0)) return 0;
    let most = 0;
    for (let p = 0; p < at.length; p++) {
      const gap = Math.abs(shares[a * at.length + p] - shares[b * at.length + p]);
      if (gap > most) most = gap;
    }
    return most;
  });
}

/** The different values that are known, or a hundred quantiles of them, ascending. */
function pointsOf(values: Float64Array): Float64Array {
  const stride = Math.ceil(values.length / LOOKED_AT);
  const sorted = values.filter((value, i) => i % stride === 0 && !Number.isNaN(value)).sort();
  const unique = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  if (unique.length <= COMPARED_AT) return unique;
  return Float64Array.from({ length: COMPARED_AT }, (_, p) =>
    sortedQuantile(sorted, p / (COMPARED_AT - 1)),
  );
}

/** Half of what the shares of the codes differ by in sum, between each pair of categories. */
function* addDistancesOfCodes(
  { of, nLevels, weights }: Likeness,
  codes: ArrayLike<number>,
  distances: Float64Array,
): Steps<void> {
  const totals = new Float64Array(nLevels);
  const byCode = new Map<number, Map<number, number>>();
  yield* inStretches(of.length, 128, (from, to) => {
    for (let i = from; i < to; i++) {
      if (of[i] < 0) continue;
      totals[of[i]] += weights[i];
      const levels = byCode.get(codes[i]) ?? new Map<number, number>();
      byCode.set(codes[i], levels.set(of[i], (levels.get(of[i]) ?? 0) + weights[i]));
    }
  });
  // Of two distributions what they have in common is the rest: so a code of few categories costs few pairs.
  const common = new Float64Array(nLevels * nLevels);
  for (const levels of byCode.values()) {
    const shares = Array.from(levels, ([level, weight]) => [level, weight / totals[level]]);
    for (const [a, shareA] of shares) {
      for (const [b, shareB] of shares) common[a * nLevels + b] += Math.min(shareA, shareB);
    }
  }
  addPairs(nLevels, distances, (a, b) => 1 - common[a * nLevels + b]);
}

function addPairs(
  nLevels: number,
  distances: Float64Array,
  between: (a: number, b: number) => number,
): void {
  for (let a = 0; a < nLevels; a++) {
    for (let b = a + 1; b < nLevels; b++) {
      const distance = between(a, b);
      distances[a * nLevels + b] += distance;
      distances[b * nLevels + a] += distance;
    }
  }
}

/** The first coordinate of classical scaling: the line on which the distances are kept best. */
function* placesOnLine(distances: Float64Array, n: number): Steps<Float64Array> {
  const inner = doublyCentred(distances, n);
  // The largest eigenvalue is the largest in size once all are moved above 0.
  let shift = 0;
  for (let a = 0; a < n; a++) {
    let sum = 0;
    for (let b = 0; b < n; b++) sum += Math.abs(inner[a * n + b]);
    shift = Math.max(shift, sum);
  }
  for (let a = 0; a < n; a++) inner[a * n + a] += shift;
  const norms = yield* orthogonaliseColumns(inner, n, n);
  let widest = 0;
  for (let k = 1; k < n; k++) if (norms[k] > norms[widest]) widest = k;
  const line = inner.slice(widest * n, (widest + 1) * n).map((value) => value / norms[widest]);
  const sign = line[0] > line[n - 1] ? -1 : 1;
  // What differs by rounding alone is in one place, where the categories keep their order.
  return line.map((value) => Math.round((sign * value) / 1e-9));
}

/** -1/2 of the squared distances, less the means of rows and columns. */
function doublyCentred(distances: Float64Array, n: number): Float64Array {
  const inner = distances.map((distance) => -0.5 * distance * distance);
  const means = new Float64Array(n);
  for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) means[a] += inner[a * n + b] / n;
  const mean = means.reduce((sum, value) => sum + value, 0) / n;
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) inner[a * n + b] += mean - means[a] - means[b];
  }
  return inner;
}
