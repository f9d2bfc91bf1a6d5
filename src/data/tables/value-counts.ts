import type { Cell } from '../columns.js';
import { takeColumnRows } from '../columns.js';
import { Table } from '../table.js';
import { checkTable } from './check-table.js';
import { groupRows } from './row-groups.js';

/** One value of a column, and how often it is there. */
export type ValueCount<Value = Cell> = {
  /** The value; null for what is missing. */
  value: Value;
  /** How many rows have it. */
  count: number;
  /** `count` in relation to all rows, 0 to 1. */
  share: number;
};

/**
 * How often each value of a column is there, the most frequent first; those that are as frequent as each other in order of
 * first appearance. Missing values are counted too, as null.
 *
 * @throws InvalidInputError for an unknown name
 *
 * @example
 * valueCounts(penguins, 'species').toRecords()
 * // [{ value: 'Adelie', count: 152, share: 0.4418… }, …]
 */
export function valueCounts<Row extends object, Name extends keyof Row & string>(
  table: Table<Row>,
  name: Name,
): Table<ValueCount<Row[Name]>> {
  checkTable(table, 'valueCounts');
  const column = table.column(name);
  const { groupOf, first } = groupRows([column], table.rowCount);
  const counts = new Float64Array(first.length);
  for (let i = 0; i < groupOf.length; i++) counts[groupOf[i]]++;
  return new Table<ValueCount<Row[Name]>>([
    { ...takeColumnRows(column, first), name: 'value' },
    { type: 'number', name: 'count', data: counts },
    { type: 'number', name: 'share', data: counts.map((n) => n / table.rowCount) },
  ]).sort({ column: 'count', descending: true });
}
