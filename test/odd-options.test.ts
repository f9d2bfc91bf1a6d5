import { beforeAll, describe, expect, it } from 'vitest';
import * as datasets from '../src/datasets.js';
import * as distributed from '../src/distributed.js';
import { FitPredictError } from '../src/errors.js';
import type { AnyEstimator } from '../src/estimator.js';
import * as library from '../src/index.js';
import * as interop from '../src/interop.js';
import * as parquet from '../src/parquet.js';
import * as plots from '../src/plots.js';
import { everyModel } from './support/every-model.js';
import { interopFile } from './support/interop-cases.js';
import { sharedWorks } from './support/shared-work.js';
import { sklearnModel } from './support/sklearn-models.js';

beforeAll(() => {
  library.setWarningHandler(() => {});
});

const X = Array.from({ length: 12 }, (_, i) => [i % 4, (i * 7) % 5]);
const numbers = X.map(([a, b]) => 1 + a + 2 * b);
const binary = X.map((_, i) => i % 2);
const shares = X.map((_, i) => ((i * 5) % 12) / 12);
const table = library.Table.fromRecords(
  X.map(([a, b], i) => ({ a, b, kind: i % 2 === 0 ? 'even' : 'odd' })),
);
const storage = new library.MemoryStorage();
const forest = () =>
  new library.RandomForestRegressor({ nEstimators: 1, randomState: 0 }).fit(X, numbers);
const tree = () => forest().estimators[0];
const regression = () => new library.LinearRegression();

const tableModel = () =>
  library.trainModel(table, { target: 'b', modelName: 'linearRegression' }).model;
const ofTableModel = () => [tableModel(), table];
const ofTableRow = () => [tableModel(), table.toRecords()[0]];
const ofLabels = () => [binary, binary];
const ofNumbers = () => [numbers, numbers];
const ofScores = () => [binary, shares];
const ofClusters = () => [X, binary];
const ofItems = () => [X, X];
const nothing = () => [];

