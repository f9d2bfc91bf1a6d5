import type { MatrixLike } from '../contracts.js';
import { checkFiniteColumn } from '../data/columns.js';
import { parseFeatures } from '../data/dense.js';
import type { Table } from '../data/table.js';
import { InvalidInputError } from '../errors.js';
import { type ClusterProfile, profiling } from '../inspection/cluster-profiles.js';
import { SimpleImputer } from '../preprocessing/simple-imputer.js';
import { sampleTableInSteps } from '../preprocessing/splitting/sample-table.js';
import { tableRowsInSteps } from '../preprocessing/splitting/table-rows.js';
import type { Steps, Training } from '../progress.js';
import { anomalyImportance, evaluateAnomalies } from './anomalies.js';
import type { UnsupervisedTask } from './catalogue.js';
import { clusterImportance, evaluateClusters } from './clusters.js';
import { createEstimator } from './create-estimator.js';
import { inBlocks } from './in-blocks.js';
import type { Job } from './job.js';
import { keepAnswers, keepRows } from './keep-profile.js';
import { learnColumns, preprocessorFor } from './prepare-columns.js';
import type { TableEstimator } from './table-estimator.js';
import { TabularModel } from './tabular-model.js';
import type {
  MetricsWithoutTarget,
  UnsupervisedPreviewRow,
  UnsupervisedReport,
} from './training-report.js';
import type { UnsupervisedRequest } from './training-request.js';

/** A model that was trained without a target, and what is known of it. */
export interface TrainedWithoutTarget<T extends UnsupervisedTask = UnsupervisedTask> {
  /** Gives raw rows their cluster, or 1 and -1; `serialize` and `saveModel` keep it whole. */
  readonly model: TabularModel<number, T>;
  /** How good the clusters are, or how many anomalies there are; `task` tells which. */
  readonly metrics: MetricsWithoutTarget[T];
  /** Everything that was found and done; `formatReport` makes it readable. */
  readonly report: UnsupervisedReport<T>;
  /** Rows with what the model says of them. */
  readonly preview: readonly UnsupervisedPreviewRow[];
}

/** Rows of the preview. */
const PREVIEW_ROWS = 5;

/**
 * Prepare all rows of a table for clustering or anomaly detection, in steps.
 *
 * @throws InvalidInputError when nothing is left to learn from
 */
export function* prepareWithoutTarget(
  request: UnsupervisedRequest,
): Steps<Job<TrainedWithoutTarget>> {
  const { where, table: all, entry, task, sampleSize, randomState, hyperparams } = request;
  if (all.rowCount === 0) {
    throw new InvalidInputError(`${where}: the table has no rows. Pass data.`);
  }
  for (const name of request.features) {
    checkFiniteColumn(all.column(name), where); // before rows are drawn: a row is named as the caller knows it
    yield;
  }
  const sample =
    sampleSize === null ? all : yield* sampleTableInSteps(all, { size: sampleSize, randomState });
  const features = [...request.features];
  // Hashed text would give a forest that draws its features many of one column.
  const highCardinality = entry.textEncoding === 'label' ? 'label' : 'hash';
  const preprocessor = preprocessorFor(entry, request.preprocessing, randomState, highCardinality);
  const { X, kept } = yield* learnColumns(preprocessor, sample.select(features), undefined, where);
  yield;
  const table = yield* tableRowsInSteps(sample, kept);
  const inputs = table.select(features);
  const columns = yield* keepRows(inputs, request.profile, where);
  const estimator = createEstimator(entry, task, { hyperparams, defaults: {}, randomState });
  const truth = request.truth === null ? undefined : table.values(request.truth);

  function* conclude(): Training<TrainedWithoutTarget> {
    const warnings: string[] = [];
    const predicted = yield* labelsOf(estimator, X);
    const names = preprocessor.getFeatureNamesOut();
    const isClustering = task === 'clustering';
    const decide = (rows: MatrixLike) => decisionsOf(estimator, rows);
    const metrics = isClustering
      ? yield* evaluateClusters(X, predicted, truth, randomState, warnings)
      : yield* evaluateAnomalies(predicted, yield* inBlocks(X, decide, estimator), truth, warnings);
    if ('converged' in estimator && estimator.converged === false) {
      warnings.push('The training stopped before it converged: raise maxIter.');
    }
    const model = TabularModel.assemble<number, UnsupervisedTask>({
      modelName: entry.name,
      task,
      target: null,
      features,
      preprocessor,
      estimator,
      profile: yield* keepAnswers(
        inputs.rowCount,
        columns,
        { predictions: predicted, confidences: null },
        { task, profile: request.profile, where },
      ),
    });
    const preview = inputs
      .head(PREVIEW_ROWS)
      .toRecords()
      .map((row, i) => ({
        features: row,
        prediction: predicted[i],
        ...(truth !== undefined && { truth: truth[i] }),
      }));
    const report: UnsupervisedReport = {
      modelName: entry.name,
      task,
      features,
      columns: preprocessor.columnPlans,
      rows: table.rowCount,
      outliers: sample.rowCount - table.rowCount,
      metrics,
      importances: isClustering
        ? yield* clusterImportance(X, predicted, names)
        : yield* anomalyImportance(decide, X, names, randomState),
      ...(isClustering && { profiles: yield* profileRows(inputs, X, names, predicted) }),
      preview,
      warnings,
    };
    return { model, metrics, report, preview };
  }
  return { estimator, X, y: [], conclude };
}

/** Cluster of each row, or 1 and -1: as the fit found them, where the estimator keeps that. */
function* labelsOf(estimator: TableEstimator, X: MatrixLike): Steps<number[]> {
  const found: unknown = 'labels' in estimator ? estimator.labels : undefined;
  if (Array.isArray(found)) return found.map(Number);
  return (yield* inBlocks(X, (rows) => estimator.predict(rows), estimator)).map(Number);
}

/** A number a row that is negative for anomalies; empty for an estimator that has none. */
function decisionsOf(estimator: TableEstimator, X: MatrixLike): number[] {
  const decided = estimator.decisionFunction?.(X) ?? [];
  return Array.isArray(decided) ? decided : decided.to1DArray();
}

/** Profiles in the units of the table: of its numeric columns, or of the prepared ones where there are none. */
function* profileRows(
  inputs: Table,
  X: MatrixLike,
  names: readonly string[],
  labels: readonly number[],
): Steps<ClusterProfile[]> {
  const numeric = inputs.columnNames.filter((name) => {
    const column = inputs.column(name);
    return column.type === 'number' && column.data.some((value) => !Number.isNaN(value));
  });
  if (numeric.length === 0) return yield* profiling(X, labels, { featureNames: names });
  const rows = inputs.rowCount;
  const columns = numeric.length;
  const filled = new Float64Array(rows * columns);
  for (const [j, name] of numeric.entries()) {
    const column = inputs.select([name]).toMatrix();
    yield;
    const known = yield* new SimpleImputer().fitTransformInSteps(column);
    const { data } = parseFeatures(known as MatrixLike, 'profileRows');
    yield;
    for (let i = 0; i < rows; i++) filled[i * columns + j] = data[i];
    yield;
  }
  return yield* profiling({ data: filled, rows, columns }, labels, { featureNames: numeric });
}
