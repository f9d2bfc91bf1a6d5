import type { Matrix } from 'ml-matrix';
import type {
  FitAsyncOptions,
  FitOptions,
  MatrixLike,
  Regressor,
  ScoreOptions,
} from '../../contracts.js';
import { type Dense, toMatrix } from '../../data/dense.js';
import { parseTargets, weightsOf } from '../../data/targets.js';
import { InvalidParameterError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import { type CommonSamples, type FittingTogether, TOGETHER } from '../../fitting-together.js';
import { affine, toArray } from '../../numeric/vectors.js';
import { drain, drainInSlices, type Training } from '../../progress.js';
import * as schema from '../../serialization/schema.js';
import type { KeptRows } from '../../solvers/svm/kept-rows.js';
import {
  combineRows,
  createEvaluator,
  machineValues,
  type SupportMachine,
} from '../../solvers/svm/svm-decision.js';
import { fitSvr } from '../../solvers/svm/svm-training.js';
import { warn } from '../../warnings.js';
import { finitePredictions, r2Of } from '../scoring.js';
import {
  boundsOf,
  forwardSteps,
  kernelLost,
  kernelSchema,
  notConverged,
  parseQuery,
  parseSamples,
  settingsFor,
  supportVectorsOf,
  wrongSupport,
} from './svm-state.js';
import { fitWithKeptRows } from './svm-together.js';
import { type SVROptions, svrHyperparameters } from './svr-options.js';

export interface SVRState extends SupportMachine {
  /** [nSupport] */
  dualCoef: Float64Array;
  intercept: number;
  nIter: number;
  converged: boolean;
}

/**
 * Support vector regression: the flattest function that is within `epsilon` of the targets, errors
 * beyond that costing C each unit. The kernel decides what functions there are.
 *
 * Features should be on one scale: put a StandardScaler before it. Training takes between nSamples² and
 * nSamples³ steps, so from some ten thousand samples on look at LinearSVR or boosting.
 * Source: Chang and Lin, LIBSVM, ACM TIST 2 (2011), equation (11).
 *
 * @example
 * const X = [[0], [1], [2], [3], [4]]
 * const model = new SVR({ C: 100, epsilon: 0.01 }).fit(X, [0, 1, 4, 9, 16])
 * model.predict([[2.5]]) // about [6.2]
 */
export class SVR extends Estimator<SVROptions, SVRState> implements Regressor {
  static readonly info: EstimatorInfo = {
    type: 'SVR',
    hyperparameters: svrHyperparameters,
    state: schema.object<SVRState>(
      {
        kernel: kernelSchema,
        nFeatures: schema.size('nFeatures'),
        support: schema.int32('nSupport', { min: 0 }),
        supportVectors: schema.float64('nValues'),
        dualCoef: schema.float64('nSupport'),
        intercept: schema.number(),
        nIter: schema.number({ integer: true, min: 0 }),
        converged: schema.boolean(),
      },
      wrongSupport,
    ),
  };

  /** What predictions need and the state implies, made at the first of them. */
  #ready: { state: SVRState; predict: (samples: Dense) => number[] } | undefined;

  constructor(options: SVROptions = {}) {
    super(SVR.info, options);
  }

  /**
   * Learn the support vectors. Warns when the optimum is not reached within `maxIter`.
   *
   * @param X - [nSamples × nFeatures]; for a precomputed kernel its values [nSamples × nSamples]
   * @param y - targets [nSamples]
   * @throws InvalidInputError when X is ragged, empty or not finite, y or the weights do not fit, or
   *   the kernel function gives something that is no number
   */
  fit(X: MatrixLike, y: ArrayLike<number>, options: FitOptions = {}): this {
    return drain(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: follows `onProgress` and stops on `signal`, and then stays as it was. */
  async fitAsync(
    X: MatrixLike,
    y: ArrayLike<number>,
    options: FitAsyncOptions = {},
  ): Promise<this> {
    return drainInSlices(this.#train(X, y, options), options);
  }

  /** @internal */
  [TOGETHER](all: readonly SVR[], { X, y, options = {} }: CommonSamples): FittingTogether {
    const [samples, targets] = [X as MatrixLike, y as ArrayLike<number>];
    return fitWithKeptRows(all, ['C', 'epsilon'], (machine, kept) =>
      machine.#train(samples, targets, options, kept),
    );
  }

  *#train(
    X: MatrixLike,
    y: ArrayLike<number>,
    options: FitOptions,
    kept?: KeptRows,
  ): Training<this> {
    const where = 'SVR.fit';
    const params = this.params;
    const samples = yield* parseSamples(X, params.kernel, where);
    const targets = parseTargets(y, samples.rows, where);
    const weights = weightsOf(options, samples.rows, where);
    const settings = { ...(yield* settingsFor(params, samples, weights, where)), kept };
    yield;
    const counts = weights ?? new Float64Array(samples.rows).fill(1);
    const bounds = boundsOf(params.C, counts);
    const problem = { samples, targets, weights: counts, bounds, epsilon: params.epsilon };
    const solution = yield* forwardSteps(fitSvr(problem, settings), 0);
    const { support, dualCoef, intercept, nIter, converged } = solution;
    yield { done: nIter, total: nIter, unit: 'iteration', violation: solution.violation };
    const { kernel } = settings;
    const supportVectors = yield* supportVectorsOf(samples, support, kernel);
    const nFeatures = samples.columns;
    const found = { support, supportVectors, dualCoef, intercept, nIter, converged };
    this.state = { kernel, nFeatures, ...found };
    if (!converged) warn('convergence', notConverged(where, nIter));
    if (solution.lost) warn('data', kernelLost(where));
    return this;
  }

  /**
   * Target values. Cost: one kernel value a support vector; for the linear kernel one product a feature.
   *
   * @param X - [nSamples × nFeatures], columns as in fit; for a precomputed kernel [nSamples × samples of fit]
   * @returns [nSamples], in units of y
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, or has another number of columns, or the answer is beyond the range of numbers
   */
  predict(X: MatrixLike): number[] {
    const state = this.fitted('predict');
    const samples = parseQuery(X, state, 'SVR.predict');
    if (this.#ready?.state !== state) this.#ready = { state, predict: prepare(state) };
    return finitePredictions(this.#ready.predict(samples), 'SVR.predict');
  }

  /**
   * The coefficient of determination R², at most 1.
   *
   * @param y - true targets [nSamples]
   * @returns NaN, with a warning, for a single sample
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X, y or the weights do not fit
   */
  score(X: MatrixLike, y: ArrayLike<number>, options: ScoreOptions = {}): number {
    this.fitted('score');
    return r2Of(this.predict(X), y, options, 'SVR.score');
  }

  /** Rows of fit that the model depends on, ascending. */
  get support(): readonly number[] {
    return this.shown('support', ({ support }) => toArray(support));
  }

  /** The support vectors [nSupport × nFeatures]; without columns for a precomputed kernel. */
  get supportVectors(): Matrix {
    return this.shown('supportVectors', ({ supportVectors, support }) => {
      const columns = support.length === 0 ? 0 : supportVectors.length / support.length;
      return toMatrix(supportVectors.slice(), support.length, columns);
    });
  }

  /** How many support vectors there are, as the one number of a list. */
  get nSupport(): readonly number[] {
    return this.shown('nSupport', ({ support }) => [support.length]);
  }

  /** Coefficients of the support vectors [1 × nSupport]. */
  get dualCoef(): Matrix {
    return this.shown('dualCoef', ({ dualCoef }) => toMatrix(dualCoef.slice(), 1, dualCoef.length));
  }

  /** The constant of the function, as the one number of a list. */
  get intercept(): readonly number[] {
    return this.shown('intercept', ({ intercept }) => [intercept]);
  }

  /**
   * Coefficients of the features [1 × nFeatures].
   *
   * @throws InvalidParameterError for another kernel than the linear one, where there are none
   */
  get coef(): Matrix {
    return this.shown('coef', (state) => {
      if (state.kernel.type !== 'linear') {
        throw new InvalidParameterError(
          'SVR.coef: only the linear kernel has coefficients of features. Fit with kernel: "linear", or use permutationImportance.',
        );
      }
      return toMatrix(primalCoef(state), 1, state.nFeatures);
    });
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

/** Σ coef_v K(x, v) + intercept: from the coefficients of the features under a linear kernel. */
function prepare(state: SVRState): (samples: Dense) => number[] {
  const { kernel, dualCoef, intercept } = state;
  if (kernel.type === 'linear') {
    const coef = primalCoef(state);
    return ({ data, rows }) => affine(data, rows, coef, intercept);
  }
  const evaluate = createEvaluator(state, 'SVR.predict');
  return (samples) => toArray(machineValues(evaluate, dualCoef, intercept, samples));
}

function primalCoef({ dualCoef, supportVectors, nFeatures }: SVRState): Float64Array {
  return combineRows(dualCoef, supportVectors, nFeatures);
}
