import { LinearRegression } from '../../estimators/linear/linear-regression.js';
import { LinearSVC } from '../../estimators/linear/linear-svc.js';
import { LinearSVR } from '../../estimators/linear/linear-svr.js';
import { LogisticRegression } from '../../estimators/linear/logistic-regression.js';
import { SGDClassifier } from '../../estimators/linear/sgd-classifier.js';
import { SGDRegressor } from '../../estimators/linear/sgd-regressor.js';
import type { ErrorLossName, MarginLossName } from '../../solvers/sgd/sgd-losses.js';
import { show } from '../../words.js';
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

/** Names of losses there. */
const SGD_LOSSES: Readonly<Record<string, MarginLossName | ErrorLossName>> = {
  hinge: 'hinge',
  log: 'logLoss', // before version 1.1
  log_loss: 'logLoss',
  modified_huber: 'modifiedHuber',
  squared_hinge: 'squaredHinge',
  perceptron: 'perceptron',
  squared_error: 'squaredError',
  huber: 'huber',
  epsilon_insensitive: 'epsilonInsensitive',
  squared_epsilon_insensitive: 'squaredEpsilonInsensitive',
};

const SGD_OPTIONS = {
  penalty: 'penalty',
  alpha: 'alpha',
  l1_ratio: 'l1Ratio',
  fit_intercept: 'fitIntercept',
  max_iter: 'maxIter',
  tol: 'tol',
  shuffle: 'shuffle',
  epsilon: 'epsilon',
  random_state: 'randomState',
  learning_rate: 'learningRate',
  eta0: 'eta0',
  power_t: 'powerT',
  early_stopping: 'earlyStopping',
  validation_fraction: 'validationFraction',
  n_iter_no_change: 'nIterNoChange',
  warm_start: 'warmStart',
  average: 'average',
};

/** What both learn beside a plane: parts may follow, which go on from it. */
function sgdState(record: SklearnRecord) {
  const loss = SGD_LOSSES[String(record.param('loss'))];
  if (loss === undefined) throw record.refuse(`${show(record.param('loss'))} is no known loss.`);
  return { loss, means: null, nextStep: record.whole('t_', 1), nIter: record.whole('n_iter_', 0) };
}

const sgdRegressor: Rebuild = (record) => {
  const coef = record.floats('coef_', undefined);
  const { loss, ...state } = sgdState(record);
  const intercept = record.number('intercept_');
  const options = { ...optionsFrom(record, SGDRegressor, SGD_OPTIONS), loss };
  const own = { ...state, nFeatures: coef.length, coef, intercept, converged: true };
  return ofNumbers(fitted(SGDRegressor, options, own));
};

const sgdClassifier: Rebuild = (record, place) => {
  const state = { ...classesState(record, place), ...sgdState(record) };
  const names = { ...SGD_OPTIONS, class_weight: 'classWeight' };
  const options = { ...optionsFrom(record, SGDClassifier, names), loss: state.loss };
  return ofNumbers(fitted(SGDClassifier, options, state));
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
  SGDClassifier: sgdClassifier,
  SGDRegressor: sgdRegressor,
  LogisticRegression: logisticRegression,
};
