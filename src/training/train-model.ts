import type { Table } from '../data/table.js';
import { type SupervisedTask, type UnsupervisedTask, wholeCatalogue } from './catalogue.js';
import type {
  CellOf,
  ColumnOf,
  NameLike,
  PredictedOf,
  SupervisedModels,
  TaskOf,
  UnsupervisedModels,
} from './model-types.js';
import { trainAtOnce, trainInSlices } from './run-training.js';
import type { TrainedModel } from './train-with-target.js';
import type { TrainedWithoutTarget } from './train-without-target.js';
import type {
  TrainModelAsyncOptions,
  TrainModelOptions,
  TrainWithoutTargetAsyncOptions,
  TrainWithoutTargetOptions,
} from './training-options.js';

export type { TrainedModel } from './train-with-target.js';
export type {
  TrainModelAsyncOptions,
  TrainModelOptions,
  TrainWithoutTargetAsyncOptions,
} from './training-options.js';

/**
 * From a table to a tested model: detects the task, splits (stratified for classes), prepares the
 * columns on the training part alone, fits, scores on the held-out part and explains.
 *
 * @param table - raw data, with text, booleans and missing values as they are
 * @throws InvalidParameterError for an unknown model, option or hyperparameter, or one out of range
 * @throws InvalidInputError when a column is missing, or the target cannot be learned
 *
 * @example
 * const { model, metrics, report } = trainModel(table, { target: 'species', modelName: 'logisticRegression' })
 * console.log(formatReport(report))
 */
export function trainModel<
  const Name extends NameLike<keyof SupervisedModels>,
  Row extends object,
  const Target extends string,
  const Feature extends string,
  T extends TaskOf<Name, SupervisedTask> = TaskOf<Name, SupervisedTask>,
>(
  table: Table<Row>,
  options: TrainModelOptions<Name, T, ColumnOf<Row, Target>, ColumnOf<Row, Feature>>,
): TrainedModel<T, PredictedOf<T, CellOf<Row, Target>>>;
/**
 * Without a target: clusters or anomalies of all rows. The report has their scores, profiles of the clusters,
 * and the comparison with a truth where one is named.
 *
 * @throws InvalidParameterError for an unknown model, option or hyperparameter, or one out of range
 * @throws InvalidInputError when a column is missing
 *
 * @example
 * const { model, report } = trainModel(table, { modelName: 'kMeans', hyperparams: { nClusters: 3 } })
 */
export function trainModel<
  const Name extends NameLike<keyof UnsupervisedModels>,
  Row extends object,
  const Feature extends string,
>(
  table: Table<Row>,
  options: TrainWithoutTargetOptions<Name, TaskOf<Name, UnsupervisedTask>, ColumnOf<Row, Feature>>,
): TrainedWithoutTarget<TaskOf<Name, UnsupervisedTask>>;
export function trainModel(
  table: Table,
  options: TrainModelOptions | TrainWithoutTargetOptions,
): TrainedModel | TrainedWithoutTarget {
  return trainAtOnce(table, options, wholeCatalogue());
}

/**
 * As `trainModel`, in time slices: the page stays responsive, `onProgress` follows the folds where there are any, the fit, then what the report takes
 * long for (shuffles of features, samples of a silhouette), and an aborted `signal` ends it.
 */
export async function trainModelAsync<
  const Name extends NameLike<keyof SupervisedModels>,
  Row extends object,
  const Target extends string,
  const Feature extends string,
  T extends TaskOf<Name, SupervisedTask> = TaskOf<Name, SupervisedTask>,
>(
  table: Table<Row>,
  options: TrainModelAsyncOptions<Name, T, ColumnOf<Row, Target>, ColumnOf<Row, Feature>>,
): Promise<TrainedModel<T, PredictedOf<T, CellOf<Row, Target>>>>;
export async function trainModelAsync<
  const Name extends NameLike<keyof UnsupervisedModels>,
  Row extends object,
  const Feature extends string,
>(
  table: Table<Row>,
  options: TrainWithoutTargetAsyncOptions<
    Name,
    TaskOf<Name, UnsupervisedTask>,
    ColumnOf<Row, Feature>
  >,
): Promise<TrainedWithoutTarget<TaskOf<Name, UnsupervisedTask>>>;
export async function trainModelAsync(
  table: Table,
  options: TrainModelAsyncOptions | TrainWithoutTargetAsyncOptions,
): Promise<TrainedModel | TrainedWithoutTarget> {
  return trainInSlices(table, options, wholeCatalogue());
}
