import type { Matrix } from 'ml-matrix';
import type {
  Classifier,
  FitAsyncOptions,
  FitOptions,
  Label,
  MatrixLike,
  ScoreOptions,
} from '../../contracts.js';
import { type ClassWeight, weightClasses } from '../../data/class-weights.js';
import { parseFeaturesInSteps } from '../../data/dense.js';
import { encodeClasses } from '../../data/labels.js';
import { weightsOf } from '../../data/targets.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import {
  boolean,
  classWeight,
  type Hyperparameter,
  integer,
  oneOf,
  real,
  seed,
} from '../../hyperparameters.js';
import { toArray } from '../../numeric/vectors.js';
import { drain, drainInSlices, mapReports, type Training } from '../../progress.js';
import { countOutputs, marginsToCodes } from '../../solvers/linear-margins.js';
import { fitLinearSvc } from '../../solvers/linear-svm/linear-svm.js';
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

/** What errors cost `LinearSVC` against a wide margin, and when it stops. */
export interface LinearSVCOptions {
  /** What a sample costs: its distance beyond the margin, or the square of it. Default `'squaredHinge'`. */
  loss?: 'hinge' | 'squaredHinge';
  /**
   * How weak the penalty is: the loss is summed over the samples and multiplied by C. It must be finite: without a
   * penalty there may be no optimum. `SVC` of a linear kernel takes `Infinity` where a line parts the classes. Default 1.
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
   * Weights of the classes: `'balanced'` makes all classes count alike, an object
   * `{ label: weight }` gives each its own. They multiply C for the samples of the class; with more
   * than two classes, only where the class is told from the rest. Default null.
   */
  classWeight?: ClassWeight;
  /**
   * How near the optimum to stop: the objective is within tol² of its optimum, in relation to it,
   * by the duality gap. Default 1e-4.
   */
  tol?: number;
  /** Most iterations for each class. Default 1000. */
  maxIter?: number;
  /**
   * A seed for repeatable results: the order of the samples in coordinate descent, with more than 300
   * features; nothing else is random. Default null.
   */
  randomState?: number | string | null;
}

const hyperparameters = {
  loss: oneOf(['hinge', 'squaredHinge'], {
    default: 'squaredHinge',
    about: 'what a sample costs: its distance beyond the margin, or the square of it.',
  }),
  C: real({
    above: 0,
    default: 1,
    about: 'how weak the penalty is; finite, where SVC takes Infinity.',
  }),
  fitIntercept: boolean({ default: true, about: 'whether to learn an intercept.' }),
  interceptScaling: real({
    above: 0,
    default: 1,
    about: 'the value of the feature that stands for the intercept; larger penalises it less.',
  }),
  classWeight: classWeight(),
  tol: real({
    min: 0,
    default: 1e-4,
    about: 'how near the optimum to stop: the objective is within tol², in relation to it.',
  }),
  maxIter: integer({ min: 1, default: 1000, about: 'the most iterations for each class.' }),
  randomState: seed(),
} satisfies Record<keyof LinearSVCOptions, Hyperparameter>;

/**
 * Linear support vector classification, as LIBLINEAR defines it: one linear function for two
 * classes, else one a class against the rest.
 *
 * Minimises ½ (Σ w² + (b / interceptScaling)²) + C Σ weight · loss, with the loss max(0, 1 - y (x·w + b))
 * or its square. There is no solver to choose: Newton's method up to 1000 features, which
 * converges whatever C and the scale of the features; dual coordinate descent beyond (and first, from
 * 300 on), for which features should be scaled. The penalty depends on their units in either case.
 *
 * @example
 * const X = [[0, 0], [1, 1], [3, 3], [4, 4]]
 * const model = new LinearSVC().fit(X, ['low', 'low', 'high', 'high'])
 * model.predict([[0.5, 0.5], [3.5, 3.5]]) // ['low', 'high']
 */
