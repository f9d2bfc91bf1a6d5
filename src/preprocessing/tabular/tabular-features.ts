import { isDate } from '../../data/array-like.js';
import { type Cell, type Column, cellAt, countMissing } from '../../data/columns.js';
import type { Table, TableRecord } from '../../data/table.js';
import { InvalidInputError } from '../../errors.js';
import { reserveBlock } from '../../memory.js';
import { inStretches, type Steps } from '../../progress.js';
import { warn } from '../../warnings.js';
import { count, didYouMean, show } from '../../words.js';
import { columnsOfFit } from '../columns/cells.js';
import { type Coder, codeKnown, featureCount } from './column-coders.js';
import type { DateOrder } from './dates.js';

/** Values by position. */
export type Row = ArrayLike<Cell | undefined>;

/** A Table, one object a row, or rows of values in the order of the fitted columns. */
export type TabularInput = Table | readonly TableRecord[] | readonly Row[];

/** How many values of each coder [nCoders] were filled in. */
export interface Tally {
  readonly filled: Int32Array;
  readonly unknown: Int32Array;
  /** Dates only: the first text that could not be read. */
  readonly unreadable: (string | undefined)[];
}

export function createTally(nCoders: number): Tally {
  return {
    filled: new Int32Array(nCoders),
    unknown: new Int32Array(nCoders),
    unreadable: new Array<string | undefined>(nCoders).fill(undefined),
  };
}

/** Count a value that is no category and no date. */
function countUnknown(value: string | boolean, { type }: Coder, k: number, tally: Tally): void {
  tally.unknown[k]++;
  if (type === 'date') tally.unreadable[k] ??= String(value);
}

const ORDER_WORDS: Readonly<Record<DateOrder, string>> = {
  yearFirst: 'with the year first',
  dayFirst: 'with the day first',
  monthFirst: 'with the month first',
  monthName: 'with the name of the month',
};

/** Name what was no date; a wrong one in silence would be the date in the middle. */
export function warnOfUnreadableDates(
  coders: readonly Coder[],
  { unknown, unreadable }: Tally,
  where: string,
): void {
  for (const [k, { name, dateOrder }] of coders.entries()) {
    const text = unreadable[k];
    if (text === undefined) continue;
    warn(
      'data',
      `${where}: column ${show(name)}: ${count(unknown[k], 'value')} cannot be read as dates, the first being ${show(text)}: the date in the middle of those of fit stands for them. Write dates as in fit, ${ORDER_WORDS[dateOrder as DateOrder]}, or as 2024-03-09.`,
    );
  }
}

/**
 * Numbers for the values of records or of rows.
 *
 * @param columns - how many columns fit has seen
 * @param tally - counts up what was filled in
 * @returns row-major [nSamples × nFeatures]
 * @throws InvalidInputError when a column is missing, a value is of another type or infinite, or X is empty
 */
export function codeRows(
  X: Exclude<TabularInput, Table>,
  coders: readonly Coder[],
  columns: number,
  tally: Tally,
  where: string,
): Float64Array {
  if (!Array.isArray(X)) {
    throw new InvalidInputError(
      `${where}: X is ${show(X)}. Pass a Table, an array of objects or an array of rows: for a single one, [row].`,
    );
  }
  const rows = X.length;
  if (rows === 0) throw empty(where);
  const width = featureCount(coders);
  const out = reserveFeatures(rows, width, where);
  for (let i = 0, at = 0; i < rows; i++, at += width) {
    const row = X[i];
    if (isRow(row)) {
      if (row.length !== columns) throw wrongLength(row.length, i, columns, where);
      for (let k = 0; k < coders.length; k++) {
        codeValue(row[coders[k].position], coders[k], k, i, out, at, tally, where);
      }
    } else {
      codeRecord(row as TableRecord, i, coders, out, at, tally, where);
    }
  }
  return out;
}

/** Whether a sample is given by position: an object that has a column `length` is none. */
export function isRow(sample: unknown): sample is ArrayLike<unknown> {
  return Array.isArray(sample) || ArrayBuffer.isView(sample);
}

function codeRecord(
  record: TableRecord,
  i: number,
  coders: readonly Coder[],
  out: Float64Array,
  at: number,
  tally: Tally,
  where: string,
): void {
  if (typeof record !== 'object' || record === null) {
    throw new InvalidInputError(
      `${where}: X[${i}] is ${show(record)}. Pass an array of objects or of rows: for a single one, [row].`,
    );
  }
  for (let k = 0; k < coders.length; k++) {
    const { name } = coders[k];
    // Own, or a column called "constructor" would be found in every record.
    if (!Object.hasOwn(record, name)) {
      throw new InvalidInputError(
        `${where}: column ${show(name)} is missing in row ${i}. ${didYouMean(name, Object.keys(record))} Pass null where a value is not known.`,
      );
    }
    codeValue(record[name], coders[k], k, i, out, at, tally, where);
  }
}

/** Write the features of one value of coder k, in the row that begins at `at`: it runs for each cell, so its arguments stand alone. */
function codeValue(
  value: unknown,
  coder: Coder,
  k: number,
  i: number,
  out: Float64Array,
  at: number,
  tally: Tally,
  where: string,
): void {
  const from = at + coder.first;
  if (typeof value === 'number' && coder.type === 'number' && value - value === 0) {
    if (coder.encoding !== 'alone') out[from] = value;
    return;
  }
  if (value === null || value === undefined || Number.isNaN(value)) {
    if (coder.fills) tally.filled[k]++;
    out.set(coder.fill, from);
    return;
  }
  const fits = coder.type === 'boolean' ? typeof value === 'boolean' : typeof value === 'string';
  if (!fits || coder.type === 'number') throw unsuitable(value, coder, i, where);
  if (!codeKnown(value as string | boolean, coder, out, from)) {
    countUnknown(value as string | boolean, coder, k, tally);
    out.set(coder.unknown, from);
  }
}

