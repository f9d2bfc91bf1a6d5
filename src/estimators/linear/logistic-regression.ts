import type { Matrix } from 'ml-matrix';
import type {
  FitAsyncOptions,
  FitOptions,
  Label,
  MatrixLike,
  ProbabilisticClassifier,
  ScoreOptions,
} from '../../contracts.js';
import { type ClassWeight, weightClasses } from '../../data/class-weights.js';
import { parseFeaturesInSteps, toMatrix } from '../../data/dense.js';
import { encodeClasses } from '../../data/labels.js';
import { weightsOf } from '../../data/targets.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import {
  boolean,
  classWeight,
  type Hyperparameter,
  integer,
  type Resolved,
  real,
} from '../../hyperparameters.js';
import { toArray } from '../../numeric/vectors.js';
import { drain, drainInSlices, mapReports, type Training } from '../../progress.js';
import {
  marginsToLogProbabilities,
  marginsToProbabilities,
  marginsToProbableCodes,
} from '../../solvers/linear-margins.js';
import { fitLogistic, type LinearCoefficients } from '../../solvers/logistic/logistic.js';
import { warn } from '../../warnings.js';
import { accuracyOf } from '../scoring.js';
import {
  coefOf,
  decisionsOf,
  type LinearClassesState,
  type LinearScores,
  linearClassesState,
  linearLabels,
  linearScores,
} from './linear-classes.js';

/** How strongly `LogisticRegression` is held back, how classes are weighted, and when it stops. */
export interface LogisticRegressionOptions {
  /**
   * How weak the penalty is: the loss is summed over the samples, the penalty divided by C.
   * `Infinity` means no penalty. Default 1.
   */
  C?: number;
  /** Kind of penalty: 0 is L2, 1 is L1, between them is the elastic net. Default 0. */
  l1Ratio?: number;
  /** Whether to learn an intercept, which no penalty acts on. Default true. */
  fitIntercept?: boolean;
  /**
   * Weights of the classes, multiplied into those of the samples: `'balanced'` makes all classes
   * count alike, an object `{ label: weight }` gives each its own. Default null.
   */
  classWeight?: ClassWeight;
  /**
   * How near the optimum to stop, in standard errors of the coefficients: the fit ends when every
   * coefficient and every sum of them is estimated to be within `tol` standard errors, which leaves
   * tol²/2 of the log loss of one sample to gain. The scale of the features does not matter.
   * (In full: √(g'H⁻¹g) ≤ tol · √min(mean weight, objective), with gradient g and Hessian H.)
   * Default 1e-4.
   */
  tol?: number;
  /** Most iterations. Default 100. */
  maxIter?: number;
  /** Whether to start from the coefficients of the last fit, where features and classes agree. Default false. */
  warmStart?: boolean;
}

const hyperparameters = {
  C: real({
    above: 0,
    infinite: true,
    default: 1,
    about: 'how weak the penalty is; Infinity for none.',
  }),
  l1Ratio: real({
    min: 0,
    max: 1,
    default: 0,
    about: 'the kind of penalty: 0 for L2, 1 for L1, a number between for the elastic net.',
  }),
  fitIntercept: boolean({ default: true, about: 'whether to learn an intercept.' }),
  classWeight: classWeight(),
  tol: real({
    min: 0,
    default: 1e-4,
    about: 'how near the optimum to stop, in standard errors of the coefficients.',
  }),
  maxIter: integer({ min: 1, default: 100, about: 'the most iterations.' }),
  warmStart: boolean({
    default: false,
    about: 'whether to start from the coefficients of the last fit.',
  }),
} satisfies Record<keyof LogisticRegressionOptions, Hyperparameter>;

/**
 * Logistic regression: linear log-odds for two classes, the softmax of one linear score a class for more.
 *
 * Minimises Σ weight · log loss + (l1Ratio · Σ|w| + (1 - l1Ratio)/2 · Σw²) / C, where the intercept
 * is not penalised. There is no solver to choose: Newton's method where the features are few, its steps found by
 * conjugate gradients where the classes are many, preconditioned L-BFGS where the features are, proximal Newton with
 * coordinate descent for L1.
 * Features need not be scaled for the fit to converge; the penalty does depend on their units.
 *
 * @example
 * const X = [[0.5], [1.2], [2.9], [3.1]]
 * const model = new LogisticRegression().fit(X, ['no', 'no', 'yes', 'yes'])
 * model.predict([[0.2], [3.5]]) // ['no', 'yes']
 * model.predictProba([[0.2]]).get(0, 1) // the probability of 'yes'
 */
