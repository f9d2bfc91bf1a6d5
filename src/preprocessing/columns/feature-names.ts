import { lengthOf, reading } from '../../data/array-like.js';
import { InvalidInputError } from '../../errors.js';
import { show } from '../../words.js';

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
  const length = reading(where, 'inputNames', () => lengthOf(given));
  if (length === undefined) {
    throw new InvalidInputError(
      `${where}: inputNames must be an array of text, but got ${show(given)}. Pass one name a column.`,
    );
  }
  if (length !== columns) {
    throw new InvalidInputError(
      `${where}: ${length} names were given, but there are ${columns} columns. Pass one name a column.`,
    );
  }
  return Array.from(given, (name: unknown, j) => {
    if (typeof name === 'string') return name;
    throw new InvalidInputError(
      `${where}: inputNames[${j}] is ${show(name)}, not text. Pass one name a column.`,
    );
  });
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
