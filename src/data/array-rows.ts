import { InvalidInputError } from '../errors.js';
import { count, show } from '../words.js';
import { lengthOf } from './array-like.js';

/**
 * An array of rows as one row-major block, and whether all of its numbers are finite: another pass over 100 000 × 50 to see
 * that takes a tenth of the time.
 *
 * @param width - columns, where they are known
 * @throws InvalidInputError when the rows have several lengths, or hold what is no number
 */
export function fromRows(
  X: ArrayLike<ArrayLike<number>>,
  where: string,
  width?: number,
): { data: Float64Array; rows: number; columns: number; finite: boolean } {
  const rows = X.length;
  const columns = width ?? (rows === 0 ? 0 : rowLength(X, 0, where));
  // The last cell first: a length that promises more than there is must not decide what is allocated.
  if (rows > 0 && rowLength(X, rows - 1, where) === columns && columns > 0) {
    checkCell(X[rows - 1][columns - 1], rows - 1, columns - 1, where);
  }
  const data = new Float64Array(rows * columns);
  let finite = true;
  for (let i = 0, at = 0; i < rows; i++, at += columns) {
    const row = X[i];
    const plain = Array.isArray(row) && row.length === columns;
    if (!plain && rowLength(X, i, where) !== columns) {
      throw new InvalidInputError(
        `${where}: X is ragged: row 0 has ${count(columns, 'value')}, row ${i} has ${row.length}. Give every row the same columns.`,
      );
    }
    const copied =
      plain || !(row instanceof Float64Array)
        ? copyValues(row, data, at, columns)
        : copyFloats(row, data, at, columns);
    if (copied === NOT_FINITE) finite = false;
    else if (copied < columns) throw notANumber(row[copied], i, copied, where);
  }
  return { data, rows, columns, finite };
}

/** What is said of a row of numbers some of which are not finite. */
const NOT_FINITE = -1;

/**
 * Write a row where it belongs.
 *
 * @returns how many of its values are numbers before the first that is none; `NOT_FINITE`
 */
function copyValues(
  row: ArrayLike<number>,
  data: Float64Array,
  at: number,
  columns: number,
): number {
  let probe = 0; // stays 0 while all are finite
  for (let j = 0; j < columns; j++) {
    const value = row[j];
    if (typeof value !== 'number') return j;
    data[at + j] = value;
    probe += value * 0;
  }
  return probe === 0 ? columns : NOT_FINITE;
}

/** As `copyValues`: apart, so that each of the two meets few kinds of arrays, which halves its time. */
function copyFloats(row: Float64Array, data: Float64Array, at: number, columns: number): number {
  let probe = 0;
  for (let j = 0; j < columns; j++) {
    const value = row[j];
    data[at + j] = value;
    probe += value * 0;
  }
  return probe === 0 ? columns : NOT_FINITE;
}

function rowLength(X: ArrayLike<ArrayLike<number>>, i: number, where: string): number {
  const row: unknown = X[i];
  const length = lengthOf(row);
  if (length !== undefined) return length;
  const remedy =
    i === 0
      ? 'For a single sample pass [row], for a single feature pass [[x0], [x1], …].'
      : 'Pass an array of rows.';
  throw new InvalidInputError(`${where}: X[${i}] is ${show(row)}, not a row. ${remedy}`);
}

/** That a value is a number. */
export function checkCell(value: unknown, i: number, j: number, where: string): number {
  if (typeof value !== 'number') throw notANumber(value, i, j, where);
  return value;
}

function notANumber(value: unknown, i: number, j: number, where: string): InvalidInputError {
  const remedy =
    value === null || value === undefined
      ? 'Write a missing value as NaN, and fill it with SimpleImputer first.'
      : 'Turn text into numbers first, with OrdinalEncoder or TabularPreprocessor for example.';
  return new InvalidInputError(
    `${where}: X[${i}][${j}] is ${show(value)}, not a number. ${remedy}`,
  );
}
