import { parseCsv } from '../../src/data/csv/csv.js';
import type { Table } from '../../src/data/table.js';
import type { AnyEstimator } from '../../src/estimator.js';
import { DBSCAN } from '../../src/estimators/dbscan.js';
import { GradientBoostingClassifier } from '../../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { IsolationForest } from '../../src/estimators/isolation-forest.js';
import { KMeans } from '../../src/estimators/k-means/k-means.js';
import { MiniBatchKMeans } from '../../src/estimators/k-means/mini-batch-k-means.js';
import { LinearRegression } from '../../src/estimators/linear/linear-regression.js';
import { LinearSVC } from '../../src/estimators/linear/linear-svc.js';
import { LinearSVR } from '../../src/estimators/linear/linear-svr.js';
import { LogisticRegression } from '../../src/estimators/linear/logistic-regression.js';
import { RandomForestClassifier } from '../../src/estimators/random-forest/random-forest-classifier.js';
import { RandomForestRegressor } from '../../src/estimators/random-forest/random-forest-regressor.js';
import { SVC } from '../../src/estimators/svm/svc.js';
import { SVR } from '../../src/estimators/svm/svr.js';
import { DriftMonitor } from '../../src/monitoring/drift-monitor.js';
import { TableProfile } from '../../src/monitoring/table-profile.js';
import { Pipeline } from '../../src/preprocessing/composition/pipeline.js';
import { StandardScaler } from '../../src/preprocessing/scalers/standard-scaler.js';
import { SimpleImputer } from '../../src/preprocessing/simple-imputer.js';
import type { TabularModel } from '../../src/training/tabular-model.js';
import { trainModel } from '../../src/training/train-model.js';

const incomplete = [
  { size: 3, colour: 'red', open: true },
  { size: null, colour: 'new', open: false },
];

/** A fitted model, and everything it says of a few samples, as text that shows every bit. */
export interface SampleModel {
  readonly model: AnyEstimator;
  answers(model: AnyEstimator): string;
}

const X = Array.from({ length: 24 }, (_, i) => [i % 7, Math.sin(i), (i * i) % 5]);
const numbers = X.map(([a, b, c]) => 2 * a - b + 0.5 * c + 1);
const names = X.map(([a]) => (a < 2 ? 'low' : a < 5 ? 'middle' : 'high'));
const table = parseCsv(
  `size,colour,open,price\n${X.map(([a, b, c]) => `${a},${['red', 'green', ''][c % 3]},${b > 0},${a + c}`).join('\n')}`,
);

interface Predictor extends AnyEstimator {
  predict(samples: unknown): unknown[];
  predictProba(samples: unknown): { to2DArray(): number[][] };
}

/** Numbers with all their bits: JSON alone would lose -0 and NaN. */
function exact(_key: string, value: unknown): unknown {
  return typeof value === 'number' && (Object.is(value, -0) || !Number.isFinite(value))
    ? `${Object.is(value, -0) ? '-0' : value}`
    : value;
}

function predictor(
  model: AnyEstimator,
  { samples = X as unknown, probabilities = false } = {},
): SampleModel {
  return {
    model,
    answers(loaded) {
      const predicting = loaded as Predictor;
      const said = [predicting.predict(samples)];
      if (probabilities) said.push(predicting.predictProba(samples).to2DArray());
      return JSON.stringify(said, exact);
    },
  };
}

/** A model of tables that needs no training. */
const mean = { predict: (rows: Table) => rows.numbers('size').map((size) => size / 2) };

