import { describe, expect, it } from 'vitest';
import { LinearSVC, type LinearSVCOptions } from '../../../src/estimators/linear/linear-svc.js';
import { LinearSVR, type LinearSVROptions } from '../../../src/estimators/linear/linear-svr.js';
import { StandardScaler } from '../../../src/preprocessing/scalers/standard-scaler.js';
import { dataSet } from '../../data-set.js';
import { reference } from '../../reference/reference.js';

interface Expected {
  coef: number[][];
  intercept: number[];
  decision: number[] | number[][];
}

const expected = reference<Record<string, Expected>>('linear_svm');
const digits = reference<{ digitsRows: number[][]; digitsLabels: number[] }>('logistic_regression');
const tight = { tol: 1e-9 };
const weigh = (n: number) => Array.from({ length: n }, (_, i) => 0.25 + (i % 7) / 4);

/** An example data set with its columns standardised. */
function scaled(name: string) {
  const { X, y } = dataSet(name);
  return { X: new StandardScaler().fitTransform(X).to2DArray(), y };
}

const iris = scaled('iris.csv');
const wine = scaled('wine.csv');
const { X: cancerX, y: diagnoses } = scaled('breast_cancer.csv');
const cancer = { X: cancerX, y: diagnoses.map((name) => (name === 'benign' ? 1 : 0)) };
const diabetes = scaled('diabetes.csv');
const targets = diabetes.y.map(Number);
const sixteenths = digits.digitsRows.map((row) => row.map((value) => value / 16));

type Data = { X: number[][]; y: (string | number)[] };
type Case<Options> = [name: string, data: Data, options: Options, sampleWeight?: number[]];

const classifications: Case<LinearSVCOptions>[] = [
  ['iris', iris, {}],
  ['irisHinge', iris, { loss: 'hinge' }],
  ['irisWeighted', iris, {}, weigh(150)],
  ['irisHingeWeighted', iris, { loss: 'hinge' }, weigh(150)],
  [
    'irisBalanced',
    { X: iris.X.slice(0, 120), y: iris.y.slice(0, 120) },
    { classWeight: 'balanced' },
  ],
  ['irisClassWeight', iris, { loss: 'hinge', classWeight: { setosa: 3, virginica: 0.5 } }],
  ['irisNoIntercept', iris, { fitIntercept: false }],
  ['irisInterceptScaling', iris, { loss: 'hinge', interceptScaling: 10, C: 0.1 }],
  ['wine', wine, {}],
  ['wineHinge', wine, { loss: 'hinge' }],
  ['wineRaw', dataSet('wine.csv'), {}],
  ['cancer', cancer, {}],
  ['cancerHinge', cancer, { loss: 'hinge', C: 0.1 }],
  ['cancerBalanced', cancer, { loss: 'hinge', C: 0.1, classWeight: 'balanced' }],
  ['cancerC1000', cancer, { C: 1000 }],
  ['digits', { X: sixteenths, y: digits.digitsLabels }, { C: 0.1 }],
  ['digitsHinge', { X: sixteenths, y: digits.digitsLabels }, { C: 0.1, loss: 'hinge' }],
];

const regressions: Case<LinearSVROptions>[] = [
  ['diabetes', diabetes, {}],
  ['diabetesEpsilon', diabetes, { epsilon: 20, C: 0.5 }],
  ['diabetesWeighted', diabetes, { epsilon: 5 }, weigh(442)],
  ['diabetesSquared', diabetes, { loss: 'squaredEpsilonInsensitive' }],
  ['diabetesSquaredEpsilon', diabetes, { loss: 'squaredEpsilonInsensitive', epsilon: 30, C: 10 }],
  ['diabetesScaling', diabetes, { interceptScaling: 20, C: 0.1 }],
  ['diabetesNoIntercept', diabetes, { loss: 'squaredEpsilonInsensitive', fitIntercept: false }],
];

describe('learns the coefficients of scikit-learn at its tightest tolerance', () => {
  it.each(classifications)('LinearSVC: %s', (name, { X, y }, options, sampleWeight) => {
    const model = new LinearSVC({ ...tight, ...options }).fit(X, y, { sampleWeight });
    const { coef, intercept, decision } = expected[name];
    const values = model.decisionFunction(X.slice(0, 5));
    expect(model.converged).toBe(true);
    expectClose(model.coef.to1DArray(), coef.flat());
    // scikit-learn gives one 0 for all classes when it learns no intercept.
    if (options.fitIntercept !== false) expectClose(model.intercept, intercept);
    expectClose(Array.isArray(values) ? values : values.to1DArray(), decision.flat());
  });

  it.each(regressions)('LinearSVR: %s', (name, { X }, options, sampleWeight) => {
    const model = new LinearSVR({ ...tight, ...options }).fit(X, targets, { sampleWeight });
    const { coef, intercept, decision } = expected[name];
    expect(model.converged).toBe(true);
    expectClose(model.coef, coef.flat());
    expectClose([model.intercept], intercept);
    expectClose(model.predict(X.slice(0, 5)), decision.flat());
  });
});

/** To 1e-6 of the largest value. */
function expectClose(actual: readonly number[], wanted: readonly number[]): void {
  const scale = Math.max(...wanted.map(Math.abs));
  expect(actual.length).toBe(wanted.length);
  for (const [i, value] of actual.entries()) {
    expect(Math.abs(value - wanted[i])).toBeLessThanOrEqual(1e-6 * scale);
  }
}
