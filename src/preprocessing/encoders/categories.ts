import type { Label } from '../../contracts.js';
import type { Cell } from '../../data/columns.js';
import { type Hyperparameter, parameter } from '../../hyperparameters.js';
import type { Schema } from '../../serialization/schema.js';
import * as schema from '../../serialization/schema.js';
import type { Known } from '../columns/column-statistics.js';
import { UNKNOWN } from './encode-column.js';

/** The values of a column that an encoder knows. */
export interface KnownCategories {
  /** Those that are not missing, in order. */
  categories: Known[];
  /** Whether missing values are a category: true for the last one, or its position where it is another. */
  missing: boolean | number;
}

/** The hyperparameter `categories` of an encoder whose categories have places. */
export const categoriesOption = (about: string): Hyperparameter =>
  parameter(
    {
      type: 'categories',
      range: '"auto" or one array of different values a column',
      accepts: (value) => value === 'auto' || (Array.isArray(value) && value.every(areCategories)),
    },
    { default: 'auto', about },
  );

/** The form of `missing` in a model file. */
export function missingSchema(): Schema<boolean | number> {
  const flag = schema.boolean();
  const position = schema.number({ integer: true, min: 0 });
  return {
    save: (value) => value,
    load: (json, from, path) =>
      typeof json === 'number' ? position.load(json, from, path) : flag.load(json, from, path),
  };
}

/** Categories that were given, null or NaN among them. */
export function givenCategories(values: readonly Cell[]): KnownCategories {
  const categories = values.filter((value): value is Known => !isMissing(value));
  const at = values.findIndex(isMissing);
  return { categories, missing: at < 0 ? false : at === categories.length ? true : at };
}

/** The position of missing values among the categories, or `UNKNOWN`. */
export function missingCode({ categories, missing }: KnownCategories): number {
  if (missing === false) return UNKNOWN;
  return missing === true ? categories.length : missing;
}

/** All categories in order; null is the missing one. */
export function allCategories(known: KnownCategories): Cell[] {
  const all: Cell[] = [...known.categories];
  const at = missingCode(known);
  if (at !== UNKNOWN) all.splice(at, 0, null);
  return all;
}

/** What is wrong with the categories of a model file, if anything. */
export function categoriesFault({ categories, missing }: KnownCategories): string | undefined {
  return typeof missing === 'number' && missing >= categories.length
    ? 'the place of missing values is beyond the categories'
    : undefined;
}

/** Whether a value stands for a missing one. */
export const isMissing = (value: unknown) => value === null || Number.isNaN(value);

/** Whether an option holds the values of a column: of one type, different, at least one. */
function areCategories(values: unknown): boolean {
  if (!Array.isArray(values) || values.length === 0) return false;
  const known = values.filter((value) => !isMissing(value));
  return (
    values.length - known.length <= 1 &&
    known.every((value) => typeof value === typeof known[0] && isKnown(value)) &&
    new Set(known).size === known.length
  );
}

/** Whether a value can stand in a table. */
export const isCell = (value: unknown) => isMissing(value) || isKnown(value);

function isKnown(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

/** What is wrong with class labels of a model file, if anything: they ascend, as those that `encodeLabels` gives. */
export function orderFault(classes: readonly Label[]): string | undefined {
  return classes.every((label, k) => k === 0 || classes[k - 1] < label)
    ? undefined
    : 'classes must ascend';
}
