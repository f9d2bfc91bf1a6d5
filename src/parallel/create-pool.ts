import { FitPredictError, InvalidParameterError } from '../errors.js';
import {
  anInteger,
  type Hyperparameter,
  integer,
  parameter,
  type Resolved,
  resolve,
} from '../hyperparameters.js';
import {
  installedPool,
  installPool,
  type KernelName,
  type PoolTask,
  type PoolWork,
  tellOnce,
  type WorkPool,
} from '../parallel-work.js';
import { show } from '../words.js';
import { Crew } from './crew.js';
import { kernelWorkerText } from './kernel-worker-text.js';
import { loadEstimatorWorker } from './load-estimator-worker.js';
import { coreCount } from './node-threads.js';
import { OpenWork } from './open-work.js';
import { startText, type WorkerLike } from './worker-thread.js';

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

/** Workers that share the work of whatever has `nJobs`, once `usePool` has put them to use. */
export class Pool implements WorkPool {
  readonly #options: Resolved<PoolOptions>;
  readonly #kernels: Crew;
  readonly #size: number;
  #estimators: Promise<Crew> | undefined;
  #whole: Crew | undefined;
  #works = 0;
  #state: 'open' | 'unable' | 'closed' = 'open';

  /** @internal */
  constructor(options: PoolOptions) {
    this.#options = resolve<Resolved<PoolOptions>>('createPool', table, options, 'option');
    this.#size = this.#options.workers ?? coreCount();
    this.#kernels = this.#crew(() => textOrThrow(kernelWorkerText));
  }

  /** How many workers there are at most; 0 where none can be had, and when the pool is closed. */
  get workers(): number {
    return this.#state === 'open' ? this.#size : 0;
  }

  /**
   * End all workers. What they were at is done on the caller's thread. A closed pool is in use no more, and cannot
   * be opened again.
   */
  close(): void {
    this.#state = 'closed';
    if (installedPool() === this) installPool(undefined);
    this.#kernels.end();
    this.#whole?.end();
  }

  /** @internal */
  isWarm({ estimators }: KernelName): boolean {
    const own = estimators && this.#options.createWorker === null;
    return (own ? this.#whole : this.#kernels)?.isRunning ?? false;
  }

  /** @internal */
  async start(): Promise<void> {
    if (this.#state === 'closed') {
      throw new FitPredictError('usePool: the pool is closed. Create a new one.');
    }
    const whyNot = await this.#kernels.start();
    if (whyNot === undefined) return;
    this.#state = 'unable';
    tellOnce(
      `usePool: no worker can be had: ${whyNot.message}. All work is done on the caller's thread. Where a policy forbids it, allow worker-src blob: or pass createWorker.`,
    );
  }

  /** @internal */
  begin(task: PoolTask): PoolWork {
    let crew: Crew | undefined;
    let closed = false;
    const work = new OpenWork(this.#works++, task, () => {
      closed = true;
      crew?.close(work);
    });
    const open = (own: Crew) => {
      crew = own;
      if (this.#state !== 'open') work.refuse();
      else if (!closed) own.open(work);
    };
    if (!task.kernel.estimators || this.#options.createWorker !== null) {
      open(this.#kernels);
    } else {
      this.#estimators ??= this.#wholeCrew();
      this.#estimators.then(open, (cause: Error) => {
        tellOnce(
          `fitpredict/parallel: the code of workers that know estimators cannot be loaded: ${cause.message}. All work is done on the caller's thread.`,
        );
        work.refuse();
      });
    }
    return work;
  }

  /** Workers that know all estimators: their code is fetched when the first work needs it. */
  async #wholeCrew(): Promise<Crew> {
    const text = await loadEstimatorWorker();
    this.#whole = this.#crew(() => textOrThrow(text));
    return this.#whole;
  }

  #crew(text: () => string): Crew {
    const { createWorker, idleTime } = this.#options;
    const start = createWorker === null ? () => startText(text()) : () => checked(createWorker());
    return new Crew({ size: this.#size, idleTime, start });
  }
}

/**
 * Workers for whatever has `nJobs`: threads of Node, Deno and Bun, and Web Workers of pages. They start when `usePool` puts them
 * to use, and whenever there is work; they end by themselves, and keep no process alive.
 *
 * @example
 * await usePool(createPool({ workers: 4 }))
 * await new RandomForestClassifier({ nJobs: -1 }).fitAsync(X, y)
 *
 * @throws InvalidParameterError for an unknown option or a value out of range
 */
export function createPool(options: PoolOptions = {}): Pool {
  return new Pool(options);
}

/**
 * Put a pool to use: from now on what has `nJobs` shares its work among the workers, where it is awaited (`fitAsync` and its
 * kin) and large enough to gain. The pool that was in use before stays open, and can be put to use again.
 *
 * Where no workers can be had, as in Cloudflare Workers, it says so by a warning, and all work is done on the caller's
 * thread with the same results.
 *
 * @param pool - from `createPool`, or null to use none
 * @throws InvalidParameterError for what is no pool; FitPredictError when it is closed
 */
export async function usePool(pool: Pool | null): Promise<void> {
  if (pool !== null && !(pool instanceof Pool)) {
    throw new InvalidParameterError(
      `usePool: pool must be a pool or null, but got ${show(pool)}. Pass what createPool gives.`,
    );
  }
  installPool(pool ?? undefined);
  await pool?.start();
}

function textOrThrow(text: string | undefined): string {
  if (text !== undefined) return text;
  throw new Error('the package was not built');
}

function checked(worker: WorkerLike): WorkerLike {
  if (typeof worker?.postMessage === 'function') return worker;
  throw new InvalidParameterError(
    `createPool: createWorker must give a worker, but gave ${show(worker)}. Return new Worker(…).`,
  );
}
