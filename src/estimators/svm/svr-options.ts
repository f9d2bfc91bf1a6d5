import { type Hyperparameter, real } from '../../hyperparameters.js';
import { type KernelMachineOptions, kernelMachineHyperparameters } from './svm-options.js';

/** The kernel of `SVR`, and what errors cost it. */
export interface SVROptions extends KernelMachineOptions {
  /** The error that costs nothing, in units of y. Default 0.1. */
  epsilon?: number;
}

export const svrHyperparameters = {
  ...kernelMachineHyperparameters,
  epsilon: real({ min: 0, default: 0.1, about: 'the error that costs nothing, in units of y.' }),
} satisfies Record<keyof SVROptions, Hyperparameter>;
