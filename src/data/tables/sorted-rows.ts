import { range } from '../../random/sampling.js';
import { type Column, columnNumbers } from '../columns.js';

/** A column to sort by, and which way. */
export interface ColumnOrder {
  readonly column: Column;
  readonly descending: boolean;
}

/**
 * Rows in the order of some columns [rowCount]: by the first, where it ties by the next, and so on. Missing values come
 * last in both directions, rows that tie in all keep their order. Text is compared by its UTF-16 code units, which no
 * locale changes.
 */
export function sortedRows(orders: readonly ColumnOrder[], rowCount: number): Int32Array {
  const keys = orders.map(({ column, descending }) => ({
    keys: sortKeys(column),
    sign: descending ? -1 : 1,
  }));
  return range(rowCount).sort((a, b) => {
    for (const { keys: of, sign } of keys) {
      const difference = compare(of[a], of[b], sign);
      if (difference !== 0) return difference;
    }
    return a - b;
  });
}

/** By value, NaN last. */
function compare(a: number, b: number, sign: number): number {
  if (a < b) return -sign;
  if (a > b) return sign;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

/** Numbers in the order of the values, NaN where missing. */
function sortKeys(column: Column): Float64Array {
  if (column.type !== 'text') return columnNumbers(column, 'sort');
  const { categories } = column;
  const ranks = new Float64Array(categories.length);
  const inOrder = range(categories.length).sort((a, b) => (categories[a] < categories[b] ? -1 : 1));
  for (const [rank, code] of inOrder.entries()) ranks[code] = rank;
  return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : ranks[code]));
}
