/** What is asked of values before they are drawn, and how many of them are. */

import { reading } from '../data/array-like.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { isSo } from '../is-so.js';
import { count, show } from '../words.js';

/** Most points of a cloud: more hide each other, and make a specification heavy. */
export const MAX_POINTS = 2000;

/** @throws InvalidParameterError for no integer >= 1 */
export function checkCount(value: number, name: string, where: string): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new InvalidParameterError(
    `${where}: ${name} must be an integer >= 1, but got ${show(value)}.`,
  );
}

/** Rows at even distances, and the words for it where they are not all. */
export function evenly(
  rows: number,
  most: number,
  noun = 'row',
): { readonly rows: number[]; readonly words: string | undefined } {
  const kept = Math.min(rows, most);
  return {
    rows: Array.from({ length: kept }, (_, k) => Math.floor((k * rows) / kept)),
    words: kept < rows ? `${kept} of ${count(rows, noun)}` : undefined,
  };
}

/** @throws InvalidInputError where there is nothing to draw */
export function checkSome(n: number, what: string, where: string): void {
  if (n > 0) return;
  throw new InvalidInputError(`${where}: there are no ${what}. Pass at least one.`);
}

/** @throws InvalidInputError for arrays of different lengths */
export function checkLengths(
  [first, second]: readonly [ArrayLike<unknown>, ArrayLike<unknown>],
  [a, b]: readonly [string, string],
  where: string,
): void {
  if (first.length === second.length) return;
  throw new InvalidInputError(
    `${where}: ${a} has ${first.length} entries, but ${b} has ${second.length}. Pass one of each for every sample.`,
  );
}

/** One curve, or several under the names that the legend shows. */
export type Curves<T> = T | Readonly<Record<string, T>>;

/**
 * Curves with their names; a single one has none.
 *
 * @param field - an array that every curve has
 * @throws InvalidInputError for none, and for what is no curve
 */
export function curvesOf<T extends object>(
  given: Curves<T>,
  field: keyof T & string,
  where: string,
): [name: string | null, T][] {
  const isCurve = (value: unknown): value is T =>
    isSo(
      () => typeof value === 'object' && value !== null && Array.isArray(Reflect.get(value, field)),
    );
  if (isCurve(given)) return [[null, given]];
  const all = reading(where, 'the curves', () => Object.entries(given ?? {}));
  for (const [name, curve] of all) {
    if (isCurve(curve)) continue;
    throw new InvalidInputError(
      `${where}: ${show(name)} is no curve, which has an array ${field}. Pass one curve, or several by name.`,
    );
  }
  checkSome(all.length, 'curves', where);
  return all;
}
