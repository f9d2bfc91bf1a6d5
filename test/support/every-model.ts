import { parseCsv } from '../../src/data/csv/csv.js';
import { BaggingClassifier } from '../../src/ensembles/bagging/bagging-classifier.js';
import { BaggingRegressor } from '../../src/ensembles/bagging/bagging-regressor.js';
import { CalibratedClassifierCV } from '../../src/ensembles/calibration/calibrated-classifier-cv.js';
import { FrozenEstimator } from '../../src/ensembles/frozen-estimator.js';
import { StackingClassifier } from '../../src/ensembles/stacking/stacking-classifier.js';
import { StackingRegressor } from '../../src/ensembles/stacking/stacking-regressor.js';
import { FixedThresholdClassifier } from '../../src/ensembles/thresholds/fixed-threshold-classifier.js';
import { TunedThresholdClassifierCV } from '../../src/ensembles/thresholds/tuned-threshold-classifier-cv.js';
import { VotingClassifier } from '../../src/ensembles/voting/voting-classifier.js';
import { VotingRegressor } from '../../src/ensembles/voting/voting-regressor.js';
import type { AnyEstimator } from '../../src/estimator.js';
import { DBSCAN } from '../../src/estimators/dbscan.js';
import { DummyClassifier } from '../../src/estimators/dummy/dummy-classifier.js';
import { DummyRegressor } from '../../src/estimators/dummy/dummy-regressor.js';
import { GradientBoostingClassifier } from '../../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { IsolationForest } from '../../src/estimators/isolation-forest.js';
import { IsotonicRegression } from '../../src/estimators/isotonic-regression.js';
import { KMeans } from '../../src/estimators/k-means/k-means.js';
import { MiniBatchKMeans } from '../../src/estimators/k-means/mini-batch-k-means.js';
import { LinearRegression } from '../../src/estimators/linear/linear-regression.js';
import { LinearSVC } from '../../src/estimators/linear/linear-svc.js';
import { LinearSVR } from '../../src/estimators/linear/linear-svr.js';
import { LogisticRegression } from '../../src/estimators/linear/logistic-regression.js';
import { SGDClassifier } from '../../src/estimators/linear/sgd-classifier.js';
import { SGDRegressor } from '../../src/estimators/linear/sgd-regressor.js';
import { RandomForestClassifier } from '../../src/estimators/random-forest/random-forest-classifier.js';
import { RandomForestRegressor } from '../../src/estimators/random-forest/random-forest-regressor.js';
import { SVC } from '../../src/estimators/svm/svc.js';
import { SVR } from '../../src/estimators/svm/svr.js';
import { RFE } from '../../src/feature-selection/rfe.js';
import { RFECV } from '../../src/feature-selection/rfecv.js';
import { SelectFromModel } from '../../src/feature-selection/select-from-model.js';
import { SelectKBest } from '../../src/feature-selection/select-k-best.js';
import { SelectPercentile } from '../../src/feature-selection/select-percentile.js';
import { VarianceThreshold } from '../../src/feature-selection/variance-threshold.js';
import { KFold } from '../../src/model-selection/k-fold.js';
import { BayesSearchCV } from '../../src/model-selection/search/bayes-search-cv.js';
import { choice, uniform } from '../../src/model-selection/search/distributions.js';
import { GridSearchCV } from '../../src/model-selection/search/grid-search-cv.js';
import { HalvingGridSearchCV } from '../../src/model-selection/search/halving-grid-search-cv.js';
import { HalvingRandomSearchCV } from '../../src/model-selection/search/halving-random-search-cv.js';
import { RandomizedSearchCV } from '../../src/model-selection/search/randomized-search-cv.js';
import { DriftMonitor } from '../../src/monitoring/drift-monitor.js';
import { TableProfile } from '../../src/monitoring/table-profile.js';
import { KBinsDiscretizer } from '../../src/preprocessing/binning/k-bins-discretizer.js';
import { ColumnTransformer } from '../../src/preprocessing/composition/column-transformer.js';
import { Pipeline } from '../../src/preprocessing/composition/pipeline.js';
import { DatePartExtractor } from '../../src/preprocessing/dates/date-part-extractor.js';
import { PowerTransformer } from '../../src/preprocessing/distributions/power-transformer.js';
import { QuantileTransformer } from '../../src/preprocessing/distributions/quantile-transformer.js';
import { LabelBinarizer } from '../../src/preprocessing/encoders/label-binarizer.js';
import { LabelEncoder } from '../../src/preprocessing/encoders/label-encoder.js';
import { OneHotEncoder } from '../../src/preprocessing/encoders/one-hot-encoder.js';
import { OrdinalEncoder } from '../../src/preprocessing/encoders/ordinal-encoder.js';
import { FunctionTransformer } from '../../src/preprocessing/function-transformer.js';
import { KNNImputer } from '../../src/preprocessing/knn-imputer.js';
import { MissingIndicator } from '../../src/preprocessing/missing-indicator.js';
import { OutlierRemover } from '../../src/preprocessing/outliers/outlier-remover.js';
import { PCA } from '../../src/preprocessing/pca/pca.js';
import { PolynomialFeatures } from '../../src/preprocessing/polynomial-features.js';
import { MaxAbsScaler } from '../../src/preprocessing/scalers/max-abs-scaler.js';
import { MinMaxScaler } from '../../src/preprocessing/scalers/min-max-scaler.js';
import { Normalizer } from '../../src/preprocessing/scalers/normalizer.js';
import { RobustScaler } from '../../src/preprocessing/scalers/robust-scaler.js';
import { StandardScaler } from '../../src/preprocessing/scalers/standard-scaler.js';
import { SimpleImputer } from '../../src/preprocessing/simple-imputer.js';
import { TabularPreprocessor } from '../../src/preprocessing/tabular/tabular-preprocessor.js';
import { trainModel } from '../../src/training/train-model.js';

