import { fileURLToPath } from 'node:url';

/* What a page fetches for one import, minified and gzipped, every dependency counted. */
const SMALL_MATRIX = fileURLToPath(new URL('dist/esm/matrix.js', import.meta.url));

/** Kilobytes beside ml-matrix, or with the small matrix in its place where the name says so. */
const whole = {
  accuracyScore: 2.7,
  deserializeAs: 3.8,
  LinearRegression: 18.7,
  IsolationForest: 23.3,
  KMeans: 47.1,
};

const withSmallMatrix = {
  Table: 8.1,
  StandardScaler: 11.5,
  KMeans: 30.1,
  MiniBatchKMeans: 25.5,
  DBSCAN: 24.6,
  LogisticRegression: 27.3,
  LinearSVC: 21.2,
  SVC: 31.6,
  SVR: 23.1,
  RandomForestClassifier: 39.2,
  RandomForestRegressor: 37.9,
  GradientBoostingClassifier: 49,
  GradientBoostingRegressor: 50.1,
  trainModel: 216.1,
  'createTrainer, LogisticRegression': 115.5,
  'createTrainer, RandomForestClassifier, RandomForestRegressor': 122.7,
  'loadModelAs, KMeans': 31.7,
};

/** `parallel.js` holds the workers as text, which is all of the library: a bundler puts the larger one into a file that loads late. */
const entryPoints = {
  'node.js': 402.5,
  'datasets.js': 73.7,
  'distributed.js': 349.6,
  'interop.js': 227.4,
  'matrix.js': 1,
  'parallel.js': 342.8,
  'parquet.js': 31.2,
  'plots.js': 17.9,
  'predict.js': 12.1,
  'storage/s3.js': 16.2,
  'storage/r2.js': 5.3,
  'storage/indexeddb.js': 5,
  'worker.js': 283.5,
};

/** What loads a saved model and predicts, beside nothing. */
const predictOnly = { loadTreePredictor: 9.4, loadPredictor: 12.1 };

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
const oneFile = { path: 'dist/fitpredict.min.js', gzip: true, limit: '437 kB' };

export default [
  oneFile,
  ...Object.entries(whole).map(([names, limit]) => budget('index.js', names, limit, false)),
  ...Object.entries(withSmallMatrix).map(([names, limit]) =>
    budget('index.js', names, limit, true),
  ),
  ...Object.entries(predictOnly).map(([names, limit]) => budget('predict.js', names, limit, false)),
  ...Object.entries(entryPoints).map(([file, limit]) => budget(file, undefined, limit, true)),
];
