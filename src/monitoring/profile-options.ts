import { type Hyperparameter, integer } from '../hyperparameters.js';

/** How much a profile keeps of each column. */
export interface TableProfileOptions {
  /**
   * The most numbers that are kept of a column, 16 bytes each: where there are more different ones, those at evenly spaced
   * ranks, so that at most a share of 1 / (maxPoints - 1) lies between two. Default 256.
   */
  maxPoints?: number;
  /** The most categories that are kept of a column, the most frequent ones. Default 100. */
  maxCategories?: number;
}

export const profileOptions = {
  maxPoints: integer({
    min: 2,
    max: 2 ** 20,
    default: 256,
    about: 'the most numbers that are kept of a column, 16 bytes each.',
  }),
  maxCategories: integer({
    min: 1,
    max: 2 ** 20,
    default: 100,
    about: 'the most categories that are kept of a column, the most frequent ones.',
  }),
} satisfies Record<keyof TableProfileOptions, Hyperparameter>;
