import type { Matrix } from 'ml-matrix';
import { type Column, columnLength, columnNumbers } from './columns.js';
import { toMatrix } from './dense.js';

/**
 * The numbers of columns side by side [rowCount × columns], booleans as 0 and 1, missing as NaN.
 *
 * @param columns - all of one length
 * @param where - the method that was called, for messages
 * @throws InvalidInputError when one is text
 */
export function matrixOfColumns(columns: readonly Column[], where: string): Matrix {
  const rows = columns.length === 0 ? 0 : columnLength(columns[0]);
  const data = new Float64Array(rows * columns.length);
  for (const [j, column] of columns.entries()) {
    const values = columnNumbers(column, where);
    for (let i = 0, at = j; i < rows; i++, at += columns.length) data[at] = values[i];
  }
  return toMatrix(data, rows, columns.length);
}
