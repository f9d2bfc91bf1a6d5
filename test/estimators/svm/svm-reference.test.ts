import type { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { SVC } from '../../../src/estimators/svm/svc.js';
import type { SVCOptions } from '../../../src/estimators/svm/svc-options.js';
import { SVR } from '../../../src/estimators/svm/svr.js';
import type { SVROptions } from '../../../src/estimators/svm/svr-options.js';
import { StandardScaler } from '../../../src/preprocessing/scalers/standard-scaler.js';
import { dataSet } from '../../data-set.js';
import { reference } from '../../reference/reference.js';
import { dualObjective } from '../../solvers/svm/svm-oracle.js';

interface Fit {
  nSupport: number[];
  intercept: number[];
  gamma: number;
  objective?: number;
}
interface Classification extends Fit {
  decision: number[] | number[][];
  ovr?: number[][];
  labels: number[];
}
interface Regression extends Fit {
  prediction: number[];
}
const values = reference<{
  svc: Record<string, Classification>;
  svr: Record<string, Regression>;
  platt: { A: number; B: number };
  digitsRows: string[];
  digitsLabels: number[];
}>('svm');

const scale = (X: number[][]) => new StandardScaler().fitTransform(X).to2DArray();
const codes = (y: string[], names: string[]) => y.map((label) => names.indexOf(label));
const irisData = dataSet('iris.csv');
const wineData = dataSet('wine.csv');
const cancerData = dataSet('breast_cancer.csv');
const diabetesData = dataSet('diabetes.csv');
const sets: Record<string, { X: number[][]; y: number[] }> = {
  iris: { X: irisData.X, y: codes(irisData.y, ['setosa', 'versicolor', 'virginica']) },
  wine: { X: scale(wineData.X), y: codes(wineData.y, ['class_0', 'class_1', 'class_2']) },
  cancer: { X: scale(cancerData.X), y: codes(cancerData.y, ['malignant', 'benign']) },
  digits: {
    X: values.digitsRows.map((row) => Array.from(row, (letter) => letter.charCodeAt(0) - 65)),
    y: values.digitsLabels,
  },
};
const diabetes = { X: scale(diabetesData.X), y: diabetesData.y.map(Number) };
const weightsOf = (n: number) => Array.from({ length: n }, (_, i) => 0.25 + (i % 7) / 4);
const everySeventh = <T>(rows: T[]) => rows.filter((_, i) => i % 7 === 0);

const kernels = {
  linear: { kernel: 'linear' },
  poly: { kernel: 'poly', coef0: 1 },
  rbf: { kernel: 'rbf' },
  sigmoid: { kernel: 'sigmoid', gamma: 0.01 },
} satisfies Record<string, SVCOptions & SVROptions>;

interface Case<Options> {
  options: Options;
  sampleWeight?: number[];
}
const classifications: Record<string, Case<SVCOptions>> = {
  'cancer/weighted': { options: { gamma: 0.05 }, sampleWeight: weightsOf(569) },
  'wine/balanced': { options: { classWeight: 'balanced', gamma: 0.05, C: 0.1 } },
  'wine/classWeight': { options: { classWeight: { 0: 3, 2: 0.5 }, C: 0.1 } },
  'iris/auto': { options: { gamma: 'auto', C: 100 } },
};
for (const name of Object.keys(sets)) {
  for (const [kernel, options] of Object.entries(kernels)) {
    classifications[`${name}/${kernel}`] = { options };
  }
}
const regressions: Record<string, Case<SVROptions>> = {
  ...Object.fromEntries(Object.entries(kernels).map(([name, options]) => [name, { options }])),
  largeC: { options: { C: 100, epsilon: 5, gamma: 0.02 } },
  weighted: { options: { C: 10, gamma: 0.05 }, sampleWeight: weightsOf(442) },
};

describe('SVC agrees with scikit-learn 1.9', () => {
  it.each(Object.entries(classifications))('on %s', (name, { options, sampleWeight }) => {
    const expected = values.svc[name];
    const { X, y } = sets[name.split('/')[0]];
    const model = new SVC({ ...options, tol: 1e-8, decisionFunctionShape: 'ovo' });
    const fitted = model.fit(X, y, { sampleWeight });
    expect(fitted.converged).toBe(true);
    expect(fitted.predict(X)).toEqual(expected.labels);
    const decision = fitted.decisionFunction(everySeventh(X));
    const flat = Array.isArray(decision) ? decision : decision.to1DArray();
    // LIBSVM rounds its kernel to single precision, which at this tol ours does not.
    expectClose(flat, expected.decision.flat(), 2e-5);
    expectClose(fitted.intercept, expected.intercept, 2e-5);
    const found = fitted.nSupport.reduce((sum, n) => sum + n, 0);
    const known = expected.nSupport.reduce((sum, n) => sum + n, 0);
    expect(Math.abs(found - known)).toBeLessThanOrEqual(0.02 * known);
    if (expected.objective !== undefined) {
      const coef = fitted.dualCoef.to1DArray();
      const linear = coef.reduce((sum, value) => sum + Math.abs(value), 0);
      const kernel = { gamma: expected.gamma, ...options };
      const objective = dualObjective(coef, fitted.supportVectors, kernel, linear);
      expect(Math.abs(objective / expected.objective - 1)).toBeLessThan(1e-8);
    }
    if (expected.ovr !== undefined) {
      const scores = new SVC({ ...options, tol: 1e-8 }).fit(X, y, { sampleWeight });
      const matrix = scores.decisionFunction(everySeventh(X)) as Matrix;
      // Votes of decisions that are 0 but for rounding (a sigmoid kernel that is 1 everywhere) are anyone's.
      const told = expected.decision.map((row) =>
        [row].flat().every((value) => Math.abs(value) > 1e-6),
      );
      const ofTold = (values: number[][]) => values.filter((_, i) => told[i]).flat();
      expectClose(ofTold(matrix.to2DArray()), ofTold(expected.ovr), 2e-5);
    }
  });

  it('on the sigmoid of the probabilities, up to the choice of folds', () => {
    const { X, y } = sets.cancer;
    const model = new SVC({ probability: true, randomState: 0 }).fit(X, y);
    const decision = model.decisionFunction(X) as number[];
    const { A, B } = values.platt;
    const proba = model.predictProba(X).to2DArray();
    // The sigmoid is of the first class, whose decision value is minus that of the second.
    const theirs = decision.map((value) => 1 / (1 + Math.exp(A * value - B)));
    const furthest = proba.reduce((most, [, p], i) => Math.max(most, Math.abs(p - theirs[i])), 0);
    expect(furthest).toBeLessThan(0.06);
  });
});

describe('SVR agrees with scikit-learn 1.9', () => {
  it.each(Object.entries(regressions))('on diabetes, %s', (name, { options, sampleWeight }) => {
    const expected = values.svr[name];
    const { X, y } = diabetes;
    const model = new SVR({ ...options, tol: 1e-8 }).fit(X, y, { sampleWeight });
    expect(model.converged).toBe(true);
    expectClose(model.predict(everySeventh(X)), expected.prediction, 1e-5);
    expectClose(model.intercept, expected.intercept, 1e-5);
    const [known] = expected.nSupport;
    expect(Math.abs(model.nSupport[0] - known)).toBeLessThanOrEqual(0.02 * known);
    const coef = model.dualCoef.to1DArray();
    const { epsilon } = model.getParams();
    const linear = model.support.reduce(
      (sum, i, v) => sum + coef[v] * y[i] - epsilon * Math.abs(coef[v]),
      0,
    );
    const kernel = { gamma: expected.gamma, ...options };
    const objective = dualObjective(coef, model.supportVectors, kernel, linear);
    expect(Math.abs(objective / (expected.objective as number) - 1)).toBeLessThan(1e-8);
  });
});

function expectClose(
  actual: readonly number[],
  expected: readonly number[],
  tolerance: number,
): void {
  expect(actual.length).toBe(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  let furthest = 0;
  for (let i = 0; i < actual.length; i++) {
    furthest = Math.max(furthest, Math.abs(actual[i] - expected[i]));
  }
  expect(furthest / largest).toBeLessThan(tolerance);
}
