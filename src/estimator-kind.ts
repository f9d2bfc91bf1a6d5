import { can } from './estimator-parts.js';

/**
 * Whether an estimator predicts one of the labels it has seen, fitted or not. One that works by another is what that
 * one is: a pipeline what its last step is, a search what its `estimator` is.
 */
export function isClassifier(estimator: object): boolean {
  if (!('classes' in estimator && 'predict' in estimator)) return false;
  const inner = innerOf(estimator);
  return inner === undefined || isClassifier(inner);
}

/** Whether an estimator predicts numbers, fitted or not; one that works by another as `isClassifier` says. */
export function isRegressor(estimator: object): boolean {
  if (!can(estimator, 'predict')) return false;
  const inner = innerOf(estimator);
  if (inner !== undefined) return isRegressor(inner);
  // Labels are those of clusters, an offset is that of outliers.
  return !['classes', 'labels', 'offset'].some((name) => name in estimator);
}

/** The estimator that predicts in one that works by another. */
function innerOf(outer: object): object | undefined {
  if (!('getParams' in outer) || typeof outer.getParams !== 'function') return undefined;
  const { steps, estimator } = outer.getParams() as { steps?: unknown; estimator?: unknown };
  const inner: unknown = Array.isArray(steps) ? steps.at(-1)?.[1] : estimator;
  return typeof inner === 'object' && inner !== null ? inner : undefined;
}
