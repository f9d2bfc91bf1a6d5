import type { ClassWeight } from '../../data/class-weights.js';
import { boolean, classWeight, type Hyperparameter, oneOf, seed } from '../../hyperparameters.js';
import { nJobs } from '../../parallel-work.js';
import type { Seed } from '../../random/rng.js';
import { type KernelMachineOptions, kernelMachineHyperparameters } from './svm-options.js';

/** The kernel of `SVC`, what errors cost it, and what it gives besides labels. */
export interface SVCOptions extends KernelMachineOptions {
  /**
   * Weights of the classes, multiplied into those of the samples: `'balanced'` makes all classes
   * count alike, an object `{ label: weight }` gives each its own. Default null.
   */
  classWeight?: ClassWeight;
  /** Whether to learn probabilities, by five more fits on parts of the data. Default false. */
  probability?: boolean;
  /** `'ovr'` for one decision score a class, `'ovo'` for one a pair of classes, where there are three or more. Default `'ovr'`. */
  decisionFunctionShape?: 'ovr' | 'ovo';
  /** Whether the decision function decides between equal votes, rather than the order of the classes. Default false. */
  breakTies?: boolean;
  /** A seed for repeatable results: that of the folds for probabilities; nothing else is random. Default null. */
  randomState?: Seed | null;
  /**
   * How many workers share the work, -1 for all and null for none: those of the pool that `usePool` of
   * `fitpredict/parallel` has put to use, a pair of classes each, and for probabilities a fold of one, where `fitAsync` is
   * awaited. What is learned is the same. Default null.
   */
  nJobs?: number | null;
}

export const svcHyperparameters = {
  ...kernelMachineHyperparameters,
  classWeight: classWeight(),
  probability: boolean({ default: false, about: 'whether to learn probabilities.' }),
  decisionFunctionShape: oneOf(['ovr', 'ovo'], {
    default: 'ovr',
    about: '"ovr" for one decision score a class, "ovo" for one a pair of classes.',
  }),
  breakTies: boolean({
    default: false,
    about: 'whether the decision function decides between equal votes.',
  }),
  randomState: seed(),
  nJobs: nJobs(),
} satisfies Record<keyof SVCOptions, Hyperparameter>;