/** A kind of model, how a fresh one is made, and what it learns from. */
export interface Subject {
  readonly name: string;
  /** A new one that is not fitted. */
  create(): AnyEstimator;
  /** Samples as `fit` and `predict` take them. */
  readonly X: unknown;
  /** Targets or labels; undefined where there are none. */
  readonly y?: readonly unknown[];
}

type Fit = AnyEstimator & { fit?(X: unknown, y?: unknown): AnyEstimator };

const rows = Array.from({ length: 24 }, (_, i) => [i % 7, (i * 37) % 11, (i * i) % 5]);
const numbers = rows.map(([a, b, c]) => 2 * a - b + 0.5 * c + 1);
const names = rows.map(([a]) => (a < 2 ? 'low' : a < 5 ? 'middle' : 'high'));
const cells = rows.map(([a, , c]) => [['red', 'green', 'blue', null][a % 4], c]);
const table = parseCsv(
  `size,colour,open,price\n${rows.map(([a, b, c]) => `${a},${['red', 'green', ''][c % 3]},${b > 5},${a + c}`).join('\n')}`,
);

const ofNumbers = (name: string, create: () => AnyEstimator): Subject => ({
  name,
  create,
  X: rows,
  y: numbers,
});
const ofNames = (name: string, create: () => AnyEstimator): Subject => ({
  name,
  create,
  X: rows,
  y: names,
});
const ofFlags = (name: string, create: () => AnyEstimator): Subject => ({
  name,
  create,
  X: rows,
  y: rows.map(([a, b]) => a + b > 8),
});
const ofRows = (name: string, create: () => AnyEstimator): Subject => ({ name, create, X: rows });
const ofCells = (name: string, create: () => AnyEstimator): Subject => ({ name, create, X: cells });

