/** What the environment sets; every limit has a default that suits a small machine. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  /** Asked for as `Authorization: Bearer …` when it is set. */
  readonly apiToken: string | undefined;
  readonly corsOrigin: string;
  /** `host` or `host:port` that `csv_url` may name although they are private. */
  readonly csvAllowedHosts: readonly string[];
  /** Of `POST /train`. */
  readonly maxBodyBytes: number;
  /** Of `POST /predict`. */
  readonly maxPredictBodyBytes: number;
  /** Of all requests under way together; further ones are refused. */
  readonly maxBodiesBytes: number;
  readonly maxJsonDepth: number;
  /** In the body of `POST /predict`, and probabilities in its answer. */
  readonly maxJsonValues: number;
  readonly maxCsvBytes: number;
  readonly maxRows: number;
  readonly maxColumns: number;
  readonly maxRedirects: number;
  readonly maxPredictRows: number;
  /** As `maxPredictRows`, of a request that asks for explanations. */
  readonly maxExplainRows: number;
  /** Of model files that are held ready to predict. */
  readonly maxHeldBytes: number;
  /** Of the thread that predicts, beside the numbers of its models. */
  readonly predictHeapMegabytes: number;
  readonly downloadMilliseconds: number;
  readonly trainMilliseconds: number;
  /** Trainings at a time; further ones are refused, not queued. */
  readonly maxTrainings: number;
  /** Of one training: its JavaScript heap, and on Linux all that it holds in memory. */
  readonly maxTrainMegabytes: number;
  readonly shutdownMilliseconds: number;
}

/**
 * @throws Error for a number that is none, or is out of range
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const integer = (name: string, fallback: number, min = 1): number => {
    const text = env[name];
    if (text === undefined || text === '') return fallback;
    const value = Number(text);
    if (Number.isInteger(value) && value >= min) return value;
    throw new Error(`${name} must be an integer >= ${min}, but is ${JSON.stringify(text)}.`);
  };
  const megabyte = 2 ** 20;
  return {
    host: env.HOST || 'localhost',
    port: integer('PORT', 5000, 0),
    apiToken: env.API_TOKEN || undefined,
    corsOrigin: env.CORS_ORIGIN || '*',
    csvAllowedHosts: (env.CSV_ALLOWED_HOSTS ?? '')
      .split(',')
      .map((host) => host.trim().toLowerCase())
      .filter((host) => host !== ''),
    maxBodyBytes: integer('MAX_BODY_BYTES', 64 * megabyte),
    maxPredictBodyBytes: integer('MAX_PREDICT_BODY_BYTES', 8 * megabyte),
    maxBodiesBytes: integer('MAX_BODIES_BYTES', 128 * megabyte),
    maxJsonDepth: integer('MAX_JSON_DEPTH', 20),
    maxJsonValues: integer('MAX_JSON_VALUES', 1_000_000),
    maxCsvBytes: integer('MAX_CSV_BYTES', 64 * megabyte),
    maxRows: integer('MAX_ROWS', 1_000_000),
    maxColumns: integer('MAX_COLUMNS', 2000),
    maxRedirects: integer('MAX_REDIRECTS', 3, 0),
    maxPredictRows: integer('MAX_PREDICT_ROWS', 10_000),
    maxExplainRows: integer('MAX_EXPLAIN_ROWS', 100),
    maxHeldBytes: integer('MAX_HELD_BYTES', 256 * megabyte),
    predictHeapMegabytes: integer('PREDICT_HEAP_MB', 512, 64),
    downloadMilliseconds: integer('DOWNLOAD_TIMEOUT_MS', 30_000),
    trainMilliseconds: integer('TRAIN_TIMEOUT_MS', 10 * 60_000),
    maxTrainings: integer('MAX_TRAININGS', 2),
    maxTrainMegabytes: integer('MAX_TRAIN_MEMORY_MB', 2048, 128),
    shutdownMilliseconds: integer('SHUTDOWN_TIMEOUT_MS', 10_000),
  };
}
