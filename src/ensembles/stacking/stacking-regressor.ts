import type { Matrix } from 'ml-matrix';
import type { FitAsyncOptions, FitOptions, Regressor, ScoreOptions } from '../../contracts.js';
import { countRows } from '../../data/count-rows.js';
import { toMatrix } from '../../data/dense.js';
import { parseTargets } from '../../data/targets.js';
import { type AnyEstimator, Estimator, type EstimatorInfo } from '../../estimator.js';
import { LinearRegression } from '../../estimators/linear/linear-regression.js';
import { finitePredictions, r2Of } from '../../estimators/scoring.js';
import { type Fitting, fitAtOnce, fitInSlices } from '../../fitting.js';
import type { Hyperparameter } from '../../hyperparameters.js';
import { toArray } from '../../numeric/vectors.js';
import type { Splittable } from '../../preprocessing/splitting/splittable.js';
import * as schema from '../../serialization/schema.js';
import { numbersFrom } from '../answers.js';
import { fitTransformEnsemble } from '../fit-transform.js';
import { byName, memberOptions, problemOfFitted, problemOfTrained } from '../members.js';
import { fitStack, type StackState, stackedFeatures, stackedNames, stackFields } from './stack.js';
import {
  problemOfStack,
  type StackingOptions,
  stackingHyperparameters,
} from './stacking-options.js';

/** Who predicts in a `StackingRegressor`, and who learns from the predictions. */
export interface StackingRegressorOptions extends StackingOptions {}

const hyperparameters = stackingHyperparameters('regressor') satisfies Record<
  keyof StackingRegressorOptions,
  Hyperparameter
>;

/**
 * Several regressors, and one that learns from their predictions how far to believe each. What it learns from are
 * predictions for samples that the predicting copy has not seen.
 *
 * @example
 * const model = new StackingRegressor({
 *   estimators: [['linear', new LinearRegression()], ['forest', new RandomForestRegressor()]],
 *   cv: 2,
 * })
 * model.fit([[0], [1], [2], [3]], [0, 1, 2, 3]).predict([[2]]) // near 2
 */
export class StackingRegressor
  extends Estimator<StackingRegressorOptions, StackState>
  implements Regressor
{
  static readonly info: EstimatorInfo = {
    type: 'StackingRegressor',
    hyperparameters,
    members: { of: 'estimators', word: 'estimator' },
    check: (options: Required<StackingRegressorOptions>) => problemOfStack(options, 'regressor'),
    state: schema.object<StackState>(stackFields(), ({ members, questions, final }) =>
      questions.some((question) => question !== 'predict')
        ? 'it asks regressors for more than predictions.'
        : (problemOfFitted(members, 'regressor') ?? problemOfTrained(final, 'regressor')),
    ),
  };

  constructor(options: StackingRegressorOptions) {
    super(StackingRegressor.info, options ?? {});
  }

  /**
   * Train a copy of each regressor on all samples and on each fold, then the last one on what these predict.
   *
   * @param X - [nSamples × nFeatures], of any kind that the estimators take
   * @param y - target values [nSamples]
   * @param options - `sampleWeight` is handed to every estimator
   * @throws InvalidInputError when y, the weights or the folds do not fit; whatever an estimator throws
   */
  fit(X: Splittable, y: ArrayLike<number>, options: FitOptions = {}): this {
    return fitAtOnce(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: `onProgress` hears of each fit, `signal` stops it, and the old model stands then. */
  async fitAsync(
    X: Splittable,
    y: ArrayLike<number>,
    options: FitAsyncOptions = {},
  ): Promise<this> {
    return fitInSlices(this.#train(X, y, options), options);
  }

  *#train(X: Splittable, y: ArrayLike<number>, options: FitOptions): Fitting<this> {
    const where = 'StackingRegressor.fit';
    const { finalEstimator, ...rest } = this.params;
    const targets = parseTargets(y, countRows(X, where), where);
    this.state = yield* fitStack({
      ...rest,
      final: finalEstimator ?? new LinearRegression(),
      questionTo: () => 'predict',
      X,
      y: targets,
      classes: null,
      options: memberOptions(options, where),
      where,
    });
    return this;
  }

  /**
   * What the last estimator predicts.
   *
   * @param X - [nSamples × nFeatures], as in fit
   * @returns [nSamples], in the units of y
   * @throws NotFittedError before fit; whatever an estimator throws
   */
  predict(X: Splittable): number[] {
    return this.#predict(X, 'predict');
  }

  #predict(X: Splittable, method: string): number[] {
    const state = this.fitted(method);
    const where = `StackingRegressor.${method}`;
    const features = stackedFeatures(state, X, null, where);
    return finitePredictions(toArray(numbersFrom(state.final, features)), where);
  }

  /**
   * What the last estimator sees: the predictions side by side, and with `passthrough` the columns of X behind them
   * [nSamples × nColumns].
   */
  transform(X: Splittable): Matrix {
    const state = this.fitted('transform');
    const { data, rows, columns } = stackedFeatures(state, X, null, 'StackingRegressor.transform');
    return toMatrix(data, rows, columns);
  }

  /** `fit`, then `transform` of the same samples, which are predicted by copies that have seen them. */
  fitTransform(X: Splittable, y: ArrayLike<number>, options?: FitOptions): Matrix {
    return this.fit(X, y, options).transform(X);
  }

  /** As `fitTransform`, in steps: a generator for who drives it with other work, the fit among it. */
  fitTransformInSteps(X: Splittable, y: ArrayLike<number>): Fitting<Matrix> {
    return fitTransformEnsemble(this, X, y, 'StackingRegressor.fitTransform');
  }

  /**
   * Names of the columns that `transform` gives: `stackingregressor_forest`.
   *
   * @param inputNames - of the columns of X, where these are passed through; by default those of fit
   */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    return stackedNames(this.fitted('getFeatureNamesOut'), 'StackingRegressor', inputNames);
  }

  /** R² of the predictions, at most 1. */
  score(X: Splittable, y: ArrayLike<number>, options: ScoreOptions = {}): number {
    return r2Of(this.#predict(X, 'score'), y, options, 'StackingRegressor.score');
  }

  /**
   * Change hyperparameters, an estimator by its name (`forest: 'drop'`), or a hyperparameter of one (`forest__maxDepth`).
   *
   * @throws InvalidParameterError for an unknown name or a value out of range; nothing is changed then
   */
  override setParams(
    options: Partial<StackingRegressorOptions> & Readonly<Record<string, unknown>>,
  ): this {
    return super.setParams(options);
  }

  /** The regressors trained on all samples, without those that were dropped. */
  get estimators(): readonly AnyEstimator[] {
    return this.shown('estimators', ({ members }) => members.map(({ estimator }) => estimator));
  }

  /** The regressors trained on all samples, by their names. */
  get namedEstimators(): Readonly<Record<string, AnyEstimator>> {
    return this.shown('namedEstimators', ({ members }) => byName(members));
  }

  /** The trained last estimator. */
  get finalEstimator(): AnyEstimator {
    return this.fitted('finalEstimator').final;
  }
}
