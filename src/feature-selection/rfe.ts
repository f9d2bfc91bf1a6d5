import type { Matrix } from 'ml-matrix';
import type { FitAsyncOptions, FitOptions, Label, Transformer } from '../contracts.js';
import type { AnyEstimator, EstimatorInfo } from '../estimator.js';
import { type Fitting, fitAtOnce, fitInSlices, fitThenTransform } from '../fitting.js';
import {
  aChoice,
  aCountOrShare,
  type CountOrShare,
  countOf,
  either,
  type Hyperparameter,
  parameter,
  readOptions,
} from '../hyperparameters.js';
import { type NumberInput, parseColumns } from '../preprocessing/columns/number-columns.js';
import { object } from '../serialization/schema.js';
import { warn } from '../warnings.js';
import { count } from '../words.js';
import { eliminating, stepOf, stepRow } from './elimination.js';
import {
  estimatorRow,
  type ImportanceGetter,
  importanceGetterRow,
  problemOfEstimator,
} from './importances.js';
import {
  ModelSelector,
  problemOfSelected,
  type SelectedByModel,
  selectedByModel,
} from './model-selector.js';

/** The model of an `RFE`, and how its features are eliminated. */
export interface RFEOptions<E extends AnyEstimator = AnyEstimator> {
  /** What ranks the features: a model with `coef` or `featureImportances`, or a pipeline that ends in one. */
  estimator: E;
  /**
   * How many features to end with: a count, or a share of all (1 is all, `{ count: 1 }` a single one). Default null: half.
   */
  nFeaturesToSelect?: CountOrShare | null;
  /** How many features to eliminate a round: a count from 1, or a share of all below 1. Default 1. */
  step?: number;
  /**
   * Where the importances of features are found: `'auto'` for `coef` or `featureImportances`, or a function of the fitted
   * estimator, with which the selector cannot be saved. Default `'auto'`.
   */
  importanceGetter?: 'auto' | ImportanceGetter;
}

const hyperparameters = {
  estimator: estimatorRow('what ranks the features.'),
  nFeaturesToSelect: parameter(either(aCountOrShare(), aChoice(null)), {
    default: null,
    about: 'how many features to end with.',
  }),
  step: stepRow(),
  importanceGetter: importanceGetterRow(),
} satisfies Record<keyof RFEOptions, Hyperparameter>;

/**
 * Recursive feature elimination: fits a model, drops the features that it finds least important, and begins anew with the
 * rest, until as many are left as were asked for. Predicts through the model that was fitted on those.
 * Source: Guyon, Weston, Barnhill and Vapnik, Machine Learning 46 (2002).
 * Cost: as many fits as rounds.
 *
 * @example
 * const { data, target } = loadDiabetes()
 * const selector = new RFE({ estimator: new LinearRegression(), nFeaturesToSelect: 4 }).fit(data, target)
 * selector.ranking // [7, 3, 1, 2, 1, 1, 5, 4, 1, 6]
 */
export class RFE<E extends AnyEstimator = AnyEstimator>
  extends ModelSelector<E, RFEOptions<E>, SelectedByModel>
  implements Transformer<NumberInput>
{
  static readonly info: EstimatorInfo = {
    type: 'RFE',
    hyperparameters,
    state: object<SelectedByModel>(selectedByModel(), problemOfSelected),
    check: problemOfEstimator,
  };

  constructor(options: RFEOptions<E>) {
    super(RFE.info, options ?? {});
  }

  /**
   * Eliminate features round by round.
   *
   * @param X - [nSamples × nFeatures], as the estimator takes it; NaN is missing
   * @param y - labels or targets [nSamples], as the estimator takes them
   * @param options - those of the estimator, such as `sampleWeight`
   * @throws InvalidInputError when X is ragged, empty, infinite, or holds text, or the estimator has no importance for each
   * @throws whatever the estimator throws; what was learned before stands then
   */
  fit(X: NumberInput, y?: ArrayLike<Label>, options: FitOptions = {}): this {
    return fitAtOnce(this.#learn(X, y, options));
  }

  /** As `fit`, in time slices: `onProgress` hears of each fit, and `signal` stops them. */
  async fitAsync(
    X: NumberInput,
    y?: ArrayLike<Label>,
    options: FitAsyncOptions = {},
  ): Promise<this> {
    const { onProgress, signal, ...rest } = readOptions(options, 'RFE.fitAsync');
    return fitInSlices(this.#learn(X, y, rest), { onProgress, signal });
  }

  *#learn(X: NumberInput, y: unknown, given: FitOptions): Fitting<this> {
    const where = 'RFE.fit';
    const { estimator, importanceGetter, nFeaturesToSelect, step } = this.params;
    const { samples, nFeatures, names } = parseColumns(X, where);
    const wanted = countOf(nFeaturesToSelect ?? 0.5, nFeatures);
    if (wanted > nFeatures) {
      warn(
        'data',
        `${where}: nFeaturesToSelect is ${wanted}, but X has ${count(nFeatures, 'column')}. All are kept.`,
      );
    }
    const { model, ...selected } = yield* eliminating({
      samples,
      y,
      options: readOptions(given, where),
      estimator,
      importanceGetter,
      nToSelect: Math.min(wanted, nFeatures),
      step: stepOf(step, nFeatures),
      where,
    });
    this.state = { nFeatures, names, ...selected, estimator: model };
    return this;
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: NumberInput, y?: ArrayLike<Label>, options: FitOptions = {}): Matrix {
    return this.fit(X, y, options).transform(X);
  }

  /** As `fitTransform`, in steps: a generator for who drives it with other work, the fit among it. */
  fitTransformInSteps(X: NumberInput, y?: ArrayLike<Label>): Fitting<Matrix> {
    return fitThenTransform(this, X, y);
  }
}
