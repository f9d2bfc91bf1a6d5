import { type Cell, Table, type TableRecord } from '../../data/table.js';
import { show } from '../../words.js';
import type { CvResults } from './search-results.js';

/** Results as a table: a column whose values are of several types, or are no cells at all, holds them in words. */
export function resultsTable(results: CvResults): Table {
  const columns = Object.entries(results)
    .filter(([name]) => name !== 'params')
    .map(([name, values = []]) => [name, asCells(values)] as const);
  const records = results.params.map(
    (_, i): TableRecord => Object.fromEntries(columns.map(([name, cells]) => [name, cells[i]])),
  );
  return Table.fromRecords(records);
}

function asCells(values: readonly unknown[]): Cell[] {
  const types = new Set(
    values.filter((value) => value !== undefined && value !== null).map((value) => typeof value),
  );
  const [type] = types;
  if (types.size <= 1 && ['number', 'string', 'boolean', undefined].includes(type)) {
    return values.map((value) => (value ?? null) as Cell);
  }
  return values.map((value) => {
    if (value === undefined) return null;
    return typeof value === 'string' ? value : show(value);
  });
}
