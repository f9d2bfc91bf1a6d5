import { type Cell, type Column, columnNumbers, columnValues } from '../../data/columns.js';
import { countBelow } from '../../numeric/ordering.js';
import { columnMoments, sortedQuantile } from '../../numeric/statistics.js';
import { show } from '../../words.js';
import type { Pool } from '../tables/column-pools.js';

/** One number that a local model sees of each row, made of one column. */
export interface LocalTerm {
  readonly column: string;
  /** What the number says: a condition, which is met (1) or not, or in what it counts. */
  readonly condition: string;
  /** The number for each code of the column's pool [nCodes]. */
  readonly values: Float64Array;
}

/**
 * What a local model sees of a column for one row: whether a value is alike that of the row (of the same category, in the
 * same quarter of the background's numbers, missing as well) or, not discretised, how many standard deviations a number is
 * from the mean of the background.
 *
 * @param own - code of the row's value
 */
export function localTerms(pool: Pool, own: number, discretize: boolean): LocalTerm[] {
  const { column } = pool;
  if (column.type !== 'number') return [sameValue(column, own)];
  const values = columnNumbers(column, column.name);
  if (discretize) return [sameQuarter(column.name, values, pool.background, own)];
  return standardised(column.name, values, pool.background);
}

function sameValue(column: Column, own: number): LocalTerm {
  const cells = columnValues(column);
  const condition = isMissingOr(
    column.name,
    cells[own],
    (cell) => `${column.name} = ${show(cell)}`,
  );
  const values = Float64Array.from(cells, (_, code) => Number(code === own));
  return { column: column.name, condition, values };
}

function isMissingOr(name: string, cell: Cell, words: (cell: Cell) => string): string {
  return cell === null || Number.isNaN(cell) ? `${name} is missing` : words(cell);
}

function sameQuarter(
  name: string,
  values: Float64Array,
  background: Int32Array,
  own: number,
): LocalTerm {
  const known = Float64Array.from(background, (code) => values[code])
    .filter(isKnown)
    .sort();
  const quartiles =
    known.length === 0 ? [] : [0.25, 0.5, 0.75].map((q) => sortedQuantile(known, q));
  const edges = [...new Set(quartiles)];
  const binOf = (value: number) => (Number.isNaN(value) ? -1 : countBelow(edges, value));
  const bin = binOf(values[own]);
  const condition = isMissingOr(name, values[own], () => {
    if (edges.length === 0) return `${name} is not missing`;
    if (bin === 0) return `${name} <= ${short(edges[0])}`;
    if (bin === edges.length) return `${name} > ${short(edges[bin - 1])}`;
    return `${short(edges[bin - 1])} < ${name} <= ${short(edges[bin])}`;
  });
  return { column: name, condition, values: values.map((value) => Number(binOf(value) === bin)) };
}

/** A number in standard deviations, 0 where it is missing; and whether it is, where that occurs. */
function standardised(name: string, values: Float64Array, background: Int32Array): LocalTerm[] {
  const known = Float64Array.from(background, (code) => values[code]).filter(isKnown);
  const { mean, variance } =
    known.length === 0
      ? { mean: [0], variance: [0] }
      : columnMoments({ data: known, rows: known.length, columns: 1 });
  const deviation = Math.sqrt(variance[0]) || 1;
  const distances = values.map((value) => (isKnown(value) ? (value - mean[0]) / deviation : 0));
  const amount = {
    column: name,
    condition: `${name} in standard deviations of ${short(deviation)}`,
    values: distances,
  };
  if (values.every(isKnown)) return [amount];
  const missing = values.map((value) => Number(Number.isNaN(value)));
  return [amount, { column: name, condition: `${name} is missing`, values: missing }];
}

const isKnown = (value: number): boolean => !Number.isNaN(value);

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