/** The functions that take options, and what stands before them in a call. */
const WITH_OPTIONS: Readonly<Record<string, () => unknown[]>> = {
  accumulatedLocalEffects: () => [regression().fit(X, numbers), X],
  accumulatedLocalEffectsAsync: () => [regression().fit(X, numbers), X],
  accuracyScore: ofLabels,
  adjustedMutualInfoScore: ofLabels,
  anomalyReport: () => [binary.map((label) => (label === 0 ? -1 : 1)), shares],
  averagePrecisionScore: ofScores,
  balancedAccuracyScore: ofLabels,
  brierScoreLoss: ofScores,
  calibrationCurve: ofScores,
  checkEstimator: () => [regression()],
  classificationReport: ofLabels,
  classLikelihoodRatios: ofLabels,
  clusterProfiles: ofClusters,
  cohenKappaScore: ofLabels,
  compareModels: () => [table],
  compareModelsAsync: () => [table],
  confusionMatrix: ofLabels,
  counterfactual: ofTableRow,
  counterfactualAsync: ofTableRow,
  createQueue: nothing,
  crossValidate: () => [regression(), X, numbers],
  crossValidateAsync: () => [regression(), X, numbers],
  crossValPredict: () => [regression(), X, numbers],
  crossValPredictAsync: () => [regression(), X, numbers],
  crossValScore: () => [regression(), X, numbers],
  crossValScoreAsync: () => [regression(), X, numbers],
  decisionFunctionAsync: () => [new library.SVC().fit(X, binary), X],
  d2AbsoluteErrorScore: ofNumbers,
  d2BrierScore: ofScores,
  d2LogLossScore: ofScores,
  d2PinballScore: ofNumbers,
  d2TweedieScore: ofNumbers,
  dcgScore: ofItems,
  detCurve: ofScores,
  driftReport: () => [table, table],
  driftReportAsync: () => [table, table],
  estimatorChecks: () => [regression()],
  explain: ofTableModel,
  explainAsync: ofTableModel,
  explainedVarianceScore: ofNumbers,
  exportGraphviz: () => [tree()],
  exportText: () => [tree()],
  f1Score: ofLabels,
  fbetaScore: ofLabels,
  fitParts: () => [
    new library.GradientBoostingRegressor({ nEstimators: 1 }),
    () => [{ X, y: numbers }],
  ],
  formatExplanation: () => [library.explain(tableModel(), table)],
  formatClassificationReport: () => [library.classificationReport(binary, binary)],
  fromXGBoost: () => [interopFile('xgb-poisson.ubj')],
  fRegression: () => [X, numbers],
  hammingLoss: ofLabels,
  hingeLoss: ofScores,
  integers: () => [1, 9],
  jaccardScore: ofLabels,
  joinTables: () => [table, table],
  kDistances: () => [X, 2],
  kernelShap: () => [regression().fit(X, numbers), X],
  kernelShapAsync: () => [regression().fit(X, numbers), X],
  kMeansSweep: () => [X],
  learningCurve: () => [regression(), X, numbers],
  learningCurveAsync: () => [regression(), X, numbers],
  lime: ofTableModel,
  limeAsync: ofTableModel,
  linearShap: () => [regression().fit(X, numbers), X],
  linearShapAsync: () => [regression().fit(X, numbers), X],
  loadDiabetes: nothing,
  logLoss: ofScores,
  makeBlobs: nothing,
  makeCircles: nothing,
  makeClassification: nothing,
  makeFriedman1: nothing,
  makeFriedman2: nothing,
  makeFriedman3: nothing,
  makeMoons: nothing,
  makeRegression: nothing,
  makeSwissRoll: nothing,
  matthewsCorrcoef: ofLabels,
  maxError: ofNumbers,
  meanAbsoluteError: ofNumbers,
  meanAbsolutePercentageError: ofNumbers,
  meanGammaDeviance: ofNumbers,
  meanPinballLoss: ofNumbers,
  meanPoissonDeviance: ofNumbers,
  meanSquaredError: ofNumbers,
  meanSquaredLogError: ofNumbers,
  meanTweedieDeviance: ofNumbers,
  medianAbsoluteError: ofNumbers,
  modelCard: () => [library.trainModel(table, { target: 'b', modelName: 'linearRegression' })],
  mutualInfoClassif: () => [X, binary],
  mutualInfoRegression: () => [X, numbers],
  ndcgScore: ofItems,
  normalizedMutualInfoScore: ofLabels,
  parseCsv: () => ['a,b\n1,2\n'],
  partialDependence: () => [regression().fit(X, numbers), X],
  partialDependenceAsync: () => [regression().fit(X, numbers), X],
  permutationImportance: () => [regression().fit(X, numbers), X, numbers],
  permutationImportanceAsync: () => [regression().fit(X, numbers), X, numbers],
  permutationTestScore: () => [regression(), X, numbers],
  permutationTestScoreAsync: () => [regression(), X, numbers],
  predictAsync: () => [regression().fit(X, numbers), X],
  predictProbaAsync: () => [new library.LogisticRegression().fit(X, binary), X],
  readParquet: () => [new Uint8Array(8)],
  plotAnomalyScores: () => [shares],
  plotBoostingCurve: () => [{ train: { rmse: [2, 1] } }],
  plotCalibrationCurve: () => [library.calibrationCurve(binary, shares)],
  plotClusters: ofClusters,
  plotComparison: () => [
    library.compareModels(table, { target: 'kind', models: ['logisticRegression'], cv: 2 }),
  ],
  plotConfusionMatrix: () => [library.confusionMatrix(binary, binary)],
  plotDecisionRegions: () => [new library.LogisticRegression().fit(X, binary), X, binary],
  plotDependence: () => [library.partialDependence(forest(), X, { features: 0 })],
  plotDrift: () => [library.driftReport(table, table)],
  plotElbow: () => [library.kMeansSweep(X, { maxClusters: 3 })],
  plotImportances: () => [[{ feature: 'a', importance: 1 }]],
  plotKDistances: () => [shares],
  plotLearningCurve: () => [library.learningCurve(regression(), X, numbers, { cv: 2 })],
  plotOutliers: ofClusters,
  plotPrecisionRecallCurve: () => [library.precisionRecallCurve(binary, shares)],
  plotPredictions: ofNumbers,
  plotReport: () => [library.trainModel(table, { target: 'b', modelName: 'linearRegression' })],
  plotResiduals: ofNumbers,
  plotRocCurve: () => [library.rocCurve(binary, shares)],
  plotSearch: () => [{ params: [{ C: 1 }], meanTestScore: [1], stdTestScore: [0] }],
  plotShapSummary: () => [X, X],
  plotSilhouettes: () => [shares, binary],
  plotThresholds: () => [library.thresholdReport(binary, shares)],
  plotTree: () => [tree()],
  plotValidationCurve: () => [
    library.validationCurve(new library.LogisticRegression(), X, binary, {
      paramName: 'C',
      paramRange: [1, 2],
      cv: 2,
    }),
  ],
  plotWaterfall: () => [library.explain(tableModel(), table.head(1)).rows[0].outputs[0]],
  precisionRecallCurve: ofScores,
  precisionRecallFscoreSupport: ofLabels,
  precisionScore: ofLabels,
  r2Score: ofNumbers,
  readCsv: () => [new Blob(['a,b\n1,2\n'])],
  recallScore: ofLabels,
  regressionReport: ofNumbers,
  residualStatistics: ofNumbers,
  removeOldWork: nothing,
  rocAucScore: ofScores,
  rocCurve: ofScores,
  rootMeanSquaredError: ofNumbers,
  rootMeanSquaredLogError: ofNumbers,
  sampleTable: () => [table],
  saveModel: () => [storage, 'model', regression()],
  silhouetteSamples: ofClusters,
  silhouetteScore: ofClusters,
  silhouetteScoreAsync: ofClusters,
  startQueueWorker: nothing,
  thresholdReport: ofScores,
  toCsv: () => [table],
  topKAccuracyScore: ofScores,
  toONNX: () => [regression().fit(X, numbers)],
  trainModel: () => [table],
  trainModelAsync: () => [table],
  trainTestSplit: () => [X, numbers],
  trainTestSplitIndices: () => [12],
  treeShap: () => [forest(), X],
  treeShapAsync: () => [forest(), X],
  validationCurve: () => [regression(), X, numbers],
  validationCurveAsync: () => [regression(), X, numbers],
  vMeasureScore: ofLabels,
  zeroOneLoss: ofLabels,
};

