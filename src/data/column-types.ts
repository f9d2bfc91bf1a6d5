import { InvalidParameterError } from '../errors.js';
import { parameter, type Rule, readOptions } from '../hyperparameters.js';
import { didYouMean, show } from '../words.js';

type ColumnType = 'number' | 'text' | 'boolean';

const COLUMN_TYPES: readonly unknown[] = ['number', 'text', 'boolean'];

const someTypes: Rule = {
  type: 'object',
  range: 'an object of column name to "number", "text" or "boolean"',
  accepts: (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((type) => COLUMN_TYPES.includes(type)),
};

/** The option `types` of those who make tables. */
export const typesOption = () =>
  parameter(someTypes, { default: {}, about: 'the types of columns by name.' });

/**
 * The option `types` where it is the only one. By hand: the table of options would weigh as much as the rest
 * of a bundle that holds a small data set.
 *
 * @throws InvalidParameterError for another option, and for types that are none
 */
export function readTypes(
  options: { readonly types?: Readonly<Record<string, ColumnType>> },
  where: string,
): Readonly<Record<string, ColumnType>> {
  const { types = {}, ...others } = readOptions(options, where);
  const [other] = Object.keys(others);
  if (other !== undefined) {
    throw new InvalidParameterError(
      `${where}: there is no option ${show(other)}. ${didYouMean(other, ['types'])}`,
    );
  }
  if (!someTypes.accepts(types)) {
    throw new InvalidParameterError(
      `${where}: types must be ${someTypes.range}, but got ${show(types)}. Pass the types of columns by name.`,
    );
  }
  return types;
}

/** @throws InvalidParameterError when a type is given to a column that is not there */
export function checkTyped(
  types: Readonly<Record<string, unknown>>,
  names: readonly string[],
  where: string,
): void {
  const known = new Set(names);
  for (const name of Object.keys(types)) {
    if (known.has(name)) continue;
    throw new InvalidParameterError(
      `${where}: types has ${show(name)}, but there is no such column. ${didYouMean(name, names)}`,
    );
  }
}
