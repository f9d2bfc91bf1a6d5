import { isBlank } from './csv-dialect.js';

/** Rows of the table that were cut together. */
export interface Batch {
  readonly rows: readonly string[][];
  /** The line of the file that each row starts on. */
  readonly lines: readonly number[];
}

/** The rows from `start` up to `end`. */
export function part({ rows, lines }: Batch, start: number, end = rows.length): Batch {
  return { rows: rows.slice(start, end), lines: lines.slice(start, end) };
}

/** Without the blank lines, which are no rows where rows have several fields. */
export function withoutBlank({ rows, lines }: Batch, width: number): Batch {
  const isRow = rows.map((row) => row.length === width || !isBlank(row));
  return { rows: rows.filter((_, i) => isRow[i]), lines: lines.filter((_, i) => isRow[i]) };
}

/** The first row of another width, or -1. */
export function findOtherWidth(rows: readonly string[][], width: number): number {
  return rows.findIndex((row) => row.length !== width);
}
