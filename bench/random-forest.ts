import type { Matrix } from 'ml-matrix';
import { makeClassification } from '../src/data/synthetic/make-classification.js';
import { makeFriedman1 } from '../src/data/synthetic/make-friedman1.js';
import { RandomForestClassifier } from '../src/estimators/random-forest/random-forest-classifier.js';
import { RandomForestRegressor } from '../src/estimators/random-forest/random-forest-regressor.js';
import { logLoss } from '../src/metrics/log-loss.js';
import { deepbox, mlRandomForest } from './js-peers.js';
import type { Dataset, Workload } from './workload.js';

const ROWS = 20_000;

export const forestClassifier: Workload = {
  name: 'rfc_20k_20',
  about: 'RandomForestClassifier on 20 000 × 20, two classes, 100 trees',
  data: () => classificationData(ROWS),
  ours: {
    name: 'fitpredict',
    fit(prepared) {
      const data = prepared as Dataset;
      const model = new RandomForestClassifier({ randomState: 0 }).fit(data.X, data.y);
      return {
        predict: () => model.predict(data.XTest),
        predictOne: (row) => model.predict([row]),
        quality: () => ({
          accuracy: model.score(data.XTest, data.yTest),
          logLoss: logLoss(data.yTest, model.predictProba(data.XTest)),
        }),
      };
    },
  },
  peers: [
    deepbox(
      'RandomForestClassifier',
      { nEstimators: 100, randomState: 0 },
      (model, { XTest, yTest }) => ({
        predict: () => model.predict(XTest),
        quality: () => ({ accuracy: model.score(XTest, yTest) }),
      }),
    ),
  ],
};

export const forestSmall: Workload = {
  name: 'small_rfc_500_20',
  about: 'RandomForestClassifier on 500 × 20, two classes, 25 trees',
  data: () => classificationData(500),
  ours: {
    name: 'fitpredict',
    fit(prepared) {
      const data = prepared as Dataset;
      const forest = new RandomForestClassifier({ nEstimators: 25, randomState: 0 });
      const model = forest.fit(data.X, data.y);
      return {
        predict: () => model.predict(data.XTest),
        predictOne: (row) => model.predict([row]),
        quality: () => ({ accuracy: model.score(data.XTest, data.yTest) }),
      };
    },
  },
  peers: [
    mlRandomForest,
    deepbox(
      'RandomForestClassifier',
      { nEstimators: 25, randomState: 0 },
      (model, { XTest, yTest }) => ({
        predict: () => model.predict(XTest),
        quality: () => ({ accuracy: model.score(XTest, yTest) }),
      }),
    ),
  ],
};

export const forestRegressor: Workload = {
  name: 'rfr_20k_20',
  about: 'RandomForestRegressor on 20 000 × 20, Friedman 1, 100 trees',
  data: regressionData,
  ours: {
    name: 'fitpredict',
    runs: 3,
    fit(prepared) {
      const data = prepared as Dataset;
      const model = new RandomForestRegressor({ randomState: 0 }).fit(data.X, data.y);
      return {
        predict: () => model.predict(data.XTest),
        predictOne: (row) => model.predict([row]),
        quality: () => ({ r2: model.score(data.XTest, data.yTest) }),
      };
    },
  },
};

function classificationData(rows: number): Dataset {
  const { X, y } = makeClassification({
    nSamples: 2 * rows,
    nFeatures: 20,
    nInformative: 10,
    nRedundant: 4,
    nClustersPerClass: 3,
    classSep: 0.8,
    flipY: 0.03,
    randomState: 'forest',
  });
  return halves(X, y);
}

function regressionData(): Dataset {
  const { X, y } = makeFriedman1({
    nSamples: 2 * ROWS,
    nFeatures: 20,
    noise: 1,
    randomState: 'forest',
  });
  return halves(X, y);
}

function halves(X: Matrix, y: number[]): Dataset {
  const columns = X.columns;
  const half = X.rows / 2;
  const data = Float64Array.from(X.to1DArray());
  const targets = Float64Array.from(y);
  const part = (from: number) => ({
    data: data.slice(from * columns, (from + half) * columns),
    rows: half,
    columns,
  });
  return {
    X: part(0),
    y: targets.slice(0, half),
    XTest: part(half),
    yTest: targets.slice(half),
  };
}
