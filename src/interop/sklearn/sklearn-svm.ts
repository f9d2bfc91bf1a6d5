import { SVC } from '../../estimators/svm/svc.js';
import { SVR } from '../../estimators/svm/svr.js';
import { classesOf, fitted, ofNumbers, optionsFrom, type Rebuild } from './sklearn-rebuilding.js';
import type { SklearnRecord } from './sklearn-record.js';

const OPTIONS = {
  C: 'C',
  kernel: 'kernel',
  degree: 'degree',
  gamma: 'gamma',
  coef0: 'coef0',
  shrinking: 'shrinking',
  tol: 'tol',
  cache_size: 'cacheSize',
  max_iter: 'maxIter',
};

function machine(record: SklearnRecord) {
  const nFeatures = record.nFeatures();
  const support = record.integers('support_', undefined);
  const kernel = record.text('kernel');
  const vectors = record.matrix('support_vectors_');
  if (
    kernel !== 'precomputed' &&
    (vectors.rows !== support.length || vectors.columns !== nFeatures)
  ) {
    throw record.refuse(
      `support_vectors_ must have ${support.length} rows of ${nFeatures} features.`,
    );
  }
  return {
    kernel: {
      type: kernel,
      gamma: record.number('gamma'),
      degree: record.whole('degree'),
      coef0: record.number('coef0'),
    },
    nFeatures,
    support,
    supportVectors: kernel === 'precomputed' ? new Float64Array(0) : vectors.values,
    converged: record.flag('converged'),
  };
}

const svr: Rebuild = (record) => {
  const own = machine(record);
  const [intercept] = record.floats('intercept_', 1);
  const dualCoef = record.floats('dual_coef_', 1, own.support.length);
  const [nIter] = record.integers('n_iter_', undefined);
  const options = optionsFrom(record, SVR, { ...OPTIONS, epsilon: 'epsilon' });
  return ofNumbers(fitted(SVR, options, { ...own, dualCoef, intercept, nIter: nIter ?? 0 }));
};

const svc: Rebuild = (record, place) => {
  const own = machine(record);
  const classes = classesOf(record, place);
  const nPairs = (classes.length * (classes.length - 1)) / 2;
  const dualCoef = record.floats('dual_coef_', classes.length - 1, own.support.length);
  const intercept = record.floats('intercept_', nPairs);
  if (classes.length === 2) {
    // Its public arrays are positive for the second class then, and LIBSVM's and ours for the first.
    for (const values of [dualCoef, intercept]) {
      for (let i = 0; i < values.length; i++) values[i] = 0 - values[i];
    }
  }
  const probability = record.has('probA_');
  const nIter = record.integers('n_iter_', undefined);
  const state = {
    ...own,
    classes,
    nSupport: record.integers('n_support_', classes.length),
    dualCoef,
    intercept,
    probA: probability ? record.floats('probA_', nPairs) : null,
    probB: probability ? record.floats('probB_', nPairs) : null,
    // LIBLINEAR's form of old versions has one number for all pairs.
    nIter: nIter.length === nPairs ? nIter : new Int32Array(nPairs).fill(nIter[0] ?? 0),
    decisionFunctionShape: record.text('decision_function_shape'),
    breakTies: record.flag('break_ties'),
    labelsBy: 'votes',
  };
  const options = optionsFrom(record, SVC, {
    ...OPTIONS,
    class_weight: 'classWeight',
    decision_function_shape: 'decisionFunctionShape',
    break_ties: 'breakTies',
  });
  return ofNumbers(fitted(SVC, { ...options, probability }, state));
};

export const kernelMachines: Readonly<Record<string, Rebuild>> = { SVC: svc, SVR: svr };