/** Those that take none, where what is odd may be the last argument or one too many. */
const WITHOUT_OPTIONS: Readonly<Record<string, () => unknown[]>> = {
  adjustedRandScore: ofLabels,
  auc: () => [numbers.map((_, i) => i), numbers],
  calinskiHarabaszScore: ofClusters,
  checkKey: () => ['key', 'here'],
  checkStorage: () => [() => new library.MemoryStorage()],
  chi2: () => [X, binary],
  clone: () => [regression()],
  completenessScore: ofLabels,
  choice: () => [[1, 2]],
  concatTables: nothing,
  contingencyMatrix: ofLabels,
  createTrainer: nothing,
  daviesBouldinScore: ofClusters,
  defaultSearchSpace: () => ['SVC'],
  describeTable: nothing,
  deserialize: () => [library.serialize(regression())],
  deserializeAs: () => [library.serialize(regression()), library.LinearRegression],
  fClassif: () => [X, binary],
  formatAnomalyReport: () => [
    library.anomalyReport(
      binary.map((label) => label * 2 - 1),
      shares,
    ),
  ],
  formatComparison: () => [
    library.compareModels(table, { target: 'kind', models: ['logisticRegression'], cv: 2 }),
  ],
  formatDriftReport: () => [library.driftReport(table, table)],
  formatRegressionReport: () => [library.regressionReport(numbers, numbers)],
  formatReport: () => [
    library.trainModel(table, { target: 'b', modelName: 'linearRegression' }).report,
  ],
  formatThresholdReport: () => [library.thresholdReport(binary, shares)],
  fowlkesMallowsScore: ofLabels,
  fromJSON: () => [regression().toJSON()],
  fromScikitLearn: () => [sklearnModel('ridge').bytes],
  getModelInfo: () => ['kMeans'],
  getScorer: () => ['accuracy'],
  getScorerNames: nothing,
  groupBy: () => [table],
  homogeneityScore: ofLabels,
  listModels: nothing,
  loadBreastCancer: nothing,
  loadIris: nothing,
  loadModel: () => [storage, 'model', undefined],
  loadModelAs: () => [storage, 'model', library.LinearRegression],
  loadPenguins: nothing,
  loadWine: nothing,
  logUniform: () => [1, 2],
  mutualInfoScore: ofLabels,
  isClassifier: () => [regression()],
  isClusterer: () => [regression()],
  isOutlierDetector: () => [regression()],
  isRegressor: () => [regression()],
  isTransformer: () => [regression()],
  pairConfusionMatrix: ofLabels,
  probabilityRecords: () => [[[0.5, 0.5]], ['a', 'b']],
  fromLightGBM: () => [interopFile('lgb-poisson.txt')],
  pipelineFromLightGBM: () => [interopFile('lgb-category-names.txt')],
  pipelineFromXGBoost: () => [interopFile('xgb-category-names.model.json')],
  randScore: ofLabels,
  registerModel: nothing,
  serialize: () => [regression()],
  setMemoryLimit: nothing,
  setWarningHandler: nothing,
  storageChecks: () => [() => new library.MemoryStorage()],
  csvParts: () => [new Blob(['a,b\n1,2\n'])],
  parquetParts: () => [new Uint8Array(8)],
  theme: () => ['light'],
  toLightGBM: () => [forest()],
  toScikitLearn: () => [regression().fit(X, numbers)],
  toXGBoost: () => [forest()],
  toSnakeCase: () => ['nEstimators'],
  uniform: () => [0, 1],
  valueCounts: () => [table],
};

