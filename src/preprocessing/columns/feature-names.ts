import { InvalidInputError } from '../../errors.js';

/**
 * Names of columns: those given, or `x0, x1, …`.
 *
 * @throws InvalidInputError when the number of names is not the number of columns
 */
export function featureNames(
  given: readonly string[] | undefined,
  columns: number,
  where: string,
): string[] {
  if (given === undefined) return Array.from({ length: columns }, (_, j) => `x${j}`);
  if (given.length !== columns) {
    throw new InvalidInputError(
      `${where}: ${given.length} names were given, but there are ${columns} columns. Pass one name a column.`,
    );
  }
  return [...given];
}
