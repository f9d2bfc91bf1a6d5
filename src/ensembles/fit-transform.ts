import type { Matrix } from 'ml-matrix';
import type { AnyEstimator } from '../estimator.js';
import type { Fitting } from '../fitting.js';
import { allOf, ask } from '../model-selection/remembering.js';
import type { Splittable } from '../preprocessing/splitting/splittable.js';

/**
 * The `fitTransform` of an ensemble in steps: a fit, then what its members say of the same samples, some of them at a time.
 *
 * @param ensemble - whose `transform` gives a matrix
 */
export function* fitTransformEnsemble(
  ensemble: AnyEstimator & { transform(X: Splittable): unknown },
  X: Splittable,
  y: unknown,
  where: string,
): Fitting<Matrix> {
  yield { estimator: ensemble, X, y };
  return (yield* ask(ensemble, 'transform', allOf(X, where))) as Matrix;
}
