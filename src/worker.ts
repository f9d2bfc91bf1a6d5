/** A worker of one's own for a pool: `fitpredict/worker`. */

import type { EstimatorClass } from './estimator.js';
import { readNamed } from './named-options.js';
import { answerKernel } from './parallel/answer-kernel.js';
import { askingKernel } from './parallel/asking-kernel.js';
import { foldKernel } from './parallel/fold-kernel.js';
import { KERNELS } from './parallel/kernels.js';
import { RARE_KERNELS } from './parallel/rare-kernels.js';
import { serve } from './parallel/serve.js';
import { shuffleKernel } from './parallel/shuffle-kernel.js';
import { checkClasses } from './serialization/estimator-json.js';

/** What a worker of one's own knows. */
export interface WorkerOptions {
  /** Classes of estimators of your own, which searches may fit. Default none. */
  classes?: readonly EstimatorClass[];
}

/**
 * Make the worker that this is called in one of a pool whose `createWorker` starts it. It knows every estimator of the library.
 *
 * @example
 * // worker.js
 * startWorker()
 * // on the page
 * const createWorker = () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
 * await usePool(createPool({ createWorker }))
 *
 * @throws InvalidParameterError for an unknown option
 */
export function startWorker(options: WorkerOptions = {}): void {
  const { classes = [] } = readNamed(options, 'startWorker', ['classes']);
  const own = checkClasses(classes);
  serve([
    ...KERNELS,
    ...RARE_KERNELS,
    answerKernel(own),
    askingKernel(own),
    foldKernel(own),
    shuffleKernel(own),
  ]);
}
