import type { Column } from '../../data/columns.js';
import type { Table } from '../../data/table.js';
import { InvalidInputError } from '../../errors.js';
import { type AnyEstimator, Estimator } from '../../estimator.js';
import { count, show } from '../../words.js';
import { columnOf } from '../columns/cells.js';
import { has } from './pipeline-steps.js';

/** Which columns: names of a Table, positions, or all of a type of a Table. */
export type ColumnChoice = readonly string[] | readonly number[] | Column['type'];

/** A part: its name, what is done, and the columns it is done to. */
export type ColumnPart = readonly [
  name: string,
  transformer: AnyEstimator | 'drop' | 'passthrough',
  columns: ColumnChoice,
];

const COLUMN_TYPES: readonly unknown[] = ['number', 'text', 'boolean'];
const TRANSFORMER_METHODS = ['fit', 'transform', 'getFeatureNamesOut'];

/** Whether a part can do this to its columns. */
export const isTransformer = (value: unknown) =>
  value === 'drop' ||
  value === 'passthrough' ||
  (value instanceof Estimator && TRANSFORMER_METHODS.every((method) => has(value, method)));

/** Whether a value is a name, what is done, and columns. */
export function isPart(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [name, transformer, columns] = value;
  const isChoice =
    COLUMN_TYPES.includes(columns) ||
    (Array.isArray(columns) &&
      (columns.every((column) => typeof column === 'string') ||
        columns.every((column) => Number.isInteger(column) && column >= 0)));
  return typeof name === 'string' && name !== '' && isTransformer(transformer) && isChoice;
}

/**
 * Positions of the columns of a part.
 *
 * @throws InvalidInputError for a column that is not there, or named twice
 */
export function positionsOf(
  choice: ColumnChoice,
  table: Table,
  named: boolean,
  where: string,
): number[] {
  if (typeof choice === 'string') {
    return table.columns.flatMap(({ type }, j) => (type === choice ? [j] : []));
  }
  const positions = choice.map((column) => {
    if (typeof column === 'string') {
      if (!named) {
        throw new InvalidInputError(
          `${where} names the column ${show(column)}, but X has no column names. Pass a Table, or positions.`,
        );
      }
      columnOf(table, column, where);
      return table.columnNames.indexOf(column);
    }
    if (column < table.columns.length) return column;
    throw new InvalidInputError(
      `${where} names column ${column}, but X has ${count(table.columns.length, 'column')}. Positions begin at 0.`,
    );
  });
  const twice = firstRepeated(positions);
  if (twice === undefined) return positions;
  throw new InvalidInputError(
    `${where} names the column ${show(table.columns[twice].name)} twice. Name it once, or in two parts.`,
  );
}

/** The first value that was there before, in one pass. */
export function firstRepeated<T>(values: readonly T[]): T | undefined {
  const seen = new Set<T>();
  return values.find((value) => seen.size === seen.add(value).size);
}

/** A part after fit. */
export interface FittedPart {
  name: string;
  /** null lets the columns through. */
  transformer: AnyEstimator | null;
  /** Positions among the columns of fit. */
  columns: number[];
}

/** What `ColumnTransformer` has learned. */
export interface ColumnTransformerState {
  named: boolean;
  verbose: boolean;
  columns: { name: string; type: Column['type'] }[];
  parts: FittedPart[];
}
