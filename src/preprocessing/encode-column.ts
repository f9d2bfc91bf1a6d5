import type { Cell, Column } from '../data/table.js';
import type { Known } from './column-statistics.js';

/** Codes that are no position among the categories. */
export const MISSING = -1;
export const UNKNOWN = -2;

/** The position of each category. */
export function codesOf(categories: readonly Known[]): ReadonlyMap<Cell, number> {
  return new Map(categories.map((value, code) => [value, code]));
}

/**
 * The code of each value of a column. Text costs one look-up a category, not one a row.
 *
 * @param codes - the position of each category
 * @returns [rowCount]: positions, `MISSING` or `UNKNOWN`
 */
export function encodeColumn(column: Column, codes: ReadonlyMap<Cell, number>): Int32Array {
  if (column.type === 'text') {
    const translated = column.categories.map((category) => codes.get(category) ?? UNKNOWN);
    return column.codes.map((code) => (code < 0 ? MISSING : translated[code]));
  }
  if (column.type === 'boolean') {
    const translated = [codes.get(false) ?? UNKNOWN, codes.get(true) ?? UNKNOWN];
    return Int32Array.from(column.data, (code) => (code < 0 ? MISSING : translated[code]));
  }
  return Int32Array.from(column.data, (value) =>
    Number.isNaN(value) ? MISSING : (codes.get(value) ?? UNKNOWN),
  );
}
