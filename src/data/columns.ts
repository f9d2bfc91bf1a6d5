import { InvalidInputError } from '../errors.js';
import { show } from '../words.js';

/** A value of a table; null is missing. */
export type Cell = number | string | boolean | null;

/** Numbers; NaN is missing. */
export interface NumberColumn {
  /** Tells it from columns of text and booleans. */
  readonly type: 'number';
  /** Its name in the table, which no other column has. */
  readonly name: string;
  /** The numbers [rowCount]; NaN is missing. */
  readonly data: Float64Array;
}

/** Text, each distinct value stored once; -1 is missing, which empty text is not. */
export interface TextColumn {
  /** Tells it from columns of numbers and booleans. */
  readonly type: 'text';
  /** Its name in the table, which no other column has. */
  readonly name: string;
  /** [rowCount]: position in `categories`, -1 where missing. */
  readonly codes: Int32Array;
  /** The distinct values in order of first appearance. */
  readonly categories: readonly string[];
}

/** Booleans: 0, 1, or -1 where missing. */
export interface BooleanColumn {
  /** Tells it from columns of numbers and text. */
  readonly type: 'boolean';
  /** Its name in the table, which no other column has. */
  readonly name: string;
  /** The values [rowCount]: 0 is false, 1 true, -1 missing. */
  readonly data: Int8Array;
}

/** One column of a table, of one of three types; `type` tells which. */
export type Column = NumberColumn | TextColumn | BooleanColumn;

/** How many values a column has. */
export function columnLength(column: Column): number {
  return column.type === 'text' ? column.codes.length : column.data.length;
}

/** One value of a column; null is missing. */
export function cellAt(column: Column, i: number): Cell {
  if (column.type === 'number') return Number.isNaN(column.data[i]) ? null : column.data[i];
  if (column.type === 'text')
    return column.codes[i] < 0 ? null : column.categories[column.codes[i]];
  return column.data[i] < 0 ? null : column.data[i] === 1;
}

/** Values of a column; null is missing. */
export function columnValues(column: Column): Cell[] {
  const values = new Array<Cell>(columnLength(column));
  for (let i = 0; i < values.length; i++) values[i] = cellAt(column, i);
  return values;
}

/**
 * Numbers of a column, in an array of their own: booleans as 0 and 1, missing as NaN.
 *
 * @param where - the method that was called, for messages
 * @throws InvalidInputError when it is text
 */
export function columnNumbers(column: Column, where: string): Float64Array {
  if (column.type === 'number') return column.data.slice();
  if (column.type === 'boolean')
    return Float64Array.from(column.data, (value) => (value < 0 ? Number.NaN : value));
  throw new InvalidInputError(
    `${where}: column ${show(column.name)} is text. Select the numeric columns, or encode it with OrdinalEncoder or TabularPreprocessor.`,
  );
}

/** A number for each value of a column, the same for the same value; NaN in a column of numbers and -1 in others is missing. */
export function columnKeys(column: Column): Float64Array | Int32Array | Int8Array {
  return column.type === 'text' ? column.codes : column.data;
}

/** How many values of a column are missing. */
export function countMissing(column: Column): number {
  const values = columnKeys(column);
  let missing = 0;
  // Missing is NaN in a number column and -1 in the others.
  if (column.type === 'number') {
    for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) missing++;
  } else {
    for (let i = 0; i < values.length; i++) if (values[i] < 0) missing++;
  }
  return missing;
}

/** These rows of a column, in this order; categories of text are kept. */
export function takeColumnRows(column: Column, indices: ArrayLike<number>): Column {
  if (column.type === 'text') {
    return { ...column, codes: gather(column.codes, new Int32Array(indices.length), indices) };
  }
  if (column.type === 'number') {
    return { ...column, data: gather(column.data, new Float64Array(indices.length), indices) };
  }
  return { ...column, data: gather(column.data, new Int8Array(indices.length), indices) };
}

/** The rows from `from` up to `to` of a column, sharing its memory. */
export function columnBetween(column: Column, from: number, to: number): Column {
  if (column.type === 'text') return { ...column, codes: column.codes.subarray(from, to) };
  if (column.type === 'number') return { ...column, data: column.data.subarray(from, to) };
  return { ...column, data: column.data.subarray(from, to) };
}

function gather<A extends { [index: number]: number }>(
  from: A,
  into: A,
  indices: ArrayLike<number>,
): A {
  for (let i = 0; i < indices.length; i++) into[i] = from[indices[i]];
  return into;
}

/** Refuse infinite numbers in a column. */
export function checkFiniteColumn(column: Column, where: string): void {
  if (column.type !== 'number') return;
  for (let i = 0; i < column.data.length; i++) {
    const value = column.data[i];
    if (value === Infinity || value === -Infinity) {
      throw new InvalidInputError(
        `${where}: row ${i} of column ${show(column.name)} is ${value}. Drop the row, or replace it with a finite number.`,
      );
    }
  }
}
