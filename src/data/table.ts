// Over 300 lines: one class, whole. Most of them tell what a method does; how is in `tables/`.

import type { Matrix } from 'ml-matrix';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { readOptions } from '../hyperparameters.js';
import { isSo } from '../is-so.js';
import { readNamed } from '../named-options.js';
import { INSPECT } from '../printing.js';
import { range } from '../random/sampling.js';
import { count, didYouMean, show } from '../words.js';
import { filledLength, lengthOf, reading } from './array-like.js';
import { matrixOfColumns } from './column-matrix.js';
import { checkTyped, readTypes } from './column-types.js';
import {
  type Cell,
  type Column,
  columnLength,
  columnNumbers,
  columnValues,
  takeColumnRows,
} from './columns.js';
import { createColumn, TABLE } from './create-column.js';
import type { ColumnName, Renamed, RowIn, RowOf, RowOfColumns, WithColumn } from './row-types.js';
import { IS_TABLE } from './table-mark.js';
import { foreignColumns, type TableSource } from './tables/foreign-columns.js';
import { checkNames, namedColumns } from './tables/named-columns.js';
import { recordColumns } from './tables/record-columns.js';
import { createRowView } from './tables/row-view.js';
import { sortedRows } from './tables/sorted-rows.js';
import { tableText } from './tables/table-text.js';

export type { BooleanColumn, Cell, Column, NumberColumn, TextColumn } from './columns.js';
export type { ColumnName, TableRecord } from './row-types.js';
export type {
  ArqueroTable,
  ArrowTable,
  ColumnSource,
  PolarsTable,
  TableSource,
} from './tables/foreign-columns.js';

/** How the values of a new table are taken. */
export interface TableOptions<Types = Readonly<Record<string, Column['type']>>> {
  /**
   * Types of columns by name, instead of those of their values. `{ title: 'text' }` reads a column that
   * mixes types, a film called 300 among others, as text: numbers and booleans as `String` writes them.
   * Other types convert nothing, and refuse what is not of them.
   */
  types?: Types & Readonly<Record<string, Column['type']>>;
}

/** A column to sort by. */
export interface SortKey {
  /** Its name. */
  column: string;
  /** Whether the largest comes first. Default false. */
  descending?: boolean;
}

/**
 * Rows and typed columns, read-only: numbers, text and booleans, each of which can be missing.
 * TypeScript knows the columns of a table that is made of records or columns whose type it knows: `Row` is the
 * type of one row. A number that is NaN is missing, and read as null whatever its type says.
 *
 * @example
 * const table = Table.fromRecords([{ size: 3.5, colour: 'red' }, { size: null, colour: 'blue' }])
 * table.columnNames        // ['size', 'colour']
 * table.values('size')     // [3.5, null]
 */
export class Table<Row extends object = Record<string, Cell>> {
  /** @internal */
  get [IS_TABLE](): true {
    return true;
  }

  /** The columns from left to right, each with its values in one typed array. */
  readonly columns: readonly Column[];
  /** The names of the columns from left to right. */
  readonly columnNames: readonly string[];
  /** How many rows there are; every column has as many values. */
  readonly rowCount: number;
  readonly #position: ReadonlyMap<string, number>;

  /**
   * From typed columns, which are not copied.
   *
   * @throws InvalidInputError for two columns of one name or columns of different lengths
   */
  constructor(columns: readonly Column[]) {
    if (!isSo(() => Array.isArray(columns) && filledLength(columns) !== undefined)) {
      throw new InvalidInputError(
        `Table: columns must be an array, but got ${show(columns)}. Use Table.fromColumns for values by name.`,
      );
    }
    this.columns = [...columns];
    const wrong = this.columns.findIndex((column) => !isSo(() => columnLength(column) >= 0));
    if (wrong >= 0) {
      throw new InvalidInputError(
        `Table: columns[${wrong}] is ${show(columns[wrong])}, not a column. Use Table.fromColumns for values by name.`,
      );
    }
    this.rowCount = columns.length === 0 ? 0 : columnLength(columns[0]);
    const position = new Map<string, number>();
    for (const [j, column] of columns.entries()) {
      if (position.has(column.name)) {
        throw new InvalidInputError(
          `Table: there are two columns ${show(column.name)}. Rename one.`,
        );
      }
      if (columnLength(column) !== this.rowCount) {
        throw new InvalidInputError(
          `Table: column ${show(column.name)} has ${count(columnLength(column), 'value')}, column ${show(columns[0].name)} has ${this.rowCount}. Give every column one value a row.`,
        );
      }
      position.set(column.name, j);
    }
    this.columnNames = Object.freeze(this.columns.map(({ name }) => name));
    this.#position = position;
  }

