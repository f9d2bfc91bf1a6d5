/** Everything that is asynchronous on many samples, for `longest-task.ts` in Node and `longest-task-browser.ts` in a page. */
import {
  accumulatedLocalEffectsAsync,
  DBSCAN,
  driftReportAsync,
  GradientBoostingClassifier,
  GradientBoostingRegressor,
  GridSearchCV,
  IsolationForest,
  KMeans,
  LinearRegression,
  LinearSVC,
  LinearSVR,
  LogisticRegression,
  Pipeline,
  partialDependenceAsync,
  permutationImportanceAsync,
  RandomForestClassifier,
  RandomForestRegressor,
  RobustScaler,
  readCsv,
  SimpleImputer,
  StandardScaler,
  SVC,
  silhouetteScoreAsync,
  Table,
  TableProfile,
  trainModel,
  trainModelAsync,
  treeShapAsync,
} from '../src/index.js';
import { createRng } from '../src/random/rng.js';
import { createNormal } from '../src/random/sampling.js';
import { casesOfModels } from './longest-task-models.js';

export const ROWS = 50_000;
export const COLUMNS = 20;

interface Blobs {
  readonly X: { data: Float64Array; rows: number; columns: number };
  readonly groups: Int32Array;
  readonly y: Float64Array;
}

function blobs(rows: number, columns: number): Blobs {
  const rng = createRng('longest task');
  const normal = createNormal(rng);
  const groups = new Int32Array(rows);
  const data = new Float64Array(rows * columns);
  const y = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    groups[i] = rng.nextInteger(4);
    for (let j = 0; j < columns; j++) data[i * columns + j] = ((groups[i] * j) % 4) + normal();
    y[i] = data[i * columns] + data[i * columns + 1] ** 2 + normal();
  }
  return { X: { data, rows, columns }, groups, y };
}

/** Numbers, text and missing values, as a user brings them. */
function rawTable({ X: { data, rows, columns }, groups }: Blobs): Table {
  const names = Array.from({ length: columns }, (_, j) => `x${j}`);
  const cells = (j: number) =>
    Array.from({ length: rows }, (_, i) => {
      const value = data[i * columns + j];
      if (j % 5 === 4) return `kind ${Math.round(4 * value)}`;
      return i % 97 === j ? null : value;
    });
  return Table.fromColumns({
    ...Object.fromEntries(names.map((name, j) => [name, cells(j)])),
    group: Array.from(groups, (group) => `group ${group}`),
  });
}

const large = blobs(ROWS, COLUMNS);
const { X, y } = large;
const groups = Array.from(large.groups);
const names = Array.from(large.groups, (group) => `group ${group}`);
const table = rawTable(large);
const small = blobs(4000, 60);
const smallGroups = Array.from(small.groups);
const once = <T>(make: () => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};
const machine = once(() => new SVC().fit(small.X, smallGroups));
const forest = once(() =>
  new RandomForestClassifier({ nEstimators: 10, randomState: 0 }).fitAsync(small.X, smallGroups),
);
const trained = once(
  () => trainModel(table, { target: 'group', modelName: 'logisticRegression' }).model,
);
const trees = once(() => new RandomForestRegressor({ nEstimators: 10, randomState: 0 }).fit(X, y));
const boosted = once(() => new GradientBoostingRegressor({ nEstimators: 50 }).fit(X, y));
const few = (rows: number) => ({
  ...small.X,
  data: small.X.data.slice(0, rows * small.X.columns),
  rows,
});
const tall = once(() => new Table([{ type: 'number', name: 'x', data: large.X.data }]));
const csv = once(() => new Blob([csvOf(X)]));

