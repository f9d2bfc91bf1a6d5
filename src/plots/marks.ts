/** Channels and layers that several plots are made of. */

import { rounded } from '../words.js';
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

/** The least and the largest of some numbers. */
export const rangeOf = (numbers: readonly number[]): readonly [least: number, most: number] => [
  numbers.reduce((a, b) => Math.min(a, b), Infinity),
  numbers.reduce((a, b) => Math.max(a, b), -Infinity),
];

/** Numbers on an axis, with ratios of one length where they span more than two powers of ten; else names. */
export function axisOfValues(
  field: string,
  title: string,
  values: readonly unknown[],
): PlotChannel & { readonly field: string } {
  const numbers = values.filter((value): value is number => Number.isFinite(value));
  if (numbers.length < values.length) return names(field, title, { axis: { labelAngle: 0 } });
  const [least, most] = rangeOf(numbers);
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

/** A weight as words: whole numbers in full. */
export const counted = (n: number): string => (Number.isInteger(n) ? String(n) : rounded(n));
