import { InvalidParameterError } from '../../errors.js';
import type { AnyEstimator } from '../../estimator.js';
import { answers, type Question } from '../../estimator-kind.js';
import { typeName } from '../members.js';

/**
 * What an estimator inside another says.
 *
 * @throws InvalidParameterError when it does not answer the question
 */
export function askInner(
  estimator: AnyEstimator,
  question: Question,
  X: unknown,
  owner: string,
): unknown {
  if (!answers(estimator, question)) {
    throw new InvalidParameterError(
      `${owner}.${question}: the estimator is a ${typeName(estimator)}, which has no ${question}. Use predict, or another estimator.`,
    );
  }
  return (Reflect.get(estimator, question) as (X: unknown) => unknown).call(estimator, X);
}
