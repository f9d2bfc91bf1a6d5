import type { Label, MatrixLike } from '../contracts.js';
import type { Table } from '../data/table.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { type ClusterProfile, clusterProfiles } from '../inspection/cluster-profiles.js';
import { anomalyReport } from '../metrics/anomaly-report.js';
import { SimpleImputer } from '../preprocessing/simple-imputer.js';
import { sampleTable } from '../preprocessing/splitting/sample-table.js';
import {
  TabularPreprocessor,
  type TabularPreprocessorOptions,
} from '../preprocessing/tabular/tabular-preprocessor.js';
import type { Steps, Training } from '../progress.js';
import type { Seed } from '../random/rng.js';
import { range } from '../random/sampling.js';
import { show } from '../words.js';
import { type AnomalyMetrics, anomalyImportance } from './anomalies.js';
import type { CatalogueEntry, UnsupervisedTask } from './catalogue.js';
import { type ClusteringMetrics, clusterImportance, evaluateClusters } from './clusters.js';
import { createEstimator } from './create-estimator.js';
import { inBlocks } from './in-blocks.js';
import type { UnsupervisedPreviewRow, UnsupervisedReport } from './report.js';
import { type TableEstimator, TabularModel } from './tabular-model.js';
import { withoutDropped } from './without-dropped.js';

export interface TrainWithoutTargetOptions {
  /** Columns to learn from. Default: all but the truth. */
  features?: readonly string[];
  /** A column to compare the result with; it is never learned from. Default: none. */
  truth?: string;
  /** A name of the catalogue (`listModels`), in camelCase or snake_case. */
  modelName: string;
  /** Hyperparameters of the model, in camelCase or snake_case. Default: the model's own. */
  hyperparams?: Readonly<Record<string, unknown>>;
  /** How columns are prepared. Default: text as codes, and features scaled where the model benefits. */
  preprocessing?: TabularPreprocessorOptions;
  /** Most rows to work with: of a larger table a random part is taken. Default null: all rows. */
  sampleSize?: number | null;
  /** Seed of all chance. Default null: a new one at every call. */
  randomState?: Seed | null;
}

/** A model that was trained without a target, and what is known of it. */
export interface TrainedWithoutTarget {
  /** Gives raw rows their cluster, or 1 and -1; `serialize` and `saveModel` keep it whole. */
  readonly model: TabularModel<number>;
  readonly metrics: ClusteringMetrics | AnomalyMetrics;
  /** Everything that was found and done; `formatReport` makes it readable. */
  readonly report: UnsupervisedReport;
  /** Rows with what the model says of them. */
  readonly preview: readonly UnsupervisedPreviewRow[];
}

/** Rows of the preview. */
const PREVIEW_ROWS = 5;

interface UnsupervisedEstimator extends TableEstimator {
  readonly labels?: number[];
  decisionFunction?(X: MatrixLike): number[];
}

/** A table made ready for a model that needs no target. */
export interface UnsupervisedJob {
  readonly estimator: UnsupervisedEstimator;
  readonly X: MatrixLike;
  /** Scores and report of the fitted estimator. */
  conclude(): Training<TrainedWithoutTarget>;
}

/**
 * Prepare all rows of a table for clustering or anomaly detection.
 *
 * @throws InvalidInputError when a column is missing or nothing is left to learn from
 */
export function* prepareWithoutTarget(
  all: Table,
  options: TrainWithoutTargetOptions,
  entry: CatalogueEntry,
  task: UnsupervisedTask,
  features: string[],
  where: string,
): Steps<UnsupervisedJob> {
  const { truth: truthName, sampleSize = null, randomState = null } = options;
  if (all.rowCount === 0) {
    throw new InvalidInputError(`${where}: the table has no rows. Pass data.`);
  }
  const sample = sampleSize === null ? all : sampleTable(all, { size: sampleSize, randomState });
  const preprocessor = new TabularPreprocessor({
    scale: entry.scaleFeatures,
    randomState,
    ...options.preprocessing,
  });
  yield* preprocessor.fitInSteps(sample.select(features));
  const table = sample.rows(withoutDropped(range(sample.rowCount), preprocessor, where));
  const inputs = table.select(features);
  yield;
  const X = yield* preprocessor.transformInSteps(inputs);
  const estimator = createEstimator(entry, task, options) as UnsupervisedEstimator;
  const truth = truthName === undefined ? undefined : (table.values(truthName) as (Label | null)[]);

  function* conclude(): Training<TrainedWithoutTarget> {
    const warnings: string[] = [];
    const predicted = (estimator.labels ??
      (yield* inBlocks(X, (rows) => estimator.predict(rows)))) as number[];
    const names = preprocessor.getFeatureNamesOut();
    const isClustering = task === 'clustering';
    const decide = (rows: MatrixLike) => estimator.decisionFunction?.(rows) ?? [];
    const metrics = isClustering
      ? yield* evaluateClusters(X, predicted, truth, randomState, warnings)
      : ({
          task: 'anomalyDetection',
          ...anomalyReport(predicted, yield* inBlocks(X, decide), { truth }),
        } as const);
    if ('converged' in estimator && estimator.converged === false) {
      warnings.push('The training stopped before it converged: raise maxIter.');
    }
    const model = TabularModel.assemble<number>({
      modelName: entry.name,
      task,
      target: null,
      features,
      preprocessor,
      estimator,
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
      ...(isClustering && { profiles: profileRows(inputs, X, names, predicted) }),
      preview,
      warnings,
    };
    return { model, metrics, report, preview };
  }
  return { estimator, X, conclude };
}

/** Profiles in the units of the table: of its numeric columns, or of the prepared ones where there are none. */
function profileRows(
  inputs: Table,
  X: MatrixLike,
  names: readonly string[],
  labels: readonly number[],
): ClusterProfile[] {
  const numeric = inputs.columnNames.filter((name) => {
    const column = inputs.column(name);
    return column.type === 'number' && column.data.some((value) => !Number.isNaN(value));
  });
  if (numeric.length === 0) return clusterProfiles(X, labels, { featureNames: names });
  const filled = new SimpleImputer().fitTransform(inputs.select(numeric).toMatrix());
  return clusterProfiles(filled, labels, { featureNames: numeric });
}

/** What a call without target must not ask for. */
export function checkUnsupervised(
  options: object,
  entry: CatalogueEntry,
  tasks: readonly string[],
  where: string,
): void {
  for (const name of ['target', 'testSize', 'task'] as const) {
    const value = (options as Record<string, unknown>)[name];
    if (value === undefined || (name === 'task' && tasks.includes(value as string))) continue;
    const remedy =
      name === 'target'
        ? `Pass truth: ${show(value)} to compare the result with that column.`
        : 'Leave it out.';
    throw new InvalidParameterError(
      `${where}: ${entry.name} learns without a target, so ${name} ${show(value)} has no meaning. ${remedy}`,
    );
  }
}