/** Every estimator, transformer and composition, in the settings whose states differ most. */
export const everyModel: readonly Subject[] = [
  ofNumbers('LinearRegression', () => new LinearRegression()),
  ofNumbers('LinearSVR', () => new LinearSVR()),
  ofNumbers('SGDRegressor', () => new SGDRegressor({ eta0: 0.001, randomState: 0 })),
  ofNumbers('SVR', () => new SVR({ kernel: 'poly', degree: 2 })),
  ofNumbers(
    'RandomForestRegressor',
    () => new RandomForestRegressor({ nEstimators: 3, randomState: 0, oobScore: true }),
  ),
  ofNumbers(
    'GradientBoostingRegressor',
    () =>
      new GradientBoostingRegressor({ nEstimators: 3, categoricalFeatures: [0], randomState: 0 }),
  ),
  ofNames('LogisticRegression', () => new LogisticRegression()),
  ofNames('LinearSVC', () => new LinearSVC()),
  ofNames(
    'SGDClassifier',
    () => new SGDClassifier({ loss: 'logLoss', average: 5, randomState: 0 }),
  ),
  ofNames('SVC', () => new SVC({ probability: true, randomState: 0 })),
  ofNames(
    'RandomForestClassifier',
    () => new RandomForestClassifier({ nEstimators: 3, randomState: 0, oobScore: true }),
  ),
  ofNames(
    'GradientBoostingClassifier',
    () =>
      new GradientBoostingClassifier({ nEstimators: 3, validationFraction: 0.3, randomState: 0 }),
  ),
  ofNames('DummyClassifier', () => new DummyClassifier({ strategy: 'stratified', randomState: 0 })),
  ofNumbers('DummyRegressor', () => new DummyRegressor({ strategy: 'quantile', quantile: 0.3 })),
  {
    name: 'IsotonicRegression',
    create: () => new IsotonicRegression({ increasing: 'auto' }),
    X: numbers,
    y: numbers,
  },
  ofNames(
    'VotingClassifier',
    () =>
      new VotingClassifier({
        estimators: [
          ['linear', new LogisticRegression()],
          ['dropped', 'drop'],
          ['prior', new DummyClassifier({ randomState: 0 })],
        ],
        voting: 'soft',
        weights: [2, 3, 1],
      }),
  ),
  ofNumbers(
    'VotingRegressor',
    () =>
      new VotingRegressor({
        estimators: [
          ['linear', new LinearRegression()],
          ['mean', new DummyRegressor()],
        ],
      }),
  ),
  ofNames(
    'BaggingClassifier',
    () =>
      new BaggingClassifier({
        estimator: new LogisticRegression(),
        nEstimators: 3,
        maxFeatures: 2,
        oobScore: true,
        randomState: 0,
      }),
  ),
  ofNumbers(
    'BaggingRegressor',
    () => new BaggingRegressor({ nEstimators: 3, oobScore: true, randomState: 0 }),
  ),
  ofNames(
    'StackingClassifier',
    () =>
      new StackingClassifier({
        estimators: [
          ['linear', new LogisticRegression()],
          ['prior', new DummyClassifier({ randomState: 0 })],
        ],
        cv: 2,
        passthrough: true,
      }),
  ),
  ofNumbers(
    'StackingRegressor',
    () =>
      new StackingRegressor({
        estimators: [
          ['linear', new LinearRegression()],
          ['mean', new DummyRegressor()],
        ],
        cv: 2,
      }),
  ),
  ofNames(
    'CalibratedClassifierCV',
    () => new CalibratedClassifierCV({ estimator: new LogisticRegression(), cv: 2 }),
  ),
  ofNames(
    'CalibratedClassifierCV by curves',
    () => new CalibratedClassifierCV({ method: 'isotonic', ensemble: false, cv: 2 }),
  ),
  ofNames(
    'CalibratedClassifierCV by temperature',
    () =>
      new CalibratedClassifierCV({
        estimator: new LogisticRegression(),
        method: 'temperature',
        cv: 2,
      }),
  ),
  ofFlags(
    'FixedThresholdClassifier',
    () => new FixedThresholdClassifier({ estimator: new LogisticRegression(), posLabel: false }),
  ),
  ofFlags(
    'TunedThresholdClassifierCV',
    () =>
      new TunedThresholdClassifierCV({
        estimator: new LogisticRegression(),
        thresholds: 9,
        cv: 2,
        storeCvResults: true,
      }),
  ),
  ofNumbers(
    'FrozenEstimator',
    () => new FrozenEstimator({ estimator: new LinearRegression().fit(rows, numbers) }),
  ),
  ofRows('KMeans', () => new KMeans({ nClusters: 3, randomState: 0 })),
  ofRows(
    'MiniBatchKMeans',
    () => new MiniBatchKMeans({ nClusters: 3, batchSize: 8, randomState: 0 }),
  ),
  ofRows('DBSCAN', () => new DBSCAN({ eps: 1.5, minSamples: 3 })),
  ofRows(
    'IsolationForest',
    () => new IsolationForest({ nEstimators: 3, randomState: 0, contamination: 0.1 }),
  ),
  ofRows(
    'IsolationForest of planes',
    () => new IsolationForest({ nEstimators: 3, randomState: 0, extensionLevel: 1 }),
  ),
  ofRows('StandardScaler', () => new StandardScaler()),
  ofRows('MinMaxScaler', () => new MinMaxScaler()),
  ofRows('MaxAbsScaler', () => new MaxAbsScaler({ clip: true })),
  ofRows('RobustScaler', () => new RobustScaler()),
  ofRows('Normalizer', () => new Normalizer()),
  ofRows('PolynomialFeatures', () => new PolynomialFeatures()),
  ofRows('KBinsDiscretizer', () => new KBinsDiscretizer({ nBins: 3 })),
  ofRows(
    'KBinsDiscretizer by k-means',
    () => new KBinsDiscretizer({ nBins: [2, 3, 4], strategy: 'kmeans', encode: 'ordinal' }),
  ),
  ofRows('PowerTransformer', () => new PowerTransformer()),
  ofRows(
    'QuantileTransformer',
    () => new QuantileTransformer({ nQuantiles: 9, outputDistribution: 'normal' }),
  ),
  ofRows('PCA', () => new PCA({ nComponents: 2, whiten: true })),
  {
    name: 'DatePartExtractor',
    create: () => new DatePartExtractor({ cyclic: true }),
    X: rows.map(([a, b, c]) => [`202${c}-0${1 + a}-1${c}`, b * 36e5 + a * 864e5]),
  },
  ofRows('FunctionTransformer', () => new FunctionTransformer()),
  ofRows('SimpleImputer', () => new SimpleImputer({ addIndicator: true })),
  ofRows('SimpleImputer of marked values', () => new SimpleImputer({ missingValues: 0 })),
  ofRows('KNNImputer', () => new KNNImputer({ missingValues: 0, addIndicator: true })),
  ofCells('MissingIndicator', () => new MissingIndicator()),
  ofRows('VarianceThreshold', () => new VarianceThreshold({ threshold: 0.5 })),
  ofNames('SelectKBest', () => new SelectKBest({ k: 2 })),
  ofNumbers(
    'SelectKBest by information',
    () =>
      new SelectKBest({
        k: 1,
        scoreFunc: 'mutualInfoRegression',
        scoreOptions: { discreteFeatures: [0], nNeighbors: 2, randomState: 0 },
      }),
  ),
  ofNames(
    'SelectPercentile',
    () =>
      new SelectPercentile({
        percentile: 50,
        scoreFunc: 'mutualInfoClassif',
        scoreOptions: { randomState: 0 },
      }),
  ),
  ofNames(
    'SelectFromModel',
    () => new SelectFromModel({ estimator: new LogisticRegression(), maxFeatures: 2 }),
  ),
  ofNumbers(
    'RFE',
    () => new RFE({ estimator: new LinearRegression(), nFeaturesToSelect: { count: 1 } }),
  ),
  ofNumbers('RFECV', () => new RFECV({ estimator: new LinearRegression(), cv: 2 })),
  ofRows('OutlierRemover', () => new OutlierRemover({ action: 'clip' })),
  ofRows(
    'OutlierRemover by a forest',
    () => new OutlierRemover({ method: 'isolationForest', randomState: 0 }),
  ),
  ofCells(
    'OneHotEncoder',
    () => new OneHotEncoder({ handleUnknown: 'infrequentIfExist', minFrequency: 3 }),
  ),
  ofCells('OrdinalEncoder', () => new OrdinalEncoder()),
  ofCells(
    'OrdinalEncoder with a place for what is missing',
    () =>
      new OrdinalEncoder({
        categories: [
          [null, 'red', 'green', 'blue'],
          [0, 1, 2, 3, 4],
        ],
      }),
  ),
  { name: 'LabelBinarizer', create: () => new LabelBinarizer(), X: names },
  { name: 'LabelEncoder', create: () => new LabelEncoder(), X: names },
  ofNames(
    'Pipeline',
    () =>
      new Pipeline({
        steps: [
          ['fill', new SimpleImputer({ strategy: 'median' })],
          ['scale', new StandardScaler()],
          ['classify', new LogisticRegression()],
        ],
      }),
  ),
  ofNames(
    'GridSearchCV',
    () =>
      new GridSearchCV({
        estimator: new LogisticRegression(),
        paramGrid: { C: [1, 10], l1Ratio: [0, 0.5] },
        scoring: ['accuracy', 'f1Macro'],
        refit: 'f1Macro',
        cv: new KFold({ nSplits: 2, shuffle: true, randomState: 0 }),
        returnTrainScore: true,
      }),
  ),
  ofNumbers(
    'RandomizedSearchCV',
    () =>
      new RandomizedSearchCV({
        estimator: new LinearSVR(),
        paramDistributions: { C: uniform(0.1, 1), loss: choice(['epsilonInsensitive']) },
        nIter: 2,
        cv: 2,
        randomState: 0,
      }),
  ),
  ofNumbers(
    'HalvingGridSearchCV',
    () =>
      new HalvingGridSearchCV({
        estimator: new LinearRegression(),
        paramGrid: { fitIntercept: [true, false] },
        cv: 2,
        factor: 2,
        randomState: 0,
      }),
  ),
  ofNumbers(
    'HalvingRandomSearchCV',
    () =>
      new HalvingRandomSearchCV({
        estimator: new RandomForestRegressor({ randomState: 0 }),
        paramDistributions: [{ minSamplesLeaf: [1, 2] }, { maxDepth: [2] }],
        nCandidates: 3,
        resource: 'nEstimators',
        maxResources: 3,
        cv: 2,
        randomState: 0,
      }),
  ),
  ofNumbers(
    'BayesSearchCV',
    () =>
      new BayesSearchCV({
        estimator: new LinearSVR(),
        searchSpaces: { C: uniform(0.1, 1) },
        nIter: 3,
        nInitialPoints: 2,
        cv: 2,
        randomState: 0,
      }),
  ),
  ofRows(
    'ColumnTransformer',
    () =>
      new ColumnTransformer({
        transformers: [
          ['scale', new StandardScaler(), [0, 1]],
          ['encode', new OneHotEncoder(), [2]],
        ],
        remainder: 'passthrough',
      }),
  ),
  { name: 'TabularPreprocessor', create: () => new TabularPreprocessor(), X: table },
  { name: 'TableProfile', create: () => new TableProfile({ maxPoints: 5 }), X: table },
  { name: 'DriftMonitor', create: () => new DriftMonitor(), X: table },
];

/** A subject that has learned. */
export function fittedModel({ create, X, y }: Subject): AnyEstimator {
  const model: Fit = create();
  model.fit?.(X, y);
  return model;
}

/** What `trainModel` makes, which no `fit` does. */
export function tabularModel(): { model: AnyEstimator; X: unknown } {
  const { model } = trainModel(table, {
    target: 'price',
    modelName: 'linearRegression',
    randomState: 0,
    task: 'regression',
  });
  return { model, X: [{ size: 3, colour: 'red', open: true }] };
}
