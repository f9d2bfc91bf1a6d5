import type { MatrixLike } from '../../contracts.js';
import { lengthOf, reading } from '../../data/array-like.js';
import { type Cell, type Column, checkFiniteColumn, columnLength } from '../../data/columns.js';
import { createColumn } from '../../data/create-column.js';
import { type Dense, parseFeatures, takeColumn } from '../../data/dense.js';
import { isTable } from '../../data/is-table.js';
import type { Table } from '../../data/table.js';
import { InvalidInputError } from '../../errors.js';
import { count, didYouMean, show } from '../../words.js';

/** Rows of numbers, text, booleans and missing values; the columns have no names. */
export type CellRows = ArrayLike<ArrayLike<Cell | undefined>>;

/** Rows of numbers in which null, undefined and NaN are missing. */
export type IncompleteRows = ArrayLike<ArrayLike<number | null | undefined>>;

/** Typed columns, as transformers of cells see them. */
export interface Cells {
  readonly columns: readonly Column[];
  readonly rows: number;
  /** Whether the names are the user's: those of a Table. Else they are `x0, x1, …`. */
  readonly named: boolean;
}

/** What a fitted transformer remembers of the columns it has seen. */
export interface FittedColumns {
  readonly columns: readonly { readonly name: string }[];
  readonly named: boolean;
}

/**
 * Columns of a table, of a matrix or of rows of cells.
 *
 * @param where - the method that was called, for messages
 * @throws InvalidInputError when X is neither, is empty or ragged, mixes types in a column, or holds an infinite number
 */
export function parseCells(X: Table | MatrixLike | CellRows, where: string): Cells {
  return checkCells(
    reading(where, 'X', () => toCells(X, where)),
    where,
  );
}

/** Columns, and whether their numbers are known to be finite. */
type Found = Cells & { readonly finite?: boolean };

function checkCells(cells: Found, where: string): Cells {
  if (cells.rows === 0) {
    throw new InvalidInputError(`${where}: X has 0 rows. Pass at least one.`);
  }
  if (cells.columns.length === 0) {
    throw new InvalidInputError(`${where}: X has no columns. Pass at least one feature.`);
  }
  if (!cells.finite) for (const column of cells.columns) checkFiniteColumn(column, where);
  return cells;
}

/**
 * The columns that `fit` has seen, in its order: those of a table by name, where others are ignored;
 * those of a matrix by position.
 *
 * @throws InvalidInputError as `parseCells`, and when a column is missing or X is of the other kind
 */
export function parseCellsLike(
  X: Table | MatrixLike | CellRows,
  fitted: FittedColumns,
  where: string,
): Cells {
  const { columns: seen, named } = fitted;
  const found = columnsOfFit(named ? seen.map(({ name }) => name) : seen.length, X, where);
  if (found !== null) {
    const rows = found.length === 0 ? 0 : columnLength(found[0]);
    return checkCells({ columns: found, rows, named: true }, where);
  }
  if (named) throw nameless(where);
  const cells = parseCells(X, where);
  if (cells.columns.length !== seen.length) {
    throw new InvalidInputError(
      `${where}: X has ${count(cells.columns.length, 'column')}, but fit was given ${seen.length}. Pass the columns of fit, in the same order.`,
    );
  }
  return cells;
}

/**
 * The columns of fit in a Table, found by name, whatever their order; null where a matrix is given, which has none.
 *
 * @param names - of the columns to find; their number where fit was given a matrix, to which a Table does not compare
 * @throws InvalidInputError when a column is missing, or fit was given a matrix and X is a Table
 */
export function columnsOfFit(
  names: readonly string[] | number,
  given: unknown,
  where: string,
): Column[] | null {
  if (!isTableGiven(given, where)) return null;
  if (typeof names !== 'number') return names.map((name) => columnOf(given, name, where));
  throw new InvalidInputError(
    `${where}: X is a Table, but fit was given ${count(names, 'column')} without names. Pass rows.`,
  );
}

