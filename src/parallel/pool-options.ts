import {
  anInteger,
  type Hyperparameter,
  integer,
  parameter,
  type Resolved,
  resolve,
} from '../hyperparameters.js';
import type { WorkerLike } from './worker-thread.js';

/** How many workers a pool has, and what they run. */
export interface PoolOptions {
  /** How many workers there are at most. Default null: as many as the machine has cores. */
  workers?: number | null;
  /**
   * Makes a worker whose program calls `startWorker` of `fitpredict/worker`: for pages whose policy lets in no code that is
   * at hand as text, and for estimators of your own. Default null: the pool brings its own.
   */
  createWorker?: (() => WorkerLike) | null;
  /** Milliseconds after which workers that have nothing to do end; the next work starts new ones. Default 30000. */
  idleTime?: number;
}

const table = {
  workers: {
    ...anInteger({ min: 1 }),
    range: 'an integer >= 1 or null',
    accepts: (value) => value === null || (Number.isSafeInteger(value) && Number(value) >= 1),
    default: null,
    about: 'how many workers there are at most.',
  },
  createWorker: parameter(
    {
      type: 'function',
      range: 'a function or null',
      accepts: (value) => value === null || typeof value === 'function',
    },
    { default: null, about: 'a function that makes a worker.' },
  ),
  idleTime: integer({
    min: 0,
    max: 2 ** 31 - 1,
    default: 30_000,
    about: 'milliseconds after which workers that have nothing to do end.',
  }),
} satisfies Record<keyof PoolOptions, Hyperparameter>;

/** @throws InvalidParameterError for an unknown option or a value out of range */
export const readPoolOptions = (options: PoolOptions): Resolved<PoolOptions> =>
  resolve<Resolved<PoolOptions>>('createPool', table, options, 'option');
