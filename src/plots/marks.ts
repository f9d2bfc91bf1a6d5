/** Pieces that several plots are made of. */

import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { count, show } from '../words.js';
import type { PlotChannel, PlotLayer, PlotMark, PlotRow, PlotScale } from './plot-spec.js';

/** A quantity on an axis. */
export const quantity = (
  field: string,
  title: string | null,
  more: Omit<PlotChannel, 'field' | 'type' | 'title'> = {},
): PlotChannel & { readonly field: string } => ({ field, type: 'quantitative', title, ...more });

/** Names, in the order of the rows unless another is given. */
export const names = (
  field: string,
  title: string | null,
  more: Omit<PlotChannel, 'field' | 'type' | 'title'> = {},
): PlotChannel & { readonly field: string } => ({
  field,
  type: 'nominal',
  title,
  sort: null,
  ...more,
});

/** Numbers on an axis, with ratios of one length where they span more than two powers of ten; else names. */
export function axisOfValues(
  field: string,
  title: string,
  values: readonly unknown[],
): PlotChannel & { readonly field: string } {
  const numbers = values.filter((value): value is number => Number.isFinite(value));
  if (numbers.length < values.length) return names(field, title, { axis: { labelAngle: 0 } });
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const wide = least > 0 && most >= 100 * least;
  return quantity(field, title, { scale: wide ? { type: 'log' } : { zero: false } });
}

/** What is told of a mark that is pointed at: the fields of its row under these titles. */
export const told = (titles: Readonly<Record<string, string>>): PlotChannel[] =>
  Object.entries(titles).map(([field, title]) => ({ field, title }));

/** From 0 to 1, whatever the data. */
export const SHARES: PlotScale = { domain: [0, 1], nice: false };

export const layer = (
  values: PlotRow[],
  mark: PlotMark,
  encoding: PlotLayer['encoding'],
): PlotLayer => ({ data: { values }, mark, encoding });

/** The axes of a plot, which all its layers name alike: Vega-Lite would join other titles. */
export interface Axes {
  readonly x: PlotChannel & { readonly field: string };
  readonly y: PlotChannel & { readonly field: string };
}

/** A line between two points, to compare with. */
export const straight = (
  { x, y }: Axes,
  from: readonly [number, number],
  to: readonly [number, number],
  color: string,
): PlotLayer =>
  layer(
    [from, to].map(([a, b]) => ({ [x.field]: a, [y.field]: b })),
    { type: 'line', color, strokeDash: [4, 4], strokeWidth: 1.2 },
    { x, y },
  );

/** A line through the whole plot at one value of an axis. */
export const ruleAt = (
  side: 'x' | 'y',
  axis: PlotChannel & { readonly field: string },
  value: number | string,
  color: string,
): PlotLayer =>
  layer(
    [{ [axis.field]: value }],
    { type: 'rule', color, strokeDash: [4, 4], strokeWidth: 1.2 },
    { [side]: axis },
  );

/** A number as it stands in a row: JSON has no other way to say that there is none, and no negative zero. */
export const finite = (x: number): number | null => (Number.isFinite(x) ? x + 0 : null);

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
  const made =
    typeof given === 'object' &&
    given !== null &&
    fields.every((field) => Reflect.has(given, field));
  if (made) return;
  throw new InvalidInputError(`${where}: pass what ${by} gives, but got ${show(given)}.`);
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
    typeof value === 'object' && value !== null && Array.isArray(Reflect.get(value, field));
  if (isCurve(given)) return [[null, given]];
  const all = Object.entries(given ?? {});
  for (const [name, curve] of all) {
    if (isCurve(curve)) continue;
    throw new InvalidInputError(
      `${where}: ${show(name)} is no curve, which has an array ${field}. Pass one curve, or several by name.`,
    );
  }
  checkSome(all.length, 'curves', where);
  return all;
}

/** As words, with three digits that count. */
export const rounded = (x: number): string => String(Number(x.toPrecision(3)));

/** A weight as words: whole numbers in full. */
export const counted = (n: number): string => (Number.isInteger(n) ? String(n) : rounded(n));
