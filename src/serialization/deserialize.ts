import { BaggingClassifier } from '../ensembles/bagging/bagging-classifier.js';
import { BaggingRegressor } from '../ensembles/bagging/bagging-regressor.js';
import { CalibratedClassifierCV } from '../ensembles/calibration/calibrated-classifier-cv.js';
import { FrozenEstimator } from '../ensembles/frozen-estimator.js';
import { StackingClassifier } from '../ensembles/stacking/stacking-classifier.js';
import { StackingRegressor } from '../ensembles/stacking/stacking-regressor.js';
import { FixedThresholdClassifier } from '../ensembles/thresholds/fixed-threshold-classifier.js';
import { TunedThresholdClassifierCV } from '../ensembles/thresholds/tuned-threshold-classifier-cv.js';
import { VotingClassifier } from '../ensembles/voting/voting-classifier.js';
import { VotingRegressor } from '../ensembles/voting/voting-regressor.js';
import type { EstimatorClass } from '../estimator.js';
import { DummyClassifier } from '../estimators/dummy/dummy-classifier.js';
import { DummyRegressor } from '../estimators/dummy/dummy-regressor.js';
import { IsotonicRegression } from '../estimators/isotonic-regression.js';
import { MiniBatchKMeans } from '../estimators/k-means/mini-batch-k-means.js';
import { SGDClassifier } from '../estimators/linear/sgd-classifier.js';
import { SGDRegressor } from '../estimators/linear/sgd-regressor.js';
import { RFE } from '../feature-selection/rfe.js';
import { RFECV } from '../feature-selection/rfecv.js';
import { SelectFromModel } from '../feature-selection/select-from-model.js';
import { SelectKBest } from '../feature-selection/select-k-best.js';
import { SelectPercentile } from '../feature-selection/select-percentile.js';
import { VarianceThreshold } from '../feature-selection/variance-threshold.js';
import type { LoadedModel } from '../model-guards.js';
import { BayesSearchCV } from '../model-selection/search/bayes-search-cv.js';
import { GridSearchCV } from '../model-selection/search/grid-search-cv.js';
import { HalvingGridSearchCV } from '../model-selection/search/halving-grid-search-cv.js';
import { HalvingRandomSearchCV } from '../model-selection/search/halving-random-search-cv.js';
import { RandomizedSearchCV } from '../model-selection/search/randomized-search-cv.js';
import { DriftMonitor } from '../monitoring/drift-monitor.js';
import { TableProfile } from '../monitoring/table-profile.js';
import { KBinsDiscretizer } from '../preprocessing/binning/k-bins-discretizer.js';
import { ColumnTransformer } from '../preprocessing/composition/column-transformer.js';
import { Pipeline } from '../preprocessing/composition/pipeline.js';
import { TransformedTargetRegressor } from '../preprocessing/composition/transformed-target-regressor.js';
import { DatePartExtractor } from '../preprocessing/dates/date-part-extractor.js';
import { PowerTransformer } from '../preprocessing/distributions/power-transformer.js';
import { QuantileTransformer } from '../preprocessing/distributions/quantile-transformer.js';
import { LabelBinarizer } from '../preprocessing/encoders/label-binarizer.js';
import { LabelEncoder } from '../preprocessing/encoders/label-encoder.js';
import { OneHotEncoder } from '../preprocessing/encoders/one-hot-encoder.js';
import { OrdinalEncoder } from '../preprocessing/encoders/ordinal-encoder.js';
import { TargetEncoder } from '../preprocessing/encoders/target-encoder.js';
import { FunctionTransformer } from '../preprocessing/function-transformer.js';
import { KNNImputer } from '../preprocessing/knn-imputer.js';
import { MissingIndicator } from '../preprocessing/missing-indicator.js';
import { OutlierRemover } from '../preprocessing/outliers/outlier-remover.js';
import { PCA } from '../preprocessing/pca/pca.js';
import { PolynomialFeatures } from '../preprocessing/polynomial-features.js';
import { MaxAbsScaler } from '../preprocessing/scalers/max-abs-scaler.js';
import { MinMaxScaler } from '../preprocessing/scalers/min-max-scaler.js';
import { Normalizer } from '../preprocessing/scalers/normalizer.js';
import { RobustScaler } from '../preprocessing/scalers/robust-scaler.js';
import { StandardScaler } from '../preprocessing/scalers/standard-scaler.js';
import { SimpleImputer } from '../preprocessing/simple-imputer.js';
import { TabularPreprocessor } from '../preprocessing/tabular/tabular-preprocessor.js';
import { catalogueClasses } from '../training/catalogue.js';
import { TabularModel } from '../training/tabular-model.js';
import { readEstimator } from './bytes.js';
import { checkClasses, loadEstimator } from './estimator-json.js';
import { inlineTensors } from './tensors.js';

