import type { Label, MatrixLike } from '../contracts.js';
import type { Table } from '../data/table.js';
import { InvalidInputError } from '../errors.js';
import type { Fitting } from '../fitting.js';
import type { ColumnProfile } from '../monitoring/column-profile.js';
import { TransformedTargetRegressor } from '../preprocessing/composition/transformed-target-regressor.js';
import { tableRowsInSteps } from '../preprocessing/splitting/table-rows.js';
import type { TabularPreprocessor } from '../preprocessing/tabular/tabular-preprocessor.js';
import type { Training } from '../progress.js';
import { count, show } from '../words.js';
import { alarmOf, baselineOf } from './baseline.js';
import type { SupervisedTask } from './catalogue.js';
import { evaluate, type HeldOutAnswers, type MetricsByTask } from './evaluate.js';
import { featureImportance } from './feature-importance.js';
import type { Job } from './job.js';
import { keepAnswers, keepRows } from './keep-profile.js';
import { readProblem } from './learning-problem.js';
import { modelFor } from './model-for-target.js';
import { learnColumns, preprocessorFor } from './prepare-columns.js';
import { type RowSplit, splitClasses, splitNumbers } from './split-rows.js';
import type { TableEstimator } from './table-estimator.js';
import { TabularModel } from './tabular-model.js';
import { type ClassCounts, isUneven } from './target-classes.js';
import type { PreviewRow, TrainingReport } from './training-report.js';
import type { SupervisedRequest } from './training-request.js';
import { validateTraining } from './validate-training.js';

/** A trained model and what is known of it. */
export interface TrainedModel<T extends SupervisedTask = SupervisedTask, L extends Label = Label> {
  /** Predicts raw rows; `serialize` and `saveModel` keep it whole. */
  readonly model: TabularModel<L, T>;
  /** Scores on the rows that were held out. */
  readonly metrics: MetricsByTask[T];
  /** Everything that was found and done; `formatReport` makes it readable. */
  readonly report: TrainingReport<T, L>;
  /** Held-out rows with truth and prediction. */
  readonly preview: readonly PreviewRow<L>[];
  /** Truth and prediction of every held-out row, for `modelCard` and scores of one's own. */
  readonly heldOut: HeldOutAnswers<L>;
}

/** Rows of the preview. */
const PREVIEW_ROWS = 5;

interface Part {
  readonly X: MatrixLike;
  readonly y: Label[];
}

interface TestPart extends Part {
  /** The rows as they were given. */
  readonly table: Table;
}

/** Both parts of the split, and what prepared their columns. */
interface Parts {
  readonly preprocessor: TabularPreprocessor;
  readonly train: Part;
  readonly test: TestPart;
  /** What is kept of the training rows. */
  readonly columns: ColumnProfile[] | null;
}

/** What the report holds before the model is fitted. */
type Draft = Omit<
  TrainingReport,
  'metrics' | 'importance' | 'importances' | 'preview' | 'warnings' | 'alarm'
> & { readonly warnings: string[] };

/**
 * Everything up to the fit, in steps: the task, the split, cross-validation where it is asked for, and the columns prepared on the training part alone.
 *
 * @throws InvalidInputError when the target cannot be learned, or too few rows are left
 */