function reserveFeatures(rows: number, width: number, where: string): Float64Array {
  return reserveBlock(rows, width, {
    where,
    what: `${count(rows, 'row')} of ${count(width, 'feature')}`,
    remedy: 'Leave columns of many values out, or pass fewer rows at a time.',
  });
}

/** As `codeRows`, for a table: column by column, in steps. */
export function* codeTable(
  X: Table,
  coders: readonly Coder[],
  tally: Tally,
  where: string,
): Steps<Float64Array> {
  if (X.rowCount === 0) throw empty(where);
  const width = featureCount(coders);
  const out = reserveFeatures(X.rowCount, width, where);
  const columns = columnsOfFit(
    coders.map(({ name }) => name),
    X,
    where,
  );
  for (const [k, column] of (columns ?? []).entries()) {
    const coder = coders[k];
    checkColumn(column, X.rowCount, coder, where);
    yield;
    if (coder.type === 'number' && column.type === 'number') {
      const missing = yield* writeNumbers(column.data, coder, width, out);
      if (coder.fills) tally.filled[k] += missing;
    } else {
      yield* writeCategories(column, coder, k, { out, width }, tally);
    }
    yield;
  }
  return out;
}

/** Returns how many were missing. */
function* writeNumbers(
  data: Float64Array,
  { fill, first, encoding }: Coder,
  width: number,
  out: Float64Array,
): Steps<number> {
  let missing = 0;
  yield* inStretches(data.length, WORK_OF_CELL, (from, to) => {
    for (let i = from, at = from * width + first; i < to; i++, at += width) {
      const value = data[i];
      if (Number.isNaN(value)) {
        missing++;
        for (let j = 0; j < fill.length; j++) out[at + j] = fill[j];
      } else if (encoding !== 'alone') out[at] = value;
    }
  });
  return missing;
}

/** Each distinct value is coded once, and its features copied to the rows that have it. */
function* writeCategories(
  column: Column,
  coder: Coder,
  k: number,
  { out, width }: { readonly out: Float64Array; readonly width: number },
  tally: Tally,
): Steps<void> {
  const values: readonly (string | boolean)[] =
    column.type === 'text' ? column.categories : [false, true];
  const features = new Float64Array(values.length * coder.width);
  const known = values.map((value, v) => codeKnown(value, coder, features, v * coder.width));
  const codes = column.type === 'text' ? column.codes : column.data;
  const write = (i: number) => {
    const at = i * width + coder.first;
    const code = codes[i];
    // A column that is wholly missing has no type of its own: it may be one of NaN.
    const missing = !(code >= 0);
    if (missing && coder.fills) tally.filled[k]++;
    else if (!missing && !known[code]) countUnknown(values[code], coder, k, tally);
    const from = missing ? coder.fill : known[code] ? features : coder.unknown;
    const start = from === features ? code * coder.width : 0;
    for (let j = 0; j < coder.width; j++) out[at + j] = from[start + j];
  };
  yield* inStretches(codes.length, coder.width + WORK_OF_CELL, (from, to) => {
    for (let i = from; i < to; i++) write(i);
  });
}

/** Elementary operations that a cell of a wide row costs beside its features: it waits for memory. */
const WORK_OF_CELL = 16;

/** A column that is wholly missing has no type of its own, so any is right. */
function checkColumn(column: Column, rows: number, coder: Coder, where: string): void {
  const wrongType = column.type !== columnType(coder) && countMissing(column) < rows;
  if (!wrongType && column.type !== 'number') return;
  for (let i = 0; i < rows; i++) {
    const value = cellAt(column, i);
    const wrong = wrongType ? value !== null : value === Infinity || value === -Infinity;
    if (wrong) throw unsuitable(value, coder, i, where);
  }
}

/** The type that the column has in a table. */
function columnType({ type }: Coder): Column['type'] {
  return type === 'date' ? 'text' : type;
}

function empty(where: string): InvalidInputError {
  return new InvalidInputError(`${where}: X has 0 rows. Pass at least one.`);
}

function wrongLength(given: number, i: number, fitted: number, where: string): InvalidInputError {
  return new InvalidInputError(
    `${where}: X[${i}] has ${count(given, 'value')}, but fit was given ${count(fitted, 'column')}. Pass one value for each, in the same order, or an object by column name.`,
  );
}

const REMEDIES = {
  number: 'Pass a finite number, Number(value) for example, or null where it is missing.',
  text: 'Pass text, String(value) for example, or null where it is missing.',
  boolean: 'Pass true or false, or null where it is missing.',
} as const;

function unsuitable(value: unknown, coder: Coder, i: number, where: string): InvalidInputError {
  const kind = typeof value === 'string' ? 'the text ' : '';
  const type = columnType(coder);
  const remedy =
    type === 'text' && isDate(value) ? 'Pass its ISO text, date.toISOString().' : REMEDIES[type];
  return new InvalidInputError(
    `${where}: row ${i} of column ${show(coder.name)} is ${kind}${show(value)}, but the column is of type ${type}. ${remedy}`,
  );
}