  /**
   * From values by column name. The type of a column is that of its values; null, undefined and NaN are missing.
   *
   * @throws InvalidInputError for a column of mixed types, another type than `types` says, or another length
   * @throws InvalidParameterError when `types` names a column that is not there
   */
  static fromColumns<
    Columns extends { readonly [Name in keyof Columns]: ArrayLike<Cell | undefined> },
    const Types extends Readonly<Record<string, Column['type']>> = Record<never, never>,
  >(columns: Columns, options: TableOptions<Types> = {}): Table<RowOfColumns<Columns, Types>> {
    return createTable(namedColumns(columns, 'Table.fromColumns'), options, 'Table.fromColumns');
  }

  /**
   * From one object a row. The columns are all keys that occur, in order of first appearance; a key
   * that a row lacks is missing there. A column that mixes types is refused, unless `types` says that it is text.
   *
   * @throws InvalidInputError when a record is no object, a column mixes types, or is of another than `types` says
   * @throws InvalidParameterError when `types` names a column that no record has
   *
   * @example
   * const films = [{ title: 300, year: 2006 }, { title: 'Heat', year: 1995 }]
   * Table.fromRecords(films, { types: { title: 'text' } }).values('title') // ['300', 'Heat']
   */
  static fromRecords<
    Given extends { readonly [Name in keyof Given]: Cell | undefined },
    const Types extends Readonly<Record<string, Column['type']>> = Record<never, never>,
  >(records: readonly Given[], options: TableOptions<Types> = {}): Table<RowOf<Given, Types>> {
    const where = 'Table.fromRecords';
    return createTable(recordColumns(records, where) as Map<string, Cell[]>, options, where);
  }

  /**
   * From a table of another library, told by its methods: Arquero, Apache Arrow (which DuckDB gives too), flechette,
   * Polars. Or from values by column name, in an object or a `Map`, each an array or an iterable; or from one object a
   * row. A bigint is read as the number it is, or as text where `types` says so; a date as its ISO 8601 text, or as
   * milliseconds since 1970 where `types` says "number". Arrow's numbers, truths and dictionaries are read from their
   * arrays; one chunk of float64 without gaps is shared, not copied.
   *
   * @throws InvalidInputError for what has no columns, a bigint that no number holds exactly, an invalid date, and
   *   columns that `fromColumns` refuses
   * @throws InvalidParameterError when `types` names a column that is not there
   *
   * @example
   * const table = Table.from(aq.loadCSV('houses.csv').filter((d) => d.price > 0))
   */
  static from(source: TableSource | Table<object>, options: TableOptions = {}): Table {
    if (isSo(() => source instanceof Table)) return source as Table;
    const types = readTypes(options, 'Table.from');
    const columns = foreignColumns(source, types, 'Table.from');
    checkTyped(
      types,
      columns.map(({ name }) => name),
      'Table.from',
    );
    return new Table(columns);
  }

  /** Whether there is a column of this name. */
  has(name: string): boolean {
    return this.#position.has(name);
  }

  /**
   * One column.
   *
   * @throws InvalidInputError for an unknown name, with the nearest ones
   */
  column(name: string): Column {
    const j = this.#position.get(name);
    if (j === undefined) {
      throw new InvalidInputError(
        `Table: there is no column ${show(name)}. ${didYouMean(name, this.columnNames)}`,
      );
    }
    return this.columns[j];
  }

  /** Values of one column [rowCount]; null is missing. */
  values<This, Name extends ColumnName<RowIn<This>>>(this: This, name: Name): RowIn<This>[Name][];
  values(name: string): Cell[];
  values(name: string): Cell[] {
    return columnValues(this.column(name));
  }

  /**
   * The numbers of one column [rowCount], NaN where missing; booleans are 0 and 1. The array is yours to change.
   *
   * @throws InvalidInputError for an unknown name, and when the column is text
   */
  numbers(name: string): Float64Array {
    return columnNumbers(this.column(name), 'Table.numbers');
  }

  /**
   * The text of one column [rowCount]; null is missing.
   *
   * @throws InvalidInputError for an unknown name, and when the column is not text
   */
  strings(name: string): (string | null)[] {
    const column = this.column(name);
    if (column.type !== 'text') {
      throw new InvalidInputError(
        `Table.strings: column ${show(name)} is of type ${column.type}. Use values for cells of any type.`,
      );
    }
    return columnValues(column) as (string | null)[];
  }

