import { createColumn } from '../data/create-column.js';
import type { Table } from '../data/table.js';
import type { ColumnProfile } from '../monitoring/column-profile.js';
import { scorerOf } from '../monitoring/held-out-scores.js';
import { type ProfileSize, profileColumn } from '../monitoring/profile-column.js';
import type { TableProfileState } from '../monitoring/profile-state.js';
import { profileAnswers } from '../monitoring/profile-table.js';
import { CONFIDENCE, predictionColumn } from '../monitoring/watched-model.js';
import type { Steps } from '../progress.js';
import type { Task } from './catalogue.js';
import type { HeldOutAnswers } from './evaluate.js';

/** What is kept of training rows before the fit, so that the rows need not be; null where nothing is asked for. */
export function* keepRows(
  rows: Table,
  size: ProfileSize | null,
  where: string,
): Steps<ColumnProfile[] | null> {
  if (size === null) return null;
  const columns: ColumnProfile[] = [];
  for (const column of rows.columns) columns.push(yield* profileColumn(column, size, where));
  return columns;
}

/** The whole profile, once it is known what the model says: of held-out rows, where there are any. */
export function* keepAnswers(
  rows: number,
  columns: ColumnProfile[] | null,
  { truth, predictions, confidences }: Omit<HeldOutAnswers, 'truth'> & Partial<HeldOutAnswers>,
  { task, profile, where }: { task: Task; profile: ProfileSize | null; where: string },
): Steps<TableProfileState | null> {
  if (columns === null || profile === null) return null;
  const isNumbers = task === 'regression';
  const said = {
    predictions: predictionColumn(predictions, isNumbers ? 'number' : 'text', where),
    confidences: confidences && createColumn(CONFIDENCE, confidences, where),
    scores: truth === undefined ? null : scorerOf(isNumbers, truth, predictions)(),
  };
  yield;
  return { rows, columns, ...(yield* profileAnswers(said, profile, where)) };
}
