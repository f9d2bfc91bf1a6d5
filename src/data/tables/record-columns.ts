import { InvalidInputError } from '../../errors.js';
import { isSo } from '../../is-so.js';
import { show } from '../../words.js';

/**
 * The values of records by column: all keys that occur, in order of first appearance, undefined where a record
 * lacks one.
 *
 * @throws InvalidInputError when a record is no object
 */
export function recordColumns(records: readonly object[], where: string): Map<string, unknown[]> {
  if (!isSo(() => Array.isArray(records))) {
    throw new InvalidInputError(
      `${where}: records must be an array, but got ${show(records)}. Pass one object a row.`,
    );
  }
  const columns = new Map<string, unknown[]>();
  for (const [i, record] of records.entries()) {
    if (!isSo(() => typeof record === 'object' && record !== null && !Array.isArray(record))) {
      throw new InvalidInputError(
        `${where}: record ${i} is ${show(record)}. Pass an object of column name to value.`,
      );
    }
    for (const name of Object.keys(record)) {
      let column = columns.get(name);
      if (column === undefined) {
        column = new Array<unknown>(records.length).fill(undefined);
        columns.set(name, column);
      }
      column[i] = (record as Record<string, unknown>)[name];
    }
  }
  return columns;
}
