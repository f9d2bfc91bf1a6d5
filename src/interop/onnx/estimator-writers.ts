/** Which estimators can be written, by the names of their classes, so that writing bundles none of them. */

import { kMeans } from './cluster-writers.js';
import {
  functionTransformer,
  maxAbsScaler,
  minMaxScaler,
  normalizer,
  pca,
  polynomialFeatures,
  robustScaler,
  selector,
  standardScaler,
} from './column-writers.js';
import {
  columnTransformer,
  pipeline,
  search,
  transformedTarget,
  votingClassifier,
  votingRegressor,
} from './composition-writers.js';
import { labelEncoder, oneHotEncoder, ordinalEncoder } from './encoder-writers.js';
import { simpleImputer } from './imputer-writers.js';
import { linearRegressor, linearSvc, logisticRegression } from './linear-writers.js';
import { sgdClassifier } from './sgd-writer.js';
import { svc, svr } from './svm-writers.js';
import { tabularModel, tabularPreprocessor } from './tabular-writers.js';
import { fixedThresholdClassifier, tunedThresholdClassifier } from './threshold-writers.js';
import {
  gradientBoostingClassifier,
  gradientBoostingRegressor,
  isolationForest,
  randomForestClassifier,
  randomForestRegressor,
} from './tree-writers.js';
import type { EstimatorWriter } from './writing.js';

export const WRITERS: Readonly<Record<string, EstimatorWriter>> = {
  BayesSearchCV: search,
  ColumnTransformer: columnTransformer,
  FixedThresholdClassifier: fixedThresholdClassifier,
  FunctionTransformer: functionTransformer,
  GradientBoostingClassifier: gradientBoostingClassifier,
  GradientBoostingRegressor: gradientBoostingRegressor,
  GridSearchCV: search,
  HalvingGridSearchCV: search,
  HalvingRandomSearchCV: search,
  IsolationForest: isolationForest,
  KMeans: kMeans,
  LabelEncoder: labelEncoder,
  LinearRegression: linearRegressor,
  LinearSVC: linearSvc,
  LinearSVR: linearRegressor,
  LogisticRegression: logisticRegression,
  MaxAbsScaler: maxAbsScaler,
  MinMaxScaler: minMaxScaler,
  MiniBatchKMeans: kMeans,
  Normalizer: normalizer,
  OneHotEncoder: oneHotEncoder,
  OrdinalEncoder: ordinalEncoder,
  PCA: pca,
  Pipeline: pipeline,
  PolynomialFeatures: polynomialFeatures,
  RandomForestClassifier: randomForestClassifier,
  RandomForestRegressor: randomForestRegressor,
  RandomizedSearchCV: search,
  RobustScaler: robustScaler,
  SGDClassifier: sgdClassifier,
  SGDRegressor: linearRegressor,
  SVC: svc,
  SVR: svr,
  SelectFromModel: selector,
  SelectKBest: selector,
  SelectPercentile: selector,
  SimpleImputer: simpleImputer,
  StandardScaler: standardScaler,
  TabularModel: tabularModel,
  TabularPreprocessor: tabularPreprocessor,
  TransformedTargetRegressor: transformedTarget,
  TunedThresholdClassifierCV: tunedThresholdClassifier,
  VarianceThreshold: selector,
  VotingClassifier: votingClassifier,
  VotingRegressor: votingRegressor,
};
