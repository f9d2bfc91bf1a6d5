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

/**
 * The names with a number behind those that another has taken: `a_b`, `a_b_2`.
 *
 * @param keeps - whether a name is not to change, because a column is called so: those must differ. Default none.
 */
export function distinctNames(
  names: readonly string[],
  keeps: (j: number) => boolean = () => false,
): string[] {
  const taken = new Set(names.filter((_, j) => keeps(j)));
  return names.map((name, j) => {
    if (keeps(j)) return name;
    let distinct = name;
    for (let n = 2; taken.has(distinct); n++) distinct = `${name}_${n}`;
    taken.add(distinct);
    return distinct;
  });
}
