import type { BooleanColumn, Column, NumberColumn, TextColumn } from '../../data/columns.js';
import { select } from '../../numeric/ordering.js';

/** A value that is not missing. */
export type Known = number | string | boolean;

/** How often a value occurs. */
export interface ValueCount {
  readonly value: Known;
  readonly count: number;
}

/** The numbers of a column that are not missing, in order of rows. */
export function knownNumbers({ data }: NumberColumn): Float64Array {
  const known = new Float64Array(data.length);
  let n = 0;
  for (let i = 0; i < data.length; i++) if (!Number.isNaN(data[i])) known[n++] = data[i];
  return known.subarray(0, n);
}

/** The arithmetic mean, corrected by what rounding left over; NaN of nothing. */
export function mean(values: Float64Array): number {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i];
  let center = sum / n;
  if (!Number.isFinite(center)) {
    center = 0; // the sum overflowed: add up shares instead
    for (let i = 0; i < n; i++) center += values[i] / n;
  }
  let left = 0;
  for (let i = 0; i < n; i++) left += (values[i] - center) / n;
  return Number.isFinite(left) ? center + left : center;
}

/** The middle value, or half way between the middle two; NaN of nothing. */
export function median(values: Float64Array): number {
  if (values.length === 0) return Number.NaN;
  const parted = values.slice();
  const middle = parted.length >> 1;
  const high = select(parted, middle);
  if (parted.length % 2 === 1) return high;
  let low = -Infinity;
  for (let i = 0; i < middle; i++) if (parted[i] > low) low = parted[i];
  const sum = low + high;
  return Number.isFinite(sum) ? sum / 2 : low / 2 + high / 2;
}

/** Each different value and how often it occurs, ascending as `sortLabels` has it; missing ones are left out. */
export function valueCounts(column: Column): ValueCount[] {
  if (column.type === 'number') return countNumbers(column);
  if (column.type === 'text') return countTexts(column);
  return countBooleans(column);
}

function countNumbers(column: NumberColumn): ValueCount[] {
  const sorted = knownNumbers(column).sort();
  const counts: ValueCount[] = [];
  for (let start = 0; start < sorted.length; ) {
    const value = sorted[start];
    let end = start + 1;
    while (end < sorted.length && sorted[end] === value) end++;
    counts.push({ value: value + 0, count: end - start }); // -0 and 0 are one value: 0
    start = end;
  }
  return counts;
}

function countTexts({ codes, categories }: TextColumn): ValueCount[] {
  const counts = new Int32Array(categories.length);
  for (let i = 0; i < codes.length; i++) if (codes[i] >= 0) counts[codes[i]]++;
  return categories
    .map((value, code) => ({ value, count: counts[code] }))
    .filter(({ count }) => count > 0) // a table of some rows keeps the categories of all
    .sort((a, b) => (a.value < b.value ? -1 : 1));
}

function countBooleans({ data }: BooleanColumn): ValueCount[] {
  const counts = [0, 0];
  for (let i = 0; i < data.length; i++) if (data[i] >= 0) counts[data[i]]++;
  return [false, true]
    .map((value, code) => ({ value, count: counts[code] }))
    .filter(({ count }) => count > 0);
}

/** The value that occurs most often, the smallest of them on a tie. */
export function mostFrequent(counts: readonly ValueCount[]): ValueCount {
  let best = counts[0];
  for (const candidate of counts) if (candidate.count > best.count) best = candidate;
  return best;
}
