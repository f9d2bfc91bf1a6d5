import { describe, it } from 'vitest';
import type { AnyEstimator } from '../src/estimator.js';
import { StandardScaler } from '../src/preprocessing/standard-scaler.js';
import { type EstimatorCheckOptions, estimatorChecks } from '../src/testing/check-estimator.js';

/** Every estimator of the library, in the settings whose code differs most. */
const subjects: [string, AnyEstimator, EstimatorCheckOptions?][] = [
  ['StandardScaler', new StandardScaler()],
  ['StandardScaler without mean', new StandardScaler({ withMean: false })],
];

describe.each(subjects)('%s', (_name, estimator, options) => {
  for (const check of estimatorChecks(estimator, options)) it(check.name, () => check.run());
});
