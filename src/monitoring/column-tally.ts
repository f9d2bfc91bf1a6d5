/** What is counted of a column to compare it with a profile: sums that add up, whatever the order and the machine. */

import { type Column, countMissing } from '../data/columns.js';
import { InvalidInputError } from '../errors.js';
import { sortedInSteps } from '../numeric/sorted-numbers.js';
import { inStretches, type Steps } from '../progress.js';
import { apart, float64, number, object } from '../serialization/schema.js';
import { show } from '../words.js';
import { type ColumnProfile, presentIn } from './column-profile.js';
import {
  type FrequentValues,
  frequentValues,
  joinFrequent,
  mostFrequent,
  NO_VALUES,
} from './frequent-values.js';
import { countNumbers, indexPoints } from './point-index.js';
import { countCategories, countSorted, presentNumbers } from './profile-column.js';

/** Counts of a column at the places that a profile has. */
export interface ColumnTally {
  /** Rows in which it is missing. */
  readonly missing: number;
  /** As those of the profile. */
  readonly counts: Float64Array;
  /** Of numbers: of what they are more than the mean of the profile; the smallest and the largest. */
  readonly excess: number;
  readonly min: number;
  readonly max: number;
  /** Of categories that the profile does not keep. */
  readonly others: FrequentValues;
}

const rows = { integer: true, min: 0 };

export const columnTally = apart(
  object<ColumnTally>({
    missing: number(rows),
    counts: float64('counts', { min: 0, max: Number.MAX_SAFE_INTEGER }),
    excess: number({ nonFinite: true }),
    min: number({ nonFinite: true }),
    max: number({ nonFinite: true }),
    others: frequentValues,
  }),
);

export function emptyTally({ counts }: ColumnProfile): ColumnTally {
  return {
    missing: 0,
    counts: new Float64Array(counts.length),
    excess: 0,
    min: Infinity,
    max: -Infinity,
    others: NO_VALUES,
  };
}

/** What both have counted, of the same profile. */
export function addTallies(a: ColumnTally, b: ColumnTally): ColumnTally {
  return {
    missing: a.missing + b.missing,
    counts: a.counts.map((n, k) => n + b.counts[k]),
    excess: a.excess + b.excess,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    others: joinFrequent(a.others, b.others),
  };
}

/** Beyond so many points it is quicker to sort than to look each number up. */
const MOST_LOOKED_UP = 4096;

/**
 * Count a column by a profile, in steps.
 *
 * @throws InvalidInputError when it is of another type, and both have values
 */
export function* tallyColumn(
  column: Column,
  profile: ColumnProfile,
  where: string,
): Steps<ColumnTally> {
  const tally = emptyTally(profile);
  if (column.type === profile.type) {
    return column.type === 'number'
      ? yield* tallyNumbers(column.data, profile, tally)
      : yield* tallyCategories(column, profile, tally);
  }
  const missing = countMissing(column);
  const present = (column.type === 'text' ? column.codes : column.data).length - missing;
  if (present > 0 && presentIn(profile) > 0) {
    throw new InvalidInputError(
      `${where}: column ${show(column.name)} is of type ${column.type}, but the reference has ${profile.type} there. Read it as the reference was read.`,
    );
  }
  tally.counts[tally.counts.length - 1] = present;
  return { ...tally, missing };
}

function* tallyNumbers(
  data: Float64Array,
  { points, mean }: ColumnProfile,
  tally: ColumnTally,
): Steps<ColumnTally> {
  const { counts } = tally;
  const center = mean ?? 0;
  const sums = { missing: 0, excess: 0, min: Infinity, max: -Infinity };
  if (points.length <= MOST_LOOKED_UP) {
    const index = indexPoints(points, data.length);
    yield* inStretches(data.length, 8, (from, to) =>
      countNumbers(data, from, to, index, counts, center, sums),
    );
    return { ...tally, ...sums };
  }
  const sorted = yield* sortedInSteps(yield* presentNumbers(data));
  yield* countSorted(sorted, points, counts);
  const n = sorted.length;
  sums.missing = data.length - n;
  if (n > 0) [sums.min, sums.max] = [sorted[0], sorted[n - 1]];
  yield* inStretches(n, 1, (from, to) => {
    for (let i = from; i < to; i++) sums.excess += sorted[i] - center;
  });
  return { ...tally, ...sums };
}

function* tallyCategories(
  column: Exclude<Column, { type: 'number' }>,
  profile: ColumnProfile,
  tally: ColumnTally,
): Steps<ColumnTally> {
  const found = yield* countCategories(column);
  const places = new Map(profile.values.map((value, k) => [value, k]));
  const knowsAll = profile.counts[profile.values.length] === 0; // else nothing tells what is new
  const others: { values: string[]; counts: number[] } = { values: [], counts: [] };
  for (const [k, value] of found.values.entries()) {
    const place = places.get(value) ?? profile.values.length;
    tally.counts[place] += found.counts[k];
    if (place < profile.values.length || !knowsAll) continue;
    others.values.push(value);
    others.counts.push(found.counts[k]);
  }
  yield;
  return {
    ...tally,
    missing: found.missing,
    others: mostFrequent(others.values, others.counts),
  };
}
