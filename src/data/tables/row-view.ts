import { type Cell, type Column, cellAt } from '../columns.js';

/** One row after the other through one object, which reads a cell when it is asked for it. */
export interface RowView {
  /** The cells of the current row by column name. */
  readonly row: object;
  /** Makes row `i` the current one. */
  moveTo(i: number): void;
}

/**
 * A view of the rows of some columns. An object for every row would hold every cell of the table at once, read or not.
 */
export function createRowView(columns: readonly Column[]): RowView {
  let current = 0;
  // Without a prototype: a column may be called as anything that objects have.
  const row: object = Object.create(null);
  for (const column of columns) {
    const get = (): Cell => cellAt(column, current);
    Object.defineProperty(row, column.name, { get, enumerable: true });
  }
  return {
    row: Object.freeze(row),
    moveTo(i) {
      current = i;
    },
  };
}
