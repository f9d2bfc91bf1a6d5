/**
 * Whether an estimator predicts one of the labels it has seen, fitted or not. One that works by another is what that
 * one is: a pipeline what its last step is, a search what its `estimator` is.
 */
export function isClassifier(estimator: object): boolean {
  if (!('classes' in estimator && 'predict' in estimator)) return false;
  const inner = innerOf(estimator);
  return inner === undefined || isClassifier(inner);
}

/** The estimator that predicts in one that works by another. */
function innerOf(outer: object): object | undefined {
  if (!('getParams' in outer) || typeof outer.getParams !== 'function') return undefined;
  const { steps, estimator } = outer.getParams() as { steps?: unknown; estimator?: unknown };
  const inner: unknown = Array.isArray(steps) ? steps.at(-1)?.[1] : estimator;
  return typeof inner === 'object' && inner !== null ? inner : undefined;
}
