import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { readOptions } from '../../hyperparameters.js';
import { didYouMean, show } from '../../words.js';
import { type Cell, type Column, takeColumnRows } from '../columns.js';
import { createColumn } from '../create-column.js';
import type { ColumnName } from '../row-types.js';
import { Table } from '../table.js';
import { checkTable } from './check-table.js';
import { groupRows, type RowGroups, sortIntoGroups } from './row-groups.js';
import { SUMMARIES, type SummaryName } from './summaries.js';

/** How a column of `aggregate` is made: `['mean', 'price']`, or of the rows of a group, which are a table. */
export type Aggregation<Row extends object = Record<string, Cell>> =
  | readonly [summary: SummaryName, column: ColumnName<Row>]
  | ((group: Table<Row>) => Cell);

/** What an aggregation makes. */
type Aggregated<Given> = Given extends (group: never) => infer Value
  ? Value
  : Given extends readonly ['count' | 'missing' | 'nUnique' | 'sum', string]
    ? number
    : Given extends readonly ['first' | 'last', string]
      ? Cell
      : number | null;

/** The rows of a table in groups; made by `groupBy`. */
export class TableGroups<Row extends object, Key extends keyof Row = keyof Row> {
  /** How many groups there are. */
  readonly groupCount: number;
  readonly #table: Table<Row>;
  readonly #keys: readonly Column[];
  readonly #groups: RowGroups;

  /** @internal */
  constructor(table: Table<Row>, keys: readonly Column[]) {
    this.#table = table;
    this.#keys = keys;
    this.#groups = groupRows(keys, table.rowCount);
    this.groupCount = this.#groups.first.length;
  }

  /**
   * A table with a row for each group, in order of first appearance: the columns that were grouped by, then one for each
   * aggregation. Missing values are left out of all summaries but `first` and `last`; what too few are left for is
   * missing.
   *
   * @param aggregations - by the names of the new columns
   * @throws InvalidInputError for an unknown column, numbers asked of text, and a name that a key has already
   * @throws InvalidParameterError for an unknown summary
   */
  aggregate<const Given extends { readonly [Name in keyof Given]: Aggregation<Row> }>(
    aggregations: Given,
  ): Table<Pick<Row, Key> & { [Name in keyof Given]: Aggregated<Given[Name]> }> {
    const where = 'TableGroups.aggregate';
    const { rows, starts } = sortIntoGroups(this.#groups);
    const members = Array.from(this.#groups.first, (_, group) =>
      rows.subarray(starts[group], starts[group + 1]),
    );
    const made = Object.entries<Aggregation<Row>>(readOptions(aggregations, where)).map(
      ([name, aggregation]) =>
        createColumn(name, this.#summarise(name, aggregation, members), where),
    );
    return new Table([
      ...this.#keys.map((column) => takeColumnRows(column, this.#groups.first)),
      ...made,
    ]);
  }

  /** One cell a group. */
  #summarise(name: string, aggregation: Aggregation<Row>, groups: readonly Int32Array[]): Cell[] {
    const where = 'TableGroups.aggregate';
    if (typeof aggregation === 'function')
      return groups.map((rows) => aggregation(this.#table.rows(rows)));
    if (!Array.isArray(aggregation) || aggregation.length !== 2) {
      throw new InvalidParameterError(
        `${where}: ${show(name)} is ${show(aggregation)}. Pass a summary and a column, as in ['mean', 'price'], or a function of the rows of a group.`,
      );
    }
    const [summary, of] = aggregation;
    if (!Object.hasOwn(SUMMARIES, summary)) {
      throw new InvalidParameterError(
        `${where}: there is no summary ${show(summary)}. ${didYouMean(summary, Object.keys(SUMMARIES))}`,
      );
    }
    const column = this.#table.column(of);
    return groups.map((rows) =>
      SUMMARIES[summary as SummaryName](takeColumnRows(column, rows), where),
    );
  }
}

/**
 * The rows of a table in groups of equal values. What is missing makes a group of its own.
 *
 * @param keys - the column, or the columns, to group by
 * @throws InvalidInputError for an unknown name, or without any
 *
 * @example
 * groupBy(houses, 'town').aggregate({
 *   houses: ['count', 'price'],
 *   meanPrice: ['mean', 'price'],
 *   dear: (group) => group.numbers('price').filter((price) => price > 1e6).length,
 * })
 */
export function groupBy<Row extends object, Key extends ColumnName<Row>>(
  table: Table<Row>,
  keys: Key | readonly Key[],
): TableGroups<Row, Key> {
  checkTable(table, 'groupBy');
  const columns = [...new Set([keys].flat())].map((name) => table.column(name as string));
  if (columns.length === 0)
    throw new InvalidInputError('groupBy: keys is empty. Pass the name of a column.');
  return new TableGroups<Row, Key>(table, columns);
}
