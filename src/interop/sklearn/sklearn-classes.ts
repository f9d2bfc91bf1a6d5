import { VotingClassifier } from '../../ensembles/voting/voting-classifier.js';
import { VotingRegressor } from '../../ensembles/voting/voting-regressor.js';
import type { EstimatorClass } from '../../estimator.js';
import { DBSCAN } from '../../estimators/dbscan.js';
import { GradientBoostingClassifier } from '../../estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../../estimators/gradient-boosting/gradient-boosting-regressor.js';
import { IsolationForest } from '../../estimators/isolation-forest.js';
import { KMeans } from '../../estimators/k-means/k-means.js';
import { MiniBatchKMeans } from '../../estimators/k-means/mini-batch-k-means.js';
import { LinearRegression } from '../../estimators/linear/linear-regression.js';
import { LinearSVC } from '../../estimators/linear/linear-svc.js';
import { LinearSVR } from '../../estimators/linear/linear-svr.js';
import { LogisticRegression } from '../../estimators/linear/logistic-regression.js';
import { SGDClassifier } from '../../estimators/linear/sgd-classifier.js';
import { SGDRegressor } from '../../estimators/linear/sgd-regressor.js';
import { RandomForestClassifier } from '../../estimators/random-forest/random-forest-classifier.js';
import { RandomForestRegressor } from '../../estimators/random-forest/random-forest-regressor.js';
import { SVC } from '../../estimators/svm/svc.js';
import { SVR } from '../../estimators/svm/svr.js';
import { ColumnTransformer } from '../../preprocessing/composition/column-transformer.js';
import { Pipeline } from '../../preprocessing/composition/pipeline.js';
import { LabelEncoder } from '../../preprocessing/encoders/label-encoder.js';
import { OneHotEncoder } from '../../preprocessing/encoders/one-hot-encoder.js';
import { OrdinalEncoder } from '../../preprocessing/encoders/ordinal-encoder.js';
import { PolynomialFeatures } from '../../preprocessing/polynomial-features.js';
import { MaxAbsScaler } from '../../preprocessing/scalers/max-abs-scaler.js';
import { MinMaxScaler } from '../../preprocessing/scalers/min-max-scaler.js';
import { Normalizer } from '../../preprocessing/scalers/normalizer.js';
import { RobustScaler } from '../../preprocessing/scalers/robust-scaler.js';
import { StandardScaler } from '../../preprocessing/scalers/standard-scaler.js';
import { SimpleImputer } from '../../preprocessing/simple-imputer.js';

/** The classes that models of scikit-learn are rebuilt of. */
export const SKLEARN_CLASSES: readonly EstimatorClass[] = [
  ColumnTransformer,
  DBSCAN,
  GradientBoostingClassifier,
  GradientBoostingRegressor,
  IsolationForest,
  KMeans,
  LabelEncoder,
  LinearRegression,
  LinearSVC,
  LinearSVR,
  LogisticRegression,
  MaxAbsScaler,
  MiniBatchKMeans,
  MinMaxScaler,
  Normalizer,
  OneHotEncoder,
  OrdinalEncoder,
  Pipeline,
  PolynomialFeatures,
  RandomForestClassifier,
  RandomForestRegressor,
  RobustScaler,
  SGDClassifier,
  SGDRegressor,
  SimpleImputer,
  StandardScaler,
  SVC,
  SVR,
  VotingClassifier,
  VotingRegressor,
];
