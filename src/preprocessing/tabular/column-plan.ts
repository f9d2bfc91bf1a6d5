import { type Cell, type Column, countMissing } from '../../data/columns.js';
import { argsort } from '../../numeric/ordering.js';
import { count, show } from '../../words.js';
import {
  type Known,
  knownNumbers,
  mean,
  median,
  mostFrequent,
  type ValueCount,
  valueCounts,
} from '../columns/column-statistics.js';
import { DATE_PARTS, type DateOrder, type DatePart, dateOrderOf, readDate } from './dates.js';

/** What is done with one column of a table, and why. */
export interface ColumnPlan {
  /** The name of the column in the table. */
  readonly name: string;
  /** What the column was taken for; dates are text in the table. */
  readonly type: Column['type'] | 'date';
  /** Whether the column becomes features. */
  readonly use: boolean;
  /** Why it is used or dropped: a phrase. */
  readonly reason: string;
  /** What a missing value is taken for; null where it is left to the model, and when the column is dropped. */
  readonly fill: Cell;
  /** Text only: the categories in ascending order. */
  readonly categories: readonly string[];
  /** How text becomes numbers. */
  readonly encoding: CategoryEncoding;
  /** Whether a feature says where the value was missing: beside the others, or alone, which then is all that is used. */
  readonly indicator: MissingIndicator;
  /** `'hash'` only: how many features the texts are spread over; null otherwise. */
  readonly hashFeatures: number | null;
  /** `'target'` only: the classes that have a feature each; null where there is one feature. */
  readonly targetClasses: readonly string[] | null;
  /** Dates only: how they are written. */
  readonly dateOrder: DateOrder | null;
  /** Dates only: the parts that become features, those that differ between the rows. */
  readonly dateParts: readonly DatePart[];
}

/**
 * How text becomes numbers: `'label'` the position among the categories in ascending order; `'categorical'` the same,
 * for a model that is told that these are no sizes; `'oneHot'` a 0 or 1 for each category; `'target'` the mean target of
 * the category; `'hash'` a 1 in the feature that its hash says.
 */
export type CategoryEncoding = (typeof ENCODINGS)[number];

export const ENCODINGS = ['label', 'oneHot', 'categorical', 'target', 'hash'] as const;

export const INDICATORS = ['none', 'beside', 'alone'] as const;
export type MissingIndicator = (typeof INDICATORS)[number];

export interface PlanOptions {
  readonly numericImputer: 'median' | 'mean';
  readonly missing: 'fill' | 'keep';
  readonly missingIndicators: boolean;
  readonly encoding: CategoryEncoding;
  readonly highCardinality: CategoryEncoding | null;
  readonly maxCategories: number;
  readonly hashFeatures: number;
  readonly keepIdentifiers: boolean;
}

/** Fewer known values than this are too few to tell identifiers from categories. */
const IDENTIFIER_ROWS = 10;
/** Names of columns that number the rows, such as `id`, `row number`, `order_id` and `orderId`. */
const IDENTIFIER_NAMES = [
  /^(id|uuid|guid|index|row|row.?(id|index|no|number)|unnamed: 0)$/i,
  /[ _-](id|uuid|guid)$/i,
  /[a-z](Id|ID)$/,
];

const AMBIGUOUS = 'dates whose day and month cannot be told apart';