/** For those that take the columns of a Table by name alone. */
export function nameless(where: string): InvalidInputError {
  return new InvalidInputError(
    `${where}: X has no column names, but fit was given a Table. Pass a Table.`,
  );
}

/** Whether X is a Table. A revoked proxy, which cannot be asked, is refused by the name of the argument. */
export function isTableGiven(X: unknown, where: string): X is Table {
  return reading(where, 'X', () => isTable(X));
}

/** A column of a table by name; the error for an unknown one carries the nearest names. */
export function columnOf(table: Table, name: string, where: string): Column {
  if (!table.has(name)) {
    throw new InvalidInputError(
      `${where}: column ${show(name)} is missing. ${didYouMean(name, table.columnNames)} Pass every column of fit.`,
    );
  }
  return table.column(name);
}

/**
 * Numbers of a matrix in which NaN, null and undefined are missing and become NaN.
 *
 * @throws InvalidInputError as `parseFeatures`, infinite values included
 */
export function parseIncomplete(
  X: MatrixLike | IncompleteRows,
  where: string,
  columns?: number,
): Dense {
  return parseFeatures(
    reading(where, 'X', () => withoutNulls(X)),
    where,
    { columns, allowMissing: true },
  );
}

function withoutNulls(X: MatrixLike | IncompleteRows): MatrixLike {
  if (!Array.isArray(X)) return X as MatrixLike;
  const rows: readonly ArrayLike<number | null | undefined>[] = X;
  if (!(rows.length - 1 in rows)) return X as MatrixLike; // its length is a promise that it breaks
  if (!rows.some(holdsNull)) return X as MatrixLike;
  return rows.map((row) =>
    holdsNull(row) ? Array.from(row, (value) => value ?? Number.NaN) : row,
  ) as MatrixLike;
}

function holdsNull(row: unknown): row is (number | null | undefined)[] {
  if (!Array.isArray(row) || !(row.length - 1 in row)) return false;
  return row.some((value) => value === null || value === undefined);
}

function toCells(X: Table | MatrixLike | CellRows, where: string): Found {
  if (isTable(X)) return { columns: X.columns, rows: X.rowCount, named: true };
  if (isRows(X)) return fromRows(X, where);
  return fromDense(parseFeatures(X as MatrixLike, where, { minRows: 0, allowMissing: true }));
}

function isRows(X: unknown): X is CellRows {
  return lengthOf(X) !== undefined;
}

function fromRows(X: CellRows, where: string): Cells {
  const rows = X.length;
  const width = rows === 0 ? 0 : rowLength(X[0], 0, where);
  // As many columns are made as the first row promises, so it must keep its promise.
  if (width > 0 && !(width - 1 in X[0])) {
    throw new InvalidInputError(
      `${where}: X[0] says that it has ${count(width, 'value')}, but the last of them is not there. Pass arrays without holes.`,
    );
  }
  for (let i = 1; i < rows; i++) {
    const length = rowLength(X[i], i, where);
    if (length !== width) {
      throw new InvalidInputError(
        `${where}: X is ragged: row 0 has ${count(width, 'value')}, row ${i} has ${length}. Give every row the same columns.`,
      );
    }
  }
  const columns: Column[] = [];
  for (let j = 0; j < width; j++) {
    const values = new Array<Cell | undefined>(rows);
    for (let i = 0; i < rows; i++) values[i] = X[i][j];
    columns.push(createColumn(`x${j}`, values, where));
  }
  return { columns, rows, named: false };
}

function rowLength(row: unknown, i: number, where: string): number {
  const length = lengthOf(row);
  if (length === undefined) {
    throw new InvalidInputError(
      `${where}: X[${i}] is ${show(row)}, not a row. Pass a Table or an array of rows.`,
    );
  }
  return length;
}

function fromDense(samples: Dense): Found {
  const { rows, columns } = samples;
  const split: Column[] = [];
  if (rows === 0) return { columns: split, rows, named: false }; // however many columns it says
  for (let j = 0; j < columns; j++) {
    split.push({ type: 'number', name: `x${j}`, data: takeColumn(samples, j) });
  }
  return { columns: split, rows, named: false, finite: true };
}
