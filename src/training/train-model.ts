import type { Label, MatrixLike } from '../contracts.js';
import { type Column, cellAt, countMissing, type Table } from '../data/table.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { sampleTable } from '../preprocessing/splitting/sample-table.js';
import { trainTestSplitIndices } from '../preprocessing/splitting/train-test-split.js';
import {
  TabularPreprocessor,
  type TabularPreprocessorOptions,
} from '../preprocessing/tabular/tabular-preprocessor.js';
import { type AsyncOptions, drain, drainInSlices, type Steps, type Training } from '../progress.js';
import type { Seed } from '../random/rng.js';
import { count, didYouMean, show } from '../words.js';
import { findModel, type SupervisedTask, type UnsupervisedTask } from './catalogue.js';
import { createEstimator } from './create-estimator.js';
import { detectTask } from './detect-task.js';
import { evaluate, type ModelMetrics } from './evaluate.js';
import { featureImportance, type ShufflingOptions } from './feature-importance.js';
import type { PreviewRow, TrainingReport } from './report.js';
import { type TableEstimator, TabularModel } from './tabular-model.js';
import {
  checkUnsupervised,
  prepareWithoutTarget,
  type TrainedWithoutTarget,
  type TrainWithoutTargetOptions,
  type UnsupervisedJob,
} from './train-without-target.js';
import { withoutDropped } from './without-dropped.js';

export interface TrainModelOptions {
  /** Columns to predict from. Default: all but the target. */
  features?: readonly string[];
  /** The column to predict. Rows in which it is missing are left out. */
  target: string;
  /** A name of the catalogue (`listModels`), in camelCase or snake_case. */
  modelName: string;
  /** Share of the rows held out to test on, or from 1 up their number. Default 0.2. */
  testSize?: number;
  /** Hyperparameters of the model, in camelCase or snake_case. Default: the model's own. */
  hyperparams?: Readonly<Record<string, unknown>>;
  /** What to do with the target. Default: what the target looks like. */
  task?: SupervisedTask;
  /** How columns are prepared. Default: text as codes, and features scaled where the model benefits. */
  preprocessing?: TabularPreprocessorOptions;
  /**
   * Most rows to work with, before the split: of a larger table a random part is taken, classes in their
   * shares. Default null: all rows.
   */
  sampleSize?: number | null;
  /** Seed of the split, and of the model where it draws at random. Default null: new ones at every call. */
  randomState?: Seed | null;
  /**
   * How importance is measured where a model shows nothing of itself and features must be shuffled, as for SVMs;
   * false leaves importances out of the report. Default: a bounded number of rows, see `ShufflingOptions`.
   */
  importance?: ShufflingOptions | false;
}

export interface TrainModelAsyncOptions extends TrainModelOptions, AsyncOptions {}

export interface TrainWithoutTargetAsyncOptions extends TrainWithoutTargetOptions, AsyncOptions {}

/** A trained model and what is known of it. */
export interface TrainedModel {
  /** Predicts raw rows; `serialize` and `saveModel` keep it whole. */
  readonly model: TabularModel;
  /** Scores on the rows that were held out. */
  readonly metrics: ModelMetrics;
  /** Everything that was found and done; `formatReport` makes it readable. */
  readonly report: TrainingReport;
  /** Held-out rows with truth and prediction. */
  readonly preview: readonly PreviewRow[];
}

/** Rows of the preview. */
const PREVIEW_ROWS = 5;

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
export function trainModel(table: Table, options: TrainModelOptions): TrainedModel;
/**
 * Without a target: clusters or anomalies of all rows. The report has their scores, profiles of the clusters,
 * and the comparison with a truth where one is named.
 *
 * @throws InvalidParameterError for an unknown model, option or hyperparameter, or one out of range
 * @throws InvalidInputError when a column is missing, or the truth does not fit
 *
 * @example
 * const { model, report } = trainModel(table, { modelName: 'kMeans', hyperparams: { nClusters: 3 } })
 */
export function trainModel(table: Table, options: TrainWithoutTargetOptions): TrainedWithoutTarget;
export function trainModel(
  table: Table,
  options: TrainModelOptions | TrainWithoutTargetOptions,
): TrainedModel | TrainedWithoutTarget {
  const preparing = withoutTarget(table, options, [], 'trainModel');
  if (preparing !== undefined) {
    const unsupervised = drain(preparing);
    unsupervised.estimator.fit(unsupervised.X, []);
    return drain(unsupervised.conclude());
  }
  checkOptions(options, OPTION_NAMES);
  return trainSupervised(table, options as TrainModelOptions);
}

