import { fileURLToPath } from 'node:url';

/* What a page fetches for one import, minified and gzipped, every dependency counted. */
const SMALL_MATRIX = fileURLToPath(new URL('dist/esm/matrix.js', import.meta.url));

/** Kilobytes beside ml-matrix, or with the small matrix in its place where the name says so. */
const whole = {
  accuracyScore: 2.7,
  deserializeAs: 3.7,
  LinearRegression: 18.1,
  IsolationForest: 22.9,
  KMeans: 42.7,
};

const withSmallMatrix = {
  Table: 7.8,
  StandardScaler: 11.2,
  KMeans: 25.7,
  MiniBatchKMeans: 22.2,
  DBSCAN: 24.2,
  LogisticRegression: 24.9,
  LinearSVC: 20.3,
  SVC: 29.6,
  SVR: 21.2,
  RandomForestClassifier: 38.6,
  RandomForestRegressor: 37.6,
  GradientBoostingClassifier: 47.4,
  GradientBoostingRegressor: 48.9,
  trainModel: 206,
  'createTrainer, LogisticRegression': 112.2,
  'createTrainer, RandomForestClassifier, RandomForestRegressor': 121.3,
  'loadModelAs, KMeans': 27.1,
};

/** `parallel.js` holds the workers as text, which is all of the library: a bundler puts the larger one into a file that loads late. */
const entryPoints = {
  'node.js': 390.3,
  'datasets.js': 73.5,
  'distributed.js': 315.3,
  'interop.js': 217.6,
  'matrix.js': 1,
  'parallel.js': 308.3,
  'parquet.js': 30.9,
  'plots.js': 17.8,
  'predict.js': 11.3,
  'storage/s3.js': 16,
  'storage/r2.js': 5.1,
  'storage/indexeddb.js': 5,
  'worker.js': 269.9,
};

/** What loads a saved model and predicts, beside nothing. */
const predictOnly = { loadTreePredictor: 9, loadPredictor: 11.3 };

const budget = (file, names, limit, small) => ({
  name: `${names ?? file}${small ? ', small matrix' : ''}`,
  path: `dist/esm/${file}`,
  ...(names === undefined ? {} : { import: `{ ${names} }` }),
  gzip: true,
  limit: `${limit} kB`,
  modifyEsbuildConfig: (config) => ({
    ...config,
    external: ['node:*', 'bullmq', 'ioredis'],
    alias: small ? { 'ml-matrix': SMALL_MATRIX } : {},
  }),
});

/** One file with everything inside, dependencies too. */
const oneFile = { path: 'dist/fitpredict.min.js', gzip: true, limit: '424.5 kB' };

export default [
  oneFile,
  ...Object.entries(whole).map(([names, limit]) => budget('index.js', names, limit, false)),
  ...Object.entries(withSmallMatrix).map(([names, limit]) =>
    budget('index.js', names, limit, true),
  ),
  ...Object.entries(predictOnly).map(([names, limit]) => budget('predict.js', names, limit, false)),
  ...Object.entries(entryPoints).map(([file, limit]) => budget(file, undefined, limit, true)),
];