export function* prepareWithTarget(request: SupervisedRequest): Fitting<Job<TrainedModel>> {
  const { where, table, target, randomState, testSize } = request;
  const problem = yield* readProblem(request);
  const { task, table: complete, y, classes } = problem;
  const plan = { testSize, randomState, target: target.name, where };
  const split =
    classes === undefined ? splitNumbers(y.length, plan) : yield* splitClasses(y, classes, plan);
  if (split.train.length < 2) {
    throw new InvalidInputError(
      `${where}: of ${count(y.length, 'row')} with a target, ${split.test.length} are held out to test, which leaves ${split.train.length} to train on. Pass more rows, or a smaller testSize.`,
    );
  }

  const take = (rows: ArrayLike<number>) => Array.from(rows, (i) => y[i]);
  const inputs = complete.select(request.features);
  const { entry, hyperparams, told } = yield* validateTraining(request, {
    problem,
    train: split.train,
  });
  const preprocessor = preprocessorFor(entry, request.preprocessing, randomState, 'target');
  const targets =
    classes === undefined ? take(split.train).map(Number) : take(split.train).map(String);
  yield;
  const rowsToTrain = yield* tableRowsInSteps(inputs, split.train);
  const learned = yield* learnColumns(preprocessor, rowsToTrain, targets, where);
  const columns = yield* keepRows(rowsToTrain, request.profile, where);
  const trainRows = learned.kept.map((at) => split.train[at]);
  const train = { X: learned.X, y: take(trainRows) };
  yield;
  const testTable = yield* tableRowsInSteps(inputs, split.test);
  const coded = yield* preprocessor.transformWithReportInSteps(testTable);
  const test = { table: testTable, X: coded.X, y: take(split.test) };

  yield;
  const uneven = classes !== undefined && isUneven(classes);
  const { categoricalFeatures } = preprocessor;
  const { estimator, adjusted } = modelFor(
    { ...request, entry, hyperparams },
    { task, uneven, categoricalFeatures },
  );
  const draft: Draft = {
    modelName: entry.name,
    task,
    taskReason: problem.reason,
    target: target.name,
    features: request.features,
    columns: preprocessor.columnPlans,
    rows: {
      total: table.rowCount,
      withoutTarget: problem.withoutTarget,
      notSampled: problem.notSampled,
      outliers: split.train.length - trainRows.length,
      train: trainRows.length,
      test: split.test.length,
    },
    stratified: split.stratified,
    adjusted,
    ...(classes && { classCounts: byName(classes) }),
    uneven,
    ...told,
    baseline: baselineOf(task, train.y, test.y),
    warnings: remarksOn(split, coded.unknownCategories),
  };
  const parts = { preprocessor, train, test, columns };
  const conclude = () => concludeWithTarget(draft, estimator, parts, request);
  return { estimator, X: train.X, y: train.y, conclude };
}

/** Scores, importances and the model that predicts raw rows. */
function* concludeWithTarget(
  draft: Draft,
  estimator: TableEstimator,
  { preprocessor, train, test, columns }: Parts,
  { importance, profile, where }: SupervisedRequest,
): Training<TrainedModel> {
  const { modelName, task, target, features, warnings, baseline } = draft;
  const { metrics, answers } = yield* evaluate(draft, estimator, test);
  const model = TabularModel.assemble<Label, SupervisedTask>({
    modelName,
    task,
    target,
    features: [...features],
    preprocessor,
    estimator,
    profile: yield* keepAnswers(draft.rows.train + draft.rows.outliers, columns, answers, {
      task,
      profile,
      where,
    }),
  });
  const names = preprocessor.getFeatureNamesOut();
  const { method, importances } =
    importance === false
      ? { method: null, importances: [] }
      : yield* featureImportance(estimator, names, train.X, test, importance);
  const fitted = estimator instanceof TransformedTargetRegressor ? estimator.regressor : estimator;
  if ('converged' in fitted && fitted.converged === false) {
    warnings.push('The training stopped before it converged: raise maxIter.');
  }
  const alarm = alarmOf(metrics, baseline);
  if (alarm !== null) warnings.unshift(alarm);
  const preview = previewRows(model, test);
  const report = { ...draft, metrics, alarm, importance: method, importances, preview };
  return { model, metrics, report, preview, heldOut: answers };
}

/** Remarks on the split, and on values that only the held-out rows have. */
function remarksOn(
  { stratified, single }: RowSplit,
  unknownCategories: Readonly<Record<string, number>>,
): string[] {
  const warnings = Object.entries(unknownCategories).map(
    ([column, n]) => `${count(n, 'held-out value')} of ${show(column)} did not occur in training.`,
  );
  if (single.length === 0) return warnings;
  const listed = single.slice(0, 5).map(show).join(', ');
  const more = single.length > 5 ? ` and ${single.length - 5} more` : '';
  const rest = stratified
    ? 'which is trained on; the others are stratified'
    : 'so the split is not stratified';
  const have = single.length === 1 ? 'The class' : 'Classes';
  const verb = single.length === 1 ? 'has' : 'have';
  return [`${have} ${listed}${more} ${verb} a single row, ${rest}.`, ...warnings];
}

function previewRows(model: TabularModel, { table, y }: TestPart): PreviewRow[] {
  const rows = table.head(PREVIEW_ROWS);
  const predictions = model.predict(rows);
  return rows
    .toRecords()
    .map((features, i) => ({ features, truth: y[i], prediction: predictions[i] }));
}

function byName(counts: ClassCounts): Record<string, number> {
  return Object.fromEntries([...counts].map(([label, n]) => [String(label), n]));
}
