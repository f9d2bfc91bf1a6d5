import { type Hyperparameter, integer, oneOf, real, seed } from '../../hyperparameters.js';
import { nJobs } from '../../parallel-work.js';
import type { Seed } from '../../random/rng.js';
import type { KMeansAlgorithm } from '../../solvers/k-means/k-means-algorithm.js';
import { type Init, initParameter, nInitParameter } from './k-means-init.js';

/** How many clusters `KMeans` looks for, from which start, and when it stops. */
export interface KMeansOptions {
  /** How many clusters to look for. Default 8. */
  nClusters?: number;
  /**
   * How to start: `'k-means++'` (spread samples, greedy as in scikit-learn), `'random'` (random samples),
   * given centres [nClusters × nFeatures], or a function `(X, nClusters, { randomState })` that returns
   * them; a model with a function cannot be saved. Default `'k-means++'`.
   */
  init?: Init;
  /**
   * How many runs to take the best of, each from another start. `'auto'` is 1 for k-means++ and given centres,
   * 10 for random samples and functions. Default `'auto'`.
   */
  nInit?: number | 'auto';
  /** Most iterations of a run. Default 300. */
  maxIter?: number;
  /**
   * How little the centres still move at the end: their squared movements sum to at most `tol` times the mean
   * variance of the features. Default 1e-4.
   */
  tol?: number;
  /**
   * How nearest centres are found. All give the same result, to the bit; `'auto'` takes the fastest for
   * the size of the data. `'elkan'` holds nSamples × nClusters numbers. Default `'auto'`.
   */
  algorithm?: KMeansAlgorithm;
  /** A seed for repeatable results, or null for new ones at every fit. Default null. */
  randomState?: Seed | null;
  /**
   * How many workers share the work, -1 for all and null for none: those of the pool that `usePool` of
   * `fitpredict/parallel` has put to use, a run each, where `nInit` asks for several and `fitAsync` is awaited. The
   * clusters are the same. Default null.
   */
  nJobs?: number | null;
}

/** Its table of hyperparameters. */
export const kMeansHyperparameters = {
  nClusters: integer({ min: 1, default: 8, about: 'how many clusters to look for.' }),
  init: initParameter(),
  nInit: nInitParameter(),
  maxIter: integer({ min: 1, default: 300, about: 'the most iterations of a run.' }),
  tol: real({
    min: 0,
    default: 1e-4,
    about:
      'how little the centres still move at the end, relative to the variance of the features.',
  }),
  algorithm: oneOf(['auto', 'lloyd', 'hamerly', 'elkan'], {
    default: 'auto',
    about: 'how nearest centres are found; all give the same result.',
  }),
  randomState: seed(),
  nJobs: nJobs(),
} satisfies Record<keyof KMeansOptions, Hyperparameter>;
