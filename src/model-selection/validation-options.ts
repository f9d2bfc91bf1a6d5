/** What all that cross-validates is asked with: how samples are cut, weighed and scored. */

import type { Label } from '../contracts.js';
import { lengthOf } from '../data/array-like.js';
import { aChoice, aReal, either, parameter, type Rule } from '../hyperparameters.js';
import type { Splittable } from '../preprocessing/splitting/splittable.js';
import { crossValidation } from './folds.js';
import type { CrossValidation } from './splitter.js';

/** What the `fit` of an estimator takes as X; anything with rows where its type does not tell. */
export type InputOf<E> = E extends { fit(X: infer Input, ...rest: never): unknown }
  ? Input
  : Splittable;

/** How samples are cut, weighed and scored. */
export interface ValidationOptions<S> {
  /**
   * How samples are cut into folds: a number of folds, in order, with the shares of the classes kept for a classifier;
   * a splitter such as `new KFold({ shuffle: true })`; or pairs of training and test indices. Default 5.
   */
  cv?: CrossValidation;
  /**
   * What is measured: the name of a metric in either spelling, such as `'f1Macro'` or `'f1_macro'`, a scorer, or a
   * function of model, X and y. Default: the estimator's own `score`.
   */
  scoring?: S;
  /** The group of each sample [nSamples], for a `cv` that keeps groups together. Default: none. */
  groups?: ArrayLike<Label>;
  /** How much each sample counts [nSamples], in the fit and in the score. Default: all 1. */
  sampleWeight?: ArrayLike<number>;
  /** The score of a fold that fails, or `'raise'` to end with its error. Default NaN. */
  errorScore?: number | 'raise';
}

function anArray(of: string): Rule {
  return {
    type: 'array',
    range: `an array of ${of}`,
    accepts: (value) => value === null || lengthOf(value) !== undefined,
  };
}

/** The rows of these options in a table. What is in them is checked where it is used. */
export const validationOptions = () => ({
  cv: crossValidation(),
  scoring: parameter(
    { type: 'scoring', range: 'a name, a scorer or a function', accepts: () => true },
    { default: null, about: 'what is measured.' },
  ),
  groups: parameter(anArray('labels'), { default: null, about: 'the group of each sample.' }),
  sampleWeight: parameter(anArray('numbers'), {
    default: null,
    about: 'how much each sample counts.',
  }),
  errorScore: parameter(either(aReal({ infinite: true }), { ...aChoice(Number.NaN, 'raise') }), {
    default: Number.NaN,
    about: 'the score of a fold that fails, or "raise".',
  }),
});
