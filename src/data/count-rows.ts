import { InvalidInputError } from '../errors.js';
import { show } from '../words.js';
import { lengthOf, reading } from './array-like.js';
import { isTable } from './is-table.js';

/**
 * How many rows there are, of whatever kind: for what looks at no feature itself.
 *
 * @param X - a table, a matrix, or one sample an element
 * @param where - the method that was called, for messages
 * @throws InvalidInputError when it has no rows, or is nothing that could
 */
export function countRows(X: unknown, where: string): number {
  const rows = reading(where, 'X', () => rowsOf(X));
  if (rows === undefined) {
    throw new InvalidInputError(
      `${where}: X must be a matrix, an array or a Table, but got ${show(X)}. Pass one row a sample.`,
    );
  }
  if (rows > 0) return rows;
  throw new InvalidInputError(`${where}: X has no rows. Pass at least one sample.`);
}

function rowsOf(X: unknown): number | undefined {
  if (isTable(X)) return X.rowCount;
  if (typeof X !== 'object' || X === null) return undefined;
  if ('rows' in X && 'columns' in X) {
    const { rows } = X;
    return Number.isSafeInteger(rows) && (rows as number) >= 0 ? (rows as number) : undefined;
  }
  const length = lengthOf(X);
  // A length is a promise: the last row must be there.
  return length === undefined || length === 0 || length - 1 in X ? length : undefined;
}
