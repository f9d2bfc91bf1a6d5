import { fileURLToPath } from 'node:url';

/* What a page fetches for one import, minified and gzipped, every dependency counted. */
const SMALL_MATRIX = fileURLToPath(new URL('dist/esm/matrix.js', import.meta.url));

/** Kilobytes beside ml-matrix, or with the small matrix in its place where the name says so. */
const whole = {
  accuracyScore: 2.7,
  deserializeAs: 3.7,
  LinearRegression: 18.1,
  IsolationForest: 23,
  KMeans: 44.3,
};

const withSmallMatrix = {
  Table: 7.8,
  StandardScaler: 11.4,
  KMeans: 27.4,
  MiniBatchKMeans: 22.7,
  DBSCAN: 24.3,
  LogisticRegression: 25.1,
  LinearSVC: 20.5,
  SVC: 29.9,
  SVR: 21.3,
  RandomForestClassifier: 38.8,
  RandomForestRegressor: 37.6,
  GradientBoostingClassifier: 47.4,
  GradientBoostingRegressor: 48.9,
  trainModel: 208,
  'createTrainer, LogisticRegression': 112.6,
  'createTrainer, RandomForestClassifier, RandomForestRegressor': 121.7,
  'loadModelAs, KMeans': 28.8,
};

/** `parallel.js` holds the workers as text, which is all of the library: a bundler puts the larger one into a file that loads late. */
const entryPoints = {
  'node.js': 393.7,
  'datasets.js': 73.5,
  'distributed.js': 340.3,
  'interop.js': 219.4,
  'matrix.js': 1,
  'parallel.js': 333.6,
  'parquet.js': 30.9,
  'plots.js': 17.8,
  'predict.js': 11.5,
  'storage/s3.js': 16,
  'storage/r2.js': 5.1,
  'storage/indexeddb.js': 5,
  'worker.js': 275.2,
};

/** What loads a saved model and predicts, beside nothing. */
const predictOnly = { loadTreePredictor: 9.2, loadPredictor: 11.5 };

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
const oneFile = { path: 'dist/fitpredict.min.js', gzip: true, limit: '428 kB' };

export default [
  oneFile,
  ...Object.entries(whole).map(([names, limit]) => budget('index.js', names, limit, false)),
  ...Object.entries(withSmallMatrix).map(([names, limit]) =>
    budget('index.js', names, limit, true),
  ),
  ...Object.entries(predictOnly).map(([names, limit]) => budget('predict.js', names, limit, false)),
  ...Object.entries(entryPoints).map(([file, limit]) => budget(file, undefined, limit, true)),
];
