import type { ClassWeight } from '../../data/class-weights.js';
import {
  aChoice,
  classWeight,
  either,
  type Hyperparameter,
  oneOf,
  parameter,
} from '../../hyperparameters.js';
import { forestHyperparameters, type RandomForestOptions } from './random-forest-options.js';

/** How `RandomForestClassifier` grows its trees, and how classes count. */
export interface RandomForestClassifierOptions extends RandomForestOptions {
  /** The impurity that splits make small: Gini's, or entropy (also called log loss). Default 'gini'. */
  criterion?: 'gini' | 'entropy' | 'logLoss';
  /**
   * Weights of the classes, multiplied into those of the samples: `'balanced'` makes all classes
   * count alike, `'balancedSubsample'` does so among the samples drawn for each tree, an object
   * `{ label: weight }` gives each its own. Default null.
   */
  classWeight?: ClassWeight | 'balancedSubsample';
}

export const classifierHyperparameters = {
  ...forestHyperparameters('sqrt'),
  criterion: oneOf(['gini', 'entropy', 'logLoss'], {
    default: 'gini',
    about: 'the impurity that splits make small.',
  }),
  classWeight: parameter(either(classWeight(), aChoice('balancedSubsample')), {
    default: null,
    about: 'weights of the classes: "balanced", "balancedSubsample", or one for each label.',
  }),
} satisfies Record<keyof RandomForestClassifierOptions, Hyperparameter>;
