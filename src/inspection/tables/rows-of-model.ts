import { filledLength, reading } from '../../data/array-like.js';
import { type Cell, type Column, columnValues } from '../../data/columns.js';
import { createColumn } from '../../data/create-column.js';
import { Table, type TableRecord } from '../../data/table.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import type { Hyperparameter } from '../../hyperparameters.js';
import { columnOf, isTableGiven } from '../../preprocessing/columns/cells.js';
import { tableOfRecords } from '../../preprocessing/composition/pipeline-records.js';
import type { TabularInput } from '../../preprocessing/tabular/tabular-features.js';
import { count, show } from '../../words.js';
import type { ModelParts } from './table-model.js';

/**
 * Rows as a table of the columns that a model uses, in its order; of all that are given where the model does not tell.
 *
 * @param name - of the argument, for messages
 * @throws InvalidInputError when there are no rows, a column is missing, or values are no cells
 */
export function tableOfRows(
  given: TabularInput,
  { columns, positions }: Pick<ModelParts, 'columns' | 'positions'>,
  where: string,
  name = 'rows',
): Table {
  const at = name === 'rows' ? where : `${where}: ${name}`;
  const table = reading(where, name, () => {
    if (isTableGiven(given, at)) return given;
    return tableOfRecords(byName(given, positions, at), columns, at);
  });
  if (!isTableGiven(table, at)) throw notRows(given, at);
  if (table.rowCount === 0) {
    throw new InvalidInputError(`${at}: there are no rows. Pass at least one.`);
  }
  return columns === null
    ? table
    : new Table(columns.map((column) => typed(columnOf(table, column.name, at), column.type)));
}

/** The option `background`, whose rows are looked at when the model is known. */
export const backgroundRows: Hyperparameter = {
  type: 'rows',
  range: 'a Table or an array of rows',
  accepts: (value) => typeof value === 'object',
  default: null,
  about: 'rows of training.',
};

/**
 * As `tableOfRows`, of rows that have to be given.
 *
 * @throws InvalidParameterError when there are none
 */
export function tableOfBackground(
  given: TabularInput | null,
  parts: Pick<ModelParts, 'columns' | 'positions'>,
  where: string,
): Table {
  if (given !== null) return tableOfRows(given, parts, where, 'background');
  throw new InvalidParameterError(
    `${where}: background is missing. Pass rows of training, all or some hundred, whose values stand for what occurs.`,
  );
}

/** Rows of values by position as records; others as they are. */
function byName(given: unknown, positions: readonly string[] | null, where: string): unknown {
  if (!Array.isArray(given)) return given;
  if (given.length === 0)
    throw new InvalidInputError(`${where}: there are no rows. Pass at least one.`);
  if (filledLength(given) === undefined) throw notRows(given, where); // a length that promises more than there is
  if (!given.every(Array.isArray)) return given;
  if (positions === null) throw notRows(given, where);
  return given.map((row: unknown[], i): TableRecord => {
    if (row.length === positions.length) {
      return Object.fromEntries(positions.map((column, j) => [column, row[j] as Cell]));
    }
    throw new InvalidInputError(
      `${where}: row ${i} has ${count(row.length, 'value')}, but the model takes ${count(positions.length, 'column')}. Pass one value for each, in the order of features, or an object by column name.`,
    );
  });
}

/** A column without values has any type: it gets the one that the model knows. Any other is left to the model to refuse. */
function typed(column: Column, type: Column['type']): Column {
  if (column.type === type) return column;
  const values = columnValues(column);
  return values.every((value) => value === null)
    ? createColumn(column.name, values, undefined, type)
    : column;
}

function notRows(given: unknown, where: string): InvalidInputError {
  return new InvalidInputError(
    `${where}: ${show(given)} has no column names. Pass a Table or one object a row.`,
  );
}
