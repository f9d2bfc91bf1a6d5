/** Columns of whatever has columns: tables of Arquero, Apache Arrow, DuckDB and Polars, told by their methods. */

import { InvalidInputError } from '../../errors.js';
import { show } from '../../words.js';
import { isDate, lengthOf, reading } from '../array-like.js';
import type { Cell, Column } from '../columns.js';
import { createColumn, TABLE } from '../create-column.js';
import {
  arrowColumn,
  arrowValues,
  type ColumnPlace,
  isArrowVector,
  tooLarge,
} from './arrow-columns.js';
import { recordColumns } from './record-columns.js';

/** Values of a column: an array, a typed array, or whatever can be iterated, such as an Arrow vector. */
export type ColumnSource = ArrayLike<unknown> | Iterable<unknown>;

/** A table of Arquero's form. */
export interface ArqueroTable {
  /** The names of the columns. */
  columnNames(): string[];
  /** The values of one column, as the table is filtered and sorted. */
  array(name: string): ColumnSource;
}

/** A table of Apache Arrow's form, which DuckDB gives too. */
export interface ArrowTable {
  /** The names of the columns. */
  readonly schema: {
    /** One for each column. */
    readonly fields: Iterable<{
      /** Its name. */
      readonly name: unknown;
    }>;
  };
  /** The values of one column. */
  getChild(name: string): ColumnSource | null;
}

/** A table of Polars' form. */
export interface PolarsTable {
  /** The names of the columns. */
  readonly columns: string[];
  /** One column. */
  getColumn(name: string): {
    /** Its values. */
    toArray(): ColumnSource;
  };
}

/** What `Table.from` reads: a table of another library, one object a row, or values by column name. */
export type TableSource =
  | ArqueroTable
  | ArrowTable
  | PolarsTable
  | readonly object[]
  | ReadonlyMap<string, ColumnSource>
  | Readonly<Record<string, ColumnSource>>;

type Types = Readonly<Record<string, Column['type']>>;

/**
 * The columns of a table of another library, or of values by name.
 *
 * @throws InvalidInputError for what has no columns, and for values that are no cells
 */
export function foreignColumns(source: unknown, types: Types, where: string): Column[] {
  return reading(where, 'the source', () => {
    const found = new Map<string, Column>();
    for (const [name, values] of sourceColumns(source, where)) {
      if (found.has(name)) {
        throw new InvalidInputError(
          `${where}: there are two columns ${show(name)}. Rename one before.`,
        );
      }
      const type = Object.hasOwn(types, name) ? types[name] : undefined;
      found.set(name, columnOf(values, { name, type, where }));
    }
    return [...found.values()];
  });
}

function* sourceColumns(source: unknown, where: string): Iterable<[string, unknown]> {
  if (Array.isArray(source)) yield* recordColumns(source, where);
  else if (source instanceof Map) yield* source;
  else if (typeof source !== 'object' || source === null || lengthOf(source) !== undefined)
    throw noColumns(source, where);
  else if (has(source, 'getColumn') && 'columns' in source && Array.isArray(source.columns)) {
    for (const name of source.columns) {
      const column: unknown = source.getColumn(name);
      if (typeof column !== 'object' || column === null || !has(column, 'toArray'))
        throw noColumns(source, where);
      yield [String(name), column.toArray()];
    }
  } else if (has(source, 'columnNames') && has(source, 'array')) {
    for (const name of source.columnNames() as Iterable<string>) yield [name, source.array(name)];
  } else if (has(source, 'getChild') && 'schema' in source) {
    const { fields } = source.schema as ArrowTable['schema'];
    for (const { name } of fields) yield [String(name), source.getChild(name)];
  } else yield* Object.entries(source);
}

/** Whether an object has a method of this name. */
function has<Name extends string>(
  value: object,
  name: Name,
): value is Record<Name, (...args: unknown[]) => unknown> {
  return name in value && typeof (value as Record<Name, unknown>)[name] === 'function';
}

function noColumns(source: unknown, where: string): InvalidInputError {
  return new InvalidInputError(
    `${where}: ${show(source)} has no columns. Pass records, an object of column name to values, or a table of Arquero, Arrow or Polars.`,
  );
}

function columnOf(values: unknown, place: ColumnPlace): Column {
  const { name, type, where } = place;
  if (isArrowVector(values)) {
    const column = arrowColumn(values, place);
    return column ?? columnOf(arrowValues(values, type), place);
  }
  const isObject = typeof values === 'object' && values !== null;
  if (isNumberArray(values) && (type === undefined || type === 'number'))
    return { type: 'number', name, data: Float64Array.from(values) };
  // Iterating an Arrow vector gives null where it is missing, which its arrays do not know.
  if (isObject && (Symbol.iterator in values || lengthOf(values) !== undefined)) {
    const cells = Array.from(values as Iterable<unknown>, (value, i) =>
      cellOf(value, type, { name, i, where }),
    );
    return createColumn(name, cells, TABLE, type);
  }
  throw new InvalidInputError(
    `${where}: column ${show(name)} is ${show(values)}. Pass an array or an iterable of its values.`,
  );
}

/** Whether values are a typed array of numbers. */
function isNumberArray(values: unknown): values is Float64Array {
  return (
    ArrayBuffer.isView(values) &&
    'length' in values &&
    typeof (values as Float64Array)[0] === 'number'
  );
}

/** A value as a cell: a bigint is its number or text, a date its ISO 8601 text, or milliseconds where asked for numbers. */
function cellOf(
  value: unknown,
  type: Column['type'] | undefined,
  place: { readonly name: string; readonly i: number; readonly where: string },
): Cell {
  if (typeof value === 'bigint') {
    if (type === 'text') return String(value);
    const number = Number(value);
    if (Number.isSafeInteger(number)) return number;
    throw tooLarge(value, place);
  }
  if (isDate(value)) {
    const time = value.getTime();
    if (Number.isNaN(time)) {
      const { name, i, where } = place;
      throw new InvalidInputError(
        `${where}: row ${i} of column ${show(name)}, ${show(value)}, is invalid. Pass null where it is missing.`,
      );
    }
    return type === 'number' ? time : value.toISOString();
  }
  return value as Cell; // what else is no cell, the making of the column refuses by its name
}
