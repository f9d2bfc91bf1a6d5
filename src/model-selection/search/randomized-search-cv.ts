import type { AnyEstimator, EstimatorInfo } from '../../estimator.js';
import { type Hyperparameter, integer, parameter, seed } from '../../hyperparameters.js';
import type { Seed } from '../../random/rng.js';
import { ParameterSampler, type ParamSpaces, readDistributions } from './parameter-sampler.js';
import { SearchCV } from './search-cv.js';
import { problemOfSearch, type SearchOptions, searchOptions } from './search-options.js';
import { searchSchema } from './search-state.js';

/** What candidates are drawn from, how many, and how they are compared. */
export interface RandomizedSearchCVOptions<E extends AnyEstimator = AnyEstimator>
  extends SearchOptions<E> {
  /**
   * What to draw from, by the name of the hyperparameter, those inside estimators as `svc__C`: an array of values,
   * `uniform`, `logUniform`, `integers`, `choice`, or an object with `sample(rng)`. Of several spaces in an array, each
   * candidate takes one by chance.
   */
  paramDistributions: ParamSpaces;
  /** How many candidates to draw. Default 10. */
  nIter?: number;
  /** A seed for repeatable results, or null for new ones at every fit. Default null. */
  randomState?: Seed | null;
}

/** The option of a search that says what candidates are drawn from. */
export const paramDistributions = () =>
  parameter(
    {
      type: 'distributions',
      range: 'an object of names to arrays or distributions, or an array of such',
      accepts: (value) => typeof value === 'object' && value !== null,
    },
    { default: {}, about: 'what to draw from, by the name of the hyperparameter.' },
  );

const hyperparameters = {
  ...searchOptions(),
  paramDistributions: paramDistributions(),
  nIter: integer({ min: 1, default: 10, about: 'how many candidates to draw.' }),
  randomState: seed(),
} satisfies Record<keyof RandomizedSearchCVOptions, Hyperparameter>;

/**
 * Tries values of hyperparameters that are drawn by chance, and fits the best on all samples. With as many candidates
 * as a grid, it tries many more values of each hyperparameter that matters.
 * Source: Bergstra and Bengio, JMLR 13 (2012).
 *
 * @example
 * const search = new RandomizedSearchCV({
 *   estimator: new SVC(),
 *   paramDistributions: { C: logUniform(1e-2, 1e3), gamma: logUniform(1e-4, 1), kernel: ['rbf', 'linear'] },
 *   nIter: 20,
 *   randomState: 0,
 * })
 */
export class RandomizedSearchCV<E extends AnyEstimator = AnyEstimator> extends SearchCV<
  E,
  RandomizedSearchCVOptions<E>
> {
  static readonly info: EstimatorInfo = {
    type: 'RandomizedSearchCV',
    hyperparameters,
    state: searchSchema(),
    check: (params: Partial<RandomizedSearchCVOptions>) =>
      problemOfSearch(params, () => readDistributions(params.paramDistributions, '')),
  };

  /**
   * @throws InvalidParameterError for no estimator, an empty space or what nothing can be drawn from
   */
  constructor(options: RandomizedSearchCVOptions<E>) {
    super(RandomizedSearchCV.info, options, (params, { folds }) => {
      const { nIter, randomState } = params;
      const sampler = new ParameterSampler(params.paramDistributions, { nIter, randomState });
      return {
        fits: sampler.length * folds.length,
        *strategy() {
          yield { candidates: [...sampler] };
        },
      };
    });
  }
}
