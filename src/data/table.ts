import type { Matrix } from 'ml-matrix';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { range } from '../random/sampling.js';
import { count, didYouMean, show } from '../words.js';
import { checkTyped, readTypes } from './column-types.js';
import { type Cell, type Column, columnLength, columnValues, takeColumnRows } from './columns.js';
import { createColumn, TABLE } from './create-column.js';
import { toMatrix } from './dense.js';
import { IS_TABLE } from './table-mark.js';

export type { BooleanColumn, Cell, Column, NumberColumn, TextColumn } from './columns.js';

/** One row by column name. */
export type TableRecord = Readonly<Record<string, Cell | undefined>>;

/** How the values of a new table are taken. */
export interface TableOptions {
  /**
   * Types of columns by name, instead of those of their values. `{ title: 'text' }` reads a column that
   * mixes types, a film called 300 among others, as text: numbers and booleans as `String` writes them.
   * Other types convert nothing, and refuse what is not of them.
   */
  types?: Readonly<Record<string, Column['type']>>;
}

/**
 * Rows and typed columns, read-only: numbers, text and booleans, each of which can be missing.
 *
 * @example
 * const table = Table.fromRecords([{ size: 3.5, colour: 'red' }, { size: null, colour: 'blue' }])
 * table.columnNames        // ['size', 'colour']
 * table.values('size')     // [3.5, null]
 */
export class Table {
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
    if (!Array.isArray(columns)) {
      throw new InvalidInputError(
        `Table: columns must be an array, but got ${show(columns)}. Use Table.fromColumns for values by name.`,
      );
    }
    this.columns = [...columns];
    this.columnNames = Object.freeze(this.columns.map((column) => column.name));
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
    this.#position = position;
  }

  /**
   * From values by column name. The type of a column is that of its values; null, undefined and NaN are missing.
   *
   * @throws InvalidInputError for a column of mixed types, another type than `types` says, or another length
   * @throws InvalidParameterError when `types` names a column that is not there
   */
  static fromColumns(
    columns: Readonly<Record<string, ArrayLike<Cell | undefined>>>,
    options: TableOptions = {},
  ): Table {
    return createTable(new Map(Object.entries(columns)), options, 'Table.fromColumns');
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
  static fromRecords(records: readonly TableRecord[], options: TableOptions = {}): Table {
    if (!Array.isArray(records)) {
      throw new InvalidInputError(
        `Table.fromRecords: records must be an array, but got ${show(records)}. Pass one object a row.`,
      );
    }
    const values = new Map<string, (Cell | undefined)[]>();
    for (const [i, record] of records.entries()) {
      if (typeof record !== 'object' || record === null || Array.isArray(record)) {
        throw new InvalidInputError(
          `Table.fromRecords: record ${i} is ${show(record)}. Pass an object of column name to value.`,
        );
      }
      for (const name of Object.keys(record)) {
        let column = values.get(name);
        if (column === undefined) {
          column = new Array<Cell | undefined>(records.length).fill(undefined);
          values.set(name, column);
        }
        column[i] = record[name];
      }
    }
    return createTable(values, options, 'Table.fromRecords');
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
  values(name: string): Cell[] {
    return columnValues(this.column(name));
  }

  /**
   * A table of these columns, in this order, sharing their data.
   *
   * @throws InvalidInputError for an unknown name or one that is given twice
   */
  select(names: readonly string[]): Table {
    return new Table(names.map((name) => this.column(name)));
  }

  /**
   * A table of these rows, in this order; a row may come more than once. Categories of text are kept,
   * whether or not a row still has them.
   *
   * @throws InvalidInputError for an index that is no row
   */
  rows(indices: ArrayLike<number>): Table {
    for (let i = 0; i < indices.length; i++) {
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
  head(n = 5): Table {
    if (!(n >= 0) || !(Number.isInteger(n) || n === Infinity)) {
      throw new InvalidParameterError(
        `Table.head: n must be an integer >= 0, but got ${show(n)}. Pass how many rows to take.`,
      );
    }
    return this.rows(range(Math.min(n, this.rowCount)));
  }

  /** One object a row. */
  toRecords(): Record<string, Cell>[] {
    const values = this.columns.map(columnValues);
    return Array.from({ length: this.rowCount }, (_, i) =>
      Object.fromEntries(this.columns.map(({ name }, j) => [name, values[j][i]])),
    );
  }

  /**
   * The numbers [rowCount × columns], booleans as 0 and 1, missing as NaN.
   *
   * @throws InvalidInputError when a column is text
   */
  toMatrix(): Matrix {
    const width = this.columns.length;
    const data = new Float64Array(this.rowCount * width);
    for (const [j, column] of this.columns.entries()) {
      if (column.type === 'text') {
        throw new InvalidInputError(
          `Table.toMatrix: column ${show(column.name)} is text. Select the numeric columns, or encode it with OrdinalEncoder or TabularPreprocessor.`,
        );
      }
      const boolean = column.type === 'boolean';
      for (let i = 0, at = j; i < this.rowCount; i++, at += width) {
        const value = column.data[i];
        data[at] = boolean && value < 0 ? Number.NaN : value;
      }
    }
    return toMatrix(data, this.rowCount, width);
  }
}

function createTable(
  columns: ReadonlyMap<string, ArrayLike<Cell | undefined>>,
  options: TableOptions,
  where: string,
): Table {
  const types = readTypes(options, where);
  checkTyped(types, [...columns.keys()], where);
  return new Table(
    Array.from(columns, ([name, values]) =>
      createColumn(name, values, TABLE, Object.hasOwn(types, name) ? types[name] : undefined),
    ),
  );
}
