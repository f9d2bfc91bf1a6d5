/** What the page shows of a column: how many values are missing and different, and a small histogram. */

import { type Column, type ColumnDescription, describeTable, Table, valueCounts } from 'fitpredict';
import type { Bar, ColumnSummary } from '../protocol.js';

const MOST_BARS = 14;

/** Whole numbers with at most so many different values are probably codes of classes, as `trainModel` takes them. */
const MOST_CODES = 20;

export function summarizeColumn(column: Column): ColumnSummary {
  const alone = new Table([column]);
  const [described] = describeTable(alone).toRecords();
  const { name, type } = column;
  const { missing, distinct } = described;
  return {
    name,
    type,
    missing,
    distinct,
    words: wordsOf(described),
    bars: column.type === 'number' ? binsOf(column.data, described) : categoriesOf(alone, name),
    task: looksLikeAmounts(column, distinct) ? 'regression' : 'classification',
  };
}

function looksLikeAmounts(column: Column, distinct: number): boolean {
  if (column.type !== 'number') return false;
  const whole = column.data.every((value) => Number.isNaN(value) || Number.isInteger(value));
  return !whole || distinct > MOST_CODES;
}

function wordsOf({ type, min, median, max, distinct, top }: ColumnDescription): string {
  if (type !== 'number') {
    const values = `${distinct} ${distinct === 1 ? 'value' : 'values'}`;
    return top === null ? values : `${values}, most often ${shortened(top)}`;
  }
  if (min === null || max === null || median === null) return 'no value';
  return `${rounded(min)} to ${rounded(max)}, median ${rounded(median)}`;
}

/** Of numbers: bins of one width from the least to the largest. */
function binsOf(data: Float64Array, { min, max, distinct }: ColumnDescription): Bar[] {
  if (min === null || max === null) return [];
  const bins = Math.max(1, Math.min(MOST_BARS, distinct));
  const width = (max - min) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const value of data) {
    if (Number.isNaN(value)) continue;
    const bin = width > 0 ? Math.floor((value - min) / width) : 0;
    counts[Math.min(bins - 1, bin)]++;
  }
  return counts.map((count, b) => ({
    label: `${rounded(min + b * width)} to ${rounded(min + (b + 1) * width)}`,
    count,
  }));
}

/** Of text and booleans: the most frequent values, and all others as one. */
function categoriesOf(table: Table, name: string): Bar[] {
  const counts = valueCounts(table, name)
    .toRecords()
    .filter(({ value }) => value !== null);
  const shown = counts.slice(0, counts.length > MOST_BARS ? MOST_BARS - 1 : MOST_BARS);
  const bars = shown.map(({ value, count }) => ({ label: shortened(String(value)), count }));
  const others = counts.slice(shown.length).reduce((sum, { count }) => sum + count, 0);
  return others === 0 ? bars : [...bars, { label: 'others', count: others }];
}

const shortened = (text: string) => (text.length > 24 ? `${text.slice(0, 23)}…` : text);

const rounded = (value: number) => String(Number(value.toPrecision(4)));
