import { type Column, countMissing } from '../data/columns.js';
import { InvalidInputError } from '../errors.js';
import { sortedInSteps } from '../numeric/sorted-numbers.js';
import { inStretches, type Steps } from '../progress.js';
import { show } from '../words.js';
import { type ColumnProfile, categoryOf } from './column-profile.js';
import { byFrequency, countExceededBy } from './frequent-values.js';

/** How much of a column is kept. */
export interface ProfileSize {
  /** The most numbers, at least 2. */
  readonly maxPoints: number;
  /** The most categories. */
  readonly maxCategories: number;
}

/** All numbers, and as many categories as are of use. */
export const WHOLE: ProfileSize = { maxPoints: Infinity, maxCategories: 10_000 };

/**
 * The profile of a column, in steps.
 *
 * @throws InvalidInputError for an infinite number
 */
export function* profileColumn(
  column: Column,
  size: ProfileSize,
  where: string,
): Steps<ColumnProfile> {
  if (column.type === 'number') return yield* profileNumbers(column.name, column.data, size, where);
  const { type, name } = column;
  const { values, counts, missing } = yield* countCategories(column);
  // Those that tie with the first that is left out are left out too, so that the order of rows decides nothing.
  const kept = byFrequency(values, counts, countExceededBy(size.maxCategories, counts));
  const all = counts.reduce((sum, n) => sum + n, 0);
  const known = kept.reduce((sum, k) => sum + counts[k], 0);
  return {
    type,
    name,
    missing,
    mean: null,
    points: new Float64Array(),
    values: kept.map((k) => values[k]),
    counts: Int32Array.from([...kept.map((k) => counts[k]), all - known]),
  };
}

/** How often each category of text or booleans occurs, those that do; in steps. */
export function* countCategories(
  column: Exclude<Column, { type: 'number' }>,
): Steps<{ values: string[]; counts: number[]; missing: number }> {
  const codes = column.type === 'text' ? column.codes : column.data;
  const names = column.type === 'text' ? column.categories : ['false', 'true'];
  const counted = new Int32Array(names.length + 1); // those of code -1 first
  yield* inStretches(codes.length, 1, (from, to) => countCodes(codes, counted, from, to));
  const places = new Map<string, number>();
  const counts: number[] = [];
  yield* inStretches(names.length, 64, (from, to) => {
    for (let code = from; code < to; code++) {
      if (counted[code + 1] === 0) continue;
      const value = categoryOf(names[code]);
      const place = places.get(value);
      if (place === undefined) {
        places.set(value, counts.length);
        counts.push(counted[code + 1]);
      } else counts[place] += counted[code + 1];
    }
  });
  return { values: [...places.keys()], counts, missing: counted[0] };
}

function countCodes(
  codes: Int32Array | Int8Array,
  counts: Int32Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) counts[codes[i] + 1]++;
}

function* profileNumbers(
  name: string,
  data: Float64Array,
  { maxPoints }: ProfileSize,
  where: string,
): Steps<ColumnProfile> {
  const present = yield* presentNumbers(data);
  const sorted = yield* sortedInSteps(present);
  const n = sorted.length;
  if (n > 0 && (sorted[0] === -Infinity || sorted[n - 1] === Infinity)) {
    const row = data.findIndex((value) => value === Infinity || value === -Infinity);
    throw new InvalidInputError(
      `${where}: row ${row} of column ${show(name)} is ${data[row]}. Drop the row, or replace it with a finite number.`,
    );
  }
  const points = yield* choosePoints(sorted, maxPoints);
  const counts = new Int32Array(2 * points.length + 1);
  yield* countSorted(sorted, points, counts);
  const mean = n === 0 ? Number.NaN : yield* meanOf(sorted);
  return {
    type: 'number',
    name,
    missing: data.length - n,
    mean: Number.isFinite(mean) ? mean : null,
    points,
    values: [],
    counts,
  };
}

/** The numbers of a column that are not missing. */
export function* presentNumbers(data: Float64Array): Steps<Float64Array> {
  const present = new Float64Array(data.length - countMissing({ type: 'number', name: '', data }));
  yield;
  if (present.length === data.length) return data;
  let at = 0;
  yield* inStretches(data.length, 1, (from, to) => {
    for (let i = from; i < to; i++) if (!Number.isNaN(data[i])) present[at++] = data[i];
  });
  return present;
}

/** All different values, or of more than `most` those at evenly spaced ranks, both ends among them. */
function* choosePoints(sorted: Float64Array, most: number): Steps<Float64Array> {
  const n = sorted.length;
  let different = 0;
  yield* inStretches(n, 4, (from, to) => {
    for (let i = from; i < to; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) different++;
  });
  const all = different <= most;
  const points = new Float64Array(all ? different : most);
  const ranks = all ? n : most;
  const step = all ? 1 : (n - 1) / (most - 1);
  let found = 0;
  yield* inStretches(ranks, 8, (from, to) => {
    for (let j = from; j < to; j++) {
      const value = sorted[Math.round(j * step)] + 0; // -0 is 0
      if (found === 0 || value !== points[found - 1]) points[found++] = value;
    }
  });
  return found === points.length ? points : points.slice(0, found);
}

/** Add to the counts at and between points those of numbers in ascending order, in steps. */
export function* countSorted(
  sorted: Float64Array,
  points: Float64Array,
  counts: Int32Array | Float64Array,
): Steps<void> {
  let k = 0;
  yield* inStretches(sorted.length, 8, (from, to) => {
    for (let i = from; i < to; i++) {
      while (k < points.length && points[k] < sorted[i]) k++;
      counts[k < points.length && points[k] === sorted[i] ? 2 * k + 1 : 2 * k]++;
    }
  });
}

/** From the middle value, so that an offset costs no digits. */
function* meanOf(sorted: Float64Array): Steps<number> {
  const middle = sorted[sorted.length >> 1];
  let sum = 0;
  yield* inStretches(sorted.length, 1, (from, to) => {
    for (let i = from; i < to; i++) sum += sorted[i] - middle;
  });
  return middle + sum / sorted.length;
}
