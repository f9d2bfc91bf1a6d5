/** What an estimator is and can do, fitted or not, told in one place for all that take any estimator. */

import { ANSWERS, isEstimator, partsOf } from './estimator-parts.js';

/** A question that a fitted model may answer of each sample. */
export type Question = 'predict' | 'predictProba' | 'decisionFunction';

/** An estimator that tells by its options, or by an estimator inside it, which of its methods can be called. */
interface Telling {
  [ANSWERS](question: Question): boolean;
}

/**
 * Whether an estimator predicts one of the labels it has seen. One that works by another is what that one is: a
 * pipeline what its last step is, a search what its `estimator` is.
 */
export function isClassifier(estimator: object): boolean {
  if (!('classes' in estimator && 'predict' in estimator)) return false;
  const { steps, estimator: inner } = paramsOf(estimator);
  const predictor = lastOf(steps) ?? inner;
  return !isEstimator(predictor) || isClassifier(predictor);
}

/** Whether an estimator predicts numbers that are no clusters and no outliers; one that works by another as above. */
export function isRegressor(estimator: object): boolean {
  if (!answers(estimator, 'predict')) return false;
  const { steps, estimator: inner } = paramsOf(estimator);
  const predictor = lastOf(steps) ?? inner;
  if (isEstimator(predictor)) return isRegressor(predictor);
  return !['classes', 'labels', 'offset'].some((name) => name in estimator);
}

/**
 * Whether an estimator answers a question. An ensemble tells by itself. A pipeline answers what its last step does, a search what the estimator
 * does that it is for, and an SVM knows probabilities only where `probability` is on.
 */
export function answers(estimator: object, question: Question): boolean {
  if (typeof Reflect.get(estimator, question) !== 'function') return false;
  if (ANSWERS in estimator) return (estimator as Telling)[ANSWERS](question);
  const { steps, probability, estimator: inner } = paramsOf(estimator);
  if (question === 'predictProba' && probability === false) return false;
  const asked = lastOf(steps) ?? ('bestParams' in estimator ? inner : undefined);
  return !isEstimator(asked) || answers(asked, question);
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
