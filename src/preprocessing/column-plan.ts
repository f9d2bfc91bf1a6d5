import { type Cell, type Column, countMissing } from '../data/table.js';
import * as schema from '../serialization/schema.js';
import { show } from '../words.js';
import {
  type Known,
  knownNumbers,
  mean,
  median,
  mostFrequent,
  valueCounts,
} from './column-statistics.js';

/** What is done with one column of a table, and why. */
export interface ColumnPlan {
  readonly name: string;
  readonly type: Column['type'];
  /** Whether the column becomes a feature. */
  readonly use: boolean;
  /** Why it is used or dropped: a phrase. */
  readonly reason: string;
  /** What a missing value is taken for; null when the column is dropped. */
  readonly fill: Cell;
  /** Text only: the categories in ascending order; the position of each is its code. */
  readonly categories: readonly string[];
}

export interface PlanOptions {
  readonly numericImputer: 'median' | 'mean';
  readonly keepIdentifiers: boolean;
}

/** Fewer known values than this are too few to tell identifiers from categories. */
const IDENTIFIER_ROWS = 10;

/** Decide what to do with a column. */
export function planColumn(column: Column, rows: number, options: PlanOptions): ColumnPlan {
  const { name, type } = column;
  const drop = (reason: string): ColumnPlan => ({
    name,
    type,
    use: false,
    reason,
    fill: null,
    categories: [],
  });
  const counts = valueCounts(column);
  const missing = countMissing(column);
  const known = rows - missing;
  if (known === 0) return drop('all values are missing');
  if (counts.length === 1) return drop(`constant: ${show(counts[0].value)} is the only value`);
  if (type === 'text' && !options.keepIdentifiers && looksLikeIdentifier(known, counts.length)) {
    return drop(`identifier: ${counts.length} of ${known} values differ, so it names rows`);
  }
  const fill = fillOf(column, options, mostFrequent(counts).value);
  const categories = type === 'text' ? counts.map(({ value }) => String(value)) : [];
  const statistic = type === 'number' ? options.numericImputer : 'most frequent';
  const filling =
    missing === 0
      ? 'none missing'
      : `${missing} missing filled with the ${statistic} ${show(fill)}`;
  const reason = `${describeUse(type, categories)}, ${filling}`;
  return { name, type, use: true, reason, fill, categories };
}

/** Whether more than half of the values differ: a category then has fewer than two rows to learn from. */
function looksLikeIdentifier(known: number, distinct: number): boolean {
  return known >= IDENTIFIER_ROWS && distinct > known / 2;
}

function fillOf(column: Column, { numericImputer }: PlanOptions, mode: Known): Known {
  if (column.type !== 'number') return mode;
  const known = knownNumbers(column);
  return (numericImputer === 'mean' ? mean(known) : median(known)) + 0; // -0 becomes 0, as in model files
}

function describeUse(type: Column['type'], categories: readonly string[]): string {
  if (type === 'number') return 'numbers';
  if (type === 'boolean') return 'booleans as 0 and 1';
  const last = categories.length - 1;
  return `text as 0 to ${last}, ${show(categories[0])} to ${show(categories[last])}`;
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
    type: /* @__PURE__ */ schema.oneOf('number', 'text', 'boolean'),
    use: /* @__PURE__ */ schema.boolean(),
    reason: /* @__PURE__ */ schema.string(),
    fill: /* @__PURE__ */ schema.nullable(/* @__PURE__ */ schema.label()),
    categories: /* @__PURE__ */ schema.labels<string>(),
  },
  problemOf,
);

function problemOf({ type, use, fill, categories }: ColumnPlan): string | undefined {
  if (categories.some((category) => typeof category !== 'string')) return 'a category is no text';
  if (!use) return fill === null ? undefined : 'a dropped column has no fill';
  const suits =
    type === 'text'
      ? categories.includes(fill as string)
      : typeof fill === type && categories.length === 0;
  return suits ? undefined : `fill does not suit a column of type ${type}`;
}
