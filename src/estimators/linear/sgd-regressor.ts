import type {
  FitAsyncOptions,
  FitOptions,
  MatrixLike,
  Regressor,
  ScoreOptions,
} from '../../contracts.js';
import { parseFeaturesInSteps } from '../../data/dense.js';
import { parseTargets, weightsOf } from '../../data/targets.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import { type Hyperparameter, oneOf } from '../../hyperparameters.js';
import { rSquared } from '../../numeric/statistics.js';
import { toArray } from '../../numeric/vectors.js';
import { drain, drainInSlices, type Training } from '../../progress.js';
import * as schema from '../../serialization/schema.js';
import { ERROR_LOSSES, type ErrorLossName } from '../../solvers/sgd/sgd-losses.js';
import { r2Of } from '../scoring.js';
import { linearPredictions } from './linear-predictions.js';
import { checkSgdOptions, type SGDOptions, sgdHyperparameters } from './sgd-options.js';
import { type SgdFit, type SgdMeans, sgdFields, trainSgd } from './sgd-training.js';

/** What errors cost `SGDRegressor`, how it steps, and when it ends. */
export interface SGDRegressorOptions extends SGDOptions {
  /**
   * What an error costs: its square, the square of a small one and else its size, or what it exceeds `epsilon` by, or the
   * square of that. Default `'squaredError'`.
   */
  loss?: ErrorLossName;
  /** How long the steps are: see `SGDOptions`. Default `'invscaling'`. */
  learningRate?: SGDOptions['learningRate'];
  /** How fast steps shorten with the rate `'invscaling'`. Default 0.25. */
  powerT?: number;
}

interface SGDRegressorState extends Omit<SgdFit, 'intercept'> {
  readonly nFeatures: number;
  readonly intercept: number;
  readonly means: SgdMeans | null;
}

const hyperparameters = {
  loss: oneOf(ERROR_LOSSES, {
    default: 'squaredError',
    about: 'what an error costs.',
  }),
  ...sgdHyperparameters({ learningRate: 'invscaling', powerT: 0.25 }),
} satisfies Record<keyof SGDRegressorOptions, Hyperparameter>;

/**
 * Linear regression by stochastic gradient descent: one step a sample, so that `partialFit` learns from parts of what no
 * memory holds. Features must be of about the same scale: put a `StandardScaler` before it. For data in memory
 * `LinearRegression` and `LinearSVR` reach the optimum itself.
 *
 * @example
 * const model = new SGDRegressor({ randomState: 0 })
 * for (const [X, y] of [[[[0], [1]], [1, 3]], [[[2], [-1]], [5, -1]]]) model.partialFit(X, y)
 * model.predict([[1]]) // on the way to 3, as 2x + 1 gives
 */
export class SGDRegressor
  extends Estimator<SGDRegressorOptions, SGDRegressorState>
  implements Regressor
{
  static readonly info: EstimatorInfo = {
    type: 'SGDRegressor',
    hyperparameters,
    state: schema.object<SGDRegressorState>({
      nFeatures: schema.size('nFeatures'),
      coef: schema.float64('nFeatures'),
      intercept: schema.number(),
      ...sgdFields(),
    }),
  };

  constructor(options: SGDRegressorOptions = {}) {
    super(SGDRegressor.info, options);
  }

  /**
   * Learn the coefficients in passes over the samples. Warns when all `maxIter` passes still improved.
   * Cost: nSamples × nFeatures a pass.
   *
   * @param X - [nSamples × nFeatures]
   * @param y - target values [nSamples]
   * @throws InvalidInputError when X is ragged, empty or not finite, y or the weights do not fit, or the steps are so
   *   long that the coefficients leave the range of numbers
   * @throws InvalidParameterError when options do not go together
   */
  fit(X: MatrixLike, y: ArrayLike<number>, options: FitOptions = {}): this {
    return drain(this.#train(X, y, options, false));
  }

  /** As `fit`, in time slices: follows `onProgress` and stops on `signal`, and then stays as it was. */
  async fitAsync(
    X: MatrixLike,
    y: ArrayLike<number>,
    options: FitAsyncOptions = {},
  ): Promise<this> {
    return drainInSlices(this.#train(X, y, options, false), options);
  }

  /**
   * One pass over a part of the data, from where the model stands; a fitted or loaded one goes on. Steps shorten from
   * part to part as they would within one.
   *
   * @param X - [nSamples × nFeatures], columns as in the first part
   * @param y - target values [nSamples]
   * @throws InvalidInputError as `fit`, and when X has another number of columns
   * @throws InvalidParameterError when options do not go together
   */
  partialFit(X: MatrixLike, y: ArrayLike<number>, options: FitOptions = {}): this {
    return drain(this.#train(X, y, options, true));
  }

  *#train(
    X: MatrixLike,
    y: ArrayLike<number>,
    options: FitOptions,
    isPart: boolean,
  ): Training<this> {
    const owner = 'SGDRegressor';
    const where = `${owner}.${isPart ? 'partialFit' : 'fit'}`;
    const params = this.params;
    checkSgdOptions(params, owner, isPart);
    const last = this.state;
    const samples = yield* parseFeaturesInSteps(X, where, {
      columns: isPart ? last?.nFeatures : undefined,
    });
    const targets = parseTargets(y, samples.rows, where);
    const given = weightsOf(options, samples.rows, where);
    const weights = given ?? new Float64Array(samples.rows).fill(1);
    yield;
    const goesOn = isPart || (params.warmStart && last?.nFeatures === samples.columns);
    const { intercept, ...fit } = yield* trainSgd({
      owner,
      params,
      isPart,
      samples,
      given,
      nOutputs: 1,
      output: () => ({ targets, weights }),
      score: (held, said, heldWeights) => rSquared(held, said, heldWeights),
      start:
        goesOn && last !== undefined
          ? { ...last, intercept: Float64Array.of(last.intercept) }
          : undefined,
    });
    this.state = { nFeatures: samples.columns, ...fit, intercept: intercept[0] };
    return this;
  }

  /**
   * Target values: x · coef + intercept.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns [nSamples], in the units of y
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, or has another number of columns
   */
  predict(X: MatrixLike): number[] {
    return linearPredictions(this.fitted('predict'), X, 'SGDRegressor.predict');
  }

  /**
   * The coefficient of determination R²: the share of the variance of y that the model explains.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @param y - true target values [nSamples]
   * @returns at most 1; NaN, with a warning, for a single sample
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X, y or the weights do not fit
   */
  score(X: MatrixLike, y: ArrayLike<number>, options: ScoreOptions = {}): number {
    return r2Of(this.predict(X), y, options, 'SGDRegressor.score');
  }

  /** Coefficient of each feature [nFeatures], in units of y per unit of the feature. */
  get coef(): readonly number[] {
    return this.shown('coef', ({ coef }) => toArray(coef));
  }

  /** The prediction where all features are 0, in units of y; 0 without `fitIntercept`. */
  get intercept(): number {
    return this.fitted('intercept').intercept;
  }

  /** Passes that the last fit made; 1 after `partialFit`. */
  get nIter(): number {
    return this.fitted('nIter').nIter;
  }

  /** Whether the last `fit` ended because passes stopped improving; false after `partialFit`. */
  get converged(): boolean {
    return this.fitted('converged').converged;
  }
}
