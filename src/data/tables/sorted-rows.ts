import { argsort } from '../../numeric/ordering.js';
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
  let order = range(rowCount);
  // From the last column to the first: each pass is stable, so that it keeps the order of those before where it ties.
  for (const { column, descending } of [...orders].reverse()) {
    const keys = sortKeys(column);
    const sign = descending ? -1 : 1;
    const inOrder = new Float64Array(rowCount);
    for (let i = 0; i < rowCount; i++) inOrder[i] = sign * keys[order[i]];
    const next = argsort(inOrder);
    for (let i = 0; i < rowCount; i++) next[i] = order[next[i]];
    order = next;
  }
  return order;
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