const ofModels = casesOfModels({ X, y, names, table });
export const CASES: Record<string, () => Promise<unknown>> = {
  'DBSCAN, 20 columns': () => new DBSCAN({ eps: 2.5, minSamples: 20 }).fitAsync(X),
  'DBSCAN, brute, 4000 rows': () =>
    new DBSCAN({ eps: 3.5, algorithm: 'brute' }).fitAsync(blobs(4000, COLUMNS).X),
  'forest, absoluteError': () =>
    new RandomForestRegressor({
      criterion: 'absoluteError',
      nEstimators: 1,
      randomState: 0,
    }).fitAsync(X, y),
  'forest, classes, out of bag': () =>
    new RandomForestClassifier({ nEstimators: 10, oobScore: true, randomState: 0 }).fitAsync(
      X,
      names,
    ),
  boosting: () =>
    new GradientBoostingClassifier({ nEstimators: 10, randomState: 0 }).fitAsync(X, names),
  'isolation forest, contamination': () =>
    new IsolationForest({ contamination: 0.05, randomState: 0 }).fitAsync(X),
  'linear regression': () => new LinearRegression().fitAsync(X, y),
  'linear SVC': () => new LinearSVC().fitAsync(X, names),
  'linear SVR': () => new LinearSVR().fitAsync(X, y),
  'SVC, 4000 × 60': () => new SVC().fitAsync(small.X, smallGroups),
  'pipeline of scalers': () =>
    new Pipeline({
      steps: [
        ['impute', new SimpleImputer()],
        ['robust', new RobustScaler()],
        ['scale', new StandardScaler()],
        ['model', new LogisticRegression()],
      ],
    }).fitAsync(X, names),
  search: () =>
    new GridSearchCV({
      estimator: new LogisticRegression({ maxIter: 20 }),
      paramGrid: { C: [0.1, 1] },
      cv: 3,
    }).fitAsync(X, names),
  'k-means': () => new KMeans({ nClusters: 8, randomState: 0 }).fitAsync(X),
  'silhouette, 5000 rows': () =>
    silhouetteScoreAsync(X, groups, { sampleSize: 5000, randomState: 0 }),
  'importance, SVC, 4000 × 60': () =>
    permutationImportanceAsync(machine(), small.X, smallGroups, {
      features: [0, 1],
      nRepeats: 1,
      randomState: 0,
    }),
  'importance, table in a model': () =>
    permutationImportanceAsync(trained(), table, names, { features: ['x0', 'x4'], nRepeats: 1 }),
  'dependence, SVC, 4000 × 60': () =>
    partialDependenceAsync(machine(), small.X, {
      features: 0,
      gridResolution: 2,
      responseMethod: 'decisionFunction',
    }),
  'dependence, deep trees, 100 × 100 points': () =>
    partialDependenceAsync(trees(), X, { features: [0, 1], method: 'recursion' }),
  'effects, table in a model': () =>
    accumulatedLocalEffectsAsync(trained(), table, { features: 'x4' }),
  'effects of a pair, boosting': () =>
    accumulatedLocalEffectsAsync(boosted(), X, { features: [0, 1], gridResolution: 60 }),
  'Shapley values, deep forest, 500 rows': async () => treeShapAsync(await forest(), few(500)),
  'Shapley values, deep forest, 1000 background rows': async () =>
    treeShapAsync(await forest(), few(10), { background: few(1000) }),
  'Shapley values in pairs, deep forest': async () =>
    treeShapAsync(await forest(), few(10), { interactions: true }),
  'trainModel, logistic regression': () =>
    trainModelAsync(table, { target: 'group', modelName: 'logisticRegression', randomState: 0 }),
  'trainModel, SVM, 4000 rows': () =>
    trainModelAsync(table, { target: 'group', modelName: 'svm', sampleSize: 4000, randomState: 0 }),
  'trainModel, k-means': () =>
    trainModelAsync(table, {
      modelName: 'kMeans',
      features: table.columnNames.slice(0, 20),
      randomState: 0,
    }),
  'trainModel, isolation forest': () =>
    trainModelAsync(table, { modelName: 'isolationForest', randomState: 0 }),
  'drift of a table': () => driftReportAsync(table, table),
  'drift, a column of a million': () => driftReportAsync(tall(), tall()),
  'drift against a profile': async () =>
    driftReportAsync(await new TableProfile().fitAsync(tall()), tall()),
  'readCsv of a Blob, 20 MB': () => readCsv(csv()),
  ...ofModels.cases,
};

function csvOf({ data, rows, columns }: Blobs['X']): string {
  const lines = [Array.from({ length: columns }, (_, j) => `x${j}`).join(',')];
  for (let i = 0; i < rows; i++) {
    lines.push(data.subarray(i * columns, (i + 1) * columns).join(','));
  }
  return lines.join('\n');
}

/** What is made before the clock runs. */
export const PREPARED: Record<string, () => unknown> = {
  'importance, SVC, 4000 × 60': machine,
  'importance, table in a model': trained,
  'dependence, SVC, 4000 × 60': machine,
  'dependence, deep trees, 100 × 100 points': trees,
  'effects, table in a model': trained,
  'effects of a pair, boosting': boosted,
  'readCsv of a Blob, 20 MB': csv,
  ...ofModels.prepared,
};