  /**
   * A table of these columns, in this order, sharing their data.
   *
   * @throws InvalidInputError for what are no names, an unknown name or one that is given twice
   */
  select<This, Name extends ColumnName<RowIn<This>>>(
    this: This,
    names: readonly Name[],
  ): Table<Pick<RowIn<This>, Name>>;
  select(names: readonly string[]): Table;
  select(names: readonly string[]): Table {
    return new Table(checkNames(names, 'Table.select').map((name) => this.column(name)));
  }

  /**
   * A table without these columns.
   *
   * @param names - one name, or several
   * @throws InvalidInputError for an unknown name
   */
  drop<This, Name extends ColumnName<RowIn<This>>>(
    this: This,
    names: Name | readonly Name[],
  ): Table<Omit<RowIn<This>, Name>>;
  drop(names: string | readonly string[]): Table;
  drop(names: string | readonly string[]): Table {
    const given = typeof names === 'string' ? [names] : checkNames(names, 'Table.drop');
    const dropped = new Set(given.map((name) => this.column(name)));
    return new Table(this.columns.filter((column) => !dropped.has(column)));
  }

  /**
   * A table whose columns have other names, in the same places; two can change names.
   *
   * @param names - new names by old ones
   * @throws InvalidInputError for an unknown name, and for a name that two columns would have
   *
   * @example
   * table.rename({ bill_length_mm: 'billLength' })
   */
  rename<This, const Names extends { readonly [Name in ColumnName<RowIn<This>>]?: string }>(
    this: This,
    names: Names,
  ): Table<Renamed<RowIn<This>, Names>>;
  rename(names: Readonly<Record<string, string>>): Table;
  rename(names: Readonly<Record<string, string>>): Table {
    const columns = [...this.columns];
    for (const [name, next] of Object.entries(readOptions(names, 'Table.rename'))) {
      const column = this.column(name);
      checkName(next, 'Table.rename');
      columns[this.columns.indexOf(column)] = { ...column, name: next };
    }
    return new Table(columns);
  }

