/** The values of a feature at which a model is looked at. */

import { filledLength, reading } from '../../data/array-like.js';
import {
  type Cell,
  type Column,
  cellAt,
  columnKeys,
  columnLength,
  takeColumnRows,
} from '../../data/columns.js';
import { createColumn } from '../../data/create-column.js';
import { pickRows } from '../../data/dense.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { argsortInSteps } from '../../numeric/ordering.js';
import { between, evenly } from '../../numeric/statistics.js';
import type { Steps } from '../../progress.js';
import { show } from '../../words.js';
import { type ColumnRef, type EditableSamples, findColumn } from '../samples/editable-samples.js';

/** What users say of grids; all of it has been read. */
export interface GridRules {
  /** The part of the samples that the grid spans, as shares of them. */
  readonly percentiles: readonly [number, number];
  /** How many values, where there are more in the samples. */
  readonly gridResolution: number;
  /** Values of one's own, by the number of the column. */
  readonly customValues: ReadonlyMap<number, ArrayLike<Cell | undefined>>;
  /** Numbers of columns whose numbers are codes of categories. */
  readonly categorical: ReadonlySet<number>;
}

/** @throws InvalidParameterError unless they are two shares, the first below the second */
export function checkPercentiles(given: readonly [number, number], where: string): void {
  const [low, high] = given;
  if (low >= 0 && low < high && high <= 1) return;
  throw new InvalidParameterError(
    `${where}: percentiles must be two numbers from 0 to 1, the first below the second, but got ${show([low, high])}. Pass [0.05, 0.95] for what nine of ten samples span.`,
  );
}

/**
 * Values of one's own by the number of the column that they are for.
 *
 * @param features - the columns that are looked at
 * @throws InvalidInputError for a column that X does not have @throws InvalidParameterError for another that is not looked at
 */
export function readCustomValues(
  given: Readonly<Record<string, ArrayLike<Cell | undefined>>> | null,
  features: readonly number[],
  samples: EditableSamples,
  where: string,
): Map<number, ArrayLike<Cell | undefined>> {
  const read = new Map<number, ArrayLike<Cell | undefined>>();
  for (const [key, values] of Object.entries(given ?? {})) {
    const ref = samples.names.includes(key) || !/^\d+$/.test(key) ? key : Number(key);
    const j = findColumn(samples, ref, 'customValues', where);
    if (!features.includes(j)) {
      throw new InvalidParameterError(
        `${where}: customValues has values for ${show(key)}, which is none of the features. Leave them out, or name it in features.`,
      );
    }
    if ((reading(where, `customValues.${key}`, () => filledLength(values)) ?? 0) === 0) {
      throw new InvalidParameterError(
        `${where}: customValues.${key} must be an array of at least one value, but got ${show(values)}. Pass the values to look at.`,
      );
    }
    read.set(j, values);
  }
  return read;
}

/** Numbers of columns by names or numbers. */
export function readColumns(
  refs: readonly ColumnRef[] | null,
  name: string,
  samples: EditableSamples,
  where: string,
): Set<number> {
  return new Set(Array.from(refs ?? [], (ref) => findColumn(samples, ref, name, where)));
}

/**
 * The grid of a column: values of one's own; else the different ones in ascending order, where they are few or
 * categories; else numbers at equal distances between two percentiles. Missing values are left out.
 *
 * @returns a column of the type of that of the samples
 * @throws InvalidInputError when no value is known, or the percentiles have the same value
 */
export function* gridOf(
  samples: EditableSamples,
  j: number,
  rules: GridRules,
  where: string,
): Steps<Column> {
  const column = samples.column(j);
  const name = show(samples.names[j]);
  const custom = rules.customValues.get(j);
  if (custom !== undefined) return customGrid(custom, column, where);
  if (column.type !== 'number') return categoriesOf(column, name, where);
  const known = column.data.filter((value) => !Number.isNaN(value));
  if (known.length === 0) throw allMissing(name, where);
  yield;
  const sorted = pickRows(known, 1, yield* argsortInSteps(known));
  const unique = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  const { gridResolution, percentiles } = rules;
  if (rules.categorical.has(j) || unique.length < gridResolution) {
    return { ...column, data: unique };
  }
  const [low, high] = percentiles.map((p) => smoothQuantile(sorted, p));
  if (low < high) return { ...column, data: evenly(low, high, gridResolution - 1) };
  throw new InvalidInputError(
    `${where}: the percentiles of column ${name} have the same value, ${low}. Pass percentiles that are further apart, or customValues.`,
  );
}

/**
 * The q-quantile of ascending values as SciPy's `mquantiles` has it, at 0.4 + q (n + 0.2), counted from 1.
 * Source: Cunnane, Journal of Hydrology 37 (1978).
 */
export function smoothQuantile(sorted: Float64Array, q: number): number {
  const n = sorted.length;
  if (n === 1) return sorted[0];
  const place = n * q + (0.4 + q * (1 - 0.4 - 0.4));
  const below = Math.floor(Math.min(Math.max(place, 1), n - 1));
  const share = Math.min(Math.max(place - below, 0), 1);
  const [low, high] = [sorted[below - 1], sorted[below]];
  return high - low < Infinity ? (1 - share) * low + share * high : between(low, high, share);
}

/**
 * The different values of a column in ascending order, a row each; missing ones are left out.
 *
 * @throws InvalidInputError when all are missing
 */
export function categoriesOf(column: Column, name: string, where: string): Column {
  const keys = columnKeys(column);
  const first = new Map<number, number>();
  for (let i = 0; i < keys.length; i++) if (!first.has(keys[i])) first.set(keys[i], i);
  const known = [...first.values()].filter((row) => cellAt(column, row) !== null);
  if (known.length === 0) throw allMissing(name, where);
  const isBefore = (a: number, b: number) =>
    (cellAt(column, a) as Cell & {}) < (cellAt(column, b) as Cell & {});
  return takeColumnRows(
    column,
    known.sort((a, b) => (isBefore(a, b) ? -1 : 1)),
  );
}

function customGrid(values: ArrayLike<Cell | undefined>, column: Column, where: string): Column {
  const at = `${where}: customValues`;
  const known = Array.from(values).some((value) => value !== null && value !== undefined);
  // Text would take numbers in as text, so its type is asked for only where there is none to see.
  const grid = createColumn(column.name, values, at, known ? undefined : column.type);
  const infinite =
    grid.type === 'number' && grid.data.some((value) => Math.abs(value) === Infinity);
  if (grid.type === column.type && !infinite) return grid;
  throw new InvalidInputError(
    `${at}: column ${show(column.name)} is of type ${column.type}, but got ${show(Array.from(values))}. Pass values of that type${infinite ? ' that are finite' : ''}, or null for missing.`,
  );
}

function allMissing(name: string, where: string): InvalidInputError {
  return new InvalidInputError(
    `${where}: all values of column ${name} are missing. Leave it out, or pass customValues.`,
  );
}

/** Values of a grid as users read them. */
export const cellsOf = (grid: Column): Cell[] =>
  Array.from({ length: columnLength(grid) }, (_, i) => cellAt(grid, i));

/** A column of the same value at every place. */
export function constantColumn(grid: Column, at: number, rows: number): Column {
  return takeColumnRows(grid, new Int32Array(rows).fill(at));
}
