import { kMeansFixed, kMeansPlane, kMeansPlaneFixed, kMeansPlusPlus } from './k-means.js';
import { linearRegression, logisticBinary, logisticTenClasses } from './linear-models.js';
import { linearSvc, linearSvcHinge, linearSvr } from './linear-svm.js';
import { forestClassifier, forestRegressor } from './random-forest.js';
import type { Workload } from './workload.js';

/** Everything that `npm run bench` measures. */
export const workloads: readonly Workload[] = [
  linearRegression,
  logisticBinary,
  logisticTenClasses,
  linearSvc,
  linearSvcHinge,
  linearSvr,
  forestClassifier,
  forestRegressor,
  kMeansFixed,
  kMeansPlusPlus,
  kMeansPlaneFixed,
  kMeansPlane,
];
