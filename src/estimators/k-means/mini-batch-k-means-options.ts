import {
  aChoice,
  anInteger,
  boolean,
  either,
  type Hyperparameter,
  integer,
  parameter,
  real,
  seed,
} from '../../hyperparameters.js';
import type { Seed } from '../../random/rng.js';
import { type Init, initParameter, nInitParameter } from './k-means-init.js';

/** How many clusters `MiniBatchKMeans` looks for, in batches of which size, and when it stops. */
export interface MiniBatchKMeansOptions {
  /** How many clusters to look for. Default 8. */
  nClusters?: number;
  /** How to start, as in `KMeans`; on `initSize` samples. Default `'k-means++'`. */
  init?: Init;
  /** Most passes over the data. Default 100. */
  maxIter?: number;
  /** How many samples a batch has; more than there are means all. Default 1024. */
  batchSize?: number;
  /** Whether `fit` finds the label of every sample at the end. Default true. */
  computeLabels?: boolean;
  /** A seed for repeatable results, or null for new ones at every fit. Default null. */
  randomState?: Seed | null;
  /**
   * How little the centres still move at the end: their squared movements in a batch sum to at most `tol`
   * times the mean variance of the features. 0 for never. Default 0.
   */
  tol?: number;
  /** How many batches without improvement to stop after, of the smoothed inertia; null for never. Default 10. */
  maxNoImprovement?: number | null;
  /** How many samples to start from; null is 3 × batchSize, or 3 × nClusters if that is not enough. Default null. */
  initSize?: number | null;
  /**
   * How many runs to take the best of, by their starts alone. `'auto'` is 1 for k-means++ and given centres,
   * else 3. Default `'auto'`.
   */
  nInit?: number | 'auto';
  /**
   * The share of the largest weight below which a centre starts anew, now and then, from a random sample; 0
   * for never. Default 0.01.
   */
  reassignmentRatio?: number;
}

/** Its table of hyperparameters. */
export const miniBatchKMeansHyperparameters = {
  nClusters: integer({ min: 1, default: 8, about: 'how many clusters to look for.' }),
  init: initParameter(),
  maxIter: integer({ min: 1, default: 100, about: 'the most passes over the data.' }),
  batchSize: integer({ min: 1, default: 1024, about: 'how many samples a batch has.' }),
  computeLabels: boolean({
    default: true,
    about: 'whether fit finds the label of every sample at the end.',
  }),
  randomState: seed(),
  tol: real({
    min: 0,
    default: 0,
    about:
      'how little the centres still move at the end, relative to the variance of the features.',
  }),
  maxNoImprovement: parameter(either(anInteger({ min: 0 }), aChoice(null)), {
    default: 10,
    about: 'how many batches without improvement to stop after, or null for never.',
  }),
  initSize: parameter(either(anInteger({ min: 1 }), aChoice(null)), {
    default: null,
    about: 'how many samples to start from, or null for three batches.',
  }),
  nInit: nInitParameter(),
  reassignmentRatio: real({
    min: 0,
    max: 1,
    default: 0.01,
    about: 'the share of the largest weight below which a centre starts anew; 0 for never.',
  }),
} satisfies Record<keyof MiniBatchKMeansOptions, Hyperparameter>;
