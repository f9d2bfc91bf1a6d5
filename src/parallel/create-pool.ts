import { InvalidParameterError } from '../errors.js';
import { installPool } from '../parallel-work.js';
import { show } from '../words.js';
import { type OwnPool, type Pool, START } from './pool.js';
import type { PoolOptions } from './pool-options.js';
import { WorkerPool } from './worker-pool.js';

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
  return new WorkerPool(options);
}

/**
 * Put a pool to use: from now on what has `nJobs` shares its work among the workers, where it is awaited (`fitAsync` and its
 * kin) and large enough to gain. The pool that was in use before stays open, and can be put to use again.
 *
 * Where no workers can be had, as in Cloudflare Workers, it says so by a warning, and all work is done on the caller's
 * thread with the same results.
 *
 * @param pool - from `createPool`, `createQueue` of `fitpredict/distributed`, or null to use none
 * @throws InvalidParameterError for what is no pool; FitPredictError when it is closed
 */
export async function usePool(pool: Pool | null): Promise<void> {
  if (pool !== null && !isOwn(pool)) {
    throw new InvalidParameterError(
      `usePool: pool must be a pool or null, but got ${show(pool)}. Pass what createPool gives.`,
    );
  }
  installPool(pool ?? undefined);
  await pool?.[START]();
}

const isOwn = (pool: unknown): pool is OwnPool =>
  typeof pool === 'object' && pool !== null && START in pool;
