/** A column, or the part of it that belongs to one group, summed up in one cell. */

import { columnMoments, sortedQuantile } from '../../numeric/statistics.js';
import {
  type Cell,
  type Column,
  cellAt,
  columnLength,
  columnNumbers,
  countMissing,
} from '../columns.js';
import { groupRows } from './row-groups.js';

/** What a column can be summed up by. */
export type SummaryName =
  /** How many values are there. */
  | 'count'
  /** How many values are missing. */
  | 'missing'
  /** How many different values are there. */
  | 'nUnique'
  /** The value of the first row. */
  | 'first'
  /** The value of the last row. */
  | 'last'
  /** The sum of the numbers, 0 where there are none. */
  | 'sum'
  /** The mean. */
  | 'mean'
  /** The standard deviation of a sample: squares are divided by n - 1. */
  | 'std'
  /** The variance of a sample: squares are divided by n - 1. */
  | 'var'
  /** The middle one, or the mean of the two in the middle. */
  | 'median'
  /** The least. */
  | 'min'
  /** The largest. */
  | 'max';

/** Missing values are left out of all but `first` and `last`; what cannot be told is NaN, which a table has as missing. */
export const SUMMARIES: Readonly<Record<SummaryName, (column: Column, where: string) => Cell>> = {
  count: (column) => columnLength(column) - countMissing(column),
  missing: countMissing,
  nUnique: (column) => {
    const { first } = groupRows([column], columnLength(column));
    return first.length - Math.sign(countMissing(column));
  },
  first: (column) => (columnLength(column) === 0 ? null : cellAt(column, 0)),
  last: (column) => (columnLength(column) === 0 ? null : cellAt(column, columnLength(column) - 1)),
  sum: (column, where) => sumOf(knownNumbers(column, where)),
  mean: (column, where) => meanAndVariance(knownNumbers(column, where)).mean,
  std: (column, where) => Math.sqrt(meanAndVariance(knownNumbers(column, where)).variance),
  var: (column, where) => meanAndVariance(knownNumbers(column, where)).variance,
  median: (column, where) => quantileOf(knownNumbers(column, where).sort(), 0.5),
  min: (column, where) => quantileOf(knownNumbers(column, where).sort(), 0),
  max: (column, where) => quantileOf(knownNumbers(column, where).sort(), 1),
};

/** The numbers that are not missing, in an array of their own. */
export function knownNumbers(column: Column, where: string): Float64Array {
  return columnNumbers(column, where).filter((value) => !Number.isNaN(value));
}

const sumOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);

/** Of a sample: squares are divided by n - 1. NaN where there are too few numbers, or infinite ones. */
export function meanAndVariance(values: Float64Array): { mean: number; variance: number } {
  const rows = values.length;
  if (rows === 0 || !values.every(Number.isFinite))
    return { mean: sumOf(values) / rows, variance: Number.NaN };
  const { mean, variance } = columnMoments({ data: values, rows, columns: 1 });
  return { mean: mean[0], variance: rows === 1 ? Number.NaN : (variance[0] * rows) / (rows - 1) };
}

/** Of ascending numbers, which may be infinite; NaN where there are none. */
export function quantileOf(sorted: Float64Array, q: number): number {
  if (sorted.length === 0) return Number.NaN;
  const value = sortedQuantile(sorted, q);
  // Between two infinite numbers of one sign there is no gap to take a share of.
  return Number.isNaN(value) ? sorted[Math.floor(q * (sorted.length - 1))] : value;
}
