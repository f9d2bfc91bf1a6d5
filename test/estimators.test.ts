import { describe, it } from 'vitest';
import type { AnyEstimator } from '../src/estimator.js';
import { LinearRegression } from '../src/estimators/linear-regression.js';
import { LogisticRegression } from '../src/estimators/logistic-regression.js';
import { StandardScaler } from '../src/preprocessing/standard-scaler.js';
import { type EstimatorCheckOptions, estimatorChecks } from '../src/testing/check-estimator.js';

/** Every estimator of the library, in the settings whose code differs most. */
const subjects: [string, AnyEstimator, EstimatorCheckOptions?][] = [
  ['StandardScaler', new StandardScaler()],
  ['StandardScaler without mean', new StandardScaler({ withMean: false })],
  ['LinearRegression', new LinearRegression()],
  ['LinearRegression through the origin', new LinearRegression({ fitIntercept: false })],
  ['LinearRegression with positive coefficients', new LinearRegression({ positive: true })],
  ['LogisticRegression', new LogisticRegression({ tol: 1e-8 })],
  ['LogisticRegression, L1', new LogisticRegression({ l1Ratio: 1, tol: 1e-8 })],
  ['LogisticRegression, elastic net', new LogisticRegression({ l1Ratio: 0.5, tol: 1e-8 })],
  ['LogisticRegression, balanced', new LogisticRegression({ classWeight: 'balanced', tol: 1e-8 })],
];

describe.each(subjects)('%s', (_name, estimator, options) => {
  for (const check of estimatorChecks(estimator, options)) it(check.name, () => check.run());
});
