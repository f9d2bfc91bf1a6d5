import { describe, expect, it } from 'vitest';
import { BaggingClassifier } from '../src/ensembles/bagging/bagging-classifier.js';
import { BaggingRegressor } from '../src/ensembles/bagging/bagging-regressor.js';
import { CalibratedClassifierCV } from '../src/ensembles/calibration/calibrated-classifier-cv.js';
import { StackingClassifier } from '../src/ensembles/stacking/stacking-classifier.js';
import { StackingRegressor } from '../src/ensembles/stacking/stacking-regressor.js';
import { FixedThresholdClassifier } from '../src/ensembles/thresholds/fixed-threshold-classifier.js';
import { TunedThresholdClassifierCV } from '../src/ensembles/thresholds/tuned-threshold-classifier-cv.js';
import { VotingClassifier } from '../src/ensembles/voting/voting-classifier.js';
import { VotingRegressor } from '../src/ensembles/voting/voting-regressor.js';
import type { AnyEstimator } from '../src/estimator.js';
import { DBSCAN } from '../src/estimators/dbscan.js';
import { DummyClassifier } from '../src/estimators/dummy/dummy-classifier.js';
import { DummyRegressor } from '../src/estimators/dummy/dummy-regressor.js';
import { GradientBoostingClassifier } from '../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { IsolationForest } from '../src/estimators/isolation-forest.js';
import { IsotonicRegression } from '../src/estimators/isotonic-regression.js';
import { KMeans } from '../src/estimators/k-means/k-means.js';
import { MiniBatchKMeans } from '../src/estimators/k-means/mini-batch-k-means.js';
import { LinearRegression } from '../src/estimators/linear/linear-regression.js';
import { LinearSVC } from '../src/estimators/linear/linear-svc.js';
import { LinearSVR } from '../src/estimators/linear/linear-svr.js';
import { LogisticRegression } from '../src/estimators/linear/logistic-regression.js';
import { SGDClassifier } from '../src/estimators/linear/sgd-classifier.js';
import { SGDRegressor } from '../src/estimators/linear/sgd-regressor.js';
import { RandomForestClassifier } from '../src/estimators/random-forest/random-forest-classifier.js';
import { RandomForestRegressor } from '../src/estimators/random-forest/random-forest-regressor.js';
import { SVC } from '../src/estimators/svm/svc.js';
import { SVR } from '../src/estimators/svm/svr.js';
import { RFE } from '../src/feature-selection/rfe.js';
import { RFECV } from '../src/feature-selection/rfecv.js';
import { SelectFromModel } from '../src/feature-selection/select-from-model.js';
import { SelectKBest } from '../src/feature-selection/select-k-best.js';
import { SelectPercentile } from '../src/feature-selection/select-percentile.js';
import { VarianceThreshold } from '../src/feature-selection/variance-threshold.js';
import { GridSearchCV } from '../src/model-selection/search/grid-search-cv.js';
import { KBinsDiscretizer } from '../src/preprocessing/binning/k-bins-discretizer.js';
import { ColumnTransformer } from '../src/preprocessing/composition/column-transformer.js';
import { Pipeline } from '../src/preprocessing/composition/pipeline.js';
import { TransformedTargetRegressor } from '../src/preprocessing/composition/transformed-target-regressor.js';
import { DatePartExtractor } from '../src/preprocessing/dates/date-part-extractor.js';
import { PowerTransformer } from '../src/preprocessing/distributions/power-transformer.js';
import { QuantileTransformer } from '../src/preprocessing/distributions/quantile-transformer.js';
import { OneHotEncoder } from '../src/preprocessing/encoders/one-hot-encoder.js';
import { OrdinalEncoder } from '../src/preprocessing/encoders/ordinal-encoder.js';
import { TargetEncoder } from '../src/preprocessing/encoders/target-encoder.js';
import { FunctionTransformer } from '../src/preprocessing/function-transformer.js';
import { KNNImputer } from '../src/preprocessing/knn-imputer.js';
import { MissingIndicator } from '../src/preprocessing/missing-indicator.js';
import { OutlierRemover } from '../src/preprocessing/outliers/outlier-remover.js';
import { PCA } from '../src/preprocessing/pca/pca.js';
import { PolynomialFeatures } from '../src/preprocessing/polynomial-features.js';
import { MaxAbsScaler } from '../src/preprocessing/scalers/max-abs-scaler.js';
import { MinMaxScaler } from '../src/preprocessing/scalers/min-max-scaler.js';
import { Normalizer } from '../src/preprocessing/scalers/normalizer.js';
import { RobustScaler } from '../src/preprocessing/scalers/robust-scaler.js';
import { StandardScaler } from '../src/preprocessing/scalers/standard-scaler.js';
import { SimpleImputer } from '../src/preprocessing/simple-imputer.js';
import { type EstimatorCheckOptions, estimatorChecks } from '../src/testing/check-estimator.js';

