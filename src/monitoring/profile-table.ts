import type { Label } from '../contracts.js';
import type { Column } from '../data/columns.js';
import type { Table } from '../data/table.js';
import { InvalidInputError } from '../errors.js';
import { isTableGiven } from '../preprocessing/columns/cells.js';
import type { Steps, Training } from '../progress.js';
import { show } from '../words.js';
import { type ProfileSize, profileColumn } from './profile-column.js';
import type { TableProfileState } from './profile-state.js';
import { answersOf, checkTruth, type ModelAnswers, type WatchedModel } from './watched-model.js';

/** What a profile keeps beside the columns. */
export interface ProfileFitOptions {
  /** A fitted model, whose predictions of the rows are kept too. Default none. */
  model?: WatchedModel;
  /** The truth of each row [nRows], by which the scores of the model are kept. Default none. */
  yTrue?: ArrayLike<Label>;
}

/**
 * The profile of a table, a column a step.
 *
 * @throws InvalidInputError when it is no Table, is empty, or holds an infinite number
 */
export function* profileTable(
  table: Table,
  size: ProfileSize,
  { model, yTrue }: ProfileFitOptions,
  where: string,
): Training<TableProfileState> {
  checkTruth(model, yTrue, where);
  const columns = [];
  const total = columnsOf(table, 'table', where).length + (model === undefined ? 0 : 1);
  for (const column of table.columns) {
    columns.push(yield* profileColumn(column, size, where));
    yield { done: columns.length, total, unit: 'column' };
  }
  const known = { rows: table.rowCount, columns };
  if (model === undefined) return { ...known, predictions: null, confidences: null, scores: null };
  const said = yield* answersOf(model, table, yTrue, where);
  const answered = yield* profileAnswers(said, size, where);
  yield { done: total, total, unit: 'column' };
  return { ...known, ...answered };
}

/** What a profile keeps of what a model said. */
export function* profileAnswers(
  { predictions, confidences, scores }: ModelAnswers,
  size: ProfileSize,
  where: string,
): Steps<Pick<TableProfileState, 'predictions' | 'confidences' | 'scores'>> {
  return {
    predictions: yield* profileColumn(predictions, size, where),
    confidences: confidences && (yield* profileColumn(confidences, size, where)),
    scores,
  };
}

/**
 * The columns of a table to look at.
 *
 * @param name - of the argument
 * @throws InvalidInputError when it is no Table, or an empty one
 */
export function columnsOf(table: Table, name: string, where: string): readonly Column[] {
  if (!isTableGiven(table, where)) {
    throw new InvalidInputError(
      `${where}: ${name} must be a Table, but got ${show(table)}. Make one with Table.from(rows).`,
    );
  }
  if (table.rowCount === 0 || table.columns.length === 0) {
    const empty = table.columns.length === 0 ? 'columns' : 'rows';
    throw new InvalidInputError(`${where}: ${name} has no ${empty}. Pass data.`);
  }
  return table.columns;
}
