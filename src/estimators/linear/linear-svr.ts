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
import { boolean, type Hyperparameter, integer, oneOf, real, seed } from '../../hyperparameters.js';
import { toArray } from '../../numeric/vectors.js';
import { drain, drainInSlices, mapReports, type Training } from '../../progress.js';
import * as schema from '../../serialization/schema.js';
import { fitLinearSvr } from '../../solvers/linear-svm/linear-svm.js';
import { warn } from '../../warnings.js';
import { r2Of } from '../scoring.js';
import { linearPredictions } from './linear-predictions.js';

/** What errors cost `LinearSVR` against a flat function, and when it stops. */
export interface LinearSVROptions {
  /** Size of an error that costs nothing, in units of y. Default 0. */
  epsilon?: number;
  /** What an error costs: what it exceeds epsilon by, or the square of it. Default `'epsilonInsensitive'`. */
  loss?: 'epsilonInsensitive' | 'squaredEpsilonInsensitive';
  /**
   * How weak the penalty is: the loss is summed over the samples and multiplied by C. It must be finite; `SVR` of a
   * linear kernel takes `Infinity` where no error need exceed epsilon. Default 1.
   */
  C?: number;
  /** Whether to learn an intercept. Default true. */
  fitIntercept?: boolean;
  /**
   * The value of the feature that stands for the intercept, whose coefficient is penalised like the others; a
   * larger value penalises it less. Default 1.
   */
  interceptScaling?: number;
  /**
   * How near the optimum to stop: the objective is within tol² of its optimum, in relation to it,
   * by the duality gap. Default 1e-4.
   */
  tol?: number;
  /** Most iterations. Default 1000. */
  maxIter?: number;
  /**
   * A seed for repeatable results: the order of the samples in coordinate descent, with more than 300
   * features; nothing else is random. Default null.
   */
  randomState?: number | string | null;
}

export interface LinearSVRState {
  nFeatures: number;
  coef: Float64Array;
  intercept: number;
  nIter: number;
  converged: boolean;
}

const hyperparameters = {
  epsilon: real({
    min: 0,
    default: 0,
    about: 'the size of an error that costs nothing, in units of y.',
  }),
  loss: oneOf(['epsilonInsensitive', 'squaredEpsilonInsensitive'], {
    default: 'epsilonInsensitive',
    about: 'what an error costs: what it exceeds epsilon by, or the square of it.',
  }),
  C: real({
    above: 0,
    default: 1,
    about: 'how weak the penalty is; finite, where SVR takes Infinity.',
  }),
  fitIntercept: boolean({ default: true, about: 'whether to learn an intercept.' }),
  interceptScaling: real({
    above: 0,
    default: 1,
    about: 'the value of the feature that stands for the intercept; larger penalises it less.',
  }),
  tol: real({
    min: 0,
    default: 1e-4,
    about: 'how near the optimum to stop: the objective is within tol², in relation to it.',
  }),
  maxIter: integer({ min: 1, default: 1000, about: 'the most iterations.' }),
  randomState: seed(),
} satisfies Record<keyof LinearSVROptions, Hyperparameter>;

/**
 * Linear support vector regression, as LIBLINEAR defines it: errors up to `epsilon` cost nothing,
 * and a few wild targets hardly move the line.
 *
 * Minimises ½ (Σ w² + (b / interceptScaling)²) + C Σ weight · max(0, |y - x·w - b| - epsilon), or with
 * the square of the maximum. There is no solver to choose: Newton's method up to 1000 features, which
 * converges whatever C and the scale of the features; dual coordinate descent beyond (and first, from
 * 300 on), for which features should be scaled. The penalty depends on their units in either case.
 *
 * @example
 * const X = [[0], [1], [2], [3], [4]]
 * const model = new LinearSVR({ C: 100 }).fit(X, [1, 3, 5, 7, 100]) // the last one is wild
 * model.predict([[10]]) // about 21, as 2x + 1 gives
 */
export class LinearSVR extends Estimator<LinearSVROptions, LinearSVRState> implements Regressor {
  static readonly info: EstimatorInfo = {
    type: 'LinearSVR',
    hyperparameters,
    state: schema.object<LinearSVRState>({
      nFeatures: schema.size('nFeatures'),
      coef: schema.float64('nFeatures'),
      intercept: schema.number(),
      nIter: schema.number({ integer: true, min: 0 }),
      converged: schema.boolean(),
    }),
  };

  constructor(options: LinearSVROptions = {}) {
    super(LinearSVR.info, options);
  }

  /**
   * Learn the coefficients. Warns when the optimum is not reached within `maxIter`.
   * Cost: 5 to 80 iterations of two passes over the data each, and nFeatures² memory.
   *
   * @param X - [nSamples × nFeatures]
   * @param y - target values [nSamples]
   * @throws InvalidInputError when X is ragged, empty or not finite, or y or the weights do not fit
   */
  fit(X: MatrixLike, y: ArrayLike<number>, options: FitOptions = {}): this {
    return drain(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: follows `onProgress` and stops on `signal`, and then stays as it was. */
  fitAsync(X: MatrixLike, y: ArrayLike<number>, options: FitAsyncOptions = {}): Promise<this> {
    return drainInSlices(this.#train(X, y, options), options);
  }

  *#train(X: MatrixLike, y: ArrayLike<number>, fitOptions: FitOptions): Training<this> {
    const where = 'LinearSVR.fit';
    const { loss, epsilon, fitIntercept, interceptScaling, ...options } = this.params;
    const samples = yield* parseFeaturesInSteps(X, where);
    const targets = parseTargets(y, samples.rows, where);
    const weights =
      weightsOf(fitOptions, samples.rows, where) ?? new Float64Array(samples.rows).fill(1);
    yield;
    const steps = fitLinearSvr(
      { samples, targets, weights, epsilon },
      {
        ...options,
        interceptScaling: fitIntercept ? interceptScaling : 0,
        power: loss === 'epsilonInsensitive' ? 1 : 2,
      },
      where,
    );
    const total = options.maxIter;
    const fit = yield* mapReports(steps, (step) => ({ total, unit: 'iteration', ...step }));
    yield { done: total, total, unit: 'iteration' };
    const { coef, intercept, nIter, converged } = fit;
    this.state = {
      nFeatures: samples.columns,
      coef,
      intercept: intercept[0],
      nIter,
      converged,
    };
    if (!converged) {
      warn(
        'convergence',
        `${where}: stopped after ${nIter} iterations short of the optimum. Scale the features with StandardScaler, lower C, or raise maxIter.`,
      );
    }
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
    return linearPredictions(this.fitted('predict'), X, 'LinearSVR.predict');
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
    return r2Of(this.predict(X), y, options, 'LinearSVR.score');
  }

  /** Coefficient of each feature [nFeatures], in units of y per unit of the feature. */
  get coef(): readonly number[] {
    return this.shown('coef', ({ coef }) => toArray(coef));
  }

  /** The prediction where all features are 0, in units of y; 0 without `fitIntercept`. */
  get intercept(): number {
    return this.fitted('intercept').intercept;
  }

  /** Iterations that the last fit took. */
  get nIter(): number {
    return this.fitted('nIter').nIter;
  }

  /** Whether the last fit reached the optimum to within `tol`. */
  get converged(): boolean {
    return this.fitted('converged').converged;
  }
}
