import { fileURLToPath } from 'node:url';

/* What a page fetches for one import, minified and gzipped, every dependency counted. */
const SMALL_MATRIX = fileURLToPath(new URL('dist/esm/matrix.js', import.meta.url));

/** Kilobytes beside ml-matrix, or with the small matrix in its place where the name says so. */
const whole = {
  accuracyScore: 2.7,
  deserializeAs: 3.5,
  LinearRegression: 15.8,
  IsolationForest: 22.1,
  KMeans: 36.7,
};

const withSmallMatrix = {
  Table: 6.1,
  StandardScaler: 11,
  KMeans: 19.7,
  MiniBatchKMeans: 18.4,
  DBSCAN: 20.8,
  LogisticRegression: 23.8,
  LinearSVC: 19.3,
  SVC: 26.6,
  SVR: 19.3,
  RandomForestClassifier: 32.4,
  RandomForestRegressor: 31.3,
  GradientBoostingClassifier: 36.5,
  GradientBoostingRegressor: 36.9,
  trainModel: 176,
  'createTrainer, LogisticRegression': 109,
  'createTrainer, RandomForestClassifier, RandomForestRegressor': 112,
  'loadModelAs, KMeans': 20.9,
};

/** `parallel.js` holds the workers as text, which is all of the library: a bundler puts the larger one into a file that loads late. */
const entryPoints = {
  'node.js': 347,
  'datasets.js': 72,
  'distributed.js': 270,
  'interop.js': 180.5,
  'matrix.js': 1,
  'parallel.js': 259,
  'parquet.js': 29.3,
  'plots.js': 17.4,
  'predict.js': 9.2,
  'storage/s3.js': 16,
  'storage/r2.js': 5,
  'storage/indexeddb.js': 5,
  'worker.js': 225,
};

/** What loads a saved model and predicts, beside nothing. */
const predictOnly = { loadTreePredictor: 8, loadPredictor: 9.2 };

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
const oneFile = { path: 'dist/fitpredict.min.js', gzip: true, limit: '377.5 kB' };

export default [
  oneFile,
  ...Object.entries(whole).map(([names, limit]) => budget('index.js', names, limit, false)),
  ...Object.entries(withSmallMatrix).map(([names, limit]) =>
    budget('index.js', names, limit, true),
  ),
  ...Object.entries(predictOnly).map(([names, limit]) => budget('predict.js', names, limit, false)),
  ...Object.entries(entryPoints).map(([file, limit]) => budget(file, undefined, limit, true)),
];