const WEIGHTS_OF_ONE = 'treats weights of one as no weights, and refuses impossible ones';
const WEIGHTS_AS_ROWS = 'treats a weight of two as a repeated row, and of zero as an absent one';
const unweighted = {
  [WEIGHTS_OF_ONE]: 'it takes no weights, as in scikit-learn',
  [WEIGHTS_AS_ROWS]: 'it takes no weights, as in scikit-learn',
};
const ofCells = {
  ...unweighted,
  'refuses what is no matrix of numbers': 'text is what it encodes',
  'refuses another number of columns, with both numbers': 'it speaks of columns, not features',
  'names the first offending row and column': 'it names columns as tables do',
};
const lastStepWeighted = {
  [WEIGHTS_AS_ROWS]: 'weights go to the last step only, as in scikit-learn',
};

const featureless = {
  'refuses what is no matrix of numbers': 'it looks at no feature',
  'refuses another number of columns, with both numbers': 'it looks at no feature',
  'names the first offending row and column': 'it looks at no feature',
  'keeps the old model when a fit fails': 'it looks at no feature, so an infinite one fails no fit',
};
const drawnLabels = {
  ...featureless,
  'answers one row as it answers many, in any order': 'labels are drawn, one a row',
};

const cutIntoFolds = {
  [WEIGHTS_AS_ROWS]: 'repeated rows are cut into other folds than weighted ones',
  'gives the same answers whatever the order of the rows': 'folds follow the order of the rows',
};

