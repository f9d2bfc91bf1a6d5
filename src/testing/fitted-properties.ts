import { FitPredictError } from '../errors.js';
import { type AnyEstimator, Estimator } from '../estimator.js';
import { assert } from './checks.js';

/**
 * Throw unless each fitted property gives the same value at every access: the loop
 * `for (…) use(model.labels[i])` must not copy all labels at each step. Arrays must be frozen then.
 *
 * @param subject - a fitted estimator
 */
export function assertStableProperties(subject: AnyEstimator): void {
  for (const name of propertiesOf(subject)) {
    const read = (): unknown => Reflect.get(subject, name);
    let value: unknown;
    try {
      value = read();
    } catch (error) {
      if (error instanceof FitPredictError) continue; // such as coefficients of a curved kernel
      throw error;
    }
    assert(Object.is(read(), value), `${name} is made anew at each access; keep what it gives`);
    assert(
      !Array.isArray(value) || Object.isFrozen(value),
      `${name} can be changed from outside; freeze it`,
    );
  }
}

/** The getters that a class adds to `Estimator`. */
function propertiesOf(subject: AnyEstimator): string[] {
  const names: string[] = [];
  for (
    let prototype: object = Object.getPrototypeOf(subject);
    prototype !== Estimator.prototype && prototype !== Object.prototype;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (get !== undefined) names.push(name);
    }
  }
  return names;
}
