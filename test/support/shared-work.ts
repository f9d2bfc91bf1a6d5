import {
  BayesSearchCV,
  choice,
  compareModelsAsync,
  crossValidateAsync,
  crossValScoreAsync,
  DBSCAN,
  decisionFunctionAsync,
  GradientBoostingClassifier,
  GradientBoostingRegressor,
  GridSearchCV,
  HalvingGridSearchCV,
  HalvingRandomSearchCV,
  IsolationForest,
  KFold,
  KMeans,
  kernelShapAsync,
  LogisticRegression,
  makeClassification,
  permutationImportanceAsync,
  predictAsync,
  predictProbaAsync,
  RandomForestClassifier,
  RandomForestRegressor,
  RandomizedSearchCV,
  SVC,
  serialize,
  Table,
  treeShapAsync,
  uniform,
} from 'fitpredict';
import type { AnyEstimator } from '../../src/estimator.js';

/** Work of everything that takes `nJobs`, by the name of the class or function: what it gives, without times. */
export type SharedWorks = Readonly<Record<string, (nJobs: number | null) => Promise<unknown>>>;

/**
 * A row for each, just worth sending to workers that run. `every-job.test.ts` holds that none is missing, whatever is added
 * to the library.
 */
export function sharedWorks(): SharedWorks {
  const { X, y } = makeClassification({ nSamples: 420, nFeatures: 10, randomState: 0 });
  const numbers = X.to2DArray().map(([first]) => 3 * first);
  const many = makeClassification({ nSamples: 2000, nFeatures: 10, randomState: 1 }).X;
  const wide = makeClassification({ nSamples: 6600, nFeatures: 10, randomState: 2 }).X;
  const half = wide.to2DArray().slice(0, 3300);
  const forest = { nEstimators: 14, randomState: 1 };
  const boosting = { nEstimators: 8, randomState: 0 };
  const space = { C: uniform(0.1, 10), gamma: choice(['scale', 0.1]) };
  const search = {
    estimator: new SVC({ maxIter: 400 }),
    cv: new KFold({ nSplits: 3 }),
    randomState: 0,
  };
  const grid = { C: [0.1, 1], gamma: ['scale', 0.1] };
  const { randomState: _, ...whole } = search;
  const grown = new RandomForestClassifier({ nEstimators: 100, maxDepth: 4, randomState: 0 });
  grown.fit(X, y);
  const few = new RandomForestClassifier({ nEstimators: 20, maxDepth: 4, randomState: 0 });
  few.fit(X, y);
  const line = new LogisticRegression().fit(X, y);
  const isolation = new IsolationForest({ nEstimators: 100, randomState: 0 }).fit(X);
  const bits = (model: AnyEstimator & { setParams(options: object): AnyEstimator }) =>
    serialize(model.setParams({ nJobs: null }));
  const scores = (searched: { cvResults: object; bestParams: unknown }) => ({
    scores: Object.entries(searched.cvResults).filter(([name]) => !/Time$/.test(name)),
    best: searched.bestParams,
  });
  return {
    RandomForestClassifier: async (nJobs) =>
      bits(await new RandomForestClassifier({ ...forest, nJobs }).fitAsync(X, y)),
    RandomForestRegressor: async (nJobs) =>
      bits(
        await new RandomForestRegressor({ ...forest, nEstimators: 4, nJobs }).fitAsync(X, numbers),
      ),
    GradientBoostingClassifier: async (nJobs) =>
      bits(
        await new GradientBoostingClassifier({ ...boosting, nJobs }).fitAsync(
          wide,
          wide.getColumn(0).map((value) => (value > 0 ? 'b' : 'a')),
        ),
      ),
    GradientBoostingRegressor: async (nJobs) =>
      bits(
        await new GradientBoostingRegressor({ ...boosting, nJobs }).fitAsync(
          wide,
          wide.getColumn(0),
        ),
      ),
    KMeans: async (nJobs) =>
      bits(await new KMeans({ nClusters: 5, nInit: 3, randomState: 0, nJobs }).fitAsync(many)),
    SVC: async (nJobs) => {
      const rows = many.to2DArray().slice(0, 1260);
      const letters = rows.map(([first]) => (first > 0.5 ? 'c' : first > -0.5 ? 'b' : 'a'));
      const model = new SVC({ probability: true, maxIter: 200, randomState: 0, nJobs });
      return bits(await model.fitAsync(rows, letters));
    },
    DBSCAN: async (nJobs) => {
      const found = [];
      for (const algorithm of ['kdTree', 'brute'] as const) {
        const samples = algorithm === 'brute' ? many.to2DArray().slice(0, 720) : many;
        const model = new DBSCAN({ eps: 1.5, algorithm, nJobs });
        found.push(bits(await model.fitAsync(samples)));
      }
      return found;
    },
    GridSearchCV: async (nJobs) =>
      scores(await new GridSearchCV({ ...whole, paramGrid: grid, nJobs }).fitAsync(X, y)),
    RandomizedSearchCV: async (nJobs) =>
      scores(
        await new RandomizedSearchCV({
          ...search,
          paramDistributions: space,
          nIter: 4,
          nJobs,
        }).fitAsync(X, y),
      ),
    HalvingGridSearchCV: async (nJobs) =>
      scores(await new HalvingGridSearchCV({ ...search, paramGrid: grid, nJobs }).fitAsync(X, y)),
    HalvingRandomSearchCV: async (nJobs) =>
      scores(
        await new HalvingRandomSearchCV({
          ...search,
          paramDistributions: space,
          nCandidates: 6,
          nJobs,
        }).fitAsync(X, y),
      ),
    BayesSearchCV: async (nJobs) =>
      scores(
        await new BayesSearchCV({ ...search, searchSpaces: space, nIter: 4, nJobs }).fitAsync(X, y),
      ),
    crossValidateAsync: async (nJobs) => {
      const model = new RandomForestClassifier(forest);
      const { testScore } = await crossValidateAsync(model, X, y, { cv: 5, nJobs });
      return testScore;
    },
    crossValScoreAsync: (nJobs) =>
      crossValScoreAsync(new RandomForestClassifier(forest), X, y, { cv: 5, nJobs }),
    compareModelsAsync: async (nJobs) => {
      const columns = Array.from({ length: 10 }, (_, j) => [`column ${j}`, X.getColumn(j)]);
      const table = Table.fromColumns({ ...Object.fromEntries(columns), y });
      const options = { target: 'y', models: ['logisticRegression'], randomState: 0 };
      const { ranking } = await compareModelsAsync(table, { ...options, cv: 8, nJobs });
      return ranking.map(({ name, scores }) => [name, scores]);
    },
    permutationImportanceAsync: async (nJobs) => {
      const options = { nRepeats: 6, randomState: 0, nJobs };
      const { importances } = await permutationImportanceAsync(line, X, y, options);
      return importances;
    },
    predictAsync: (nJobs) => predictAsync(grown, half, { nJobs }),
    predictProbaAsync: (nJobs) => predictProbaAsync(grown, half, { nJobs }),
    decisionFunctionAsync: (nJobs) => decisionFunctionAsync(isolation, half, { nJobs }),
    treeShapAsync: async (nJobs) => {
      const rows = many.to2DArray().slice(0, 1100);
      const { values } = await treeShapAsync(few, rows, { nJobs });
      return values.map((matrix) => matrix.to1DArray());
    },
    kernelShapAsync: async (nJobs) => {
      const options = { background: X.to2DArray().slice(0, 3), randomState: 0, nJobs };
      const rows = many.to2DArray().slice(0, 3);
      const { values } = await kernelShapAsync(line, rows, options);
      return values.map((matrix) => matrix.to1DArray());
    },
  };
}
