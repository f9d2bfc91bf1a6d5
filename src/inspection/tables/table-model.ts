import type { Label } from '../../contracts.js';
import type { Column } from '../../data/columns.js';
import type { Table } from '../../data/table.js';
import { InvalidParameterError, NotFittedError } from '../../errors.js';
import { isEstimator, partsOf } from '../../estimator-parts.js';
import type { TabularPreprocessor } from '../../preprocessing/tabular/tabular-preprocessor.js';
import { show } from '../../words.js';

/** A fitted model that takes rows of a table: what `trainModel` gives, or a pipeline, a search or an ensemble of pipelines. */
export interface TableModel<L extends Label = Label> {
  /** What it predicts for each row [nRows]. */
  predict(rows: Table): ArrayLike<L>;
}

/** A column that a model takes. */
export interface KnownColumn {
  readonly name: string;
  readonly type: Column['type'];
}

/** A model of tables, looked into. */
export interface ModelParts {
  /** The model itself. */
  readonly model: object;
  /** What turns rows into numbers, where it is known how that is done column by column. */
  readonly preparation: TabularPreprocessor | null;
  /** What predicts from these numbers, else the model: it tells what can be asked of the model. */
  readonly estimator: object;
  /** The columns that the model uses; null where it does not tell. */
  readonly columns: readonly KnownColumn[] | null;
  /** Names of the columns of rows that are given by position; null where they must have names. */
  readonly positions: readonly string[] | null;
}

/**
 * What a model of tables is made of, if it tells.
 *
 * @throws InvalidParameterError for what is no model
 * @throws NotFittedError before fit
 */
export function readTableModel(model: unknown, where: string): ModelParts {
  if (!isEstimator(model) || typeof Reflect.get(model, 'predict') !== 'function') {
    throw new InvalidParameterError(
      `${where}: the model must be one that predicts rows of a table, but got ${show(model)}. Pass the model of trainModel, or a pipeline that was fitted on a table.`,
    );
  }
  const { info, state } = partsOf(model);
  if (state === undefined) {
    throw new NotFittedError(`${where}: the ${info.type} is not fitted yet. Call fit first.`);
  }
  const [preparation, estimator, ...more] = chainOf(state);
  if (isPreparation(preparation) && isEstimator(estimator) && more.length === 0) {
    const plans = preparation.columnPlans;
    const columns = plans.filter(({ use }) => use).map(({ name, type }) => ({ name, type }));
    return {
      model,
      preparation,
      estimator,
      columns: columns.map(({ name, type }) => ({ name, type: type === 'date' ? 'text' : type })),
      positions: plans.map(({ name }) => name),
    };
  }
  // A pipeline remembers the table that it was fitted on.
  const isPipeline = 'steps' in state && 'columns' in state;
  const seen = isPipeline ? (state.columns as KnownColumn[] | null) : null;
  return { model, preparation: null, estimator: model, columns: seen, positions: null };
}

/** The estimators that rows go through, one after the other; none where the model is not made so. */
function chainOf(state: object): unknown[] {
  if ('preprocessor' in state && 'estimator' in state) return [state.preprocessor, state.estimator];
  if (!('steps' in state) || !Array.isArray(state.steps)) return [];
  return state.steps.map((step: { estimator?: unknown }) => step.estimator);
}

/** Told by what it shows, so that explaining a model does not bring its class along. */
function isPreparation(value: unknown): value is TabularPreprocessor {
  return isEstimator(value) && 'columnPlans' in value;
}
