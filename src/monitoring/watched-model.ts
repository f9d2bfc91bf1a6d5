/** What a model says of a table, and how right it is. */

import type { Label } from '../contracts.js';
import type { Column } from '../data/columns.js';
import { createColumn } from '../data/create-column.js';
import type { Table } from '../data/table.js';
import { checkLength } from '../data/targets.js';
import { InvalidParameterError } from '../errors.js';
import { answers, taskOf } from '../estimator-kind.js';
import { largestOf } from '../numeric/vectors.js';
import type { Steps } from '../progress.js';
import { show } from '../words.js';
import { scorerOf } from './held-out-scores.js';

/** A fitted model that predicts the rows of a table: one of `trainModel`, or a pipeline that takes tables. */
export interface WatchedModel {
  /** What is predicted for each row [nRows]. */
  predict(rows: Table): ArrayLike<Label>;
}

/** What a model says of the rows of a table. */
export interface ModelAnswers {
  /** What it predicts: numbers of a regressor, and text of others, which name a class or a cluster. */
  readonly predictions: Column;
  /** The largest probability of each row; null without probabilities. */
  readonly confidences: Column | null;
  /** By name, where the truth is known. */
  readonly scores: Readonly<Record<string, number>> | null;
}

/** Rows that are asked for at once: a forest takes 5 to 10 ms for them. */
const BLOCK = 1024;

/**
 * Ask a model for all rows, some at a time.
 *
 * @param truth - [nRows], where it is known
 * @throws InvalidParameterError for what cannot predict
 */
export function* answersOf(
  model: WatchedModel,
  table: Table,
  truth: ArrayLike<Label> | undefined,
  where: string,
): Steps<ModelAnswers> {
  if (typeof model?.predict !== 'function') {
    throw new InvalidParameterError(
      `${where}: model must have a predict, but got ${show(model)}. Pass one of trainModel, or a fitted Pipeline.`,
    );
  }
  if (truth !== undefined) checkLength(truth, table.rowCount, 'yTrue', where);
  const predicted: Label[] = [];
  const confidences: number[] = [];
  const sure = answers(model, 'predictProba') && taskOf(model) === 'classification';
  for (let from = 0; from < table.rowCount; from += BLOCK) {
    const size = Math.min(BLOCK, table.rowCount - from);
    const indices = Int32Array.from({ length: size }, (_, i) => from + i);
    const block = table.rows(indices);
    const labels = model.predict(block);
    for (let i = 0; i < size; i++) predicted.push(labels[i]);
    if (sure) for (const row of probabilitiesOf(model, block)) confidences.push(largestOf(row));
    yield;
  }
  const isNumbers = taskOf(model) === 'regression';
  return {
    predictions: predictionColumn(predicted, isNumbers ? 'number' : 'text', where),
    confidences: sure ? createColumn(CONFIDENCE, confidences, where) : null,
    scores: truth === undefined ? null : scorerOf(isNumbers, truth, predicted)(),
  };
}

/** The names that the answers of a model have among columns. */
export const PREDICTION = 'prediction';
export const CONFIDENCE = 'confidence';

/** Predictions as a column of this type. */
export function predictionColumn(
  predicted: ArrayLike<Label>,
  type: Column['type'],
  where: string,
): Column {
  const values = type === 'text' ? Array.from(predicted, String) : predicted;
  return createColumn(PREDICTION, values, where, type);
}

function probabilitiesOf(model: WatchedModel, rows: Table): readonly (readonly number[])[] {
  const { predictProba } = model as { predictProba?(rows: Table): { to2DArray(): number[][] } };
  return predictProba?.call(model, rows).to2DArray() ?? [];
}

/** @throws InvalidParameterError for a truth that there is no model to compare with */
export function checkTruth(model: unknown, yTrue: unknown, where: string): void {
  if (yTrue === undefined || model !== undefined) return;
  throw new InvalidParameterError(
    `${where}: yTrue is given, but no model. Pass the model whose predictions are to be compared with it.`,
  );
}
