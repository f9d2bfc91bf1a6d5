import { type Column, takeColumnRows } from '../../data/columns.js';
import { Table } from '../../data/table.js';
import type { Steps } from '../../progress.js';

/** As `table.rows(rows)` for rows that are known to be there, a column a step. */
export function* tableRowsInSteps<Row extends object>(
  table: Table<Row>,
  rows: ArrayLike<number>,
): Steps<Table<Row>> {
  const columns: Column[] = [];
  for (const column of table.columns) {
    columns.push(takeColumnRows(column, rows));
    yield;
  }
  return new Table(columns);
}
