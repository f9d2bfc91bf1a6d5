import type { Dense } from '../data/dense.js';
import { InvalidInputError } from '../errors.js';
import { show } from '../words.js';

/** Samples: rows of numbers [nSamples][nFeatures], or all numbers row after row [nSamples × nFeatures]. */
export type Rows = readonly ArrayLike<number>[] | Float64Array;

/**
 * Samples as the engines read them.
 *
 * @param columns - the features of the model
 * @param allowMissing - whether NaN is a value like others
 * @throws InvalidInputError for rows of another length, and for what is no number, infinite or missing
 */
export function readRows(rows: Rows, columns: number, allowMissing: boolean, where: string): Dense {
  const data = rows instanceof Float64Array ? rows : flatten(rows, columns, where);
  if (data.length % columns !== 0) {
    throw new InvalidInputError(
      `${where}: ${data.length} values are no rows of ${columns} features. Pass the columns of fit, row after row.`,
    );
  }
  for (let at = 0; at < data.length; at++) {
    if (Number.isFinite(data[at]) || (allowMissing && Number.isNaN(data[at]))) continue;
    const wanted = allowMissing ? 'finite numbers, or NaN for what is missing' : 'finite numbers';
    throw new InvalidInputError(
      `${where}: row ${Math.floor(at / columns)}, column ${at % columns} is ${data[at]}. Pass ${wanted}.`,
    );
  }
  return { data, rows: data.length / columns, columns };
}

function flatten(rows: readonly ArrayLike<number>[], columns: number, where: string): Float64Array {
  if (!Array.isArray(rows)) {
    throw new InvalidInputError(
      `${where}: rows must be an array of rows or a Float64Array, but got ${show(rows)}.`,
    );
  }
  const data = new Float64Array(rows.length * columns);
  for (let i = 0, at = 0; i < rows.length; i++) {
    const row: unknown = rows[i];
    const isRow = Array.isArray(row) || (ArrayBuffer.isView(row) && 'length' in row);
    if (!isRow || (row as ArrayLike<unknown>).length !== columns) {
      throw new InvalidInputError(
        `${where}: row ${i} is ${show(row)}, but the model has ${columns} features. Pass the columns of fit, in the same order.`,
      );
    }
    for (let j = 0; j < columns; j++) {
      const value = (row as ArrayLike<unknown>)[j];
      if (typeof value !== 'number') {
        throw new InvalidInputError(
          `${where}: row ${i}, column ${j} is ${show(value)}, not a number.`,
        );
      }
      data[at++] = value;
    }
  }
  return data;
}
