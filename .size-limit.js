import { fileURLToPath } from 'node:url';

/* What a page fetches for one import, minified and gzipped, every dependency counted. */
const SMALL_MATRIX = fileURLToPath(new URL('dist/esm/matrix.js', import.meta.url));

/** Kilobytes beside ml-matrix, or with the small matrix in its place where the name says so. */
const whole = {
  accuracyScore: 2.7,
  deserializeAs: 3.5,
  LinearRegression: 16.0,
  IsolationForest: 22.6,
  KMeans: 41,
};

const withSmallMatrix = {
  Table: 7.7,
  StandardScaler: 11.1,
  KMeans: 24.1,
  MiniBatchKMeans: 20.6,
  DBSCAN: 23.1,
  LogisticRegression: 24.5,
  LinearSVC: 20,
  SVC: 29.6,
  SVR: 20.8,
  RandomForestClassifier: 36.3,
  RandomForestRegressor: 35.2,
  GradientBoostingClassifier: 43.6,
  GradientBoostingRegressor: 44.6,
  trainModel: 195.7,
  'createTrainer, LogisticRegression': 111,
  'createTrainer, RandomForestClassifier, RandomForestRegressor': 118.1,
  'loadModelAs, KMeans': 25.3,
};

/** `parallel.js` holds the workers as text, which is all of the library: a bundler puts the larger one into a file that loads late. */
const entryPoints = {
  'node.js': 378.8,
  'datasets.js': 73.5,
  'distributed.js': 302.5,
  'interop.js': 207.3,
  'matrix.js': 1,
  'parallel.js': 296,
  'parquet.js': 30.9,
  'plots.js': 17.7,
  'predict.js': 11,
  'storage/s3.js': 16,
  'storage/r2.js': 5,
  'storage/indexeddb.js': 5,
  'worker.js': 259,
};

/** What loads a saved model and predicts, beside nothing. */
const predictOnly = { loadTreePredictor: 8.7, loadPredictor: 11 };

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
const oneFile = { path: 'dist/fitpredict.min.js', gzip: true, limit: '412 kB' };

export default [
  oneFile,
  ...Object.entries(whole).map(([names, limit]) => budget('index.js', names, limit, false)),
  ...Object.entries(withSmallMatrix).map(([names, limit]) =>
    budget('index.js', names, limit, true),
  ),
  ...Object.entries(predictOnly).map(([names, limit]) => budget('predict.js', names, limit, false)),
  ...Object.entries(entryPoints).map(([file, limit]) => budget(file, undefined, limit, true)),
];
