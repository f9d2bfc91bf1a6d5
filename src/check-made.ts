import { InvalidInputError } from './errors.js';
import { isSo } from './is-so.js';
import { show } from './words.js';

/**
 * Refuse what another function has not made.
 *
 * @param by - the function that makes it
 * @param fields - what it has for sure
 * @throws InvalidInputError when one of them is missing
 */
export function checkMade(
  given: unknown,
  by: string,
  fields: readonly string[],
  where: string,
): void {
  const made = isSo(
    () =>
      typeof given === 'object' &&
      given !== null &&
      fields.every((field) => Reflect.get(given, field) !== undefined),
  );
  if (made) return;
  throw new InvalidInputError(`${where}: pass what ${by} gives, but got ${show(given)}.`);
}
