/** The program of a worker that holds what needs no estimator: some ten kilobytes. */

import { KERNELS } from './kernels.js';
import { serve } from './serve.js';

serve(KERNELS);
