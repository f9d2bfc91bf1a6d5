/** The program of a worker that can fit every estimator of the library. */

import { startWorker } from '../worker.js';

startWorker();
