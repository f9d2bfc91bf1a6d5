import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FitPredictError } from '../../src/errors.js';
import { IsolationForest } from '../../src/estimators/isolation-forest.js';
import { KMeans } from '../../src/estimators/k-means/k-means.js';
import { MiniBatchKMeans } from '../../src/estimators/k-means/mini-batch-k-means.js';
import { LinearSVC } from '../../src/estimators/linear/linear-svc.js';
import { LinearSVR } from '../../src/estimators/linear/linear-svr.js';
import { LogisticRegression } from '../../src/estimators/linear/logistic-regression.js';
import { RandomForestClassifier } from '../../src/estimators/random-forest/random-forest-classifier.js';
import { RandomForestRegressor } from '../../src/estimators/random-forest/random-forest-regressor.js';
import { SVC } from '../../src/estimators/svm/svc.js';
import { SVR } from '../../src/estimators/svm/svr.js';
import { serialize } from '../../src/serialization/bytes.js';
import { deserialize } from '../../src/serialization/deserialize.js';
import { setWarningHandler, type WarningHandler } from '../../src/warnings.js';

let previous: WarningHandler;
beforeEach(() => {
  previous = setWarningHandler(() => {});
});
afterEach(() => {
  setWarningHandler(previous);
});

const size = fc.constantFrom(1.7e308, 1e308, 1e200, 1e155, 1e150, 1e100, 1, 1e-300, 5e-324);
/** Of each estimator with settings at the edge of what its options allow: fits to classes, or to numbers. */
const classifiers = {
  'SVC linear': () => new SVC({ kernel: 'linear', maxIter: 1000 }),
  'SVC poly': () => new SVC({ kernel: 'poly', probability: true, maxIter: 1000 }),
  'SVC rbf': () => new SVC({ probability: true, C: 1e300, maxIter: 1000 }),
  'SVC sigmoid': () => new SVC({ kernel: 'sigmoid', gamma: 1e308, coef0: 1e308, maxIter: 1000 }),
  LinearSVC: () => new LinearSVC({ C: 1e308, maxIter: 50 }),
  'LinearSVC hinge': () => new LinearSVC({ loss: 'hinge', interceptScaling: 1e308, maxIter: 50 }),
  LogisticRegression: () => new LogisticRegression({ C: 1e300, maxIter: 20 }),
  RandomForestClassifier: () => new RandomForestClassifier({ nEstimators: 2 }),
};
const others = {
  'SVR linear': () => new SVR({ kernel: 'linear', C: 1e308, maxIter: 1000 }),
  'SVR rbf': () => new SVR({ maxIter: 1000 }),
  'SVR poly': () => new SVR({ epsilon: 1e308, kernel: 'poly', coef0: 1e100, maxIter: 1000 }),
  LinearSVR: () => new LinearSVR({ maxIter: 50 }),
  'LinearSVR squared': () =>
    new LinearSVR({ loss: 'squaredEpsilonInsensitive', C: 1e300, maxIter: 50 }),
  'RandomForestRegressor exact': () => new RandomForestRegressor({ nEstimators: 2, maxBins: null }),
  'RandomForestRegressor absolute': () =>
    new RandomForestRegressor({ nEstimators: 2, criterion: 'absoluteError' }),
  IsolationForest: () => new IsolationForest({ nEstimators: 3, contamination: 0.2 }),
  'IsolationForest extended': () => new IsolationForest({ nEstimators: 3, extensionLevel: 1 }),
  KMeans: () => new KMeans({ nClusters: 2, nInit: 1 }),
  MiniBatchKMeans: () => new MiniBatchKMeans({ nClusters: 2 }),
};

const shapes = [
  [0.3, 1],
  [0.5, -0.2],
  [-0.7, 0.4],
  [0.9, -1],
  [-0.1, 0.1],
  [0.6, 0.7],
];
const data = fc.record({
  unit: size,
  aside: fc.boolean(),
  targetUnit: size,
  weightUnit: fc.constantFrom(undefined, 1e308, 1e307, 1e200, 1e-300),
});

type Fit = (
  X: number[][],
  y: number[],
  sampleWeight: number[] | undefined,
) => Parameters<typeof serialize>[0];
const fits: [string, Fit][] = [
  ...Object.entries(classifiers).map(([name, create]): [string, Fit] => [
    name,
    (X, y, sampleWeight) => {
      const labels = y.map((target) => (target > 0 ? 1 : 0));
      return create().fit(X, labels, { sampleWeight });
    },
  ]),
  ...Object.entries(others).map(([name, create]): [string, Fit] => [
    name,
    (X, y, sampleWeight) => create().fit(X, y, { sampleWeight }),
  ]),
];

it.each(fits)(
  '%s at the edge of numbers is refused by name, or predicts the same bits after saving and loading',
  (_name, train) => {
    fc.assert(
      fc.property(data, ({ unit, aside, targetUnit, weightUnit }) => {
        const X = shapes.map((row) =>
          row.map((value) => unit * (aside ? 0.5 + value / 2.5 : value)),
        );
        const y = shapes.map(([a], i) => ((a + i / 10) / 2) * targetUnit * (i % 3 === 0 ? -1 : 1));
        const weights = weightUnit && shapes.map((_, i) => weightUnit * (1 + (i % 2) / 2));
        let model: ReturnType<Fit>;
        try {
          model = train(X, y, weights);
        } catch (error) {
          expect(error).toBeInstanceOf(FitPredictError);
          return;
        }
        const loaded = deserialize(serialize(model));
        expect(predict(loaded, X)).toEqual(predict(model, X));
      }),
      { numRuns: 80 },
    );
  },
);

/** The predictions, or the words that refuse features whose kernel values overflow. */
function predict(model: object, X: number[][]): unknown {
  try {
    return (model as { predict(X: number[][]): unknown }).predict(X);
  } catch (error) {
    if (error instanceof FitPredictError) return error.message;
    throw error;
  }
}

it('weights whose sum overflows are refused wherever weights are taken', () => {
  const X = [[0], [1], [2], [3]];
  const sampleWeight = X.map(() => 1e308);
  const refused = (name: string) =>
    `${name}.fit: the sample weights sum to more than numbers hold. Divide all by the same number.`;
  const y = [0, 1, 0, 1];
  expect(() => new LogisticRegression().fit(X, y, { sampleWeight })).toThrow(
    refused('LogisticRegression'),
  );
  expect(() => new KMeans({ nClusters: 2 }).fit(X, y, { sampleWeight })).toThrow(refused('KMeans'));
});

it('a curvature that overflows is refused by name', () => {
  const X = [
    [1e150, 1],
    [-1e150, 2],
    [1e149, 0],
    [2e149, 1],
  ];
  const sampleWeight = X.map(() => 1e100);
  expect(() => new LogisticRegression().fit(X, [0, 1, 0, 1], { sampleWeight })).toThrow(
    FitPredictError,
  );
});
