import type { Matrix } from 'ml-matrix';
import type { MatrixLike } from '../contracts.js';
import { type Cell, type Column, cellAt, countMissing } from '../data/columns.js';
import { createColumn } from '../data/create-column.js';
import { type Dense, parseFeatures, toMatrix } from '../data/dense.js';
import { Table } from '../data/table.js';
import { InvalidInputError } from '../errors.js';
import { show } from '../words.js';
import { columnOf, parseCells } from './columns/cells.js';
import { indicatorName, type Marker, PLURAL } from './columns/missing-values.js';

/** What `SimpleImputer` does to a column. */
export interface ImputedColumn {
  name: string;
  type: Column['type'];
  /** What its missing values become; null when the column is dropped. */
  fill: Cell;
  /** Whether values were missing in fit. */
  incomplete: boolean;
}

/** A matrix with its missing values filled, without the dropped columns, indicators of 0 and 1 last. */
export function fillMatrix(
  { data, rows, columns: width }: Dense,
  columns: readonly ImputedColumn[],
  addIndicator: boolean,
): Matrix {
  const kept = indicesWhere(columns, ({ fill }) => fill !== null);
  const flagged = addIndicator ? indicesWhere(columns, ({ incomplete }) => incomplete) : [];
  const fills = Float64Array.from(kept, (j) => columns[j].fill as number);
  const widthOut = kept.length + flagged.length;
  const out = new Float64Array(rows * widthOut);
  for (let i = 0, row = 0, at = 0; i < rows; i++, row += width) {
    for (let k = 0; k < kept.length; k++) {
      const value = data[row + kept[k]];
      out[at++] = Number.isNaN(value) ? fills[k] : value;
    }
    for (let k = 0; k < flagged.length; k++)
      out[at++] = Number.isNaN(data[row + flagged[k]]) ? 1 : 0;
  }
  return toMatrix(out, rows, widthOut);
}

/** The way back from `fillMatrix` with indicators. */
export function emptyMatrix(
  X: MatrixLike,
  columns: readonly ImputedColumn[],
  missing: number,
  where: string,
): Matrix {
  const kept = indicesWhere(columns, ({ fill }) => fill !== null);
  const flagged = indicesWhere(columns, ({ incomplete }) => incomplete);
  const widthIn = kept.length + flagged.length;
  const { data, rows } = parseFeatures(X, where, { columns: widthIn, allowMissing: true });
  const width = columns.length;
  const out = new Float64Array(rows * width).fill(missing);
  for (let i = 0, from = 0, to = 0; i < rows; i++, from += widthIn, to += width) {
    for (let k = 0; k < kept.length; k++) out[to + kept[k]] = data[from + k];
    for (let k = 0; k < flagged.length; k++) {
      if (data[from + kept.length + k] !== 0) out[to + flagged[k]] = missing;
    }
  }
  return toMatrix(out, rows, width);
}

/**
 * A Table with its missing values filled, without the dropped columns, indicators last.
 *
 * @param given - the columns of fit
 * @throws InvalidInputError when a column is of another type than in fit
 */
export function fillTable(
  given: readonly Column[],
  columns: readonly ImputedColumn[],
  addIndicator: boolean,
  where: string,
): Table {
  // A column that was dropped has no type of its own, so what it holds now does not matter.
  const { rows } = parseCells(new Table(given), where);
  const kept = columns.flatMap((plan, j) =>
    plan.fill === null ? [] : [fillColumn(given[j], plan, rows, where)],
  );
  if (!addIndicator) return new Table(kept);
  const flags = columns.flatMap(({ incomplete }, j) =>
    incomplete ? [indicatorOf(given[j], rows)] : [],
  );
  return new Table([...kept, ...flags]);
}

/** The way back from `fillTable` with indicators. */
export function emptyTable(
  X: Table,
  columns: readonly ImputedColumn[],
  marker: Marker,
  where: string,
): Table {
  return new Table(
    columns.map(({ name, fill, incomplete }) => {
      const flags = incomplete ? columnOf(X, indicatorName(name), where) : undefined;
      const column = fill === null ? undefined : columnOf(X, name, where);
      const values = new Array<Cell>(X.rowCount).fill(marker);
      for (let i = 0; i < values.length; i++) {
        const wasMissing = flags !== undefined && cellAt(flags, i) === true;
        if (column !== undefined && !wasMissing) values[i] = cellAt(column, i);
      }
      return createColumn(name, values, where);
    }),
  );
}

function fillColumn(column: Column, plan: ImputedColumn, rows: number, where: string): Column {
  const { name, type, fill } = plan;
  if (column.type !== type && countMissing(column) < rows) {
    throw new InvalidInputError(
      `${where}: column ${show(name)} holds ${PLURAL[column.type]}, but held ${PLURAL[type]} in fit. Pass the type of fit.`,
    );
  }
  const values = new Array<Cell>(rows);
  for (let i = 0; i < rows; i++) values[i] = cellAt(column, i) ?? fill;
  return createColumn(name, values, where);
}

function indicatorOf(column: Column, rows: number): Column {
  const data = new Int8Array(rows);
  for (let i = 0; i < rows; i++) data[i] = cellAt(column, i) === null ? 1 : 0;
  return { type: 'boolean', name: indicatorName(column.name), data };
}

function indicesWhere(
  columns: readonly ImputedColumn[],
  holds: (column: ImputedColumn) => boolean,
): number[] {
  return columns.flatMap((column, j) => (holds(column) ? [j] : []));
}
