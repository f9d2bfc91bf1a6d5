import type { AnyEstimator, EstimatorInfo } from '../../estimator.js';
import type { Hyperparameter } from '../../hyperparameters.js';
import { paramGrid } from './grid-search-cv.js';
import { halving, resourcesOf } from './halving.js';
import { type HalvingOptions, halvingOptions, problemOfHalving } from './halving-options.js';
import { HalvingSearchCV } from './halving-search-cv.js';
import { ParameterGrid, type ParamGrid } from './parameter-grid.js';
import { problemOfSearch } from './search-options.js';
import { searchSchema } from './search-state.js';

/** What is searched, and what is spent on it. */
export interface HalvingGridSearchCVOptions<E extends AnyEstimator = AnyEstimator>
  extends HalvingOptions<E> {
  /**
   * The values to try in all combinations, by the name of the hyperparameter, those inside estimators as `svc__C`.
   * Several grids in an array are tried one after the other.
   */
  paramGrid: ParamGrid;
}

const hyperparameters = {
  ...halvingOptions('exhaust'),
  paramGrid: paramGrid(),
} satisfies Record<keyof HalvingGridSearchCVOptions, Hyperparameter>;

/**
 * Tries all combinations of given values on few samples, the best of them on `factor` times as many, and so on, and
 * fits the best of the last iteration on all samples. For large grids it costs a fraction of `GridSearchCV`.
 * Source: Jamieson and Talwalkar, AISTATS (2016).
 *
 * @example
 * const search = new HalvingGridSearchCV({
 *   estimator: new RandomForestClassifier({ randomState: 0 }),
 *   paramGrid: { maxDepth: [2, 4, 8, null], minSamplesLeaf: [1, 3, 10] },
 *   resource: 'nEstimators',
 *   maxResources: 90,
 * })
 */
export class HalvingGridSearchCV<E extends AnyEstimator = AnyEstimator> extends HalvingSearchCV<
  E,
  HalvingGridSearchCVOptions<E>
> {
  static readonly info: EstimatorInfo = {
    type: 'HalvingGridSearchCV',
    hyperparameters,
    state: searchSchema(true),
    check: (params: Partial<HalvingGridSearchCVOptions>) =>
      problemOfSearch(params, () => new ParameterGrid(params.paramGrid ?? {})) ??
      problemOfHalving(params),
  };

  /**
   * @throws InvalidParameterError for no estimator, an empty grid, a name without values, or options that do not go
   *   together
   */
  constructor(options: HalvingGridSearchCVOptions<E>) {
    super(HalvingGridSearchCV.info, options, (params, trial) => {
      const candidates = [...new ParameterGrid(params.paramGrid)];
      return halving(params, trial, resourcesOf(params, trial), candidates);
    });
  }
}
