import { FitPredictError } from '../errors.js';
import { setMemoryLimit } from '../memory.js';
import { packError } from '../packed-errors.js';
import { coreCount } from '../parallel/node-threads.js';
import { WorkerPool } from '../parallel/worker-pool.js';
import type { BlockOutcome } from '../parallel-work.js';
import { untilOrAborted } from '../waiting.js';
import { warn } from '../warnings.js';
import { LoadedWorks } from './loaded-works.js';
import { blocksOfPart, cancelKey, type PartAnswer, type Place, readPart } from './part.js';
import { type QueueWorkerOptions, readQueueWorkerOptions } from './queue-options.js';
import { connect, loadPackages } from './redis.js';
import { partKey, storeResult, type Work } from './stored-work.js';

/** A worker of a queue. */
export interface QueueWorker {
  /** How many jobs it does at a time. */
  readonly concurrency: number;
  /** Take no more jobs, finish those it is at, and leave. */
  close(): Promise<void>;
}

/** How many workers may be lost at a job: the next one would be, too. */
const MOST_LOST = 5;
/** Milliseconds between two looks whether a job is still wanted. */
const LOOK = 1000;
const FIRST_ATTEMPTS = 60;
const FOR_EVER = 2 ** 31 - 1;

/**
 * Make this process a worker of a queue: it does the jobs that `createQueue` puts there, on threads of its own, until it is closed.
 * `npx fitpredict-worker` does the same from a shell.
 *
 * @example
 * const worker = await startQueueWorker({ redis: 'redis://10.0.0.5', storage })
 * process.on('SIGTERM', () => worker.close())
 *
 * @returns the worker, once it listens
 * @throws InvalidParameterError for an unknown option, a value out of range or what is no storage
 * @throws FitPredictError when Redis cannot be reached within half a minute, or BullMQ is not installed
 */
export async function startQueueWorker(options: QueueWorkerOptions): Promise<QueueWorker> {
  const settings = readQueueWorkerOptions(options);
  const { storage, queue, lockDuration, createWorker } = settings;
  const concurrency = settings.concurrency ?? coreCount();
  const { bullmq, Redis } = await loadPackages('startQueueWorker');
  const redis = await connect(Redis, settings.redis, FIRST_ATTEMPTS, 'startQueueWorker');
  const threads = new WorkerPool({ workers: concurrency, createWorker, idleTime: FOR_EVER });
  const works = new LoadedWorks(storage);

  async function doPart(job: { readonly data: unknown }): Promise<PartAnswer> {
    const part = readPart(job.data);
    const key = partKey(part.work, part);
    if (await storage.exists(key)) return {};
    const work = await works.get(part.work);
    const stop = new AbortController();
    const wanted = async () => {
      if ((await redis.exists(worker.toKey(cancelKey(part.call)))) === 0) return;
      stop.abort(new bullmq.UnrecoverableError('it was cancelled'));
    };
    await wanted();
    const look = setInterval(() => wanted().catch(() => {}), LOOK);
    try {
      const outcomes = await doBlocks(threads, work, part, stop.signal);
      const failed = outcomes.find(({ result }) => result === undefined);
      // What fails is told and not stored: memory, for one, is not short everywhere and for ever.
      if (failed !== undefined) return { failed: packError(failed.error) };
      await storeResult(storage, key, outcomes);
      return {};
    } finally {
      clearInterval(look);
    }
  }

  const worker = new bullmq.Worker(queue, doPart, {
    connection: redis,
    concurrency,
    lockDuration,
    stalledInterval: lockDuration,
    maxStalledCount: MOST_LOST,
  });
  let told = '';
  worker.on('ready', () => {
    told = '';
  });
  worker.on('error', ({ message }) => {
    if (message !== told) warn('parallel', `fitpredict-worker: ${message}`); // not again at each attempt to connect
    told = message;
  });
  await worker.waitUntilReady();
  return {
    concurrency,
    async close() {
      await worker.close();
      threads.close();
      redis.disconnect();
    },
  };
}

/** The blocks of a part, one after another on one thread. */
async function doBlocks(
  threads: WorkerPool,
  { kernel, shared, blocks, memoryLimit }: Work,
  part: Place,
  signal: AbortSignal,
): Promise<BlockOutcome[]> {
  signal.throwIfAborted();
  const own = blocksOfPart(blocks, part);
  const before = setMemoryLimit(memoryLimit); // threads are told it when work opens
  const work = threads.begin({ kernel, shared, blocks: own, most: 1 });
  setMemoryLimit(before);
  const outcomes: BlockOutcome[] = [];
  try {
    while (outcomes.length < own.length) {
      const outcome = work.take(outcomes.length);
      if (outcome === 'refused') {
        throw new FitPredictError(
          `fitpredict-worker: this worker cannot do ${kernel.name}: ${work.whyNot ?? 'it is closed.'} A class of your own needs workers whose createWorker knows it.`,
        );
      }
      if (outcome === undefined) await untilOrAborted(work.change(), signal);
      else outcomes.push(outcome);
    }
  } finally {
    work.cancel();
  }
  return outcomes;
}
