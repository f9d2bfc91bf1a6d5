import { LinearRegression } from '../../estimators/linear/linear-regression.js';
import { LinearSVC } from '../../estimators/linear/linear-svc.js';
import { LinearSVR } from '../../estimators/linear/linear-svr.js';
import { LogisticRegression } from '../../estimators/linear/logistic-regression.js';
import {
  classesOf,
  fitted,
  ofNumbers,
  optionsFrom,
  type Place,
  type Rebuild,
} from './sklearn-rebuilding.js';
import type { SklearnRecord } from './sklearn-record.js';

/** Planes of least squares, with whatever penalty: they predict alike. */
const linearRegression: Rebuild = (record) => {
  const coef = record.floats('coef_', undefined);
  const state = {
    nFeatures: coef.length,
    coef,
    intercept: record.number('intercept_'),
    rank: null,
    converged: true,
  };
  const options = optionsFrom(record, LinearRegression, {
    fit_intercept: 'fitIntercept',
    positive: 'positive',
  });
  return ofNumbers(fitted(LinearRegression, options, state));
};

const linearSvr: Rebuild = (record) => {
  const coef = record.floats('coef_', undefined);
  const intercept = record.number('intercept_');
  const state = { nFeatures: coef.length, coef, intercept, nIter: 0, converged: true };
  const options = optionsFrom(record, LinearSVR, { ...COMMON, epsilon: 'epsilon' });
  return ofNumbers(fitted(LinearSVR, options, state));
};

const COMMON = {
  C: 'C',
  fit_intercept: 'fitIntercept',
  max_iter: 'maxIter',
  class_weight: 'classWeight',
};

const linearSvc: Rebuild = (record, place) =>
  ofNumbers(fitted(LinearSVC, optionsFrom(record, LinearSVC, COMMON), classesState(record, place)));

const logisticRegression: Rebuild = (record, place) => {
  const state = classesState(record, place);
  if (record.flag('symmetric')) {
    // The softmax of -z and z is the logistic function of 2z.
    for (const values of [state.coef, state.intercept]) {
      for (let i = 0; i < values.length; i++) values[i] *= 2;
    }
  }
  const options = optionsFrom(record, LogisticRegression, COMMON);
  return ofNumbers(fitted(LogisticRegression, options, state));
};

function classesState(record: SklearnRecord, place: Place) {
  const { values: coef, rows, columns } = record.matrix('coef_');
  return {
    nFeatures: columns,
    classes: classesOf(record, place),
    coef,
    intercept: record.floats('intercept_', rows),
    nIter: 0,
    converged: true,
  };
}

export const linearModels: Readonly<Record<string, Rebuild>> = {
  LinearRegression: linearRegression,
  Ridge: linearRegression,
  RidgeCV: linearRegression,
  Lasso: linearRegression,
  LassoCV: linearRegression,
  ElasticNet: linearRegression,
  ElasticNetCV: linearRegression,
  LinearSVR: linearSvr,
  LinearSVC: linearSvc,
  LogisticRegression: logisticRegression,
};
