import {
  boostingClassifier,
  boostingMillionClasses,
  boostingMillionNumbers,
  boostingOneHot,
  boostingRegressor,
} from './boosting.js';
import {
  dbscanNarrow,
  dbscanPlane,
  dbscanSmall,
  dbscanSpace,
  dbscanWide,
  isolation,
} from './density.js';
import { csvText, rowsOfArrays } from './doors.js';
import { drift } from './drift.js';
import { xgboostJson, xgboostUbjson } from './interop.js';
import {
  kMeansFixed,
  kMeansPlane,
  kMeansPlaneFixed,
  kMeansPlusPlus,
  kMeansSmall,
} from './k-means.js';
import {
  linearRegression,
  logisticBinary,
  logisticLong,
  logisticTenClasses,
} from './linear-models.js';
import { linearSvc, linearSvcHinge, linearSvr } from './linear-svm.js';
import { forestClassifier, forestRegressor, forestSmall } from './random-forest.js';
import { searchRounds, searchSvc } from './search.js';
import { shapByBackground, shapByPaths } from './shap.js';
import { svc5k, svc20k, svcSmall, svr5k } from './svm.js';
import { imputer, oneHot, report, rocAuc, scaler } from './tables.js';
import type { Workload } from './workload.js';

/** Everything that `npm run bench` measures. */
export const workloads: readonly Workload[] = [
  linearRegression,
  logisticBinary,
  logisticLong,
  logisticTenClasses,
  linearSvc,
  linearSvcHinge,
  linearSvr,
  forestClassifier,
  forestRegressor,
  forestSmall,
  boostingClassifier,
  boostingRegressor,
  boostingOneHot,
  boostingMillionClasses,
  boostingMillionNumbers,
  shapByPaths,
  shapByBackground,
  xgboostJson,
  xgboostUbjson,
  isolation,
  dbscanSmall,
  dbscanPlane,
  dbscanSpace,
  dbscanNarrow,
  dbscanWide,
  kMeansSmall,
  kMeansFixed,
  kMeansPlusPlus,
  kMeansPlaneFixed,
  kMeansPlane,
  svcSmall,
  svc5k,
  svr5k,
  svc20k,
  searchSvc,
  searchRounds,
  csvText,
  rowsOfArrays,
  rocAuc,
  report,
  scaler,
  imputer,
  oneHot,
  drift,
];
