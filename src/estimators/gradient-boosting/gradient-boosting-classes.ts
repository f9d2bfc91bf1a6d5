/** What boosting of classes has besides that of numbers: the weight of the second of two. */

import { type Hyperparameter, real } from '../../hyperparameters.js';
import {
  boostingHyperparameters,
  type GradientBoostingOptions,
} from './gradient-boosting-options.js';

/** How `GradientBoostingClassifier` grows and weighs its trees, and what loss it reduces. */
export interface GradientBoostingClassifierOptions extends GradientBoostingOptions {
  /** Weight of the second of two classes, against 1 for the first, multiplied into that of the samples. Default 1. */
  scalePosWeight?: number;
}

export const classifierHyperparameters = {
  ...boostingHyperparameters,
  scalePosWeight: real({
    above: 0,
    default: 1,
    about: 'the weight of the second of two classes.',
  }),
} satisfies Record<keyof GradientBoostingClassifierOptions, Hyperparameter>;

/** Weights of the samples, those of the second class times `scale`; undefined when all are 1. */
export function weighPositives(
  scale: number,
  codes: Int32Array,
  given: Float64Array | undefined,
): Float64Array | undefined {
  if (scale === 1) return given;
  return Float64Array.from(
    codes,
    (code, i) => (given === undefined ? 1 : given[i]) * (code === 1 ? scale : 1),
  );
}