export class LinearSVC<L extends Label = Label>
  extends Estimator<LinearSVCOptions, LinearClassesState>
  implements Classifier<L>
{
  static readonly info: EstimatorInfo = {
    type: 'LinearSVC',
    hyperparameters,
    state: linearClassesState,
  };

  constructor(options: LinearSVCOptions = {}) {
    super(LinearSVC.info, options);
  }

  /**
   * Learn the coefficients. Warns when the optimum is not reached within `maxIter`.
   * Cost: for each class 5 to 60 iterations of two passes over the data each, and nFeatures² memory.
   *
   * @param X - [nSamples × nFeatures]
   * @param y - labels [nSamples], at least two different ones
   * @throws InvalidInputError when X is ragged, empty or not finite, or y or the weights do not fit
   * @throws InvalidParameterError when `classWeight` names a label that y does not hold
   */
  fit<M extends L>(X: MatrixLike, y: ArrayLike<M>, options: FitOptions = {}): LinearSVC<M> {
    return drain(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: follows `onProgress` and stops on `signal`, and then stays as it was. */
  async fitAsync<M extends L>(
    X: MatrixLike,
    y: ArrayLike<M>,
    options: FitAsyncOptions = {},
  ): Promise<LinearSVC<M>> {
    return drainInSlices(this.#train(X, y, options), options);
  }

  *#train<M extends Label>(
    X: MatrixLike,
    y: ArrayLike<M>,
    fitOptions: FitOptions,
  ): Training<LinearSVC<M>> {
    const where = 'LinearSVC.fit';
    const { loss, fitIntercept, interceptScaling, ...options } = this.params;
    const samples = yield* parseFeaturesInSteps(X, where);
    const given = weightsOf(fitOptions, samples.rows, where);
    const { codes, classes } = encodeClasses(y, samples.rows, where, given);
    yield;
    const nClasses = classes.length;
    const weights = weightClasses(options.classWeight, codes, classes, given, 'LinearSVC');
    const restWeights = given ?? new Float64Array(samples.rows).fill(1);
    const steps = fitLinearSvc(
      { samples, codes, nClasses, weights, restWeights },
      {
        ...options,
        interceptScaling: fitIntercept ? interceptScaling : 0,
        power: loss === 'hinge' ? 1 : 2,
      },
      where,
    );
    const total = countOutputs(nClasses) * options.maxIter;
    const fit = yield* mapReports(steps, (step) => ({ total, unit: 'iteration', ...step }));
    yield { done: total, total, unit: 'iteration' };
    this.state = { nFeatures: samples.columns, classes, ...fit };
    const { nIter, converged } = fit;
    if (!converged) {
      warn(
        'convergence',
        `${where}: stopped after ${nIter} iterations short of the optimum. Scale the features with StandardScaler, lower C, or raise maxIter.`,
      );
    }
    return this as LinearSVC as LinearSVC<M>;
  }

  /**
   * The label of each sample: that of the largest decision function, the first in `classes` on a tie.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, or has another number of columns
   */
  predict(X: MatrixLike): L[] {
    return linearLabels<L>(this.fitted('predict'), X, 'LinearSVC.predict', marginsToCodes);
  }

  /**
   * Linear scores x · coef + intercept: 1 and -1 are the two margins, 0 is the boundary. With two
   * classes one number a sample, above 0 for `classes[1]`; with more a matrix, one column a class.
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
    return accuracyOf(this.predict(X), y, options, 'LinearSVC.score');
  }

  #scores(X: MatrixLike, method: string): LinearScores {
    return linearScores(this.fitted(method), X, `LinearSVC.${method}`);
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

  /** Iterations that the last fit took, the most over the classes. */
  get nIter(): number {
    return this.fitted('nIter').nIter;
  }

  /** Whether the last fit reached the optimum to within `tol`. */
  get converged(): boolean {
    return this.fitted('converged').converged;
  }
}
