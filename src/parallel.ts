/** All the cores: `fitpredict/parallel`. */

export { createPool, usePool } from './parallel/create-pool.js';
export type { Pool } from './parallel/pool.js';
export type { PoolOptions } from './parallel/pool-options.js';
export type { WorkerLike } from './parallel/worker-thread.js';
