/** Fits and answers of every model on many samples, for `bench/longest-task.ts`. */
import {
  BaggingClassifier,
  BayesSearchCV,
  CalibratedClassifierCV,
  ColumnTransformer,
  compareModelsAsync,
  crossValidateAsync,
  DBSCAN,
  decisionFunctionAsync,
  explainAsync,
  GradientBoostingClassifier,
  GradientBoostingRegressor,
  HalvingGridSearchCV,
  IsolationForest,
  IsotonicRegression,
  KBinsDiscretizer,
  KMeans,
  KNNImputer,
  kernelShapAsync,
  LinearRegression,
  LinearSVC,
  LinearSVR,
  LogisticRegression,
  learningCurveAsync,
  linearShapAsync,
  MaxAbsScaler,
  MiniBatchKMeans,
  MinMaxScaler,
  MissingIndicator,
  Normalizer,
  OneHotEncoder,
  OrdinalEncoder,
  OutlierRemover,
  PCA,
  Pipeline,
  type PipelineStep,
  PolynomialFeatures,
  PowerTransformer,
  permutationImportanceAsync,
  predictAsync,
  predictProbaAsync,
  QuantileTransformer,
  RandomForestClassifier,
  RandomForestRegressor,
  RandomizedSearchCV,
  RFE,
  RFECV,
  SelectFromModel,
  SelectKBest,
  SGDClassifier,
  SGDRegressor,
  StackingClassifier,
  StandardScaler,
  SVC,
  SVR,
  type Table,
  TabularPreprocessor,
  TargetEncoder,
  TunedThresholdClassifierCV,
  trainModelAsync,
  treeShapAsync,
  uniform,
  VarianceThreshold,
  VotingClassifier,
  VotingRegressor,
} from '../src/index.js';

interface Samples {
  readonly X: { data: Float64Array; rows: number; columns: number };
  readonly y: Float64Array;
  readonly names: readonly string[];
  /** The same with a column `group`. */
  readonly table: Table;
}

interface Fitted {
  fitAsync(X: never, y: never): Promise<unknown>;
}

type Works = Record<string, () => Promise<unknown>>;