/** Decide what to do with a column. */
export function planColumn(column: Column, rows: number, options: PlanOptions): ColumnPlan {
  const { name, type } = column;
  const missing = countMissing(column);
  const plan: ColumnPlan = {
    name,
    type,
    use: false,
    reason: '',
    fill: null,
    categories: [],
    encoding: 'label',
    indicator: options.missingIndicators && missing > 0 ? 'beside' : 'none',
    hashFeatures: null,
    targetClasses: null,
    dateOrder: null,
    dateParts: [],
  };
  const counts = valueCounts(column);
  const known = rows - missing;
  if (known === 0) return drop(plan, 'all values are missing');
  if (counts.length === 1) {
    const constant = `constant: ${show(counts[0].value)} is the only value`;
    return missing > 0 ? useMissing(plan, constant, missing) : drop(plan, constant);
  }
  const dateOrder =
    type === 'text' ? dateOrderOf(counts.map(({ value }) => `${value}`)) : undefined;
  const ambiguous = dateOrder === 'ambiguous';
  if (dateOrder !== undefined && !ambiguous) {
    return planDate({ ...plan, type: 'date', dateOrder }, counts, missing, options);
  }
  if (!options.keepIdentifiers && looksLikeIdentifier(column, known, counts)) {
    const rule = type === 'text' ? 'so it names rows' : 'and its name says that it numbers rows';
    const identifier = ambiguous
      ? `${AMBIGUOUS}, such as ${show(counts[0].value)}: write the year first, as in 2024-03-09`
      : `identifier: ${counts.length} of ${known} values differ, ${rule}`;
    return plan.indicator === 'none'
      ? drop(plan, identifier)
      : useMissing(plan, identifier, missing);
  }
  if (type === 'text') {
    const planned = planText(plan, counts, missing, options);
    return ambiguous ? { ...planned, reason: `${planned.reason}; ${AMBIGUOUS}` } : planned;
  }
  const fill =
    options.missing === 'keep' ? null : fillOf(column, options, mostFrequent(counts).value);
  const statistic = type === 'number' ? options.numericImputer : 'most frequent';
  const words = type === 'number' ? 'numbers' : 'booleans as 0 and 1';
  return use({ ...plan, fill }, words, missing, `filled with the ${statistic} ${show(fill)}`);
}

function drop(plan: ColumnPlan, reason: string): ColumnPlan {
  return { ...plan, indicator: 'none', use: false, reason };
}

/** Of a column whose values say nothing, where they are missing. */
function useMissing(plan: ColumnPlan, why: string, missing: number): ColumnPlan {
  const reason = `${why}; used for where it is missing, in ${count(missing, 'row')}`;
  return { ...plan, use: true, indicator: 'alone', reason };
}

/** A column in use, with words for what it becomes and for what a missing value does. */
function use(plan: ColumnPlan, words: string, missing: number, filled: string): ColumnPlan {
  const left = plan.fill === null ? HANDED_ON[plan.encoding] : filled;
  const gaps = missing === 0 ? 'none missing' : `${missing} missing ${left}`;
  const flagged = plan.indicator === 'beside' ? ' and flagged' : '';
  return { ...plan, use: true, reason: `${words}, ${gaps}${flagged}` };
}

/** What a missing value is that is not filled. */
const HANDED_ON: Readonly<Record<CategoryEncoding, string>> = {
  label: 'left missing, which the model learns from',
  categorical: 'left missing, which the model learns from',
  oneHot: 'with a 0 for each',
  target: 'as a category',
  hash: 'with a 0 for each',
};

/** Text becomes numbers as the options say, which may differ for text with many categories. */
function planText(
  plan: ColumnPlan,
  counts: readonly ValueCount[],
  missing: number,
  options: PlanOptions,
): ColumnPlan {
  const many = counts.length > options.maxCategories;
  const encoding = (many ? options.highCardinality : null) ?? options.encoding;
  const filled = options.missing === 'fill' && encoding !== 'target' && encoding !== 'hash';
  const fill = filled ? mostFrequent(counts).value : null;
  const categories = encoding === 'hash' ? [] : counts.map(({ value }) => String(value));
  const hashFeatures = encoding === 'hash' ? options.hashFeatures : null;
  const words = describeText(counts, encoding, hashFeatures);
  const planned = { ...plan, encoding, fill, categories, hashFeatures };
  return use(planned, words, missing, `filled with the most frequent ${show(fill)}`);
}

function describeText(
  counts: readonly ValueCount[],
  encoding: CategoryEncoding,
  hashFeatures: number | null,
): string {
  const n = counts.length;
  const span = `${show(counts[0].value)} to ${show(counts[n - 1].value)}`;
  if (encoding === 'oneHot') return `text as ${n} features of 0 and 1, ${span}`;
  if (encoding === 'categorical')
    return `text as ${n} categories that the model knows as such, ${span}`;
  if (encoding === 'target') return `text as the mean target of each of ${n} categories, ${span}`;
  if (encoding === 'hash') return `text as ${hashFeatures} features by its hash, ${n} categories`;
  return `text as 0 to ${n - 1}, ${span}`;
}

