import type { Matrix } from 'ml-matrix';
import { loadIris } from '../../src/datasets.js';
import { VotingClassifier } from '../../src/ensembles/voting/voting-classifier.js';
import type { AnyEstimator } from '../../src/estimator.js';
import { DBSCAN } from '../../src/estimators/dbscan.js';
import { GradientBoostingClassifier } from '../../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { IsolationForest } from '../../src/estimators/isolation-forest.js';
import { KMeans } from '../../src/estimators/k-means/k-means.js';
import { MiniBatchKMeans } from '../../src/estimators/k-means/mini-batch-k-means.js';
import { LogisticRegression } from '../../src/estimators/linear/logistic-regression.js';
import { SGDClassifier } from '../../src/estimators/linear/sgd-classifier.js';
import { SGDRegressor } from '../../src/estimators/linear/sgd-regressor.js';
import { RandomForestClassifier } from '../../src/estimators/random-forest/random-forest-classifier.js';
import { RandomForestRegressor } from '../../src/estimators/random-forest/random-forest-regressor.js';
import { SVC } from '../../src/estimators/svm/svc.js';
import { SVR } from '../../src/estimators/svm/svr.js';
import { toScikitLearn } from '../../src/interop.js';
import { Pipeline } from '../../src/preprocessing/composition/pipeline.js';
import { PolynomialFeatures } from '../../src/preprocessing/polynomial-features.js';
import { MinMaxScaler } from '../../src/preprocessing/scalers/min-max-scaler.js';
import { RobustScaler } from '../../src/preprocessing/scalers/robust-scaler.js';
import { StandardScaler } from '../../src/preprocessing/scalers/standard-scaler.js';
import { SimpleImputer } from '../../src/preprocessing/simple-imputer.js';

type Rows = number[][];
const METHODS = {
  predict: 'predict',
  predictProba: 'predict_proba',
  decisionFunction: 'decision_function',
  scoreSamples: 'score_samples',
  transform: 'transform',
} as const;

/** Models that this library trained on iris flowers, as files, and what they say of the rows. */
export function ownModels() {
  const files = new Map<string, Uint8Array>();
  const inputs: { rows: unknown }[] = [];
  const cases: Record<string, { input: number; answers: Record<string, unknown> }> = {};
  for (const [name, [model, X, without = []]] of Object.entries(trained())) {
    files.set(name, toScikitLearn(model));
    const answers: Record<string, unknown> = {};
    for (const [ours, theirs] of Object.entries(METHODS)) {
      const method: unknown = Reflect.get(model, ours);
      if (typeof method !== 'function' || without.includes(ours)) continue;
      answers[theirs] = withoutNaN(plain(method.call(model, X)));
    }
    cases[name] = { input: inputs.push({ rows: withoutNaN(X) }) - 1, answers };
  }
  return { files, answers: { inputs, cases } };
}

/** Models, what they are asked about, and which methods scikit-learn has not. */
function trained(): Record<string, [model: AnyEstimator, X: Rows, without?: readonly string[]]> {
  const { data, target } = loadIris();
  const X = plain(data) as Rows;
  const names = target.map(String);
  const two = names.map((name) => name === names[0]);
  const numbers = X.map(([a, , , d]) => 2 * a - d);
  const gappy = X.map((row, i) => row.map((v, j) => ((i * 7 + j * 3) % 11 === 0 ? Number.NaN : v)));
  const coded = X.map(([a, , c, d], i) => [a, (i * 5) % 7, c, d]);
  const seed = { randomState: 0 };
  const plainSvc = ['predictProba'];
  const boosting = { nEstimators: 10, ...seed };
  const members = [
    ['linear', new LogisticRegression()],
    ['forest', new RandomForestClassifier({ nEstimators: 5, ...seed })],
  ] as const;
  const steps = [
    ['impute', new SimpleImputer({ addIndicator: true })],
    ['scale', new StandardScaler()],
    ['svc', new SVC()],
  ] as const;
  const categories = { categoricalFeatures: [1], maxCatToOnehot: 2 };
  const sides = { numParallelTree: 2, subsample: 0.5 };
  return {
    forest: [new RandomForestClassifier({ nEstimators: 20, ...seed }).fit(gappy, names), gappy],
    'forest-of-numbers': [
      new RandomForestRegressor({ nEstimators: 20, ...seed }).fit(X, numbers),
      X,
    ],
    'boosting-categories': [
      new GradientBoostingClassifier({ ...boosting, ...categories }).fit(coded, names),
      coded,
    ],
    'boosting-parallel': [
      new GradientBoostingClassifier({ ...boosting, ...sides }).fit(gappy, two),
      gappy,
    ],
    'boosting-poisson': [
      new GradientBoostingRegressor({ ...boosting, objective: 'poisson' }).fit(
        X,
        numbers.map(Math.abs),
      ),
      X,
      ['decisionFunction'],
    ],
    isolation: [new IsolationForest(seed).fit(X), X],
    'k-means': [new KMeans({ nClusters: 3, ...seed }).fit(X), X],
    'mini-batch': [new MiniBatchKMeans({ nClusters: 3, ...seed }).fit(X), X],
    'svc-three': [new SVC({ probability: true, ...seed }).fit(X, names), X],
    'svc-two': [new SVC({ probability: true, ...seed }).fit(X, two), X],
    'svc-hard': [new SVC({ kernel: 'linear', C: Infinity }).fit(X, two), X, plainSvc],
    svr: [new SVR({ kernel: 'poly', degree: 2 }).fit(X, numbers), X],
    logistic: [new LogisticRegression().fit(X, names), X],
    'sgd-three': [new SGDClassifier({ loss: 'modifiedHuber', ...seed }).fit(X, names), X],
    'sgd-two': [new SGDClassifier({ average: true, ...seed }).fit(X, two), X, plainSvc],
    'sgd-numbers': [new SGDRegressor({ eta0: 0.001, ...seed }).fit(X, numbers), X],
    dbscan: [new DBSCAN({ eps: 0.6 }).fit(X), X],
    'dbscan-manhattan': [new DBSCAN({ eps: 0.9, metric: 'manhattan' }).fit(X), X],
    robust: [new RobustScaler().fit(gappy), gappy],
    'min-max': [new MinMaxScaler({ clip: true }).fit(gappy), gappy],
    polynomial: [new PolynomialFeatures({ degree: 3 }).fit(X), X],
    pipeline: [new Pipeline({ steps }).fit(gappy, names), gappy, ['predictProba', 'transform']],
    voting: [
      new VotingClassifier({ estimators: members }).fit(X, names),
      X,
      ['predictProba', 'transform'],
    ],
  };
}

function plain(said: unknown): unknown {
  const matrix = typeof said === 'object' && said !== null && 'to2DArray' in said;
  return matrix ? (said as Matrix).to2DArray() : said;
}

/** As the answers of scikit-learn are written. */
function withoutNaN(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNaN);
  return Number.isNaN(value) ? 'nan' : value;
}
