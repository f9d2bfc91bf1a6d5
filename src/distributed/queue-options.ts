import {
  aChoice,
  anInteger,
  either,
  type Hyperparameter,
  integer,
  parameter,
  type Resolved,
} from '../hyperparameters.js';
import type { WorkerLike } from '../parallel/worker-thread.js';
import type { ModelStorage } from '../storage/model-storage.js';
import {
  aFunction,
  anyValue,
  checkStorageArgument,
  resolveOptions,
} from '../storage/resolve-options.js';

/** The URL of Redis, or the options of ioredis. */
export type RedisAddress = string | Readonly<Record<string, unknown>>;

/** What both ends of a queue must have in common. */
export interface QueueEnd {
  /** Where Redis is: a URL such as `'redis://10.0.0.5:6379'` (`rediss://` for TLS), or the options of ioredis as an object. */
  redis: RedisAddress;
  /** Holds data and results; that of the workers has the same content. */
  storage: ModelStorage;
  /** The name of the queue; several share a Redis. Default 'fitpredict'. */
  queue?: string;
}

/** Where the queue is, and how its jobs are done. */
export interface QueueOptions extends QueueEnd {
  /** How many jobs a call is cut into at most; each does as many blocks (trees, fits) as the others. Default 128. */
  parts?: number;
  /** How often a job is tried that fails for want of its data, say. Default 5. */
  attempts?: number;
  /** Milliseconds before a job is tried a second time, twice as many before each further time. Default 1000. */
  backoff?: number;
}

/** What a worker of a queue is made of. */
export interface QueueWorkerOptions extends QueueEnd {
  /** How many jobs it does at a time, each on a thread of its own. Default null: as many as the machine has cores. */
  concurrency?: number | null;
  /** Milliseconds after which a worker that is not heard of counts as lost, and its jobs are done by others. Default 30000. */
  lockDuration?: number;
  /**
   * Makes a thread whose program calls `startWorker` of `fitpredict/worker`, for estimators of your own. Default null: threads know
   * the estimators of the library.
   */
  createWorker?: (() => WorkerLike) | null;
}

/** Its options with defaults filled in. */
export type QueueSettings = Resolved<QueueOptions>;
type QueueWorkerSettings = Resolved<QueueWorkerOptions>;

const ends = {
  redis: parameter(
    {
      type: 'text or object',
      range: 'a URL that begins with redis:// or rediss://, or an object of options',
      accepts: (value) =>
        typeof value === 'string'
          ? /^rediss?:\/\/./.test(value)
          : typeof value === 'object' && value !== null && !Array.isArray(value),
    },
    { default: undefined, about: 'where Redis is.' },
  ),
  storage: anyValue('a storage that the workers have too.'),
  queue: parameter(
    {
      type: 'text',
      range: 'text without colons',
      accepts: (value) => typeof value === 'string' && /^[^:]+$/.test(value),
    },
    { default: 'fitpredict', about: 'the name of the queue.' },
  ),
};

const LONGEST = 2 ** 31 - 1;

const queueTable = {
  ...ends,
  parts: integer({ min: 1, default: 128, about: 'how many jobs a call is cut into at most.' }),
  attempts: integer({ min: 1, default: 5, about: 'how often a job is tried that fails.' }),
  backoff: integer({
    min: 0,
    max: LONGEST,
    default: 1000,
    about: 'milliseconds before a job is tried a second time.',
  }),
} satisfies Record<keyof QueueOptions, Hyperparameter>;

const workerTable = {
  ...ends,
  concurrency: parameter(either(anInteger({ min: 1 }), aChoice(null)), {
    default: null,
    about: 'how many jobs it does at a time.',
  }),
  lockDuration: integer({
    min: 100,
    max: LONGEST,
    default: 30_000,
    about: 'milliseconds after which a worker that is not heard of counts as lost.',
  }),
  createWorker: {
    ...aFunction('a function that makes a thread.', null),
    range: 'a function or null',
    accepts: (value) => value === null || typeof value === 'function',
  },
} satisfies Record<keyof QueueWorkerOptions, Hyperparameter>;

/** @throws InvalidParameterError for an unknown option, a value out of range or a missing one */
export const readQueueOptions = (options: unknown): QueueSettings =>
  checked(
    resolveOptions<QueueSettings>('createQueue', queueTable, options, REQUIRED),
    'createQueue',
  );

/** @throws InvalidParameterError for an unknown option, a value out of range or a missing one */
export const readQueueWorkerOptions = (options: unknown): QueueWorkerSettings =>
  checked(
    resolveOptions<QueueWorkerSettings>('startQueueWorker', workerTable, options, REQUIRED),
    'startQueueWorker',
  );

const REQUIRED = ['redis', 'storage'];

function checked<Settings extends { readonly storage: ModelStorage }>(
  settings: Settings,
  where: string,
): Settings {
  checkStorageArgument(where, 'storage', settings.storage);
  return settings;
}