/**
 * Whether the values name rows: text of which more than half differs, so that a category has fewer than
 * two rows to learn from; or different whole numbers in a column that is called `id` or the like.
 */
function looksLikeIdentifier(
  { name, type }: Column,
  known: number,
  counts: readonly ValueCount[],
): boolean {
  if (known < IDENTIFIER_ROWS) return false;
  if (type === 'text') return counts.length > known / 2;
  return (
    type === 'number' &&
    counts.length === known &&
    IDENTIFIER_NAMES.some((pattern) => pattern.test(name)) &&
    counts.every(({ value }) => Number.isInteger(value))
  );
}

/** Dates become those of their parts that differ; a missing one becomes the date in the middle. */
function planDate(
  plan: ColumnPlan,
  counts: readonly ValueCount[],
  missing: number,
  options: PlanOptions,
): ColumnPlan {
  const width = DATE_PARTS.length;
  const parts = new Float64Array(counts.length * width);
  for (const [k, { value }] of counts.entries()) {
    readDate(String(value), plan.dateOrder as DateOrder, parts, k * width);
  }
  const dateParts = DATE_PARTS.filter((_, p) =>
    counts.some((_, k) => parts[k * width + p] !== parts[p]),
  );
  if (dateParts.length === 0) {
    return drop(plan, 'dates that differ in their seconds alone');
  }
  const fill = options.missing === 'keep' ? null : middleDate(parts, counts);
  const words = `dates as ${dateParts.join(', ')}`;
  return use({ ...plan, fill, dateParts }, words, missing, `filled with the median ${show(fill)}`);
}

/** The lower median of dates by their parts, with how often each occurs. */
function middleDate(parts: Float64Array, counts: readonly ValueCount[]): string {
  const width = DATE_PARTS.length;
  const minutes = Float64Array.from(counts, (_, k) => {
    const [year, month, day, , hour, minute] = parts.subarray(k * width, (k + 1) * width);
    return (((year * 12 + month) * 31 + day) * 24 + hour) * 60 + minute;
  });
  const half = counts.reduce((sum, { count }) => sum + count, 0) / 2;
  let seen = 0;
  for (const k of argsort(minutes)) {
    seen += counts[k].count;
    if (seen >= half) return String(counts[k].value);
  }
  return String(counts[0].value);
}

function fillOf(column: Column, { numericImputer }: PlanOptions, mode: Known): Known {
  if (column.type !== 'number') return mode;
  const known = knownNumbers(column);
  return (numericImputer === 'mean' ? mean(known) : median(known)) + 0; // -0 becomes 0, as in model files
}

/**
 * What the features of a column are called, when the column is called `name`; two columns may have features of one
 * name, which `distinctNames` tells apart.
 */
export function planFeatureNames(plan: ColumnPlan, name: string): string[] {
  const { indicator } = plan;
  const values = indicator === 'alone' ? [] : valueNames(plan, name);
  return indicator === 'none' ? values : [...values, `missingindicator_${name}`];
}

function valueNames(
  { type, categories, encoding, hashFeatures, targetClasses, dateParts }: ColumnPlan,
  name: string,
): string[] {
  const behind = (parts: readonly (string | number)[]) => parts.map((part) => `${name}_${part}`);
  if (type === 'date') return behind(dateParts);
  if (encoding === 'oneHot') return behind(categories);
  if (encoding === 'hash') return behind(Array.from({ length: hashFeatures ?? 0 }, (_, j) => j));
  if (encoding === 'target' && targetClasses !== null) return behind(targetClasses);
  return [name];
}

/** The decisions as aligned text, a line a column. */
export function describePlans(plans: readonly ColumnPlan[]): string[] {
  let width = 0;
  for (const { name } of plans) width = Math.min(32, Math.max(width, name.length));
  return plans.map(
    ({ name, use, reason }) => `${name.padEnd(width)}  ${use ? '' : 'dropped, '}${reason}`,
  );
}
