import { describe, expect, it } from 'vitest';
import { LinearRegression } from '../../../src/estimators/linear/linear-regression.js';
import { reference } from '../../reference/reference.js';

interface Errors {
  coef: number;
  predictions: number;
}

interface Case {
  name: string;
  X: number[][];
  y: number[];
  sampleWeight: number[] | null;
  fitIntercept: boolean;
  /** Exact, rounded once. */
  coef: number[];
  intercept: number;
  rank: number;
  /** Largest difference within each feature, 1 for a constant one. */
  spread: number[];
  scikitLearn: Errors;
  gelsd: Errors;
}

const { cases } = reference<{ cases: Case[] }>('linear_regression');

/** As the reference script: each error beside the largest value of its kind. */
function errorsOf(model: LinearRegression, { X, y, coef, intercept, spread }: Case): Errors {
  const fitted = model.coef;
  const wrong = fitted.map((value, j) => Math.abs(value - coef[j]) * spread[j]);
  const sizes = coef.map((value, j) => Math.abs(value) * spread[j]);
  const off = X.map((row) =>
    Math.abs(
      row.reduce((sum, x, j) => sum + x * (fitted[j] - coef[j]), model.intercept - intercept),
    ),
  );
  return {
    coef: Math.max(...wrong) / (Math.max(...sizes) || 1),
    predictions: Math.max(...off) / (Math.max(...y.map(Math.abs)) || 1),
  };
}

describe('the error beside the exact solution is at most a few times that of LAPACK', () => {
  for (const problem of cases) {
    it(problem.name, () => {
      const { X, y, coef, fitIntercept, scikitLearn, gelsd } = problem;
      const sampleWeight = problem.sampleWeight ?? undefined;
      const model = new LinearRegression({ fitIntercept }).fit(X, y, { sampleWeight });
      const error = errorsOf(model, problem);
      const rounding = 8 * Number.EPSILON;
      expect(error.coef).toBeLessThanOrEqual(4 * Math.min(scikitLearn.coef, gelsd.coef) + rounding);
      // Far from zero the products x · coef are large, and rounding them is all the error there is.
      const products = X.map((row) => row.reduce((sum, x, j) => sum + Math.abs(x * coef[j]), 0));
      const unavoidable = (rounding * Math.max(...products)) / Math.max(...y.map(Math.abs));
      expect(error.predictions).toBeLessThanOrEqual(
        4 * Math.min(scikitLearn.predictions, gelsd.predictions) + rounding + unavoidable,
      );
      expect(model.rank).toBe(problem.rank);
    });
  }
});
