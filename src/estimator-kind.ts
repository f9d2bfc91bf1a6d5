/** What an estimator is and can do, fitted or not, told in one place for all that take any estimator. */

import { ANSWERS, isEstimator, partsOf } from './estimator-parts.js';

/** A question that a fitted model may answer of each sample. */
export type Question = 'predict' | 'predictProba' | 'decisionFunction';

/** An estimator that tells by its options, or by an estimator inside it, which of its methods can be called. */
interface Telling {
  [ANSWERS](question: Question): boolean;
}

const TASKS = ['classification', 'regression', 'clustering', 'anomalyDetection'] as const;

/** What a model predicts: labels, numbers, clusters, or what is out of the ordinary. */
export type KnownTask = (typeof TASKS)[number];

/**
 * Whether an estimator predicts one of the labels it has seen. One that works by another is what that one is: a
 * pipeline what its last step is, a search what its `estimator` is.
 */
export function isClassifier(estimator: object): boolean {
  return taskOf(estimator) === 'classification';
}

/** Whether an estimator predicts numbers that are no clusters and no outliers; one that works by another as above. */
export function isRegressor(estimator: object): boolean {
  return taskOf(estimator) === 'regression';
}

/**
 * Whether an estimator answers a question. An ensemble tells by itself, a pipeline answers what its last step does, a
 * search or an elimination of features what the estimator does that it is for, and an SVM knows probabilities only
 * where `probability` is on.
 */
export function answers(estimator: object, question: Question): boolean {
  if (typeof Reflect.get(estimator, question) !== 'function') return false;
  if (ANSWERS in estimator) return (estimator as Telling)[ANSWERS](question);
  const { steps, probability, estimator: inner } = paramsOf(estimator);
  if (question === 'predictProba' && probability === false) return false;
  const isForInner = 'bestParams' in estimator || 'ranking' in estimator;
  const asked = lastOf(steps) ?? (isForInner ? inner : undefined);
  return !isEstimator(asked) || answers(asked, question);
}

/** What a model is for: what it was trained for, or what its class is; undefined for what predicts nothing. */
export function taskOf(estimator: object): KnownTask | undefined {
  const task = taskOfState(estimator);
  if (task !== undefined) return task;
  if (!answers(estimator, 'predict')) return undefined;
  const { steps, estimator: inner } = paramsOf(estimator);
  const predictor = lastOf(steps) ?? inner;
  if (isEstimator(predictor)) return taskOf(predictor);
  if ('classes' in estimator) return 'classification';
  if ('labels' in estimator) return 'clustering';
  return 'offset' in estimator ? 'anomalyDetection' : 'regression';
}

/** Whether an estimator turns samples into other features; a pipeline does so where its last step does. */
export function isTransforming(estimator: object): boolean {
  const methods = ['transform', 'getFeatureNamesOut'];
  if (!methods.every((name) => typeof Reflect.get(estimator, name) === 'function')) return false;
  const last = lastOf(paramsOf(estimator).steps);
  return !isEstimator(last) || isTransforming(last);
}

/** Whether a model takes tables and rows of cells, but no bare matrix: those of `trainModel`. */
export function isTabular(estimator: object): boolean {
  return taskOfState(estimator) !== undefined;
}

/** A model that takes tables tells in its state what it was trained for, since its class does not. */
function taskOfState(estimator: object): KnownTask | undefined {
  const state = isEstimator(estimator) ? partsOf(estimator).state : undefined;
  const task: unknown = state && Reflect.get(state, 'task');
  return TASKS.find((known) => known === task);
}

/** Whether X holds a kernel or a distance for each pair of samples, so that a part of it has fewer columns too. */
export function isPairwise(estimator: object): boolean {
  const { steps, kernel, metric, estimator: inner } = paramsOf(estimator);
  if (kernel === 'precomputed' || metric === 'precomputed') return true;
  const first = Array.isArray(steps) ? steps[0]?.[1] : inner;
  return isEstimator(first) && isPairwise(first);
}

function paramsOf(estimator: object): Readonly<Record<string, unknown>> {
  return isEstimator(estimator) ? { ...partsOf(estimator).params } : {};
}

/** The estimator in the last of steps, if these are steps. */
function lastOf(steps: unknown): unknown {
  return Array.isArray(steps) ? steps.at(-1)?.[1] : undefined;
}
