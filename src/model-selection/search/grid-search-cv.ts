import type { AnyEstimator, EstimatorInfo } from '../../estimator.js';
import { type Hyperparameter, parameter } from '../../hyperparameters.js';
import { ParameterGrid, type ParamGrid } from './parameter-grid.js';
import { SearchCV } from './search-cv.js';
import { problemOfSearch, type SearchOptions, searchOptions } from './search-options.js';
import { searchSchema } from './search-state.js';

/** What is searched, and how candidates are compared. */
export interface GridSearchCVOptions<E extends AnyEstimator = AnyEstimator>
  extends SearchOptions<E> {
  /**
   * The values to try in all combinations, by the name of the hyperparameter, those inside estimators as `svc__C`.
   * Several grids in an array are tried one after the other.
   */
  paramGrid: ParamGrid;
}

/** The option of a search that lists what is tried in all combinations. */
export const paramGrid = () =>
  parameter(
    {
      type: 'grid',
      range: 'an object of names to arrays, or an array of such',
      accepts: (value) => typeof value === 'object' && value !== null,
    },
    { default: {}, about: 'the values to try in all combinations.' },
  );

const hyperparameters = {
  ...searchOptions(),
  paramGrid: paramGrid(),
} satisfies Record<keyof GridSearchCVOptions, Hyperparameter>;

/**
 * Tries all combinations of given values of hyperparameters by cross-validation, and fits the best on all samples.
 * Cost: candidates × folds fits, and one; steps of pipelines, kernel values and trees that candidates have in common
 * are computed once a fold.
 *
 * @example
 * const search = new GridSearchCV({
 *   estimator: new Pipeline({ steps: [['scale', new StandardScaler()], ['svc', new SVC()]] }),
 *   paramGrid: { svc__C: [0.1, 1, 10], svc__gamma: ['scale', 0.01] },
 * })
 * const { data, target } = loadIris()
 * search.fit(data, target)
 * search.bestParams // { svc__C: …, svc__gamma: … }
 * search.predict(data)
 */
export class GridSearchCV<E extends AnyEstimator = AnyEstimator> extends SearchCV<
  E,
  GridSearchCVOptions<E>
> {
  static readonly info: EstimatorInfo = {
    type: 'GridSearchCV',
    hyperparameters,
    state: searchSchema(),
    check: (params: Partial<GridSearchCVOptions>) =>
      problemOfSearch(params, () => new ParameterGrid(params.paramGrid ?? {})),
  };

  /**
   * @throws InvalidParameterError for no estimator, an empty grid or a name without values
   */
  constructor(options: GridSearchCVOptions<E>) {
    super(GridSearchCV.info, options, ({ paramGrid }, { folds }) => {
      const grid = new ParameterGrid(paramGrid);
      return {
        fits: grid.length * folds.length,
        *strategy() {
          yield { candidates: [...grid] };
        },
      };
    });
  }
}
