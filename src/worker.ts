/** A worker of one's own for a pool: `fitpredict/worker`. */

import { KERNELS } from './parallel/kernels.js';
import { serve } from './parallel/serve.js';

/** Be a worker. */
export function startWorker(): void {
  serve(KERNELS);
}
