import { fileURLToPath } from 'node:url';

/* What a page fetches for one import, minified and gzipped, every dependency counted. */
const SMALL_MATRIX = fileURLToPath(new URL('dist/esm/matrix.js', import.meta.url));

/** Kilobytes beside ml-matrix, or with the small matrix in its place where the name says so. */
const whole = {
  accuracyScore: 2.7,
  deserializeAs: 3.5,
  LinearRegression: 16.6,
  IsolationForest: 22.8,
  KMeans: 42.2,
};

const withSmallMatrix = {
  Table: 7.7,
  StandardScaler: 11.1,
  KMeans: 25.2,
  MiniBatchKMeans: 21.8,
  DBSCAN: 24,
  LogisticRegression: 24.8,
  LinearSVC: 20.1,
  SVC: 29.6,
  SVR: 21,
  RandomForestClassifier: 38.2,
  RandomForestRegressor: 37,
  GradientBoostingClassifier: 44.6,
  GradientBoostingRegressor: 45.8,
  trainModel: 200.5,
  'createTrainer, LogisticRegression': 111.8,
  'createTrainer, RandomForestClassifier, RandomForestRegressor': 120.5,
  'loadModelAs, KMeans': 26.5,
};

/** `parallel.js` holds the workers as text, which is all of the library: a bundler puts the larger one into a file that loads late. */
const entryPoints = {
  'node.js': 384.5,
  'datasets.js': 73.5,
  'distributed.js': 308.5,
  'interop.js': 212.2,
  'matrix.js': 1,
  'parallel.js': 302,
  'parquet.js': 30.9,
  'plots.js': 17.7,
  'predict.js': 11.3,
  'storage/s3.js': 16,
  'storage/r2.js': 5,
  'storage/indexeddb.js': 5,
  'worker.js': 264.3,
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
const oneFile = { path: 'dist/fitpredict.min.js', gzip: true, limit: '418 kB' };

export default [
  oneFile,
  ...Object.entries(whole).map(([names, limit]) => budget('index.js', names, limit, false)),
  ...Object.entries(withSmallMatrix).map(([names, limit]) =>
    budget('index.js', names, limit, true),
  ),
  ...Object.entries(predictOnly).map(([names, limit]) => budget('predict.js', names, limit, false)),
  ...Object.entries(entryPoints).map(([file, limit]) => budget(file, undefined, limit, true)),
];
