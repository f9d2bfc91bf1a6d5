import { parentPort, workerData } from 'node:worker_threads';
import {
  FitPredictError,
  type Progress,
  readCsv,
  serialize,
  type TabularPreprocessorOptions,
  trainModelAsync,
} from 'fitpredict';
import { describeTraining } from './answer.js';
import { MODEL_NAMES, type TrainRequest } from './schemas.js';

/*
 * Trains one model, on a thread of its own, so that the server goes on answering.
 */

/** What the worker is started with. */
export interface TrainingJob {
  readonly csv: Uint8Array;
  readonly request: Omit<TrainRequest, 'csv' | 'csv_url'>;
  readonly maxRows: number;
  readonly maxColumns: number;
}

/** What a training results in, but for its name and place. */
export interface Training {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly task: string;
  readonly features: string[];
  readonly target: string | null;
  readonly metrics: Record<string, unknown>;
  readonly preview: Record<string, unknown>[];
}

export type WorkerMessage =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'done'; readonly training: Training }
  /** What the client asked for cannot be done. */
  | { readonly kind: 'refused'; readonly message: string };

const say = (message: WorkerMessage, transfer: ArrayBuffer[] = []) =>
  parentPort?.postMessage(message, transfer);

/** At most ten reports a second. */
function throttled(report: (progress: Progress) => void) {
  let last = 0;
  return (progress: Progress) => {
    const now = performance.now();
    if (now - last < 100 && progress.done < progress.total) return;
    last = now;
    report(progress);
  };
}

async function train({ csv, request, maxRows, maxColumns }: TrainingJob): Promise<void> {
  const table = await readCsv(new Blob([Buffer.from(csv)]), { maxRows });
  if (table.columns.length > maxColumns) {
    const n = table.columns.length;
    say({ kind: 'refused', message: `csv has ${n} columns, more than the ${maxColumns} allowed.` });
    return;
  }
  const { features, target, task, test_size, random_state, sample_size, preprocessing } = request;
  const modelName = MODEL_NAMES[request.model_name];
  const shared = {
    modelName,
    ...(features !== undefined && { features }),
    ...(request.hyperparams !== undefined && { hyperparams: request.hyperparams }),
    ...(random_state !== undefined && { randomState: random_state }),
    ...(sample_size !== undefined && { sampleSize: sample_size }),
    ...(preprocessing !== undefined && { preprocessing: inCamelCase(preprocessing) }),
    onProgress: throttled((progress) => say({ kind: 'progress', progress })),
  };
  const learnsAlone =
    modelName === 'isolationForest' || modelName === 'kMeans' || modelName === 'dbscan';
  const trained = learnsAlone
    ? await trainModelAsync(table, {
        ...shared,
        ...(target !== undefined && { truth: target }),
      })
    : await trainModelAsync(table, {
        ...shared,
        target: target as string,
        ...(task !== undefined && { task }),
        ...(test_size !== undefined && { testSize: test_size }),
      });
  const { model } = trained;
  const bytes = serialize(model);
  const training: Training = {
    bytes,
    task: model.task === 'anomalyDetection' ? 'anomaly_detection' : model.task,
    features: model.features,
    target: target ?? null,
    ...describeTraining(trained),
  };
  say({ kind: 'done', training }, [bytes.buffer]);
}

const METHODS = {
  iqr: 'iqr',
  z_score: 'zScore',
  modified_z_score: 'modifiedZScore',
  isolation_forest: 'isolationForest',
} as const;

function inCamelCase({
  encoding,
  numeric_imputer,
  scale,
  keep_identifiers,
  outliers,
  outlier_action,
}: NonNullable<TrainRequest['preprocessing']>): TabularPreprocessorOptions {
  return {
    ...(encoding !== undefined && { encoding: encoding === 'one_hot' ? 'oneHot' : encoding }),
    ...(numeric_imputer !== undefined && { numericImputer: numeric_imputer }),
    ...(scale !== undefined && { scale }),
    ...(keep_identifiers !== undefined && { keepIdentifiers: keep_identifiers }),
    ...(outliers !== undefined && { outliers: METHODS[outliers] }),
    ...(outlier_action !== undefined && { outlierAction: outlier_action }),
  };
}

try {
  await train(workerData as TrainingJob);
} catch (error) {
  if (!(error instanceof FitPredictError)) throw error;
  say({ kind: 'refused', message: error.message });
}