/** What is asynchronous, by what it is called in the output, and what is made before the clock runs. */
export function casesOfModels({ X, y, names, table }: Samples): { cases: Works; prepared: Works } {
  const cases: Works = {};
  const prepared: Works = {};
  const two = names.map((name) => name < 'group 2');
  const few = { nEstimators: 5, randomState: 0 };
  const columns = Array.from({ length: X.columns }, (_, j) => j);
  const first = (rows: number) => ({
    data: X.data.subarray(0, rows * X.columns),
    rows,
    columns: X.columns,
  });

  /** A fit, then what the model answers about all samples, each by itself. */
  function model<M extends Fitted>(
    name: string,
    make: () => M,
    target: unknown,
    samples: unknown = X,
  ): void {
    let fitted: M | undefined;
    const train = async () => {
      const made = make();
      await made.fitAsync(samples as never, target as never);
      fitted = made;
    };
    cases[`${name}: fit`] = train;
    const fitOnce = async () => {
      if (fitted === undefined) await train();
    };
    const methods: [string, (model: never, X: never) => Promise<unknown>][] = [
      ['predict', predictAsync],
      ['predictProba', predictProbaAsync],
      ['decisionFunction', decisionFunctionAsync],
    ];
    for (const [method, ask] of methods.slice(0, name.startsWith('Pipeline') ? 1 : 3)) {
      // A machine has probabilities when it is asked for them in training.
      if (!(method in make()) || (method === 'predictProba' && name.startsWith('SVC'))) continue;
      prepared[`${name}: ${method}`] = fitOnce;
      cases[`${name}: ${method}`] = () => ask(fitted as never, samples as never);
    }
  }

  model('LinearRegression', () => new LinearRegression(), y);
  model('LogisticRegression', () => new LogisticRegression(), names);
  model('LogisticRegression, two classes', () => new LogisticRegression(), two);
  model('LogisticRegression, l1', () => new LogisticRegression({ l1Ratio: 1, C: 0.01 }), names);
  model('LinearSVC', () => new LinearSVC(), names);
  model('LinearSVR', () => new LinearSVR(), y);
  model('SGDClassifier', () => new SGDClassifier({ loss: 'logLoss', randomState: 0 }), names);
  model(
    'SGDClassifier, averaged',
    () => new SGDClassifier({ loss: 'logLoss', average: true, randomState: 0 }),
    names,
  );
  model(
    'SGDClassifier, stopped early',
    () => new SGDClassifier({ loss: 'modifiedHuber', earlyStopping: true, randomState: 0 }),
    names,
  );
  model('SGDRegressor', () => new SGDRegressor({ eta0: 0.001, randomState: 0 }), y);
  model('RandomForestClassifier', () => new RandomForestClassifier(few), names);
  model('RandomForestRegressor', () => new RandomForestRegressor(few), y);
  model(
    'GradientBoostingClassifier',
    () => new GradientBoostingClassifier({ nEstimators: 20, randomState: 0 }),
    names,
  );
  model(
    'GradientBoostingRegressor',
    () =>
      new GradientBoostingRegressor({
        nEstimators: 20,
        earlyStoppingRounds: 3,
        validationFraction: 0.2,
        randomState: 0,
      }),
    y,
  );
  model('SVC, 200 steps', () => new SVC({ maxIter: 200 }), names);
  model('SVR, 500 steps', () => new SVR({ maxIter: 500 }), y);
  model('KMeans', () => new KMeans({ nClusters: 8, randomState: 0 }), undefined);
  model('MiniBatchKMeans', () => new MiniBatchKMeans({ nClusters: 8, randomState: 0 }), undefined);
  model('DBSCAN', () => new DBSCAN({ eps: 2.5, minSamples: 20 }), undefined);
  model('IsolationForest', () => new IsolationForest({ randomState: 0 }), undefined);
  model(
    'IsolationForest of planes',
    () => new IsolationForest({ extensionLevel: 3, contamination: 0.1, randomState: 0 }),
    undefined,
  );
  cases['IsotonicRegression: fit'] = () =>
    new IsotonicRegression().fitAsync(X.data.slice(0, y.length), y);
  const linear = () => new LogisticRegression({ maxIter: 20 });
  model(
    'BaggingClassifier',
    () => new BaggingClassifier({ estimator: linear(), ...few, oobScore: true }),
    names,
  );
  model(
    'VotingClassifier',
    () =>
      new VotingClassifier({
        estimators: [
          ['a', linear()],
          ['b', new RandomForestClassifier({ ...few, maxDepth: 5 })],
        ],
        voting: 'soft',
      }),
    names,
  );
  model(
    'StackingClassifier',
    () =>
      new StackingClassifier({
        estimators: [
          ['a', linear()],
          ['b', new RandomForestClassifier({ ...few, maxDepth: 5 })],
        ],
        cv: 2,
      }),
    names,
  );
  model(
    'CalibratedClassifierCV',
    () => new CalibratedClassifierCV({ estimator: linear(), cv: 2 }),
    names,
  );
  model(
    'CalibratedClassifierCV, isotonic',
    () => new CalibratedClassifierCV({ estimator: linear(), cv: 2, method: 'isotonic' }),
    names,
  );
  model(
    'TunedThresholdClassifierCV',
    () => new TunedThresholdClassifierCV({ estimator: linear(), cv: 2 }),
    two,
  );
  model('RFE', () => new RFE({ estimator: linear(), step: 5 }), names);
  model('SelectFromModel', () => new SelectFromModel({ estimator: linear() }), names);
  model('PCA', () => new PCA(), undefined);
  const steps = {
    PowerTransformer: new PowerTransformer(),
    QuantileTransformer: new QuantileTransformer(),
    KBinsDiscretizer: new KBinsDiscretizer(),
    PCA: new PCA({ nComponents: 5 }),
    SelectKBest: new SelectKBest({
      k: 5,
      scoreFunc: 'mutualInfoRegression',
      scoreOptions: { randomState: 0 },
    }),
    StandardScaler: new StandardScaler(),
    MinMaxScaler: new MinMaxScaler(),
    MaxAbsScaler: new MaxAbsScaler(),
    Normalizer: new Normalizer(),
    PolynomialFeatures: new PolynomialFeatures(),
    VarianceThreshold: new VarianceThreshold(),
    'OutlierRemover, iqr': new OutlierRemover(),
    'OutlierRemover, forest': new OutlierRemover({ method: 'isolationForest', randomState: 0 }),
    KMeans: new KMeans({ nClusters: 8, randomState: 0 }),
    RFE: new RFE({ estimator: new LinearRegression(), step: 5 }),
    RFECV: new RFECV({ estimator: new LinearRegression(), step: 5, cv: 2 }),
    SelectFromModel: new SelectFromModel({ estimator: new RandomForestRegressor(few) }),
    VotingRegressor: new VotingRegressor({
      estimators: [
        ['a', new LinearRegression()],
        ['b', new RandomForestRegressor({ ...few, maxDepth: 5 })],
      ],
    }),
    'Pipeline of a QuantileTransformer': new Pipeline({
      steps: [['quantiles', new QuantileTransformer()]],
    }),
    'ColumnTransformer of a QuantileTransformer': new ColumnTransformer({
      transformers: [['quantiles', new QuantileTransformer(), columns]],
    }),
  };
  const before = (step: PipelineStep[1]) => () =>
    new Pipeline({
      steps: [
        ['prepare', step],
        ['model', new LinearRegression()],
      ],
    });
  for (const [name, step] of Object.entries(steps)) model(`Pipeline, ${name}`, before(step), y);
  const gaps = { ...X, data: X.data.slice() };
  for (let i = 0; i < 200; i++) gaps.data[i * X.columns + (i % X.columns)] = Number.NaN;
  model('Pipeline, KNNImputer of 200 rows', before(new KNNImputer()), y, gaps);
  model('Pipeline, MissingIndicator', before(new MissingIndicator()), y, gaps);
  const texts = table.columnNames.filter((_, j) => j % 5 === 4);
  const encoders = {
    OneHotEncoder: new OneHotEncoder(),
    OrdinalEncoder: new OrdinalEncoder(),
    TargetEncoder: new TargetEncoder({ randomState: 0 }),
  };
  for (const [name, step] of Object.entries(encoders)) {
    model(`Pipeline, ${name}`, before(step), y, table.select(texts));
  }
  model('Pipeline, TabularPreprocessor', before(new TabularPreprocessor()), y, table);
  const search = { estimator: linear(), cv: 2, scoring: 'rocAucOvr' } as const;
  model(
    'RandomizedSearchCV',
    () =>
      new RandomizedSearchCV({
        ...search,
        paramDistributions: { C: uniform(0.1, 1) },
        nIter: 2,
        randomState: 0,
      }),
    names,
  );
  model(
    'HalvingGridSearchCV',
    () => new HalvingGridSearchCV({ ...search, paramGrid: { C: [0.1, 1, 10] }, randomState: 0 }),
    names,
  );
  model(
    'BayesSearchCV',
    () =>
      new BayesSearchCV({
        ...search,
        searchSpaces: { C: uniform(0.1, 1) },
        nIter: 4,
        randomState: 0,
      }),
    names,
  );
  cases['crossValidateAsync, all the scores'] = () =>
    crossValidateAsync(new RandomForestClassifier({ ...few, maxDepth: 5 }), X, names, {
      cv: 2,
      scoring: ['accuracy', 'f1Macro', 'rocAucOvr', 'negLogLoss'],
      returnTrainScore: true,
    });
  cases['crossValidateAsync of numbers'] = () =>
    crossValidateAsync(new LinearRegression(), X, y, {
      cv: 2,
      scoring: ['r2', 'negMeanAbsoluteError', 'negMedianAbsoluteError'],
    });
  cases.learningCurveAsync = () =>
    learningCurveAsync(linear(), X, names, { cv: 2, trainSizes: [0.5, 1] });
  cases.compareModelsAsync = () =>
    compareModelsAsync(table, {
      target: 'group',
      models: ['logisticRegression', 'linearSvm'],
      cv: 2,
      randomState: 0,
    });
  const fitted = new GradientBoostingClassifier({ nEstimators: 20, maxDepth: 4, randomState: 0 });
  const boosted = once(async () => fitted.fitAsync(X, names));
  const straight = new LogisticRegression();
  const fitStraight = once(async () => straight.fitAsync(X, names));
  for (const name of ['treeShapAsync, 2000 rows', 'kernelShapAsync, 2 rows'])
    prepared[name] = boosted;
  prepared.permutationImportanceAsync = boosted;
  prepared.linearShapAsync = fitStraight;
  cases['treeShapAsync, 2000 rows'] = async () => treeShapAsync(await boosted(), first(2000));
  cases.linearShapAsync = async () => linearShapAsync(await fitStraight(), X, { background: X });
  cases['kernelShapAsync, 2 rows'] = async () =>
    kernelShapAsync(await boosted(), first(2), { background: first(100), randomState: 0 });
  cases.permutationImportanceAsync = async () =>
    permutationImportanceAsync(await boosted(), X, names, {
      nRepeats: 1,
      features: [0, 1],
      randomState: 0,
    });
  for (const modelName of [
    'randomForest',
    'gradientBoosting',
    'linearSvm',
    'logisticRegression',
    'auto',
  ]) {
    cases[`trainModelAsync, ${modelName}`] = () =>
      trainModelAsync(table, {
        target: 'group',
        modelName,
        randomState: 0,
        ...(/Forest|Boosting/.test(modelName) && { hyperparams: { nEstimators: 5 } }),
      });
  }
  for (const modelName of ['linearRegression', 'gradientBoosting']) {
    cases[`trainModelAsync of numbers, ${modelName}`] = () =>
      trainModelAsync(table, { target: 'x1', task: 'regression', modelName, randomState: 0 });
  }
  const { columnNames } = table;
  const features = columnNames.filter((name) => name !== 'group');
  for (const modelName of ['kMeans', 'dbscan', 'isolationForest']) {
    cases[`trainModelAsync, ${modelName}`] = () =>
      trainModelAsync(table, { features, modelName, randomState: 0 });
  }
  cases['explainAsync, 20 rows'] = async () => {
    const { model } = await trainModelAsync(table, {
      target: 'group',
      modelName: 'logisticRegression',
      randomState: 0,
    });
    await explainAsync(model, table.head(20), { randomState: 0 });
  };
  return { cases, prepared };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
