/** What the compiler can tell of a search from the type of its estimator. */

import type { Label } from '../../contracts.js';

/** What a method of the estimator returns; `Unknown` when its type does not tell that it has the method. */
export type ReturnedBy<E, Method extends string, Unknown> =
  E extends Record<Method, (...args: never) => infer Result> ? Result : Unknown;

/** A search that has learned labels of type `M`. */
export interface SearchOfLabels<X, M extends Label> {
  /** Labels or target values [nSamples]. */
  predict(X: X): M[];
  /** The labels seen in `fit`, in ascending order. */
  readonly classes: readonly M[];
}
