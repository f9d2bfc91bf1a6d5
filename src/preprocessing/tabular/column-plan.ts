import { type Cell, type Column, countMissing } from '../../data/table.js';
import { argsort } from '../../numeric/ordering.js';
import * as schema from '../../serialization/schema.js';
import { show } from '../../words.js';
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
  /** What a missing value is taken for; null when the column is dropped. */
  readonly fill: Cell;
  /** Text only: the categories in ascending order. */
  readonly categories: readonly string[];
  /** How text becomes numbers: the position among the categories, or a 0 or 1 for each. */
  readonly encoding: CategoryEncoding;
  /** Dates only: how they are written. */
  readonly dateOrder: DateOrder | null;
  /** Dates only: the parts that become features, those that differ between the rows. */
  readonly dateParts: readonly DatePart[];
}

/** How text becomes numbers: its position among the categories, or a 0 or 1 for each of them. */
export type CategoryEncoding = 'label' | 'oneHot';

export interface PlanOptions {
  readonly numericImputer: 'median' | 'mean';
  readonly encoding: CategoryEncoding;
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
  const plan: ColumnPlan = {
    name,
    type,
    use: false,
    reason: '',
    fill: null,
    categories: [],
    encoding: 'label',
    dateOrder: null,
    dateParts: [],
  };
  const counts = valueCounts(column);
  const missing = countMissing(column);
  const known = rows - missing;
  if (known === 0) return { ...plan, reason: 'all values are missing' };
  if (counts.length === 1) {
    return { ...plan, reason: `constant: ${show(counts[0].value)} is the only value` };
  }
  const dateOrder =
    type === 'text' ? dateOrderOf(counts.map(({ value }) => `${value}`)) : undefined;
  const ambiguous = dateOrder === 'ambiguous';
  if (dateOrder !== undefined && !ambiguous) {
    return planDate({ ...plan, type: 'date', dateOrder }, counts, missing);
  }
  if (!options.keepIdentifiers && looksLikeIdentifier(column, known, counts)) {
    if (ambiguous)
      return {
        ...plan,
        reason: `${AMBIGUOUS}, such as ${show(counts[0].value)}: write the year first, as in 2024-03-09`,
      };
    const rule = type === 'text' ? 'so it names rows' : 'and its name says that it numbers rows';
    return { ...plan, reason: `identifier: ${counts.length} of ${known} values differ, ${rule}` };
  }
  const fill = fillOf(column, options, mostFrequent(counts).value);
  const categories = type === 'text' ? counts.map(({ value }) => String(value)) : [];
  const encoding = type === 'text' ? options.encoding : 'label';
  const statistic = type === 'number' ? options.numericImputer : 'most frequent';
  const use = `${describeUse(type, categories, encoding)}, ${describeFill(missing, statistic, fill)}`;
  const reason = ambiguous ? `${use}; ${AMBIGUOUS}` : use;
  return { ...plan, use: true, reason, fill, categories, encoding };
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
function planDate(plan: ColumnPlan, counts: readonly ValueCount[], missing: number): ColumnPlan {
  const width = DATE_PARTS.length;
  const parts = new Float64Array(counts.length * width);
  for (const [k, { value }] of counts.entries()) {
    readDate(String(value), plan.dateOrder as DateOrder, parts, k * width);
  }
  const dateParts = DATE_PARTS.filter((_, p) =>
    counts.some((_, k) => parts[k * width + p] !== parts[p]),
  );
  if (dateParts.length === 0) {
    return { ...plan, reason: 'dates that differ in their seconds alone' };
  }
  const fill = middleDate(parts, counts);
  const reason = `dates as ${dateParts.join(', ')}, ${describeFill(missing, 'median', fill)}`;
  return { ...plan, use: true, reason, fill, dateParts };
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

function describeUse(
  type: Column['type'],
  categories: readonly string[],
  encoding: CategoryEncoding,
): string {
  if (type === 'number') return 'numbers';
  if (type === 'boolean') return 'booleans as 0 and 1';
  const last = categories.length - 1;
  const span = `${show(categories[0])} to ${show(categories[last])}`;
  return encoding === 'oneHot'
    ? `text as ${categories.length} features of 0 and 1, ${span}`
    : `text as 0 to ${last}, ${span}`;
}

function describeFill(missing: number, statistic: string, fill: Cell): string {
  return missing === 0
    ? 'none missing'
    : `${missing} missing filled with the ${statistic} ${show(fill)}`;
}

/** What the features of a column are called, when the column is called `name`. */
export function planFeatureNames(
  { type, categories, encoding, dateParts }: ColumnPlan,
  name: string,
): string[] {
  if (type === 'date') return dateParts.map((part) => `${name}_${part}`);
  if (encoding === 'oneHot') return categories.map((category) => `${name}_${category}`);
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

/** The form of a plan in a model file. */
export const planSchema = /* @__PURE__ */ schema.object<ColumnPlan>(
  {
    name: /* @__PURE__ */ schema.string(),
    type: /* @__PURE__ */ schema.oneOf('number', 'text', 'boolean', 'date'),
    use: /* @__PURE__ */ schema.boolean(),
    reason: /* @__PURE__ */ schema.string(),
    fill: /* @__PURE__ */ schema.nullable(/* @__PURE__ */ schema.label()),
    categories: /* @__PURE__ */ schema.labels<string>(),
    encoding: /* @__PURE__ */ schema.oneOf('label', 'oneHot'),
    dateOrder: /* @__PURE__ */ schema.nullable(
      /* @__PURE__ */ schema.oneOf('yearFirst', 'dayFirst', 'monthFirst', 'monthName'),
    ),
    dateParts: /* @__PURE__ */ schema.list(/* @__PURE__ */ schema.oneOf(...DATE_PARTS)),
  },
  problemOf,
);

function problemOf(plan: ColumnPlan): string | undefined {
  const { type, use, fill, categories, encoding, dateOrder, dateParts } = plan;
  if (categories.some((category) => typeof category !== 'string')) return 'a category is no text';
  if (encoding === 'oneHot' && type !== 'text') return 'only text is encoded one-hot';
  if (!use) return fill === null ? undefined : 'a dropped column has no fill';
  if (type === 'date') {
    const parts = new Float64Array(DATE_PARTS.length);
    const readable =
      dateOrder !== null && typeof fill === 'string' && readDate(fill, dateOrder, parts);
    const distinct = dateParts.length > 0 && new Set(dateParts).size === dateParts.length;
    return readable && distinct ? undefined : 'a column of dates does not fit together';
  }
  const suits =
    type === 'text'
      ? categories.includes(fill as string)
      : typeof fill === type && categories.length === 0;
  return suits ? undefined : `fill does not suit a column of type ${type}`;
}