  /**
   * A table with one more column on the right, or with another one in the place of that of its name. The type is that of
   * the values; null, undefined and NaN are missing.
   *
   * @param values - one value a row [rowCount], or what makes it of the row and its number
   * @throws InvalidInputError for values that mix types, and for another number of them
   *
   * @example
   * table.withColumn('density', (row) => row.people / row.area)
   */
  withColumn<This, Name extends string, Value extends Cell | undefined>(
    this: This,
    name: Name,
    values: ArrayLike<Value> | ((row: Readonly<RowIn<This>>, i: number) => Value),
  ): Table<WithColumn<RowIn<This>, Name, Value>>;
  withColumn(
    name: string,
    values: ArrayLike<Cell> | ((row: Row, i: number) => Cell),
  ): Table<never> {
    const where = 'Table.withColumn';
    checkName(name, where);
    const given = typeof values === 'function' ? this.#mapRows(values, where) : values;
    const length = reading(where, 'values', () => lengthOf(given));
    if (length === undefined || (length !== this.rowCount && this.columns.length > 0)) {
      throw new InvalidInputError(
        `${where}: values must be a function of a row or an array of ${this.rowCount}, but got ${length === undefined ? show(values) : count(length, 'value')}. Give every row one.`,
      );
    }
    const column = createColumn(name, given, where);
    const columns = [...this.columns];
    columns[this.#position.get(name) ?? columns.length] = column;
    return new Table(columns);
  }

  /**
   * A table of the rows that `keep` is true of, in their order. The row that it gets is one object, which shows one row
   * after the other and reads a cell when asked for it: copy it (`{ ...row }`) to hold it.
   *
   * @param keep - told a row and its number
   *
   * @example
   * table.filter((row) => row.species === 'Gentoo' && row.mass > 5000)
   */
  filter(keep: (row: Readonly<Row>, i: number) => unknown): Table<Row> {
    const kept = this.#mapRows(keep, 'Table.filter');
    return this.rows(range(this.rowCount).filter((i) => kept[i]));
  }

  /**
   * A table whose rows are in the order of these columns: by the first, where it ties by the next. Missing values come
   * last, whichever way a column is sorted, and rows that tie in all stay in their order. Text is sorted by its code
   * units, as JavaScript's `<` does, whatever the locale.
   *
   * @param keys - names of columns, or `{ column, descending: true }`
   * @throws InvalidInputError for an unknown name
   *
   * @example
   * table.sort('species', { column: 'mass', descending: true })
   */
  sort(...keys: readonly (string | SortKey)[]): Table<Row> {
    const orders = keys.map((key) => {
      const { column, descending = false }: SortKey =
        typeof key === 'string'
          ? { column: key }
          : readNamed(key, 'Table.sort', ['column', 'descending']);
      if (typeof descending !== 'boolean') {
        throw new InvalidParameterError(
          `Table.sort: descending must be true or false, but got ${show(descending)}. Pass true for the largest first.`,
        );
      }
      return { column: this.column(column), descending };
    });
    return this.rows(sortedRows(orders, this.rowCount));
  }

  /**
   * A table of these rows, in this order; a row may come more than once. Categories of text are kept,
   * whether or not a row still has them.
   *
   * @throws InvalidInputError for an index that is no row
   */
  rows(indices: ArrayLike<number>): Table<Row> {
    const length = reading('Table.rows', 'indices', () => lengthOf(indices));
    if (length === undefined) {
      throw new InvalidInputError(
        `Table.rows: indices must be an array, but got ${show(indices)}. Pass the numbers of rows: for a single one, [row].`,
      );
    }
    for (let i = 0; i < length; i++) {
      const index = indices[i];
      if (!Number.isInteger(index) || index < 0 || index >= this.rowCount) {
        throw new InvalidInputError(
          `Table.rows: there is no row ${show(index)}. ${this.rowCount === 0 ? 'The table is empty.' : `Rows go from 0 to ${this.rowCount - 1}.`}`,
        );
      }
    }
    return new Table(this.columns.map((column) => takeColumnRows(column, indices)));
  }

  /**
   * The first rows, or all when there are fewer.
   *
   * @throws InvalidParameterError when `n` is no integer >= 0
   */
  head(n = 5): Table<Row> {
    if (typeof n !== 'number' || !(n >= 0) || !(Number.isInteger(n) || n === Infinity)) {
      throw new InvalidParameterError(
        `Table.head: n must be an integer >= 0, but got ${show(n)}. Pass how many rows to take.`,
      );
    }
    return this.rows(range(Math.min(n, this.rowCount)));
  }

  /** What a function makes of each row. */
  #mapRows<T>(make: (row: Row, i: number) => T, where: string): T[] {
    if (typeof make !== 'function') {
      throw new InvalidInputError(
        `${where}: ${show(make)} is no function. Pass one of a row, as in (row) => row.size > 3.`,
      );
    }
    const view = createRowView(this.columns);
    return Array.from({ length: this.rowCount }, (_, i) => {
      view.moveTo(i);
      return make(view.row as Row, i);
    });
  }

  /** The values by column name, as Arquero's `table` and Polars' `DataFrame` read them; null is missing. */
  toColumns(): { [Name in keyof Row]: Row[Name][] } {
    const entries = this.columns.map((column) => [column.name, columnValues(column)]);
    return Object.fromEntries(entries);
  }

  /** One object a row. */
  toRecords(): Row[] {
    const values = this.columns.map(columnValues);
    return Array.from(
      { length: this.rowCount },
      (_, i) => Object.fromEntries(this.columns.map(({ name }, j) => [name, values[j][i]])) as Row,
    );
  }

  /** Its size, the names and types of its columns and the first rows, as Node's console shows it. */
  toString(): string {
    return tableText(this.columns, this.rowCount);
  }

  /** @internal The name of its class, which minifiers change. */
  get [Symbol.toStringTag](): string {
    return 'Table';
  }

  /** @internal */
  [INSPECT](): string {
    return this.toString();
  }

  /**
   * The numbers [rowCount × columns], booleans as 0 and 1, missing as NaN.
   *
   * @throws InvalidInputError when a column is text
   */
  toMatrix(): Matrix {
    return matrixOfColumns(this.columns, 'Table.toMatrix');
  }
}

function checkName(name: unknown, where: string): void {
  if (typeof name === 'string') return;
  throw new InvalidInputError(
    `${where}: the name of a column must be text, but got ${show(name)}. Pass a name.`,
  );
}

function createTable<Row extends object>(
  columns: ReadonlyMap<string, ArrayLike<Cell | undefined>>,
  options: TableOptions,
  where: string,
): Table<Row> {
  const types = readTypes(options, where);
  checkTyped(types, [...columns.keys()], where);
  return new Table(
    Array.from(columns, ([name, values]) =>
      createColumn(name, values, TABLE, Object.hasOwn(types, name) ? types[name] : undefined),
    ),
  );
}