function trainSupervised(table: Table, options: TrainModelOptions): TrainedModel {
  const job = drain(prepare(table, options, 'trainModel'));
  job.estimator.fit(job.train.X, job.train.y);
  return drain(conclude(job));
}

/**
 * As `trainModel`, in time slices: the page stays responsive, `onProgress` follows the fit, then what the report takes
 * long for (shuffles of features, samples of a silhouette), and an aborted `signal` ends it.
 */
export async function trainModelAsync(
  table: Table,
  options: TrainModelAsyncOptions,
): Promise<TrainedModel>;
export async function trainModelAsync(
  table: Table,
  options: TrainWithoutTargetAsyncOptions,
): Promise<TrainedWithoutTarget>;
export async function trainModelAsync(
  table: Table,
  options: TrainModelAsyncOptions | TrainWithoutTargetAsyncOptions,
): Promise<TrainedModel | TrainedWithoutTarget> {
  const { onProgress, signal } = options;
  signal?.throwIfAborted();
  const preparing = withoutTarget(table, options, ASYNC_NAMES, 'trainModelAsync');
  if (preparing !== undefined) {
    const unsupervised = await drainInSlices(preparing, { signal });
    await unsupervised.estimator.fitAsync(unsupervised.X, [], { onProgress, signal });
    return drainInSlices(unsupervised.conclude(), { onProgress, signal });
  }
  checkOptions(options, [...OPTION_NAMES, ...ASYNC_NAMES]);
  const preparingJob = prepare(table, options as TrainModelAsyncOptions, 'trainModelAsync');
  const job = await drainInSlices(preparingJob, { signal });
  await job.estimator.fitAsync(job.train.X, job.train.y, { onProgress, signal });
  return drainInSlices(conclude(job), { onProgress, signal });
}

const OPTION_NAMES: readonly string[] = [
  'features',
  'target',
  'modelName',
  'testSize',
  'hyperparams',
  'task',
  'preprocessing',
  'sampleSize',
  'randomState',
  'importance',
];

const UNSUPERVISED_NAMES: readonly string[] = [
  'features',
  'truth',
  'modelName',
  'hyperparams',
  'preprocessing',
  'sampleSize',
  'randomState',
];
const ASYNC_NAMES: readonly string[] = ['onProgress', 'signal'];

/** The job of a model that learns without a target; undefined for the others. */
function withoutTarget(
  table: Table,
  options: TrainModelOptions | TrainWithoutTargetOptions,
  further: readonly string[],
  where: string,
): Steps<UnsupervisedJob> | undefined {
  const { modelName } = (options ?? {}) as { modelName?: unknown };
  if (typeof modelName !== 'string') return undefined; // refused with the other options
  const entry = findModel(modelName, where);
  const tasks = Object.keys(entry.estimators).filter(
    (task): task is UnsupervisedTask => task === 'clustering' || task === 'anomalyDetection',
  );
  if (tasks.length === 0) return undefined;
  checkUnsupervised(options, entry, tasks, where);
  const { truth, features } = options as TrainWithoutTargetOptions;
  checkNames(options, [...UNSUPERVISED_NAMES, 'task', ...further]);
  if (truth !== undefined) findColumn(table, truth, 'truth', where);
  const chosen =
    features === undefined && truth === undefined
      ? table.columnNames
      : chooseFeatures(table, { features, target: truth }, where);
  if (chosen.length === 0) {
    throw new InvalidInputError(`${where}: the table has no columns. Pass data.`);
  }
  const asked = (options as { task?: UnsupervisedTask }).task;
  const unsupervised = options as TrainWithoutTargetOptions;
  return prepareWithoutTarget(table, unsupervised, entry, asked ?? tasks[0], [...chosen], where);
}

interface Part {
  readonly table: Table;
  readonly X: MatrixLike;
  readonly y: Label[];
}

