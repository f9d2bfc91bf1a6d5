import { Table } from '../../data/table.js';
import type { Steps } from '../../progress.js';

/** As `table.rows(rows)`, a column a step. */
export function* tableRowsInSteps(table: Table, rows: ArrayLike<number>): Steps<Table> {
  const columns = [];
  for (const column of table.columns) {
    columns.push(...new Table([column]).rows(rows).columns);
    yield;
  }
  return new Table(columns);
}
