import { aReal, type Hyperparameter, integer, parameter } from '../hyperparameters.js';

/** How drift is judged. */
export interface DriftOptions {
  /** Which share of the columns that are called drifted may be so by chance. Default 0.05. */
  alpha?: number;
  /** How many bins the population stability index of numbers has. Default 10. */
  bins?: number;
}

export const driftOptions = {
  alpha: parameter(aReal({ above: 0, below: 1 }), {
    default: 0.05,
    about: 'which share of the columns that are called drifted may be so by chance.',
  }),
  bins: integer({
    min: 2,
    max: 1000,
    default: 10,
    about: 'how many bins the population stability index of numbers has.',
  }),
} satisfies Record<keyof DriftOptions, Hyperparameter>;
