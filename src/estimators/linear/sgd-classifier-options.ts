import type { ClassWeight } from '../../data/class-weights.js';
import { classWeight, type Hyperparameter, oneOf } from '../../hyperparameters.js';
import {
  ERROR_LOSSES,
  type ErrorLossName,
  MARGIN_LOSSES,
  type MarginLossName,
} from '../../solvers/sgd/sgd-losses.js';
import { type SGDOptions, sgdHyperparameters } from './sgd-options.js';

/** What errors cost `SGDClassifier`, how it steps, and when it ends. */
export interface SGDClassifierOptions extends SGDOptions {
  /**
   * What an error costs: `'hinge'` gives a linear SVM, `'logLoss'` logistic regression, `'modifiedHuber'` a smooth one that
   * tolerates outliers and has probabilities too, `'perceptron'` the perceptron; those of `SGDRegressor` take the labels as -1 and 1.
   * Default `'hinge'`.
   */
  loss?: MarginLossName | ErrorLossName;
  /** How long the steps are: see `SGDOptions`. Default `'optimal'`. */
  learningRate?: SGDOptions['learningRate'];
  /** How fast steps shorten with the rate `'invscaling'`. Default 0.5. */
  powerT?: number;
  /**
   * Weights of the classes: `'balanced'` makes all classes count alike, an object `{ label: weight }` gives each its own.
   * With more than two classes, only where the class is told from the rest; `partialFit` cannot know what is balanced. Default null.
   */
  classWeight?: ClassWeight;
}

export const sgdClassifierHyperparameters = {
  loss: oneOf([...MARGIN_LOSSES, ...ERROR_LOSSES], {
    default: 'hinge',
    about: 'what an error costs.',
  }),
  ...sgdHyperparameters({ learningRate: 'optimal', powerT: 0.5 }),
  classWeight: classWeight(),
} satisfies Record<keyof SGDClassifierOptions, Hyperparameter>;
