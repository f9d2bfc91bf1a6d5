/** All the machines: `fitpredict/distributed`. Of Node alone. */

export type { QueueEnd, QueueOptions, QueueWorkerOptions } from './distributed/queue-options.js';
export { createQueue } from './distributed/queue-pool.js';
export { type QueueWorker, startQueueWorker } from './distributed/queue-worker.js';
export {
  type RemovedWork,
  type RemoveOldWorkOptions,
  removeOldWork,
} from './distributed/remove-old-work.js';
export type { Pool } from './parallel/pool.js';
export type { WorkerLike } from './parallel/worker-thread.js';
