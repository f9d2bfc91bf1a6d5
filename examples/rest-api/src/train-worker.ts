import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import {
  FitPredictError,
  type Progress,
  readCsv,
  serialize,
  type TabularPreprocessorOptions,
  trainModelAsync,
} from 'fitpredict';
import { describeTraining } from './answer.js';
import { MODEL_NAMES } from './model-names.js';
import type { TrainRequest } from './schemas.js';

/*
 * Trains one model, in a process of its own, so that the server goes on answering, and living.
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
  readonly bytes: Uint8Array;
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
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'outOfMemory' };

const say = (message: WorkerMessage) => process.send?.(message);

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
  const { features, target, task, cv, test_size, random_state, sample_size, preprocessing } =
    request;
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
  const remarks: string[] = [];
  const learnsAlone =
    modelName === 'isolationForest' || modelName === 'kMeans' || modelName === 'dbscan';
  if (learnsAlone && test_size !== undefined) {
    remarks.push(
      `test_size has no meaning here: ${request.model_name} learns without a target, from all rows, and its scores are of all rows.`,
    );
  }
  const trained = learnsAlone
    ? await trainModelAsync(table, {
        ...shared,
        ...(target !== undefined && { truth: target }),
      })
    : await trainModelAsync(table, {
        ...shared,
        target: target as string,
        ...(task !== undefined && { task }),
        ...(cv !== undefined && { cv }),
        ...(test_size !== undefined && { testSize: test_size }),
      });
  const { model } = trained;
  const bytes = serialize(model);
  const training: Training = {
    bytes,
    task: model.task === 'anomalyDetection' ? 'anomaly_detection' : model.task,
    features: [...model.features],
    target: target ?? null,
    ...describeTraining(trained, remarks),
  };
  say({ kind: 'done', training });
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

// The server ends a training itself, after its grace; and without a server there is nobody to train for.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit());

// Where there are few processors, answers to requests come before a training, which takes long anyway.
setPriority(constants.priority.PRIORITY_LOW);

const [job] = await once(process, 'message');
try {
  await train(job);
} catch (error) {
  if (error instanceof FitPredictError) say({ kind: 'refused', message: error.message });
  else if (isOutOfMemory(error)) say({ kind: 'outOfMemory' });
  else throw error;
}

/** An array, text or map that is larger than there can be. */
function isOutOfMemory(error: unknown): boolean {
  return error instanceof RangeError && /allocation|length|maximum size/.test(error.message);
}