/** Everything up to the fit, and what the report needs of it. */
interface Job {
  readonly estimator: TableEstimator;
  readonly preprocessor: TabularPreprocessor;
  readonly train: Part;
  readonly test: Part;
  readonly known: Omit<
    TrainingReport,
    'metrics' | 'importance' | 'importances' | 'preview' | 'warnings'
  >;
  readonly warnings: string[];
  /** How features are shuffled; false for no importances. */
  readonly importance: ShufflingOptions | false;
}

function* prepare(table: Table, options: TrainModelOptions, where: string): Steps<Job> {
  const { target, testSize = 0.2, sampleSize = null, randomState = null } = options;
  const importance = parseImportance(options.importance, where);
  const entry = findModel(options.modelName, where);
  const features = chooseFeatures(table, options, where);
  const targetColumn = findColumn(table, target, 'target', where);
  const missingTarget = countMissing(targetColumn);
  const usable = rowsWithTarget(targetColumn, table.rowCount, where);
  const known = usable.length === table.rowCount ? table : table.rows(usable);
  yield;

  const { task, reason } = detectTask(known.column(target), entry, options.task, where);
  const stratify = task === 'classification' ? target : undefined;
  const complete =
    sampleSize === null ? known : sampleTable(known, { size: sampleSize, stratify, randomState });
  yield;
  const y = complete.values(target) as Label[];
  const classCounts = task === 'classification' ? countClasses(y, target, where) : undefined;
  let rarest = Infinity;
  for (const size of classCounts?.values() ?? []) rarest = Math.min(rarest, size);
  const stratified = task === 'classification' && rarest > 1;
  const split = trainTestSplitIndices(y.length, {
    testSize,
    randomState,
    ...(stratified && { stratify: y }),
  });

  if (split.train.length < 2) {
    throw new InvalidInputError(
      `${where}: of ${count(y.length, 'row')} with a target, ${split.test.length} are held out to test, which leaves 1 to train on. Pass more rows, or a smaller testSize.`,
    );
  }

  const inputs = complete.select(features);
  const preprocessor = new TabularPreprocessor({
    scale: entry.scaleFeatures,
    randomState,
    ...options.preprocessing,
  });
  yield;
  const testTable = inputs.rows(split.test);
  yield;
  yield* preprocessor.fitInSteps(inputs.rows(split.train));
  const trainRows = withoutDropped(split.train, preprocessor, where);
  const trainTable = inputs.rows(trainRows);
  yield;
  const XTrain = yield* preprocessor.transformInSteps(trainTable);
  const { X: XTest, unknownCategories } = preprocessor.transformWithReport(testTable);
  const take = (indices: ArrayLike<number>) => Array.from(indices, (i) => y[i]);

  const warnings: string[] = [];
  if (task === 'classification' && !stratified) {
    warnings.push('The split is not stratified: a class has a single row.');
  }
  for (const [column, n] of Object.entries(unknownCategories)) {
    warnings.push(`${count(n, 'held-out value')} of ${show(column)} did not occur in training.`);
  }
  return {
    estimator: createEstimator(entry, task, options),
    preprocessor,
    train: { table: trainTable, X: XTrain, y: take(trainRows) },
    test: { table: testTable, X: XTest, y: take(split.test) },
    known: {
      modelName: entry.name,
      task,
      taskReason: reason,
      target,
      features,
      columns: preprocessor.columnPlans,
      rows: {
        total: table.rowCount,
        withoutTarget: missingTarget,
        notSampled: known.rowCount - complete.rowCount,
        outliers: split.train.length - trainRows.length,
        train: trainRows.length,
        test: split.test.length,
      },
      stratified,
      ...(classCounts && {
        classCounts: Object.fromEntries([...classCounts].map(([label, n]) => [String(label), n])),
      }),
    },
    warnings,
    importance,
  };
}

function* conclude(job: Job): Training<TrainedModel> {
  const { estimator, preprocessor, train, test, known, warnings } = job;
  const { modelName, task, target, features } = known;
  const model = TabularModel.assemble({
    modelName,
    task,
    target,
    features: [...features],
    preprocessor,
    estimator,
  });
  const metrics = yield* evaluate(task, estimator, test.X, test.y, warnings);
  const names = preprocessor.getFeatureNamesOut();
  const { method, importances } =
    job.importance === false
      ? { method: null, importances: [] }
      : yield* featureImportance(estimator, names, train.X, test, job.importance);
  if ('converged' in estimator && estimator.converged === false) {
    warnings.push('The training stopped before it converged: raise maxIter.');
  }
  const preview = previewRows(model, test);
  const report = { ...known, metrics, importance: method, importances, preview, warnings };
  return { model, metrics, report, preview };
}