/** One model of every kind that is saved. */
export const sampleModels: Readonly<Record<string, () => SampleModel>> = {
  'linear-regression': () => predictor(new LinearRegression().fit(X, numbers)),
  'logistic-regression': () =>
    predictor(new LogisticRegression().fit(X, names), { probabilities: true }),
  'logistic-regression-of-booleans': () =>
    predictor(
      new LogisticRegression({ classWeight: { true: 2, false: 1 } }).fit(
        X,
        names.map((name) => name === 'low'),
      ),
      { probabilities: true },
    ),
  'random-forest-classifier': () =>
    predictor(
      new RandomForestClassifier({ nEstimators: 3, randomState: 0, oobScore: true }).fit(X, names),
      {
        probabilities: true,
        samples: [...X, [Number.NaN, 0, 1]],
      },
    ),
  'random-forest-regressor': () =>
    predictor(new RandomForestRegressor({ nEstimators: 3, randomState: 'a' }).fit(X, numbers)),
  dbscan: () => predictor(new DBSCAN({ eps: 1.5, minSamples: 3 }).fit(X)),
  'gradient-boosting-classifier': () =>
    predictor(
      new GradientBoostingClassifier({
        nEstimators: 3,
        validationFraction: 0.3,
        randomState: 0,
      }).fit(X, names),
      { probabilities: true, samples: [...X, [Number.NaN, 0, 1]] },
    ),
  'gradient-boosting-regressor': () =>
    predictor(
      new GradientBoostingRegressor({ nEstimators: 3, categoricalFeatures: [0] }).fit(X, numbers),
    ),
  'isolation-forest': () =>
    predictor(new IsolationForest({ nEstimators: 3, randomState: 0, contamination: 0.1 }).fit(X)),
  'isolation-forest-extended': () =>
    predictor(new IsolationForest({ nEstimators: 3, randomState: 0, extensionLevel: 1 }).fit(X)),
  'k-means': () => predictor(new KMeans({ nClusters: 3, randomState: 0 }).fit(X)),
  'mini-batch-k-means': () =>
    predictor(new MiniBatchKMeans({ nClusters: 3, batchSize: 8, randomState: 0 }).fit(X)),
  svc: () =>
    predictor(new SVC({ probability: true, randomState: 0 }).fit(X, names), {
      probabilities: true,
    }),
  svr: () => predictor(new SVR({ kernel: 'poly', degree: 2 }).fit(X, numbers)),
  'linear-svc': () => predictor(new LinearSVC().fit(X, names)),
  'linear-svr': () => predictor(new LinearSVR().fit(X, numbers)),
  pipeline: () =>
    predictor(
      new Pipeline({
        steps: [
          ['fill', new SimpleImputer({ strategy: 'median' })],
          ['scale', new StandardScaler()],
          ['classify', new LogisticRegression()],
        ],
      }).fit(X, names),
      { samples: [...X, [Number.NaN, 0, 1]], probabilities: true },
    ),
  'tabular-model-of-boosting': () =>
    predictor(
      trainModel(table, {
        target: 'price',
        modelName: 'gradientBoosting',
        hyperparams: { nEstimators: 3 },
        preprocessing: { missingIndicators: true },
        randomState: 0,
        task: 'regression',
      }).model,
      { samples: incomplete },
    ),
  'tabular-model-of-svm': () =>
    predictor(
      trainModel(table, {
        target: 'price',
        modelName: 'linearSvm',
        preprocessing: { encoding: 'target' },
        randomState: 0,
        task: 'regression',
      }).model,
      { samples: incomplete },
    ),
  'tabular-model': () =>
    predictor(
      trainModel(table, {
        target: 'price',
        modelName: 'linearRegression',
        randomState: 0,
        task: 'regression',
      }).model,
      { samples: incomplete },
    ),
  'drift-monitor': () => ({
    model: new DriftMonitor({ alpha: 0.1 })
      .fit(new TableProfile({ maxPoints: 4 }).fit(table, { model: mean }))
      .update(parseCsv('size,colour,open,price\n9,blue,true,3\n1,,false,\n'), {
        predictions: [9, 1],
      }),
    answers: (loaded) => JSON.stringify((loaded as DriftMonitor).report(), exact),
  }),
  'table-profile': () => ({
    model: new TableProfile().fit(table, { model: mean, yTrue: numbers }),
    answers: (loaded) => {
      const { rows, columns, scores } = loaded as TableProfile;
      return JSON.stringify({ rows, columns, scores }, exact);
    },
  }),
  'tabular-model-with-profile': () => ({
    model: trainModel(table, {
      target: 'price',
      modelName: 'linearRegression',
      randomState: 0,
      task: 'regression',
    }).model,
    answers: (loaded) => JSON.stringify((loaded as TabularModel).profile?.columns, exact),
  }),
};