/**
 * The estimator, transformer, pipeline or trained model that `serialize` wrote, of whatever class of
 * this library it is. Who knows the class and bundles for a web page calls `deserializeAs` instead,
 * which brings in that class alone.
 *
 * What comes back has a `predict` unless it is a transformer: `isClassifier` and its kin tell what it is.
 *
 * @param bytes - a model file; nothing in it is trusted, and nothing in it can run. The trees of large forests are
 *   used where they lie in it: do not write into it or transfer it while such a model is in use
 * @param classes - further classes of one's own that the file may hold; those given to
 *   `registerModel` are known already
 * @throws ModelFormatError when the bytes are no model, are damaged, or hold an unknown class
 */
export function deserialize(
  bytes: Uint8Array | ArrayBuffer,
  classes: readonly EstimatorClass[] = [],
): LoadedModel {
  return readEstimator(bytes, knownClasses(classes));
}

/**
 * What `toJSON` wrote, of whatever class of this library it is. A class's own `fromJSON` knows that
 * class alone, and so loads no pipeline.
 *
 * @param json - the parsed JSON; nothing in it is trusted
 * @param classes - further classes of one's own that it may hold
 * @throws ModelFormatError when it is damaged, hostile, or holds an unknown class
 */
export function fromJSON(json: unknown, classes: readonly EstimatorClass[] = []): LoadedModel {
  return loadEstimator(json, inlineTensors, knownClasses(classes));
}

/** Every class of the library, those registered, and those given. */
function knownClasses(classes: readonly EstimatorClass[]): EstimatorClass[] {
  return [
    ...checkClasses(classes),
    ...catalogueClasses(),
    MiniBatchKMeans,
    BaggingClassifier,
    BaggingRegressor,
    CalibratedClassifierCV,
    DummyClassifier,
    DummyRegressor,
    FixedThresholdClassifier,
    FrozenEstimator,
    IsotonicRegression,
    SGDClassifier,
    SGDRegressor,
    StackingClassifier,
    StackingRegressor,
    TunedThresholdClassifierCV,
    VotingClassifier,
    VotingRegressor,
    BayesSearchCV,
    GridSearchCV,
    HalvingGridSearchCV,
    HalvingRandomSearchCV,
    RandomizedSearchCV,
    ColumnTransformer,
    DatePartExtractor,
    DriftMonitor,
    TableProfile,
    FunctionTransformer,
    MaxAbsScaler,
    MinMaxScaler,
    Normalizer,
    OneHotEncoder,
    OutlierRemover,
    PCA,
    PolynomialFeatures,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    KBinsDiscretizer,
    KNNImputer,
    LabelBinarizer,
    LabelEncoder,
    MissingIndicator,
    OrdinalEncoder,
    Pipeline,
    SimpleImputer,
    StandardScaler,
    TabularModel,
    TabularPreprocessor,
    SelectFromModel,
    SelectKBest,
    SelectPercentile,
    RFE,
    RFECV,
    VarianceThreshold,
    TargetEncoder,
    TransformedTargetRegressor,
  ];
}