function previewRows(model: TabularModel, { table, y }: Part): PreviewRow[] {
  const rows = table.head(PREVIEW_ROWS);
  const predictions = model.predict(rows);
  return rows
    .toRecords()
    .map((features, i) => ({ features, truth: y[i], prediction: predictions[i] }));
}

function chooseFeatures(
  table: Table,
  { features, target }: { features?: readonly string[]; target?: string },
  where: string,
): string[] {
  if (features === undefined) {
    if (target !== undefined) findColumn(table, target, 'target', where);
    const others = table.columnNames.filter((name) => name !== target);
    if (others.length > 0) return others;
    throw new InvalidInputError(`${where}: the table has no column but the target. Add features.`);
  }
  if (!Array.isArray(features) || features.length === 0) {
    throw new InvalidParameterError(
      `${where}: features must be an array of column names, but got ${show(features)}. Leave it out to use all columns but the target.`,
    );
  }
  for (const [i, name] of features.entries()) {
    findColumn(table, name, 'feature', where);
    if (name === target) {
      throw new InvalidParameterError(
        `${where}: ${show(name)} is both a feature and the target. Leave it out of features.`,
      );
    }
    if (features.indexOf(name) !== i) {
      throw new InvalidParameterError(`${where}: the feature ${show(name)} is named twice.`);
    }
  }
  return [...features];
}

function findColumn(table: Table, name: string, role: string, where: string): Column {
  if (!table.has(name)) {
    throw new InvalidInputError(
      `${where}: there is no ${role} column ${show(name)}. ${didYouMean(String(name), table.columnNames)}`,
    );
  }
  return table.column(name);
}

/** The rows in which the target is known. */
function rowsWithTarget(target: Column, rowCount: number, where: string): number[] {
  const usable: number[] = [];
  for (let i = 0; i < rowCount; i++) if (cellAt(target, i) !== null) usable.push(i);
  if (rowCount === 0) throw new InvalidInputError(`${where}: the table has no rows. Pass data.`);
  if (usable.length === 0) {
    throw new InvalidInputError(
      `${where}: the target ${show(target.name)} is missing in every row. Pass another target.`,
    );
  }
  return usable;
}

function countClasses(y: readonly Label[], target: string, where: string): Map<Label, number> {
  const counts = new Map<Label, number>();
  for (const label of y) counts.set(label, (counts.get(label) ?? 0) + 1);
  if (counts.size < 2) {
    throw new InvalidInputError(
      `${where}: the target ${show(target)} has only the class ${show(y[0])}. Pass a target with at least two.`,
    );
  }
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function parseImportance(
  value: TrainModelOptions['importance'] = {},
  where: string,
): ShufflingOptions | false {
  if (value === false) return false;
  if (typeof value !== 'object' || value === null) {
    throw new InvalidParameterError(
      `${where}: importance must be false or an object, but got ${show(value)}. Pass { maxSamples: 500, nRepeats: 5 } for example.`,
    );
  }
  checkNames(value, ['maxSamples', 'nRepeats']);
  for (const name of ['maxSamples', 'nRepeats'] as const) {
    const given = value[name];
    if (given !== undefined && !(Number.isSafeInteger(given) && given >= 1)) {
      throw new InvalidParameterError(
        `${where}: importance.${name} must be an integer >= 1, but got ${show(given)}. Leave it out for the default.`,
      );
    }
  }
  return value;
}

function checkNames(options: object, known: readonly string[]): void {
  for (const name of Object.keys(options ?? {})) {
    if (!known.includes(name)) {
      throw new InvalidParameterError(
        `trainModel: there is no option ${show(name)}. ${didYouMean(name, known)}`,
      );
    }
  }
}

function checkOptions(options: object, known: readonly string[]): void {
  checkNames(options, known);
  for (const name of ['target', 'modelName'] as const) {
    const value = (options as Partial<TrainModelOptions> | undefined)?.[name];
    if (typeof value !== 'string') {
      throw new InvalidParameterError(
        `trainModel: ${name} must be text, but got ${show(value)}. Pass { target: 'column', modelName: 'logisticRegression' }.`,
      );
    }
  }
}
