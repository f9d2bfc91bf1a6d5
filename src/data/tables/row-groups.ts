import { argsort } from '../../numeric/ordering.js';
import type { Column } from '../columns.js';

/** Rows of equal values, in order of first appearance. */
export interface RowGroups {
  /** The group of each row [rowCount]. */
  readonly groupOf: Int32Array;
  /** The first row of each group [nGroups]. */
  readonly first: Int32Array;
}

/** Rows that are equal in all of some columns; what is missing equals what is missing. */
export function groupRows(columns: readonly Column[], rowCount: number): RowGroups {
  let groupOf = new Int32Array(rowCount);
  let first = rowCount === 0 ? [] : [0];
  for (const column of columns) {
    const next = new Int32Array(rowCount);
    const values = valueNumbers(column);
    const width = values.reduce((most, value) => Math.max(most, value), 0) + 1;
    const groups = createNumbering(first.length * width, rowCount);
    first = [];
    for (let i = 0; i < rowCount; i++) {
      // Both are below the number of rows, so that their product is an exact double up to 94 million rows.
      const group = groups(groupOf[i] * width + values[i]);
      if (group === first.length) first.push(i);
      next[i] = group;
    }
    groupOf = next;
  }
  return { groupOf, first: Int32Array.from(first) };
}

/** Numbers keys in order of first appearance. Where they are few for the rows, an array: a map takes five times as long. */
function createNumbering(keys: number, rowCount: number): (key: number) => number {
  if (keys > 4 * rowCount + 1024) {
    const known = new Map<number, number>();
    return (key) => {
      const number = known.get(key) ?? known.size;
      known.set(key, number);
      return number;
    };
  }
  const known = new Int32Array(keys).fill(-1);
  let size = 0;
  return (key) => {
    if (known[key] < 0) known[key] = size++;
    return known[key];
  };
}

/** Equal numbers for equal values [rowCount], 0 for missing. */
function valueNumbers(column: Column): Int32Array {
  if (column.type === 'text') return column.codes.map((code) => code + 1);
  if (column.type === 'boolean') return Int32Array.from(column.data, (value) => value + 1);
  const { data } = column;
  const numbers = new Int32Array(data.length);
  let last = Number.NaN;
  let number = 0;
  for (const i of argsort(data)) {
    if (Number.isNaN(data[i])) break; // the rest is missing
    if (data[i] !== last) number++;
    last = data[i];
    numbers[i] = number;
  }
  return numbers;
}

/** The rows of each group, one group after the other. */
export interface GroupedRows {
  /** The rows [rowCount]: those of the first group in their order, then those of the next. */
  readonly rows: Int32Array;
  /** Where each group begins in `rows`, and behind the last one the number of rows [nGroups + 1]. */
  readonly starts: Int32Array;
}

export function sortIntoGroups({ groupOf, first }: RowGroups): GroupedRows {
  const starts = new Int32Array(first.length + 1);
  for (let i = 0; i < groupOf.length; i++) starts[groupOf[i] + 1]++;
  for (let group = 0; group < first.length; group++) starts[group + 1] += starts[group];
  const next = starts.slice();
  const rows = new Int32Array(groupOf.length);
  for (let i = 0; i < groupOf.length; i++) rows[next[groupOf[i]]++] = i;
  return { rows, starts };
}
