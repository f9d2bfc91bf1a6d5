import { type Column, columnLength, countMissing } from '../columns.js';
import { createColumn } from '../create-column.js';
import { Table } from '../table.js';
import { checkTable } from './check-table.js';
import { knownNumbers, meanAndVariance, quantileOf } from './summaries.js';
import { valueCounts } from './value-counts.js';

/** What `describeTable` tells of one column; null where its type has no such thing. */
export type ColumnDescription = {
  /** Its name. */
  column: string;
  /** Its type. */
  type: Column['type'];
  /** How many values there are. */
  count: number;
  /** How many values are missing. */
  missing: number;
  /** How many different values there are. */
  distinct: number;
  /** The mean; of booleans the share that is true. */
  mean: number | null;
  /** The standard deviation of a sample: squares are divided by n - 1. */
  std: number | null;
  /** The least. */
  min: number | null;
  /** A quarter of the values is below it, with straight lines between them as NumPy's default. */
  q25: number | null;
  /** Half of the values is below it. */
  median: number | null;
  /** Three quarters of the values are below it. */
  q75: number | null;
  /** The largest. */
  max: number | null;
  /** The most frequent value as text, of several the least number or the first text; null where no value comes twice. */
  top: string | null;
  /** How often it is there. */
  topCount: number | null;
};

/**
 * A table with a row for each column: what there is and what is missing, centre and spread of numbers, the most frequent
 * value.
 *
 * @example
 * console.log(describeTable(penguins))
 * describeTable(penguins).filter((row) => row.missing > 0).values('column')
 */
export function describeTable(table: Table<object>): Table<ColumnDescription> {
  checkTable(table, 'describeTable');
  const rows = table.columns.map(describeColumn);
  return new Table(
    Object.entries(TYPES).map(([name, type]) =>
      createColumn(
        name,
        rows.map((row) => row[name as keyof ColumnDescription]),
        'describeTable',
        type,
      ),
    ),
  );
}

const TYPES = {
  column: 'text',
  type: 'text',
  count: 'number',
  missing: 'number',
  distinct: 'number',
  mean: 'number',
  std: 'number',
  min: 'number',
  q25: 'number',
  median: 'number',
  q75: 'number',
  max: 'number',
  top: 'text',
  topCount: 'number',
} satisfies Record<keyof ColumnDescription, Column['type']>;

function describeColumn(column: Column): ColumnDescription {
  const missing = countMissing(column);
  // Quantiles of booleans say nothing that their mean does not.
  const numbers =
    column.type === 'text' ? new Float64Array() : knownNumbers(column, 'describeTable');
  const { mean, variance } = meanAndVariance(numbers);
  const sorted = column.type === 'number' ? numbers.sort() : new Float64Array();
  const { distinct, top, topCount } =
    column.type === 'number' ? longestRun(sorted) : mostFrequent(column);
  const isRepeated = topCount > 1;
  return {
    column: column.name,
    type: column.type,
    count: columnLength(column) - missing,
    missing,
    distinct,
    mean,
    std: Math.sqrt(variance),
    min: quantileOf(sorted, 0),
    q25: quantileOf(sorted, 0.25),
    median: quantileOf(sorted, 0.5),
    q75: quantileOf(sorted, 0.75),
    max: quantileOf(sorted, 1),
    top: isRepeated ? String(top) : null,
    topCount: isRepeated ? topCount : null,
  };
}

interface Values {
  readonly distinct: number;
  readonly top: unknown;
  readonly topCount: number;
}

/** Of text and booleans. */
function mostFrequent(column: Column): Values {
  const counts = valueCounts(new Table([column]), column.name);
  const top = counts
    .head(2)
    .toRecords()
    .find(({ value }) => value !== null);
  const distinct = counts.rowCount - Math.sign(countMissing(column));
  return { distinct, top: top?.value, topCount: top?.count ?? 0 };
}

/** Of ascending numbers: counting them by value would take three times as long. */
function longestRun(sorted: Float64Array): Values {
  let distinct = 0;
  let top = 0;
  let topCount = 0;
  for (let from = 0, i = 1; i <= sorted.length; i++) {
    if (sorted[i] === sorted[from]) continue;
    distinct++;
    if (i - from > topCount) {
      top = sorted[from];
      topCount = i - from;
    }
    from = i;
  }
  return { distinct, top, topCount };
}
