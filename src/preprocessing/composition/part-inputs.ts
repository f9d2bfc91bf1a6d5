import type { Matrix } from 'ml-matrix';
import type { MatrixLike } from '../../contracts.js';
import { type Column, countMissing } from '../../data/columns.js';
import { parseFeatures, takeColumn } from '../../data/dense.js';
import { Table } from '../../data/table.js';
import { InvalidInputError } from '../../errors.js';
import { count, show } from '../../words.js';
import { columnsOfFit, isTableGiven, nameless } from '../columns/cells.js';
import type { ColumnTransformerState } from './column-parts.js';

/** A matrix becomes a table of columns `x0, x1, …`. */
export function toTable(X: Table | MatrixLike, where: string): Table {
  if (isTableGiven(X, where)) {
    if (X.rowCount > 0 && X.columns.length > 0) return X;
    throw new InvalidInputError(`${where}: X has no rows or no columns. Pass data.`);
  }
  const samples = parseFeatures(X, where, { allowMissing: true });
  return new Table(
    Array.from({ length: samples.columns }, (_, j) => ({
      type: 'number' as const,
      name: `x${j}`,
      data: takeColumn(samples, j),
    })),
  );
}

/** The columns of fit, of the types of fit; what no part takes need not be there. */
export function toTableLike(
  X: Table | MatrixLike,
  state: ColumnTransformerState,
  where: string,
): Table {
  const used = new Set(state.parts.flatMap(({ columns }) => columns));
  const names = state.columns.flatMap(({ name }, j) => (used.has(j) ? [name] : []));
  const found = columnsOfFit(state.named ? names : state.columns.length, X, where);
  const given = toTable(X, where);
  if (found === null) {
    if (state.named) throw nameless(where);
    if (given.columns.length === state.columns.length) return given;
    throw new InvalidInputError(
      `${where}: X has ${count(given.columns.length, 'feature')}, but the model was fitted on ${state.columns.length}. Pass the columns of fit, in the same order.`,
    );
  }
  const byName = new Map(found.map((column) => [column.name, column]));
  return new Table(
    state.columns.map(({ name, type }) => {
      const column = byName.get(name);
      if (column === undefined) return emptyColumn(name, given.rowCount);
      if (column.type !== type && countMissing(column) < given.rowCount) {
        throw new InvalidInputError(
          `${where}: column ${show(name)} is of type ${column.type}, but was of type ${type} in fit. Pass the type of fit.`,
        );
      }
      return column;
    }),
  );
}

function emptyColumn(name: string, rows: number): Column {
  return { type: 'number', name, data: new Float64Array(rows).fill(Number.NaN) };
}

/** Some columns, of the kind that fit was given. */
export function pick(table: Table, columns: readonly number[], named: boolean): Table | Matrix {
  const own = new Table(columns.map((j) => table.columns[j]));
  return named ? own : own.toMatrix();
}
