import { linearRegression, logisticBinary, logisticTenClasses } from './linear-models.js';
import type { Workload } from './workload.js';

/** Everything that `npm run bench` measures. */
export const workloads: readonly Workload[] = [
  linearRegression,
  logisticBinary,
  logisticTenClasses,
];