type Call = (...given: unknown[]) => unknown;

const ODD: Readonly<Record<string, () => unknown>> = {
  null: () => null,
  'a number': () => 3,
  'an array': () => [],
  'a map': () => new Map(),
};

const functions: Readonly<Record<string, Call>> = Object.fromEntries(
  Object.entries({
    ...library,
    ...datasets,
    ...interop,
    ...distributed,
    ...parquet,
    ...plots,
  }).filter(([, value]) => typeof value === 'function' && !/^class\b/.test(String(value))),
) as Record<string, Call>;

/** How a call ends: in words whether it passes, is refused by name or throws something raw. */
async function ending(name: string, given: readonly unknown[]): Promise<string> {
  try {
    await functions[name](...given);
    return 'passes';
  } catch (error) {
    return error instanceof FitPredictError ? 'refused' : `raw ${String(error)}`;
  }
}

describe('what is no object of options', () => {
  it('is tried on every function of the package', () => {
    const tried = { ...WITH_OPTIONS, ...WITHOUT_OPTIONS };
    expect(Object.keys(tried).sort()).toEqual(Object.keys(functions).sort());
  });

  it.each(Object.entries(WITH_OPTIONS))('is refused by name: %s', async (name, leading) => {
    for (const [what, make] of Object.entries(ODD)) {
      expect([what, await ending(name, [...leading(), make()])]).toEqual([what, 'refused']);
    }
  });

  it.each(Object.entries(WITHOUT_OPTIONS))('throws nothing raw: %s', async (name, leading) => {
    for (const [what, make] of Object.entries(ODD)) {
      expect([what, await ending(name, [...leading(), make()])]).toEqual([
        what,
        expect.stringMatching(/^(passes|refused)$/),
      ]);
    }
    library.setMemoryLimit(null);
    library.setWarningHandler(() => {});
  });
});

/** Functions whose options are not theirs: they hand them on to what may be anyone's class. */
const HANDED_ON = ['saveModel'];

/** Options without which nothing else is looked at. */
const REQUIRED: Readonly<Record<string, object>> = {
  accumulatedLocalEffects: { features: 0 },
  accumulatedLocalEffectsAsync: { features: 0 },
  counterfactual: { background: table, target: [0, 100] },
  counterfactualAsync: { background: table, target: [0, 100] },
  kernelShap: { background: X },
  kernelShapAsync: { background: X },
  lime: { background: table },
  limeAsync: { background: table },
  linearShap: { background: X },
  partialDependence: { features: 0 },
  partialDependenceAsync: { features: 0 },
  linearShapAsync: { background: X },
  sampleTable: { size: 3 },
  trainModel: { modelName: 'kMeans' },
  trainModelAsync: { modelName: 'kMeans' },
};

