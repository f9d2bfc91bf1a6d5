import { describe, it } from 'vitest';
import { LinearSVC } from '../../src/estimators/linear-svc.js';
import { LinearSVR } from '../../src/estimators/linear-svr.js';
import { estimatorChecks } from '../../src/testing/check-estimator.js';

describe.each([
  ['LinearSVC', new LinearSVC()],
  ['LinearSVC with the plain loss', new LinearSVC({ loss: 'hinge' })],
  ['LinearSVR', new LinearSVR()],
  ['LinearSVR with the squared loss', new LinearSVR({ loss: 'squaredEpsilonInsensitive' })],
])('%s', (_name, estimator) => {
  for (const check of estimatorChecks(estimator)) it(check.name, () => check.run());
});
