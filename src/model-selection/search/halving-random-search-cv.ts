import type { AnyEstimator, EstimatorInfo } from '../../estimator.js';
import {
  aChoice,
  anInteger,
  either,
  type Hyperparameter,
  parameter,
} from '../../hyperparameters.js';
import { halving, resourcesOf } from './halving.js';
import { type HalvingOptions, halvingOptions, problemOfHalving } from './halving-options.js';
import { HalvingSearchCV } from './halving-search-cv.js';
import { ParameterSampler, type ParamSpaces, readDistributions } from './parameter-sampler.js';
import { paramDistributions } from './randomized-search-cv.js';
import { problemOfSearch } from './search-options.js';
import { searchSchema } from './search-state.js';

/** What candidates are drawn from, how many begin, and what is spent on them. */
export interface HalvingRandomSearchCVOptions<E extends AnyEstimator = AnyEstimator>
  extends HalvingOptions<E> {
  /**
   * What to draw from, by the name of the hyperparameter, those inside estimators as `svc__C`: an array of values,
   * `uniform`, `logUniform`, `integers`, `choice`, or an object with `sample(rng)`. Of several spaces in an array, each
   * candidate takes one by chance.
   */
  paramDistributions: ParamSpaces;
  /** How many candidates begin; `'exhaust'` is as many as the resources allow, so that the last iteration spends the most it can. Default 'exhaust'. */
  nCandidates?: number | 'exhaust';
  /**
   * What is spent on each candidate at first: a number, `'smallest'` (twice the folds and classes for samples, else 1)
   * or `'exhaust'` (so much that the last iteration spends the most it can). Default 'smallest'.
   */
  minResources?: number | 'smallest' | 'exhaust';
}

const hyperparameters = {
  ...halvingOptions('smallest'),
  paramDistributions: paramDistributions(),
  nCandidates: parameter(either(anInteger({ min: 1 }), aChoice('exhaust')), {
    default: 'exhaust',
    about: 'how many candidates begin.',
  }),
} satisfies Record<keyof HalvingRandomSearchCVOptions, Hyperparameter>;

/**
 * Tries many drawn candidates on few samples, the best of them on `factor` times as many, and so on, and fits the best
 * of the last iteration on all samples.
 * Source: Jamieson and Talwalkar, AISTATS (2016).
 *
 * @example
 * const search = new HalvingRandomSearchCV({
 *   estimator: new SVC(),
 *   paramDistributions: { C: logUniform(1e-2, 1e3), gamma: logUniform(1e-4, 1) },
 *   randomState: 0,
 * })
 */
export class HalvingRandomSearchCV<E extends AnyEstimator = AnyEstimator> extends HalvingSearchCV<
  E,
  HalvingRandomSearchCVOptions<E>
> {
  static readonly info: EstimatorInfo = {
    type: 'HalvingRandomSearchCV',
    hyperparameters,
    state: searchSchema(true),
    check: (params: Partial<HalvingRandomSearchCVOptions>) =>
      problemOfSearch(params, () => readDistributions(params.paramDistributions, '')) ??
      problemOfHalving(params) ??
      (params.nCandidates === 'exhaust' && params.minResources === 'exhaust'
        ? 'nCandidates and minResources are both "exhaust", but each follows from the other. Pass a number for one.'
        : undefined),
  };

  /**
   * @throws InvalidParameterError for no estimator, an empty space, what nothing can be drawn from, or options that do
   *   not go together
   */
  constructor(options: HalvingRandomSearchCVOptions<E>) {
    super(HalvingRandomSearchCV.info, options, (params, trial) => {
      const { nCandidates, randomState } = params;
      const resources = resourcesOf(params, trial);
      const nIter =
        nCandidates === 'exhaust' ? Math.floor(resources.max / resources.min) : nCandidates;
      const sampler = new ParameterSampler(params.paramDistributions, { nIter, randomState });
      return halving(params, trial, resources, [...sampler]);
    });
  }
}