export class LogisticRegression<L extends Label = Label>
  extends Estimator<LogisticRegressionOptions, LinearClassesState>
  implements ProbabilisticClassifier<L>
{
  static readonly info: EstimatorInfo = {
    type: 'LogisticRegression',
    hyperparameters,
    state: linearClassesState,
  };

  constructor(options: LogisticRegressionOptions = {}) {
    super(LogisticRegression.info, options);
  }

  /**
   * Learn the coefficients. Warns when the optimum is not reached within `maxIter`.
   * Cost: a few passes over the data for each ten-fold of accuracy, and nFeatures² memory.
   *
   * @param X - [nSamples × nFeatures]
   * @param y - labels [nSamples], at least two different ones
   * @throws InvalidInputError when X is ragged, empty or not finite, or y or the weights do not fit
   * @throws InvalidParameterError when `classWeight` names a label that y does not hold
   */
  fit<M extends L>(
    X: MatrixLike,
    y: ArrayLike<M>,
    options: FitOptions = {},
  ): LogisticRegression<M> {
    return drain(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: follows `onProgress` and stops on `signal`, and then stays as it was. */
  async fitAsync<M extends L>(
    X: MatrixLike,
    y: ArrayLike<M>,
    options: FitAsyncOptions = {},
  ): Promise<LogisticRegression<M>> {
    return drainInSlices(this.#train(X, y, options), options);
  }

  *#train<M extends Label>(
    X: MatrixLike,
    y: ArrayLike<M>,
    options: FitOptions,
  ): Training<LogisticRegression<M>> {
    const where = 'LogisticRegression.fit';
    const params = this.params;
    const samples = yield* parseFeaturesInSteps(X, where);
    const given = weightsOf(options, samples.rows, where);
    const { codes, classes } = encodeClasses(y, samples.rows, where, given);
    yield;
    const weights = weightClasses(params.classWeight, codes, classes, given, 'LogisticRegression');
    const problem = { samples, codes, nClasses: classes.length, weights };
    const start = this.#startFrom(params, samples.columns, classes);
    const steps = fitLogistic(problem, { ...params, start }, where);
    const { maxIter } = params;
    const { coef, intercept, nIter, converged } = yield* mapReports(steps, (step) => ({
      done: step.nIter,
      total: maxIter,
      unit: 'iteration',
      loss: step.loss,
    }));
    if (nIter < maxIter) yield { done: nIter, total: nIter, unit: 'iteration' };
    this.state = { nFeatures: samples.columns, classes, coef, intercept, nIter, converged };
    if (!converged) warn('convergence', notConverged(nIter, params));
    return this as LogisticRegression as LogisticRegression<M>;
  }

  #startFrom(
    { warmStart }: Resolved<LogisticRegressionOptions>,
    nFeatures: number,
    classes: readonly Label[],
  ): LinearCoefficients | undefined {
    const last = this.state;
    if (!warmStart || last === undefined || last.nFeatures !== nFeatures) return undefined;
    const same =
      last.classes.length === classes.length && last.classes.every((c, k) => c === classes[k]);
    return same ? last : undefined;
  }

  /**
   * The most probable label of each sample, the first in `classes` on a tie.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, or has another number of columns
   */
  predict(X: MatrixLike): L[] {
    const where = 'LogisticRegression.predict';
    return linearLabels<L>(this.fitted('predict'), X, where, marginsToProbableCodes);
  }

  /**
   * Class probabilities: the logistic function or the softmax of the decision function.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns [nSamples × nClasses], unitless, rows sum to 1; columns follow `classes`
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, or has another number of columns
   */
  predictProba(X: MatrixLike): Matrix {
    const { margins, rows, nOutputs } = this.#scores(X, 'predictProba');
    return toMatrix(marginsToProbabilities(margins, nOutputs), rows, Math.max(nOutputs, 2));
  }

  /**
   * Logarithms of the probabilities, accurate also where these round to 0 or 1.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns [nSamples × nClasses], at most 0; columns follow `classes`
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, or has another number of columns
   */
  predictLogProba(X: MatrixLike): Matrix {
    const { margins, rows, nOutputs } = this.#scores(X, 'predictLogProba');
    return toMatrix(marginsToLogProbabilities(margins, nOutputs), rows, Math.max(nOutputs, 2));
  }

  /**
   * Linear scores x · coef + intercept. With two classes: one number a sample, the log-odds of
   * `classes[1]`. With more: a matrix, one column a class.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns number[] [nSamples] with two classes, else Matrix [nSamples × nClasses]
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, or has another number of columns
   */
  decisionFunction(X: MatrixLike): number[] | Matrix {
    return decisionsOf(this.#scores(X, 'decisionFunction'));
  }

  /**
   * The accuracy: the weighted share of right labels, from 0 to 1.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @param y - true labels [nSamples]
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X, y or the weights do not fit
   */
  score(X: MatrixLike, y: ArrayLike<L>, options: ScoreOptions = {}): number {
    this.fitted('score');
    return accuracyOf(this.predict(X), y, options, 'LogisticRegression.score');
  }

  #scores(X: MatrixLike, method: string): LinearScores {
    return linearScores(this.fitted(method), X, `LogisticRegression.${method}`);
  }

  /** The labels seen in `fit`, in ascending order. */
  get classes(): readonly L[] {
    return this.shown('classes', ({ classes }) => classes.slice() as L[]);
  }

  /** Coefficients: [1 × nFeatures] with two classes, for `classes[1]`; else [nClasses × nFeatures]. */
  get coef(): Matrix {
    return this.shown('coef', coefOf);
  }

  /** Intercepts: [1] with two classes, else [nClasses]; 0 when none was fitted. */
  get intercept(): readonly number[] {
    return this.shown('intercept', ({ intercept }) => toArray(intercept));
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

function notConverged(nIter: number, { C }: Resolved<LogisticRegressionOptions>): string {
  const penalty =
    C === Infinity
      ? 'if a line separates the classes there is no optimum without a penalty: pass a finite C'
      : 'lower C if the classes are separable';
  return `LogisticRegression.fit: stopped after ${nIter} iterations short of the optimum. Raise maxIter, scale the features with StandardScaler, or ${penalty}.`;
}
