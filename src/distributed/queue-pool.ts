import { FitPredictError } from '../errors.js';
import type { OwnPool, Pool } from '../parallel/pool.js';
import { START } from '../parallel/pool.js';
import { installedPool, installPool, type PoolTask, type PoolWork } from '../parallel-work.js';
import { Line } from './line.js';
import { type QueueOptions, type QueueSettings, readQueueOptions } from './queue-options.js';
import { QueueWork } from './queue-work.js';

/**
 * The workers of all machines that listen to a queue, as a pool for `usePool` of `fitpredict/parallel`: whatever has `nJobs` runs on
 * them where it is awaited, and learns the same bits. Data and results are in the storage, jobs of a few hundred bytes in Redis,
 * through BullMQ: `npm install bullmq ioredis`.
 *
 * What is asked for again, of the same data with the same options, is found in the storage and not computed again. A worker that
 * is lost, or Redis for a while, costs time alone. Closing the pool lets work that is open come to its end.
 *
 * @example
 * await usePool(createQueue({ redis: 'redis://10.0.0.5', storage }))
 * await new GridSearchCV({ estimator: new SVC(), paramGrid, nJobs: -1 }).fitAsync(X, y)
 *
 * @throws InvalidParameterError for an unknown option, a value out of range or what is no storage
 */
export function createQueue(options: QueueOptions): Pool {
  return new QueuePool(readQueueOptions(options));
}

/** How often to try to reach Redis: when the queue is put to use, and once it was. */
const FIRST_ATTEMPTS = 6;
const LATER_ATTEMPTS = 60;
/** Milliseconds for which the line stays open for the next work. */
const IDLE_TIME = 1000;

class QueuePool implements OwnPool {
  readonly isRemote = true;
  readonly #settings: QueueSettings;
  #line: Promise<Line> | undefined;
  #held = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(settings: QueueSettings) {
    this.#settings = settings;
  }

  get workers(): number {
    return this.#closed ? 0 : Infinity;
  }

  /** A job costs milliseconds: only work is sent that is worth starting a worker. */
  isWarm(): boolean {
    return false;
  }

  /** @throws FitPredictError when Redis cannot be reached, or the pool is closed */
  async [START](): Promise<void> {
    if (this.#closed) throw new FitPredictError('usePool: the queue is closed. Create a new one.');
    await this.#hold(FIRST_ATTEMPTS);
    this.#release();
  }

  begin(task: PoolTask): PoolWork {
    return new QueueWork(task, {
      ...this.#settings,
      hold: () => this.#hold(LATER_ATTEMPTS),
      release: () => this.#release(),
    });
  }

  close(): void {
    this.#closed = true;
    if (installedPool() === this) installPool(undefined);
    if (this.#held === 0) this.#hangUp();
  }

  async #hold(attempts: number): Promise<Line> {
    clearTimeout(this.#idle);
    this.#held++;
    const { redis, queue } = this.#settings;
    this.#line ??= Line.open(redis, queue, attempts);
    try {
      return await this.#line;
    } catch (cause) {
      this.#line = undefined;
      this.#held--;
      throw cause;
    }
  }

  /** A line that nobody holds is closed soon, so that it does not keep the process alive. */
  #release(): void {
    this.#held--;
    if (this.#held > 0) return;
    if (this.#closed) this.#hangUp();
    else this.#idle = setTimeout(() => this.#hangUp(), IDLE_TIME);
  }

  #hangUp(): void {
    clearTimeout(this.#idle);
    const line = this.#line;
    this.#line = undefined;
    line?.then((open) => open.close()).catch(() => {});
  }
}
