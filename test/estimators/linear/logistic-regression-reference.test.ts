import { expect, it } from 'vitest';
import {
  LogisticRegression,
  type LogisticRegressionOptions,
} from '../../../src/estimators/linear/logistic-regression.js';
import { StandardScaler } from '../../../src/preprocessing/scalers/standard-scaler.js';
import { dataSet } from '../../data-set.js';
import { reference } from '../../reference/reference.js';

interface Fit {
  coef: number[][];
  intercept: number[];
  proba: number[][];
}
interface Values extends Record<string, unknown> {
  digitsRows: number[][];
  digitsLabels: number[];
}
const values = reference<Values>('logistic_regression');
const iris = dataSet('iris.csv');
const wine = dataSet('wine.csv');
const cancer = dataSet('breast_cancer.csv');
const irisScaled = new StandardScaler().fitTransform(iris.X).to2DArray();
const cancerScaled = new StandardScaler().fitTransform(cancer.X).to2DArray();
const cancerCodes = cancer.y.map((label) => (label === 'benign' ? 1 : 0));
const setosa = iris.y.map((label) => label === 'setosa');
const weights = iris.y.map((_, i) => 0.25 + (i % 7) / 4);

interface Case {
  name: string;
  X: number[][];
  y: (string | number | boolean)[];
  options?: LogisticRegressionOptions;
  sampleWeight?: number[];
  /** Largest error allowed, in relation to the largest coefficient. */
  within?: number;
}
const cases: Case[] = [
  { name: 'iris', ...iris },
  { name: 'irisWeighted', ...iris, sampleWeight: weights },
  {
    name: 'irisBalanced',
    X: iris.X.slice(0, 120),
    y: iris.y.slice(0, 120),
    options: { classWeight: 'balanced' },
  },
  {
    name: 'irisClassWeight',
    ...iris,
    options: { classWeight: { setosa: 3, virginica: 0.5 } },
  },
  { name: 'irisNoIntercept', ...iris, options: { fitIntercept: false } },
  {
    name: 'irisUnpenalised',
    X: iris.X.slice(50),
    y: iris.y.slice(50),
    options: { C: Infinity },
  },
  { name: 'setosaC1e6', X: iris.X, y: setosa, options: { C: 1e6 } },
  { name: 'wine', ...wine },
  { name: 'cancer', X: cancer.X, y: cancerCodes },
  { name: 'cancerC100', X: cancer.X, y: cancerCodes, options: { C: 100 } },
  { name: 'digits', X: values.digitsRows, y: values.digitsLabels, options: { C: 0.01 } },
  { name: 'irisL1', X: irisScaled, y: iris.y, options: { l1Ratio: 1 } },
  { name: 'irisElasticNet', X: irisScaled, y: iris.y, options: { l1Ratio: 0.5, C: 0.5 } },
  {
    name: 'cancerElasticNet',
    X: cancerScaled,
    y: cancerCodes,
    options: { l1Ratio: 0.3, C: 0.1 },
  },
];

it.each(cases)('agrees with scikit-learn: $name', (given) => {
  const { name, X, y, options, sampleWeight, within = 1e-6 } = given;
  const expected = values[name] as Fit;
  const model = new LogisticRegression({ ...options, tol: 1e-10, maxIter: 1000 });
  model.fit(X, y, { sampleWeight });
  expect(model.converged).toBe(true);
  expectClose(model.coef.to2DArray().flat(), expected.coef.flat(), within);
  expectClose(model.intercept, expected.intercept, within);
  expectClose(model.predictProba(X.slice(0, 5)).to2DArray().flat(), expected.proba.flat(), within);
});

/** Within `tolerance` of the largest expected value. */
function expectClose(
  actual: readonly number[],
  expected: readonly number[],
  tolerance: number,
): void {
  expect(actual.length).toBe(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-300);
  const error = actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
  expect(error / largest).toBeLessThan(tolerance);
}