/** Every estimator of the library, in the settings whose code differs most. */
const subjects: [string, AnyEstimator, EstimatorCheckOptions?][] = [
  ['StandardScaler', new StandardScaler(), { allowsMissing: true }],
  ['StandardScaler without mean', new StandardScaler({ withMean: false }), { allowsMissing: true }],
  ['MinMaxScaler', new MinMaxScaler(), { allowsMissing: true, exempt: unweighted }],
  ['MaxAbsScaler', new MaxAbsScaler(), { allowsMissing: true, exempt: unweighted }],
  ['RobustScaler', new RobustScaler(), { allowsMissing: true, exempt: unweighted }],
  ['Normalizer', new Normalizer(), { exempt: unweighted }],
  ['PolynomialFeatures', new PolynomialFeatures(), { exempt: unweighted }],
  ['KBinsDiscretizer', new KBinsDiscretizer()],
  [
    'KBinsDiscretizer of one width, as numbers',
    new KBinsDiscretizer({ strategy: 'uniform', encode: 'ordinal' }),
  ],
  ['KBinsDiscretizer by k-means', new KBinsDiscretizer({ strategy: 'kmeans', nBins: 3 })],
  ['PowerTransformer', new PowerTransformer(), { allowsMissing: true, exempt: unweighted }],
  [
    'PowerTransformer without scaling',
    new PowerTransformer({ standardize: false }),
    { allowsMissing: true, exempt: unweighted },
  ],
  ['QuantileTransformer', new QuantileTransformer(), { allowsMissing: true, exempt: unweighted }],
  [
    'QuantileTransformer to a normal distribution',
    new QuantileTransformer({ outputDistribution: 'normal', nQuantiles: 10 }),
    { allowsMissing: true, exempt: unweighted },
  ],
  ['PCA', new PCA(), { exempt: unweighted }],
  ['PCA, whitened', new PCA({ nComponents: 0.9, whiten: true }), { exempt: unweighted }],
  ['DatePartExtractor', new DatePartExtractor(), { allowsMissing: true, exempt: ofCells }],
  ['FunctionTransformer', new FunctionTransformer(), { allowsMissing: true, exempt: unweighted }],
  [
    'OneHotEncoder',
    new OneHotEncoder({ handleUnknown: 'ignore' }),
    { allowsMissing: true, exempt: ofCells },
  ],
  [
    'OutlierRemover',
    new OutlierRemover({ action: 'clip' }),
    { allowsMissing: true, exempt: unweighted, kind: 'transformer' },
  ],
  ['LinearRegression', new LinearRegression()],
  ['LinearRegression through the origin', new LinearRegression({ fitIntercept: false })],
  ['LinearRegression with positive coefficients', new LinearRegression({ positive: true })],
  ['LogisticRegression', new LogisticRegression({ tol: 1e-8 })],
  ['LogisticRegression, L1', new LogisticRegression({ l1Ratio: 1, tol: 1e-8 })],
  ['LogisticRegression, elastic net', new LogisticRegression({ l1Ratio: 0.5, tol: 1e-8 })],
  ['LogisticRegression, balanced', new LogisticRegression({ classWeight: 'balanced', tol: 1e-8 })],
  [
    'RandomForestClassifier',
    new RandomForestClassifier({ nEstimators: 5 }),
    { allowsMissing: true, tolerance: null },
  ],
  [
    'RandomForestClassifier of all samples and features',
    new RandomForestClassifier({
      nEstimators: 2,
      bootstrap: false,
      maxFeatures: null,
      classWeight: 'balanced',
    }),
    { allowsMissing: true },
  ],
  [
    'RandomForestRegressor',
    new RandomForestRegressor({ nEstimators: 5, oobScore: true }),
    { allowsMissing: true, tolerance: null },
  ],
  [
    'RandomForestRegressor of all samples, absolute error',
    new RandomForestRegressor({
      nEstimators: 2,
      bootstrap: false,
      criterion: 'absoluteError',
      maxDepth: 3,
    }),
    { allowsMissing: true },
  ],
  [
    'GradientBoostingClassifier',
    new GradientBoostingClassifier({ nEstimators: 5 }),
    { allowsMissing: true },
  ],
  [
    'GradientBoostingClassifier that samples',
    new GradientBoostingClassifier({ nEstimators: 5, subsample: 0.7, colsampleByNode: 0.7 }),
    { allowsMissing: true, tolerance: null },
  ],
  [
    'GradientBoostingRegressor',
    new GradientBoostingRegressor({ nEstimators: 5 }),
    { allowsMissing: true },
  ],
  [
    'GradientBoostingRegressor, absolute error, by leaves',
    new GradientBoostingRegressor({
      nEstimators: 5,
      objective: 'absoluteError',
      maxLeaves: 5,
      growPolicy: 'lossguide',
    }),
    { allowsMissing: true },
  ],
  ['DBSCAN', new DBSCAN({ eps: 0.8, minSamples: 3 }), { tolerance: null }],
  [
    'DBSCAN by a tree',
    new DBSCAN({ eps: 1, algorithm: 'kdTree', metric: 'manhattan' }),
    { tolerance: null },
  ],
  [
    'IsolationForest',
    new IsolationForest({ nEstimators: 10 }),
    { allowsMissing: true, tolerance: null },
  ],
  [
    'IsolationForest with a contamination',
    new IsolationForest({ nEstimators: 10, contamination: 0.1, bootstrap: true }),
    { allowsMissing: true, tolerance: null },
  ],
  ['KMeans', new KMeans({ nClusters: 3 }), { tolerance: null }],
  ['MiniBatchKMeans', new MiniBatchKMeans({ nClusters: 3, batchSize: 20 }), { tolerance: null }],
  ['SVC', new SVC()],
  ['SVC with probabilities', new SVC({ probability: true }), { tolerance: null }],
  ['SVR', new SVR({ tol: 1e-10 })],
  ['LinearSVC', new LinearSVC()],
  ['SGDClassifier', new SGDClassifier(), { tolerance: null }],
  [
    'SGDClassifier with probabilities',
    new SGDClassifier({ loss: 'logLoss', average: true }),
    { tolerance: null },
  ],
  [
    'SGDClassifier of a smooth loss, ended early',
    new SGDClassifier({ loss: 'modifiedHuber', earlyStopping: true }),
    { tolerance: null, nClasses: 2 },
  ],
  ['SGDRegressor', new SGDRegressor({ eta0: 0.001 }), { tolerance: null }],
  [
    'SGDRegressor, ended early',
    new SGDRegressor({ eta0: 0.001, penalty: 'l1', earlyStopping: true }),
    { tolerance: null },
  ],
  ['LinearSVC, hinge', new LinearSVC({ loss: 'hinge' })],
  ['LinearSVR', new LinearSVR()],
  ['LinearSVR, squared', new LinearSVR({ loss: 'squaredEpsilonInsensitive' })],
  ['SimpleImputer', new SimpleImputer(), { allowsMissing: true, exempt: unweighted }],
  [
    'SimpleImputer, median',
    new SimpleImputer({ strategy: 'median' }),
    { allowsMissing: true, exempt: unweighted },
  ],
  ['KNNImputer', new KNNImputer(), { allowsMissing: true, exempt: unweighted }],
  [
    'KNNImputer by distance',
    new KNNImputer({ weights: 'distance', addIndicator: true }),
    { allowsMissing: true, exempt: unweighted },
  ],
  [
    'MissingIndicator',
    new MissingIndicator({ features: 'all' }),
    { allowsMissing: true, exempt: ofCells },
  ],
  [
    'OrdinalEncoder',
    new OrdinalEncoder({ handleUnknown: 'useEncodedValue', unknownValue: -1 }),
    {
      allowsMissing: true,
      exempt: ofCells,
    },
  ],
  [
    'TargetEncoder',
    new TargetEncoder({ smooth: 1 }),
    {
      allowsMissing: true,
      exempt: ofCells,
      kind: 'transformer',
    },
  ],
  ['DummyClassifier', new DummyClassifier(), { exempt: featureless }],
  ...(['mostFrequent', 'stratified'] as const).map((strategy): (typeof subjects)[number] => [
    `DummyClassifier, ${strategy}`,
    new DummyClassifier({ strategy }),
    { exempt: strategy === 'stratified' ? drawnLabels : featureless },
  ]),
  ['DummyRegressor', new DummyRegressor(), { exempt: featureless }],
  ['DummyRegressor, median', new DummyRegressor({ strategy: 'median' }), { exempt: featureless }],
  [
    'IsotonicRegression of the first column',
    new Pipeline({
      steps: [
        ['first', new ColumnTransformer({ transformers: [['x', 'passthrough', [0]]] })],
        ['curve', new IsotonicRegression({ outOfBounds: 'clip' })],
      ],
    }),
    {
      kind: 'regressor',
      allowsMissing: true, // in the columns that are left out
      classes: [ColumnTransformer, IsotonicRegression],
    },
  ],
  [
    'VotingClassifier',
    new VotingClassifier({
      estimators: [
        ['linear', new LogisticRegression({ tol: 1e-8 })],
        ['machine', new SVC()],
        ['prior', new DummyClassifier()],
      ],
      weights: [3, 2, 1],
    }),
    { classes: [LogisticRegression, SVC, DummyClassifier] },
  ],
  [
    'VotingClassifier of probabilities',
    new VotingClassifier({
      estimators: [
        ['linear', new LogisticRegression({ tol: 1e-8 })],
        ['prior', new DummyClassifier()],
      ],
      voting: 'soft',
    }),
    { classes: [LogisticRegression, DummyClassifier] },
  ],
  [
    'VotingRegressor',
    new VotingRegressor({
      estimators: [
        ['linear', new LinearRegression()],
        ['machine', new LinearSVR()],
      ],
    }),
    { classes: [LinearRegression, LinearSVR] },
  ],
  [
    'BaggingClassifier',
    new BaggingClassifier({ nEstimators: 3 }),
    { allowsMissing: true, tolerance: null, classes: [RandomForestClassifier] },
  ],
  [
    'BaggingClassifier of features',
    new BaggingClassifier({ estimator: new SVC(), nEstimators: 3, maxFeatures: 0.5 }),
    { tolerance: null, classes: [SVC] },
  ],
  [
    'BaggingRegressor',
    new BaggingRegressor({ nEstimators: 3 }),
    { allowsMissing: true, tolerance: null, classes: [RandomForestRegressor] },
  ],
  [
    'BaggingRegressor of all samples',
    new BaggingRegressor({ estimator: new LinearRegression(), nEstimators: 2, bootstrap: false }),
    { classes: [LinearRegression] },
  ],
  [
    'StackingClassifier',
    new StackingClassifier({
      estimators: [
        ['linear', new LogisticRegression({ tol: 1e-8 })],
        ['machine', new SVC()],
      ],
      cv: 3,
    }),
    { classes: [LogisticRegression, SVC], exempt: cutIntoFolds },
  ],
  [
    'StackingClassifier that passes features through',
    new StackingClassifier({
      estimators: [['prior', new DummyClassifier()]],
      finalEstimator: new SVC(),
      cv: 2,
      passthrough: true,
    }),
    { classes: [DummyClassifier, SVC], exempt: cutIntoFolds },
  ],
  [
    'StackingRegressor',
    new StackingRegressor({
      estimators: [
        ['linear', new LinearRegression()],
        ['machine', new LinearSVR()],
      ],
      cv: 3,
    }),
    { classes: [LinearRegression, LinearSVR], exempt: cutIntoFolds },
  ],
  ...(['sigmoid', 'isotonic', 'temperature'] as const).map((method): (typeof subjects)[number] => [
    `CalibratedClassifierCV, ${method}`,
    new CalibratedClassifierCV({ estimator: new LogisticRegression({ tol: 1e-8 }), method, cv: 3 }),
    { classes: [LogisticRegression], exempt: cutIntoFolds },
  ]),
  [
    'CalibratedClassifierCV of one machine',
    new CalibratedClassifierCV({ ensemble: false, cv: 3 }),
    { classes: [LinearSVC], exempt: cutIntoFolds },
  ],
  [
    'FixedThresholdClassifier',
    new FixedThresholdClassifier({ estimator: new LogisticRegression({ tol: 1e-8 }) }),
    { classes: [LogisticRegression], nClasses: 2 },
  ],
  [
    'FixedThresholdClassifier of decisions',
    new FixedThresholdClassifier({ estimator: new SVC({ tol: 1e-8 }) }),
    { classes: [SVC], nClasses: 2 },
  ],
  [
    'TunedThresholdClassifierCV',
    new TunedThresholdClassifierCV({ estimator: new LogisticRegression({ tol: 1e-8 }), cv: 3 }),
    {
      classes: [LogisticRegression],
      nClasses: 2,
      exempt: {
        ...cutIntoFolds,
        'predicts the label of the largest probability, and probabilities sum to 1':
          'it divides labels elsewhere than at one half',
      },
    },
  ],
  [
    'TransformedTargetRegressor',
    new TransformedTargetRegressor({
      regressor: new LinearRegression(),
      transformer: new StandardScaler(),
    }),
    { classes: [LinearRegression, StandardScaler] },
  ],
  ['VarianceThreshold', new VarianceThreshold(), { allowsMissing: true, exempt: unweighted }],
  ['SelectKBest', new SelectKBest({ k: 2, scoreFunc: 'fRegression' }), { exempt: unweighted }],
  [
    'SelectPercentile',
    new SelectPercentile({
      percentile: 50,
      scoreFunc: 'mutualInfoRegression',
      scoreOptions: { randomState: 1 },
    }),
    { exempt: unweighted },
  ],
  [
    'SelectFromModel',
    new SelectFromModel({ estimator: new LinearRegression() }),
    { classes: [LinearRegression], allowsMissing: true },
  ],
  [
    'SelectFromModel of a forest',
    new SelectFromModel({
      estimator: new RandomForestRegressor({ nEstimators: 5, randomState: 0 }),
      threshold: 'median',
    }),
    { classes: [RandomForestRegressor], allowsMissing: true, tolerance: null },
  ],
  [
    'RFE',
    new RFE({ estimator: new LinearRegression() }),
    { classes: [LinearRegression], kind: 'transformer', allowsMissing: true },
  ],
  [
    'RFE that predicts',
    new RFE({ estimator: new LinearRegression(), step: 0.5 }),
    { classes: [LinearRegression], kind: 'regressor', allowsMissing: true },
  ],
  [
    'RFE that classifies',
    new RFE({ estimator: new LogisticRegression({ tol: 1e-8 }) }),
    { classes: [LogisticRegression], kind: 'classifier', allowsMissing: true },
  ],
  [
    'RFECV',
    new RFECV({ estimator: new LinearRegression(), cv: 3 }),
    {
      classes: [LinearRegression],
      kind: 'transformer',
      allowsMissing: true,
      tolerance: null, // folds follow the order of the rows
    },
  ],
  [
    'GridSearchCV of a classifier',
    new GridSearchCV({
      estimator: new LogisticRegression({ tol: 1e-8 }),
      paramGrid: { C: [0.1, 1] },
      cv: 2,
    }),
    {
      classes: [LogisticRegression],
      exempt: { [WEIGHTS_AS_ROWS]: 'folds cut repeated rows apart; groups keep them together' },
    },
  ],
  [
    'Pipeline that classifies',
    new Pipeline({
      steps: [
        ['scale', new StandardScaler()],
        ['classify', new LogisticRegression({ tol: 1e-8 })],
      ],
    }),
    { classes: [StandardScaler, LogisticRegression], exempt: lastStepWeighted },
  ],
  [
    'Pipeline that predicts numbers',
    new Pipeline({
      steps: [
        ['fill', new SimpleImputer()],
        ['scale', new StandardScaler()],
        ['predict', new LinearRegression()],
      ],
    }),
    {
      kind: 'regressor',
      exempt: lastStepWeighted,
      allowsMissing: true,
      classes: [SimpleImputer, StandardScaler, LinearRegression],
    },
  ],
  [
    'Pipeline that transforms',
    new Pipeline({
      steps: [
        ['fill', new SimpleImputer()],
        ['scale', new StandardScaler()],
      ],
    }),
    { kind: 'transformer', allowsMissing: true, classes: [SimpleImputer, StandardScaler] },
  ],
];

describe.each(subjects)('%s', (_name, estimator, options) => {
  for (const check of estimatorChecks(estimator, options)) it(check.name, () => check.run());
});

describe('amounts are no labels', () => {
  const classifiers = [
    LogisticRegression,
    RandomForestClassifier,
    GradientBoostingClassifier,
    SVC,
    LinearSVC,
    SGDClassifier,
  ];
  it.each(classifiers.map((Class) => [Class.info.type, new Class()] as const))(
    'for %s',
    (_, model) => {
      const X = [[1], [2], [3], [4]];
      expect(() => model.fit(X, [1.5, 2, 2, 1.5])).toThrow(
        'y holds 1.5, but labels are whole numbers, text or booleans. Use a regressor for amounts, or pass y.map(String)',
      );
      expect(model.isFitted).toBe(false);
    },
  );
});
