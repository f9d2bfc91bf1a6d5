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
    const groups = new Map<number, number>();
    const next = new Int32Array(rowCount);
    const values = valueNumbers(column);
    const width = values.reduce((most, value) => Math.max(most, value), 0) + 1;
    first = [];
    for (let i = 0; i < rowCount; i++) {
      // Both are below the number of rows, so that their product is an exact double up to 94 million rows.
      const key = groupOf[i] * width + values[i];
      let group = groups.get(key);
      if (group === undefined) {
        group = groups.size;
        groups.set(key, group);
        first.push(i);
      }
      next[i] = group;
    }
    groupOf = next;
  }
  return { groupOf, first: Int32Array.from(first) };
}

/** Equal numbers for equal values [rowCount], 0 for missing. */
function valueNumbers(column: Column): Int32Array {
  if (column.type === 'text') return column.codes.map((code) => code + 1);
  if (column.type === 'boolean') return Int32Array.from(column.data, (value) => value + 1);
  const known = new Map<number, number>();
  return Int32Array.from(column.data, (value) => {
    if (Number.isNaN(value)) return 0;
    const number = known.get(value) ?? known.size + 1;
    known.set(value, number);
    return number;
  });
}

/** The rows of each group, in their order. */
export function rowsOfGroups({ groupOf, first }: RowGroups): Int32Array[] {
  const sizes = new Int32Array(first.length);
  for (let i = 0; i < groupOf.length; i++) sizes[groupOf[i]]++;
  const rows = Array.from(sizes, (size) => new Int32Array(size));
  sizes.fill(0);
  for (let i = 0; i < groupOf.length; i++) {
    const group = groupOf[i];
    rows[group][sizes[group]++] = i;
  }
  return rows;
}
