import type { Matrix } from 'ml-matrix';
import type {
  FitAsyncOptions,
  FitOptions,
  Label,
  MatrixLike,
  ProbabilisticClassifier,
  ScoreOptions,
} from '../../contracts.js';
import { weightClasses } from '../../data/class-weights.js';
import { type Dense, toMatrix } from '../../data/dense.js';
import { decodeLabels, encodeClasses } from '../../data/labels.js';
import { weightsOf } from '../../data/targets.js';
import { InvalidParameterError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import { type CommonSamples, type FittingTogether, TOGETHER } from '../../fitting-together.js';
import { toArray } from '../../numeric/vectors.js';
import { drain, drainInSlices, type Training } from '../../progress.js';
import { createRng } from '../../random/rng.js';
import type { KeptRows } from '../../solvers/svm/kept-rows.js';
import { pairProbabilities, scoreClasses } from '../../solvers/svm/svm-decision.js';
import { fitSigmoids } from '../../solvers/svm/svm-sigmoids.js';
import { fitSvc } from '../../solvers/svm/svm-training.js';
import { warn } from '../../warnings.js';
import { reserveClasses } from '../class-columns.js';
import { accuracyOf, finitePredictions } from '../scoring.js';
import { type SVCOptions, svcHyperparameters } from './svc-options.js';
import {
  coefOfPairs,
  decideClasses,
  fewRows,
  negate,
  preparePairs,
  reservePairs,
  type SVCState,
  svcState,
} from './svc-pairs.js';
import {
  boundsOf,
  forwardSteps,
  kernelLost,
  notConverged,
  parseQuery,
  parseSamples,
  settingsFor,
  supportVectorsOf,
} from './svm-state.js';
import { fitWithKeptRows } from './svm-together.js';

/**
 * Support vector classification: the widest margin between two classes, errors costing C each; of many
 * classes every pair gets a machine of its own, and they vote. The kernel decides what boundaries there are.
 *
 * Features should be on one scale: put a StandardScaler before it. Training takes between nSamples² and
 * nSamples³ steps, so from some ten thousand samples on look at LinearSVC or boosting.
 * Source: Chang and Lin, LIBSVM, ACM TIST 2 (2011).
 *
 * @example
 * const X = [[0, 0], [1, 1], [0, 1], [1, 0]]
 * const model = new SVC({ C: 10 }).fit(X, ['same', 'same', 'different', 'different'])
 * model.predict([[0.9, 0.1]]) // ['different']
 */
export class SVC<L extends Label = Label>
  extends Estimator<SVCOptions, SVCState>
  implements ProbabilisticClassifier<L>
{
  static readonly info: EstimatorInfo = {
    type: 'SVC',
    hyperparameters: svcHyperparameters,
    state: svcState,
  };

  /** What predictions need and the state implies, made at the first of them. */
  #ready: { state: SVCState; values: (samples: Dense) => Float64Array } | undefined;

  constructor(options: SVCOptions = {}) {
    super(SVC.info, options);
  }

  /**
   * Learn the support vectors. Warns when the optimum is not reached within `maxIter`.
   *
   * @param X - [nSamples × nFeatures]; for a precomputed kernel its values [nSamples × nSamples]
   * @param y - labels [nSamples], at least two different ones
   * @throws InvalidInputError when X is ragged, empty or not finite, y or the weights do not fit, or
   *   the kernel function gives something that is no number
   * @throws InvalidParameterError when `classWeight` names a label that y does not hold, or
   *   `breakTies` goes with `'ovo'`
   */
  fit<M extends L>(X: MatrixLike, y: ArrayLike<M>, options: FitOptions = {}): SVC<M> {
    return drain(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: follows `onProgress` and stops on `signal`, and then stays as it was. */
  async fitAsync<M extends L>(
    X: MatrixLike,
    y: ArrayLike<M>,
    options: FitAsyncOptions = {},
  ): Promise<SVC<M>> {
    return drainInSlices(this.#train(X, y, options), options);
  }

  /** @internal */
  [TOGETHER](all: readonly SVC[], { X, y, options = {} }: CommonSamples): FittingTogether {
    const [samples, targets] = [X as MatrixLike, y as ArrayLike<Label>];
    return fitWithKeptRows(all, ['C'], (machine, kept) =>
      machine.#train(samples, targets, options, kept),
    );
  }

  *#train<M extends Label>(
    X: MatrixLike,
    y: ArrayLike<M>,
    options: FitOptions,
    keptRows?: KeptRows,
  ): Training<SVC<M>> {
    const where = 'SVC.fit';
    const params = this.params;
    const { C, classWeight, probability, decisionFunctionShape, breakTies } = params;
    if (breakTies && decisionFunctionShape === 'ovo') {
      throw new InvalidParameterError(
        'SVC: breakTies needs one score a class, but decisionFunctionShape is "ovo". Pass decisionFunctionShape: "ovr", or breakTies: false.',
      );
    }
    const samples = yield* parseSamples(X, params.kernel, where);
    const given = weightsOf(options, samples.rows, where);
    const { codes, classes } = encodeClasses(y, samples.rows, where, given);
    yield;
    reservePairs(samples.rows, classes.length, where);
    const weights = weightClasses(classWeight, codes, classes, given, 'SVC');
    for (let i = 0; i < codes.length; i++) if (weights[i] === 0) codes[i] = -1;
    const settings = { ...(yield* settingsFor(params, samples, given, where)), kept: keptRows };
    yield;
    const bounds = boundsOf(C, weights);
    const problem = { samples, codes, nClasses: classes.length, weights, bounds };
    const { fit, lost } = yield* forwardSteps(fitSvc(problem, settings, params.nJobs), 0);
    let done = fit.nIter.reduce((sum, n) => sum + n, 0);
    let probA: Float64Array | null = null;
    let probB: Float64Array | null = null;
    if (probability) {
      const rng = createRng(params.randomState);
      const steps = fitSigmoids(problem, settings, rng, params.nJobs);
      const learned = yield* forwardSteps(steps, done);
      probA = learned.A;
      probB = learned.B;
      done += learned.nIter;
      if (learned.rare.length > 0) warn('data', fewRows(learned.rare.map((k) => classes[k])));
    }
    yield { done, total: done, unit: 'iteration' };
    const { kernel } = settings;
    const supportVectors = yield* supportVectorsOf(samples, fit.support, kernel);
    const labelsBy = 'probabilities' as const;
    const kept = { classes, decisionFunctionShape, breakTies, probA, probB, labelsBy };
    this.state = { kernel, nFeatures: samples.columns, supportVectors, ...fit, ...kept };
    if (!fit.converged) warn('convergence', notConverged(where, done));
    if (lost) warn('data', kernelLost(where));
    return this as SVC as SVC<M>;
  }

  /**
   * Labels. The most probable one with `probability: true`, unless scikit-learn trained the model; else the one that
   * wins most pairs, the first in `classes` among equals, or with `breakTies` the one of the largest decision score.
   *
   * @param X - [nSamples × nFeatures], columns as in fit; for a precomputed kernel [nSamples × samples of fit]
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, or has another number of columns, or the answer is beyond the range of numbers
   */
  predict(X: MatrixLike): L[] {
    const { state, values } = this.#values(X, 'predict');
    return decodeLabels(decideClasses(state, values), this.classes);
  }

  /**
   * Class probabilities: a sigmoid of the decision value of every pair, learned by five-fold cross-validation
   * (from the decision values of the training rows where a class has fewer than five, which `fit` warns of), and of many classes the distribution that agrees best with all pairs.
   * Sources: Lin, Lin and Weng, Machine Learning 68 (2007); Wu, Lin and Weng, JMLR 5 (2004).
   *
   * @param X - [nSamples × nFeatures], columns as in fit; for a precomputed kernel [nSamples × samples of fit]
   * @returns [nSamples × nClasses], unitless, rows sum to 1; columns follow `classes`
   * @throws NotFittedError before fit
   * @throws InvalidParameterError when the model was fitted without `probability: true`
   * @throws InvalidInputError when X is ragged, not finite, or has another number of columns, or the answer is beyond the range of numbers
   */
  predictProba(X: MatrixLike): Matrix {
    const { probA, probB, classes } = this.fitted('predictProba');
    if (probA === null || probB === null) {
      throw new InvalidParameterError(
        'SVC.predictProba: the model was fitted without probabilities. Pass probability: true and fit again, or use decisionFunction.',
      );
    }
    const { values, rows } = this.#values(X, 'predictProba');
    const nClasses = classes.length;
    return toMatrix(pairProbabilities(values, probA, probB, nClasses), rows, nClasses);
  }

  /**
   * Decision scores. With two classes: one number a sample, above 0 for `classes[1]`. With more: one column a
   * class (`'ovr'`: its votes and how sure they were) or one a pair s < t (`'ovo'`: above 0 for `classes[s]`).
   *
   * @param X - [nSamples × nFeatures], columns as in fit; for a precomputed kernel [nSamples × samples of fit]
   * @returns number[] [nSamples] with two classes, else Matrix [nSamples × nClasses or nPairs]
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, or has another number of columns, or the answer is beyond the range of numbers
   */
  decisionFunction(X: MatrixLike): number[] | Matrix {
    const { state, values, rows } = this.#values(X, 'decisionFunction');
    const nClasses = state.classes.length;
    if (nClasses === 2) return toArray(negate(values));
    if (state.decisionFunctionShape === 'ovo') {
      return toMatrix(values, rows, state.intercept.length);
    }
    return toMatrix(scoreClasses(values, nClasses), rows, nClasses);
  }

  /**
   * The accuracy: the weighted share of right labels, from 0 to 1.
   *
   * @param y - true labels [nSamples]
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X, y or the weights do not fit
   */
  score(X: MatrixLike, y: ArrayLike<L>, options: ScoreOptions = {}): number {
    this.fitted('score');
    return accuracyOf(this.predict(X), y, options, 'SVC.score');
  }

  /** Decision values of all pairs, row-major [rows × nPairs]. */
  #values(X: MatrixLike, method: string): { state: SVCState; values: Float64Array; rows: number } {
    const state = this.fitted(method);
    const where = `SVC.${method}`;
    const samples = parseQuery(X, state, where);
    reserveClasses(samples.rows, state.intercept.length, where);
    if (this.#ready?.state !== state) this.#ready = { state, values: preparePairs(state) };
    const values = finitePredictions(this.#ready.values(samples), where, state.intercept.length);
    return { state, values, rows: samples.rows };
  }

  /** The labels seen in `fit`, in ascending order. */
  get classes(): readonly L[] {
    return this.shown('classes', ({ classes }) => classes.slice() as L[]);
  }

  /** Rows of fit that the model depends on: class by class, ascending within. */
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

  /** How many support vectors each class has [nClasses]. */
  get nSupport(): readonly number[] {
    return this.shown('nSupport', ({ nSupport }) => toArray(nSupport));
  }

  /**
   * Coefficients of the support vectors [nClasses - 1 × nSupport]: one for every machine that a
   * support vector has a part in, those against earlier classes first. With two classes positive for `classes[1]`.
   */
  get dualCoef(): Matrix {
    return this.shown('dualCoef', ({ dualCoef, support, classes }) => {
      const signed = classes.length === 2 ? negate(dualCoef) : dualCoef.slice();
      return toMatrix(signed, classes.length - 1, support.length);
    });
  }

  /** Constants of the machines [nPairs]. */
  get intercept(): readonly number[] {
    return this.shown('intercept', ({ intercept, classes }) =>
      toArray(classes.length === 2 ? negate(intercept) : intercept),
    );
  }

  /**
   * Coefficients of the features, one row a pair of classes [nPairs × nFeatures].
   *
   * @throws InvalidParameterError for another kernel than the linear one, where there are none
   */
  get coef(): Matrix {
    return this.shown('coef', (state) =>
      toMatrix(coefOfPairs(state), state.intercept.length, state.nFeatures),
    );
  }

  /** Iterations that the machine of each pair took [nPairs]. */
  get nIter(): readonly number[] {
    return this.shown('nIter', ({ nIter }) => toArray(nIter));
  }

  /** Whether every machine of the last fit reached its optimum to within `tol`. */
  get converged(): boolean {
    return this.fitted('converged').converged;
  }
}
