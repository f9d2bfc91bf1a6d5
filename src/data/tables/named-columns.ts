import { InvalidInputError } from '../../errors.js';
import { isSo } from '../../is-so.js';
import { show } from '../../words.js';
import { filledLength, reading } from '../array-like.js';
import type { Cell } from '../columns.js';

/** Values by name, each an array whose last value is there: a length that promises more would never end. */
export function namedColumns(
  columns: Readonly<Record<string, ArrayLike<Cell | undefined>>>,
  where: string,
): Map<string, ArrayLike<Cell | undefined>> {
  const isNamed = () =>
    typeof columns === 'object' && columns !== null && !(Symbol.iterator in columns);
  if (!isSo(isNamed)) {
    throw new InvalidInputError(
      `${where}: columns must be an object, but got ${show(columns)}. Pass values by column name; Table.fromRecords takes one object a row, Table.from a Map.`,
    );
  }
  const named = new Map(reading(where, 'columns', () => Object.entries(columns)));
  for (const [name, values] of named) {
    if (isSo(() => filledLength(values) !== undefined)) continue;
    throw new InvalidInputError(
      `${where}: column ${show(name)} is ${show(values)}. Pass an array of one value a row, null where it is missing.`,
    );
  }
  return named;
}

/** Names of columns, as callers give them. */
export function checkNames(names: readonly string[], where: string): readonly string[] {
  if (isSo(() => Array.isArray(names) && filledLength(names) !== undefined)) return names;
  throw new InvalidInputError(
    `${where}: names must be an array, but got ${show(names)}. Pass names of columns, as in ['size', 'colour'].`,
  );
}