/** What a function says of an option. */
async function wordsOn(
  name: string,
  leading: () => unknown[],
  option: string,
  value?: unknown,
): Promise<string> {
  try {
    await functions[name](...leading(), { ...REQUIRED[name], [option]: value });
    return 'passes';
  } catch (error) {
    return error instanceof FitPredictError ? error.message : `raw ${String(error)}`;
  }
}

describe('an option of a name that there is not', () => {
  const own = Object.entries(WITH_OPTIONS).filter(([name]) => !HANDED_ON.includes(name));

  it.each(own)('is refused with those there are: %s', async (name, leading) => {
    const words = await wordsOn(name, leading, 'nameOfNoOption');
    expect(words).toMatch(/: there is no \w+ "nameOfNoOption"\. Known: "/);
    const known = words.slice(words.indexOf('Known: ')).match(/(?<=")\w+(?=")/g) ?? [];
    for (const option of known) {
      const misspelt = option + option.slice(-1);
      const nearest = await wordsOn(name, leading, misspelt);
      expect(nearest).toMatch(
        new RegExp(`there is no \\w+ "${misspelt}"\\. Did you mean .*"${option}"`),
      );
    }
  });
});

describe('nJobs', () => {
  it('has a row of shared work for each function that takes it, and is awaited', async () => {
    const takers = [];
    for (const [name, leading] of Object.entries(WITH_OPTIONS)) {
      const words = await wordsOn(name, leading, 'nJobs', 0);
      if (words.includes('nJobs must be')) takers.push(name);
    }
    const rows = Object.keys(sharedWorks()).filter((name) => /^[a-z]/.test(name));
    expect(rows.sort()).toEqual(takers.sort());
  });

  it.each(Object.keys(sharedWorks()))('is suggested where it is misspelt: %s', async (name) => {
    for (const misspelt of ['njobs', 'n_jobs', 'n_Jobs', 'nJob']) {
      const words = /^[A-Z]/.test(name)
        ? wordsOfClass(name, misspelt)
        : await wordsOn(name, WITH_OPTIONS[name], misspelt, 2);
      expect(words).toContain('there is no ');
      expect(words).toContain(` "${misspelt}". Did you mean "nJobs"?`);
    }
  });

  /** What a class says of an option of its constructor. */
  function wordsOfClass(name: string, option: string): string {
    try {
      Reflect.construct(Reflect.get(library, name), [{ [option]: 2 }]);
      return 'passes';
    } catch (error) {
      return error instanceof FitPredictError ? error.message : `raw ${String(error)}`;
    }
  }
});

describe('progress and a signal', () => {
  /** Its options depend on the model that is asked for. */
  const byModel = 'trainModelAsync';
  const awaited = Object.keys(WITH_OPTIONS).filter(
    (name) => name.endsWith('Async') && name !== byModel,
  );

  it.each(awaited)('are suggested where they are misspelt: %s', async (name) => {
    for (const [misspelt, meant] of [
      ['onprogress', 'onProgress'],
      ['signals', 'signal'],
    ]) {
      expect(await wordsOn(name, WITH_OPTIONS[name], misspelt)).toContain(
        ` "${misspelt}". Did you mean "${meant}"?`,
      );
    }
  });
});

describe('an option of fit and score that there is not', () => {
  const weighable = everyModel
    .filter(({ create }) => 'predict' in create())
    .filter(({ create }) => !('fitResample' in create())); // takes no weights

  it.each(weighable)('is refused with the nearest: $name', ({ create, X, y }) => {
    const model = create() as AnyEstimator & Record<'fit' | 'score', Call>;
    const misspelt = { sampleWeigth: binary };
    const words = /there is no option "sampleWeigth"\. Did you mean "sampleWeight"\?/;
    expect(() => model.fit(X, y, misspelt)).toThrow(words);
    if (y === undefined) return; // a clusterer's score takes other arguments
    model.fit(X, y);
    expect(() => model.score(X, y, misspelt)).toThrow(words);
  });
});
