import { FitPredictError, InvalidParameterError } from '../errors.js';
import type { Resolved } from '../hyperparameters.js';
import {
  canShareMemory,
  installedPool,
  installPool,
  type KernelName,
  type PoolTask,
  tellOnce,
  type WorkPool,
} from '../parallel-work.js';
import { HistogramCrew } from '../trees/boosting/histogram-crew.js';
import type { CrewPlan } from '../trees/boosting/lone-crew.js';
import { codeTogether } from '../trees/boosting/shared-binning.js';
import { show } from '../words.js';
import { Crew } from './crew.js';
import { kernelWorkerText } from './kernel-worker-text.js';
import { loadEstimatorWorker } from './load-estimator-worker.js';
import { coreCount } from './node-threads.js';
import { OpenWork } from './open-work.js';
import { type Pool, START } from './pool.js';
import { type PoolOptions, readPoolOptions } from './pool-options.js';
import { startText, type WorkerLike } from './worker-thread.js';

/** How this thread leads those that boost. */
export const BOOSTING = {
  gather: (plan: CrewPlan) => new HistogramCrew(plan),
  coding: codeTogether,
};

/** A pool of real workers, of one or two kinds: those that know the kernels, and those that know all estimators. */
export class WorkerPool implements Pool, WorkPool {
  readonly sharesMemory = canShareMemory();
  readonly boosting = this.sharesMemory ? BOOSTING : undefined;
  readonly #options: Resolved<PoolOptions>;
  readonly #kernels: Crew;
  readonly #size: number;
  #estimators: Promise<Crew> | undefined;
  #whole: Crew | undefined;
  #works = 0;
  #state: 'open' | 'unable' | 'closed' = 'open';

  constructor(options: PoolOptions) {
    this.#options = readPoolOptions(options);
    this.#size = this.#options.workers ?? coreCount();
    this.#kernels = this.#crew(() => textOrThrow(kernelWorkerText));
  }

  get workers(): number {
    return this.#state === 'open' ? this.#size : 0;
  }

  close(): void {
    this.#state = 'closed';
    if (installedPool() === this) installPool(undefined);
    this.#kernels.end();
    this.#whole?.end();
  }

  isWarm({ estimators }: KernelName): boolean {
    const own = estimators && this.#options.createWorker === null;
    return (own ? this.#whole : this.#kernels)?.isRunning ?? false;
  }

  /**
   * Start the workers, and say so where there can be none.
   *
   * @throws FitPredictError when the pool is closed
   */
  async [START](): Promise<void> {
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

  begin(task: PoolTask): OpenWork {
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
        this.#estimators = undefined; // the next work tries again
        work.refuse();
        tellOnce(
          `fitpredict/parallel: the code of workers that know estimators cannot be loaded: ${cause.message}. All work is done on the caller's thread.`,
        );
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
