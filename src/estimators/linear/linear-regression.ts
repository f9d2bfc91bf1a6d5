import type {
  FitAsyncOptions,
  FitOptions,
  MatrixLike,
  Regressor,
  ScoreOptions,
} from '../../contracts.js';
import { parseFeaturesInSteps } from '../../data/dense.js';
import { parseTargets, weightsOf } from '../../data/targets.js';
import { InvalidInputError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import { boolean, type Hyperparameter } from '../../hyperparameters.js';
import { maxAbs, toArray } from '../../numeric/vectors.js';
import { drain, drainInSlices, type Training } from '../../progress.js';
import {
  boolean as flag,
  float64,
  nullable,
  number,
  object,
  size,
} from '../../serialization/schema.js';
import { leastSquares } from '../../solvers/least-squares/least-squares.js';
import { warn } from '../../warnings.js';
import { r2Of } from '../scoring.js';
import { linearPredictions } from './linear-predictions.js';

/** Whether `LinearRegression` has an intercept and may have negative coefficients. */
export interface LinearRegressionOptions {
  /** Whether to fit an intercept; without one the plane goes through the origin. Default true. */
  fitIntercept?: boolean;
  /** Whether coefficients must be at least 0. Default false. */
  positive?: boolean;
}

export interface LinearRegressionState {
  nFeatures: number;
  coef: Float64Array;
  intercept: number;
  rank: number | null;
  converged: boolean;
}

const hyperparameters = {
  fitIntercept: boolean({
    default: true,
    about: 'whether to fit an intercept; without one the plane goes through the origin.',
  }),
  positive: boolean({
    default: false,
    about: 'whether coefficients must be at least 0.',
  }),
} satisfies Record<keyof LinearRegressionOptions, Hyperparameter>;

/**
 * Ordinary least squares: y ≈ X · coef + intercept, with the smallest sum of squared errors.
 * Where columns depend on each other many coefficients fit equally well, and the smallest are
 * taken (minimum Euclidean norm).
 *
 * @example
 * const model = new LinearRegression().fit([[1, 1], [1, 2], [2, 2], [2, 3]], [6, 8, 9, 11])
 * model.predict([[3, 5]]) // [16], up to rounding: y = 1 * x0 + 2 * x1 + 3
 */
export class LinearRegression
  extends Estimator<LinearRegressionOptions, LinearRegressionState>
  implements Regressor
{
  static readonly info: EstimatorInfo = {
    type: 'LinearRegression',
    hyperparameters,
    state: object<LinearRegressionState>(
      {
        nFeatures: size('nFeatures'),
        coef: float64('nFeatures'),
        intercept: number(),
        rank: nullable(number({ integer: true, min: 0 })),
        converged: flag(),
      },
      ({ rank, nFeatures }) =>
        rank !== null && rank > nFeatures
          ? `rank ${rank} is more than the ${nFeatures} features.`
          : undefined,
    ),
  };

  constructor(options: LinearRegressionOptions = {}) {
    super(LinearRegression.info, options);
  }

  /**
   * Fit the plane to samples.
   * Cost: n d² flops for n samples of d features, n² d where samples are fewer, up to three times that when features or
   * samples nearly depend on each other.
   *
   * @param X - [nSamples × nFeatures]
   * @param y - target values [nSamples]
   * @throws InvalidInputError when X is ragged, empty or not finite, y or the weights do not fit, or
   *   the numbers are so large that sums of them overflow
   */
  fit(X: MatrixLike, y: ArrayLike<number>, options?: FitOptions): this {
    return drain(this.#train(X, y, options));
  }

  /** As `fit`, in time slices that leave the event loop its turns. */
  fitAsync(X: MatrixLike, y: ArrayLike<number>, options: FitAsyncOptions = {}): Promise<this> {
    return drainInSlices(this.#train(X, y, options), options);
  }

  *#train(X: MatrixLike, y: ArrayLike<number>, options: FitOptions = {}): Training<this> {
    const { fitIntercept, positive } = this.params;
    const samples = yield* parseFeaturesInSteps(X, 'LinearRegression.fit');
    const targets = parseTargets(y, samples.rows, 'LinearRegression.fit');
    const weights = weightsOf(options, samples.rows, 'LinearRegression.fit');
    yield;
    if (weights !== undefined) {
      const largest = maxAbs(weights);
      for (let i = 0; i < weights.length; i++) weights[i] /= largest;
    }
    const fit = yield* leastSquares({ samples, targets, weights }, { fitIntercept, positive });
    if (!Number.isFinite(fit.intercept + maxAbs(fit.coef))) {
      throw new InvalidInputError(
        'LinearRegression.fit: X or y holds numbers so large, or so small, that coefficients or sums overflow. Scale them first, with StandardScaler for example.',
      );
    }
    if (!fit.converged) {
      warn(
        'convergence',
        'LinearRegression.fit: the search for coefficients of at least 0 was stopped before its end. Drop columns that nearly depend on each other.',
      );
    }
    this.state = { nFeatures: samples.columns, ...fit };
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
    return linearPredictions(this.fitted('predict'), X, 'LinearRegression.predict');
  }

  /**
   * The coefficient of determination R²: the share of the variance of y that the model explains.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @param y - true target values [nSamples]
   * @returns at most 1; 0 for a model that always predicts the mean; for constant y, 1 when it is
   *   met exactly and else 0; NaN, with a warning, for a single sample
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X, y or the weights do not fit
   */
  score(X: MatrixLike, y: ArrayLike<number>, options: ScoreOptions = {}): number {
    return r2Of(this.predict(X), y, options, 'LinearRegression.score');
  }

  /** Coefficient of each feature [nFeatures], in units of y per unit of the feature. */
  get coef(): readonly number[] {
    return this.shown('coef', ({ coef }) => toArray(coef));
  }

  /** The prediction where all features are 0, in units of y; 0 without `fitIntercept`. */
  get intercept(): number {
    return this.fitted('intercept').intercept;
  }

  /**
   * How many features are independent of each other (and of the intercept), as far as the digits
   * given tell; null with `positive`.
   */
  get rank(): number | null {
    return this.fitted('rank').rank;
  }

  /** False when the search of `positive` was stopped before its end. */
  get converged(): boolean {
    return this.fitted('converged').converged;
  }
}
