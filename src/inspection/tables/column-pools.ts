import { type Cell, type Column, columnValues, takeColumnRows } from '../../data/columns.js';
import { createColumn } from '../../data/create-column.js';
import type { Dense } from '../../data/dense.js';
import { Table } from '../../data/table.js';
import { columnOf } from '../../preprocessing/columns/cells.js';

/*
 * Rows as numbers: each cell by its code among the distinct values of its column. What mixes such rows mixes cells of any
 * type, and equal cells have equal codes.
 */

/** The distinct values of a column, and the codes of those of the rows and of the background. */
export interface Pool {
  /** The values in the order of their codes: those of the rows first. */
  readonly column: Column;
  readonly rows: Int32Array;
  readonly background: Int32Array;
}

/**
 * A pool for each column of the rows.
 *
 * @throws InvalidInputError when the background lacks a column, or has it with another type
 */
export function poolColumns(rows: Table, background: Table, where: string): Pool[] {
  return rows.columns.map((column) => {
    const codes = new Map<Cell, number>();
    const codeOf = (value: Cell): number => {
      const code = codes.get(value) ?? codes.size;
      codes.set(value, code);
      return code;
    };
    const coded = (given: Column) => Int32Array.from(columnValues(given), codeOf);
    const own = coded(column);
    const others = coded(columnOf(background, column.name, `${where}: background`));
    const cells = [...codes.keys()];
    // A column without values has no type of its own.
    const type = cells.every((cell) => cell === null) ? column.type : undefined;
    return {
      column: createColumn(column.name, cells, where, type),
      rows: own,
      background: others,
    };
  });
}

/** The codes of the rows, or of the background, a row each [rows × pools.length]. */
export function pooledRows(pools: readonly Pool[], part: 'rows' | 'background'): Dense {
  const columns = pools.length;
  const rows = pools[0][part].length;
  const data = new Float64Array(rows * columns);
  for (const [j, pool] of pools.entries()) {
    for (let i = 0; i < rows; i++) data[i * columns + j] = pool[part][i];
  }
  return { data, rows, columns };
}

/** The rows that codes stand for. */
export function rowsOfCodes({ data, rows, columns }: Dense, pools: readonly Pool[]): Table {
  const codes = new Int32Array(rows);
  return new Table(
    pools.map(({ column }, j) => {
      for (let i = 0; i < rows; i++) codes[i] = data[i * columns + j];
      return takeColumnRows(column, codes);
    }),
  );
}
