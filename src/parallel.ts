/** All the cores: `fitpredict/parallel`. */

export { createPool, type Pool, type PoolOptions, usePool } from './parallel/create-pool.js';
export type { WorkerLike } from './parallel/worker-thread.js';
