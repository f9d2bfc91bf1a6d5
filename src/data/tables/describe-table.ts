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
  /** The most frequent value as text, the first of several; null where no value comes twice. */
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
  const counts = valueCounts(new Table([column]), column.name).filter(
    ({ value }) => value !== null,
  );
  const [top] = counts.head(1).toRecords();
  const isRepeated = top !== undefined && top.count > 1;
  return {
    column: column.name,
    type: column.type,
    count: columnLength(column) - missing,
    missing,
    distinct: counts.rowCount,
    ...numberSummaries(column),
    top: isRepeated ? String(top.value) : null,
    topCount: isRepeated ? top.count : null,
  };
}

function numberSummaries(column: Column) {
  // Quantiles of booleans say nothing that their mean does not.
  const numbers =
    column.type === 'text' ? new Float64Array() : knownNumbers(column, 'describeTable');
  const { mean, variance } = meanAndVariance(numbers);
  const sorted = column.type === 'number' ? numbers.sort() : new Float64Array();
  return {
    mean,
    std: Math.sqrt(variance),
    min: quantileOf(sorted, 0),
    q25: quantileOf(sorted, 0.25),
    median: quantileOf(sorted, 0.5),
    q75: quantileOf(sorted, 0.75),
    max: quantileOf(sorted, 1),
  };
}
