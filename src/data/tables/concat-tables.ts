import { InvalidInputError } from '../../errors.js';
import { show } from '../../words.js';
import { type Column, columnLength, countMissing } from '../columns.js';
import { type Cell, Table } from '../table.js';
import { checkTable } from './check-table.js';

/**
 * The rows of several tables, one table after the other. The columns are all that occur, in order of first appearance; a
 * table that lacks one has missing values there. A column of which all is missing takes the type that it has elsewhere.
 *
 * @param tables - at least one
 * @throws InvalidInputError when a column has one type here and another there, and without a table
 *
 * @example
 * const year = concatTables([january, february])
 */
export function concatTables<Row extends object = Record<string, Cell>>(
  tables: readonly Table<Row>[],
): Table<Row> {
  const where = 'concatTables';
  if (!Array.isArray(tables)) {
    throw new InvalidInputError(`${where}: tables is ${show(tables)}. Pass an array of tables.`);
  }
  for (const table of tables) checkTable(table, where);
  const names = new Set(tables.flatMap(({ columnNames }) => columnNames));
  const columns = Array.from(names, (name) =>
    concatColumns(
      tables.map((table) => (table.has(name) ? table.column(name) : table.rowCount)),
      name,
      where,
    ),
  );
  return new Table(columns);
}

/**
 * One column after the other.
 *
 * @param parts - columns, or how many values are missing
 */
export function concatColumns(
  parts: readonly (Column | number)[],
  name: string,
  where: string,
): Column {
  const columns = parts.map((part) =>
    typeof part === 'number' || countMissing(part) === columnLength(part) ? undefined : part,
  );
  const lengths = parts.map((part) => (typeof part === 'number' ? part : columnLength(part)));
  const length = lengths.reduce((sum, next) => sum + next, 0);
  const type = typeOfAll(columns, parts, name, where);
  let at = 0;
  if (type === 'text') {
    const codes = new Int32Array(length).fill(-1);
    const known = new Map<string, number>();
    for (const [k, column] of columns.entries()) {
      if (column?.type === 'text') {
        const codeOf = Int32Array.from(column.categories, (text) => {
          const code = known.get(text) ?? known.size;
          known.set(text, code);
          return code;
        });
        for (let i = 0; i < lengths[k]; i++)
          if (column.codes[i] >= 0) codes[at + i] = codeOf[column.codes[i]];
      }
      at += lengths[k];
    }
    return { type, name, codes, categories: [...known.keys()] };
  }
  const data =
    type === 'boolean' ? new Int8Array(length).fill(-1) : new Float64Array(length).fill(Number.NaN);
  for (const [k, column] of columns.entries()) {
    if (column !== undefined && column.type !== 'text') data.set(column.data, at);
    at += lengths[k];
  }
  return { type, name, data } as Column;
}

/** The type that all have who have a value; without a value that of the first column. */
function typeOfAll(
  columns: readonly (Column | undefined)[],
  parts: readonly (Column | number)[],
  name: string,
  where: string,
): Column['type'] {
  const known = columns.filter((column) => column !== undefined);
  const odd = known.find(({ type }) => type !== known[0].type);
  if (odd !== undefined) {
    throw new InvalidInputError(
      `${where}: column ${show(name)} is of type ${known[0].type} in one table and ${odd.type} in another. Give it one type, as Table.withColumn can.`,
    );
  }
  const first = known[0] ?? parts.find((part) => typeof part !== 'number');
  return first?.type ?? 'number';
}
