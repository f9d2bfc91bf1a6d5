// Over 300 lines: one class, whole, most of it what its methods promise.

import type { Matrix } from 'ml-matrix';
import type { Label, MatrixLike, ProbabilisticClassifier, ScoreOptions } from '../../contracts.js';
import { toMatrix } from '../../data/dense.js';
import { decodeLabels, encodeClasses } from '../../data/labels.js';
import { weightsOf } from '../../data/targets.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import {
  type CommonSamples,
  type FittingTogether,
  fitAlong,
  TOGETHER,
} from '../../fitting-together.js';
import { readOptions } from '../../hyperparameters.js';
import { toArray } from '../../numeric/vectors.js';
import { drain, drainInSlices, type Training } from '../../progress.js';
import * as schema from '../../serialization/schema.js';
import {
  countOutputs,
  marginsToProbabilities,
  marginsToProbableCodes,
} from '../../solvers/linear-margins.js';
import { logLossOfMany, logLossOfTwo } from '../../trees/boosting/boosting-objectives.js';
import { TREES, type TreeEnsemble } from '../../trees/ensemble.js';
import type { Tree } from '../../trees/tree.js';
import { leafIndices } from '../../trees/walk.js';
import { accuracyOf } from '../scoring.js';
import { leavesOf, readTreeQuery } from '../tree-queries.js';
import {
  checkBoostedClasses,
  classifierHyperparameters,
  type GradientBoostingClassifierOptions,
  type GradientBoostingClassifierState,
  weighPositives,
} from './gradient-boosting-classes.js';
import {
  asShares,
  boostedImportances,
  type ImportanceType,
} from './gradient-boosting-importance.js';
import type { BoostingJob } from './gradient-boosting-job.js';
import type {
  BoostingFitAsyncOptions,
  BoostingFitOptions,
  BoostingPredictOptions,
  EvalsResult,
} from './gradient-boosting-options.js';
import { boostedEnsemble, boostedMargins } from './gradient-boosting-prediction.js';
import { boostedFields, checkContinues, evalsResult } from './gradient-boosting-state.js';
import { trainBoosting } from './gradient-boosting-training.js';
import { encodeKnown, isWatched, parseWatched } from './gradient-boosting-watch.js';
import {
  type CodedTraining,
  type GivenSamples,
  IN_PARTS,
  labelsOf,
  readSamples,
} from './in-parts.js';

/**
 * Gradient-boosted trees after XGBoost: each tree takes a Newton step on the log loss that the trees
 * before it leave. Source: Chen and Guestrin, KDD (2016).
 *
 * Features need no scaling; missing values (NaN) go to the side of each split that is better for them.
 *
 * @example
 * const X = [[0, 1], [1, 1], [2, 0], [3, 0]]
 * const model = new GradientBoostingClassifier({ minChildWeight: 0 }).fit(X, ['no', 'no', 'yes', 'yes'])
 * model.predict([[0, 1], [3, 0]]) // ['no', 'yes']
 */
export class GradientBoostingClassifier<L extends Label = Label>
  extends Estimator<GradientBoostingClassifierOptions, GradientBoostingClassifierState>
  implements ProbabilisticClassifier<L>
{
  static readonly info: EstimatorInfo = {
    type: 'GradientBoostingClassifier',
    hyperparameters: classifierHyperparameters,
    state: schema.object<GradientBoostingClassifierState>(
      { ...boostedFields(), classes: schema.labels() },
      checkBoostedClasses,
    ),
  };

  constructor(options: GradientBoostingClassifierOptions = {}) {
    super(GradientBoostingClassifier.info, options);
  }

  /**
   * Boost. Cost: nEstimators × nSamples × nFeatures × depth, times the classes where these are more than two.
   *
   * @param X - [nSamples × nFeatures]; NaN is missing
   * @param y - labels [nSamples], at least two different ones
   * @param options - weights, and samples to watch: with `earlyStoppingRounds` the rounds up to the best
   *   one are kept
   * @throws InvalidInputError when X is ragged, empty or infinite, y or the weights do not fit, or a watched
   *   label is not among those of y
   * @throws InvalidParameterError when options do not go together, or not with the data
   */
  fit<M extends L>(
    X: MatrixLike,
    y: ArrayLike<M>,
    options: BoostingFitOptions<M> = {},
  ): GradientBoostingClassifier<M> {
    return drain(this.#train({ X, y }, options));
  }

  /** As `fit`, in time slices: reports each round to `onProgress` and stops on `signal`, and then stays as it was. */
  async fitAsync<M extends L>(
    X: MatrixLike,
    y: ArrayLike<M>,
    options: BoostingFitAsyncOptions<M> = {},
  ): Promise<GradientBoostingClassifier<M>> {
    return drainInSlices(this.#train({ X, y }, options), options);
  }

  /** @internal */
  [TOGETHER](
    all: readonly GradientBoostingClassifier[],
    { X, y, options = {} }: CommonSamples,
  ): FittingTogether {
    const given = { X: X as MatrixLike, y: y as ArrayLike<Label> };
    return fitAlong(all, {
      count: 'nEstimators',
      apart: ({ params }) => isWatched(params, options),
      all: (models) => models[models.length - 1].#train(given, options, models.slice(0, -1)),
      one: (model) => model.#train(given, options),
    });
  }

  /** @internal */
  [IN_PARTS]({ coded, options }: CodedTraining) {
    return this.#train({ coded }, options);
  }

  *#train<M extends Label>(
    given: GivenSamples<M>,
    options: BoostingFitOptions<M>,
    smaller: readonly GradientBoostingClassifier[] = [],
  ): Training<GradientBoostingClassifier<M>> {
    const owner = 'GradientBoostingClassifier';
    const where = `${owner}.fit`;
    const { evalSet, ...weighted } = readOptions(options, where);
    const params = this.params;
    const samples = yield* readSamples(given, where);
    const weights = weightsOf(weighted, samples.rows, where);
    const { codes, classes } = encodeClasses(labelsOf(given), samples.rows, where, weights);
    yield;
    const nOutputs = countOutputs(classes.length);
    const { scalePosWeight, numParallelTree } = params;
    const last = params.warmStart ? this.state : undefined;
    const form = { nFeatures: samples.columns, numParallelTree, classes };
    if (last !== undefined) checkContinues(last, form, owner);
    const targets = new Float64Array(codes).map((code) => Math.max(0, code));
    const job: BoostingJob = {
      owner,
      params,
      samples,
      targets,
      weights: nOutputs === 1 ? weighPositives(scalePosWeight, codes, weights) : weights,
      objective: nOutputs === 1 ? logLossOfTwo() : logLossOfMany(nOutputs),
      maxDeltaStep: 0,
      metric: nOutputs === 1 ? 'logloss' : 'mlogloss',
      settings: { nOutputs, quantileAlpha: 0.5, huberSlope: 1, tweedieVariancePower: 1.5 },
      nClasses: classes.length,
      watched: parseWatched(evalSet, samples.columns, where, (labels, rows, at) =>
        encodeKnown(labels, rows, classes, at),
      ),
      last,
    };
    const rounds = smaller.map(({ params: { nEstimators } }) => nEstimators);
    const { state, marked } = yield* trainBoosting(job, rounds);
    for (const [k, model] of smaller.entries()) model.state = { ...marked[k], classes };
    this.state = { ...state, classes };
    return this as GradientBoostingClassifier as GradientBoostingClassifier<M>;
  }

  /**
   * The most probable label of each sample, the first in `classes` on a tie.
   *
   * @param X - [nSamples × nFeatures], columns as in fit; NaN is missing
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has another number of columns
   * @throws InvalidParameterError for rounds that are not there
   */
  predict(X: MatrixLike, options: BoostingPredictOptions = {}): L[] {
    const { margins } = this.#margins(X, options, 'predict');
    return decodeLabels(
      marginsToProbableCodes(margins, this.fitted('predict').nOutputs),
      this.classes,
    );
  }

  /**
   * Class probabilities: the logistic function or the softmax of the margins.
   *
   * @param X - [nSamples × nFeatures], columns as in fit; NaN is missing
   * @returns [nSamples × nClasses], unitless, rows sum to 1; columns follow `classes`
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has another number of columns
   * @throws InvalidParameterError for rounds that are not there
   */
  predictProba(X: MatrixLike, options: BoostingPredictOptions = {}): Matrix {
    const { shares, nClasses } = this.#shares(X, options, 'predictProba');
    return toMatrix(shares, shares.length / nClasses, nClasses);
  }

  /**
   * Margins. With two classes: one number a sample, the log-odds of `classes[1]`. With more: a matrix,
   * one column a class. Parameters and errors as `predictProba`.
   *
   * @returns number[] [nSamples] with two classes, else Matrix [nSamples × nClasses]
   */
  decisionFunction(X: MatrixLike, options: BoostingPredictOptions = {}): number[] | Matrix {
    const { nOutputs } = this.fitted('decisionFunction');
    const { margins, rows } = this.#margins(X, options, 'decisionFunction');
    return nOutputs === 1 ? toArray(margins) : toMatrix(margins, rows, nOutputs);
  }

  /**
   * The accuracy: the weighted share of right labels, from 0 to 1.
   *
   * @param X - [nSamples × nFeatures], columns as in fit; NaN is missing
   * @param y - true labels [nSamples]
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X, y or the weights do not fit
   */
  score(X: MatrixLike, y: ArrayLike<L>, options: ScoreOptions = {}): number {
    this.fitted('score');
    return accuracyOf(this.predict(X), y, options, 'GradientBoostingClassifier.score');
  }

  /**
   * The leaf that each sample reaches in each tree.
   *
   * @param X - [nSamples × nFeatures], columns as in fit; NaN is missing
   * @returns [nSamples × nTrees], numbers of nodes; round after round, output after output
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has another number of columns
   */
  apply(X: MatrixLike): Matrix {
    return leavesOf(this.fitted('apply'), X, 'GradientBoostingClassifier.apply', leafIndices);
  }

  /** The labels seen in `fit`, in ascending order. */
  get classes(): readonly L[] {
    return this.shown('classes', ({ classes }) => classes.slice() as L[]);
  }

  /** The trees, not to be changed; `exportText` and `exportGraphviz` show one. */
  get estimators(): readonly Tree[] {
    return this.shown('estimators', ({ trees }) => trees.slice());
  }

  /** @internal */
  [TREES](): TreeEnsemble {
    return boostedEnsemble(this.fitted('estimators'));
  }

  /** Mean gain of the splits on each feature as shares of their sum [nFeatures]; all 0 when nothing was split. */
  get featureImportances(): readonly number[] {
    return this.shown('featureImportances', () => asShares(this.importances('gain')));
  }

  /**
   * Importance of each feature: `'gain'` and `'cover'` are means over its splits, `'totalGain'` and
   * `'totalCover'` sums, `'weight'` is their number.
   *
   * @returns [nFeatures], in units of the loss, of curvature, or a count
   * @throws InvalidParameterError for an unknown type
   */
  importances(type: ImportanceType): number[] {
    const state = this.fitted('importances');
    return boostedImportances(state, type, 'GradientBoostingClassifier.importances');
  }

  /** Number, from 0, of the round with the best score of the last watched set; null when none was watched. */
  get bestIteration(): number | null {
    return this.fitted('bestIteration').bestIteration;
  }

  /** The best score of the last watched set by the last metric; null when none was watched. */
  get bestScore(): number | null {
    return this.fitted('bestScore').bestScore;
  }

  /** Scores after each round, by set (`validation0`, …) and metric; empty when none was watched. */
  get evalsResult(): EvalsResult {
    return this.shown('evalsResult', (state) => evalsResult(state));
  }

  #shares(
    X: MatrixLike,
    options: BoostingPredictOptions,
    method: string,
  ): { shares: Float64Array; nClasses: number } {
    const { classes, nOutputs } = this.fitted(method);
    const { margins } = this.#margins(X, options, method);
    return { shares: marginsToProbabilities(margins, nOutputs), nClasses: classes.length };
  }

  #margins(
    X: MatrixLike,
    options: BoostingPredictOptions,
    method: string,
  ): { margins: Float64Array; rows: number } {
    const state = this.fitted(method);
    const where = `GradientBoostingClassifier.${method}`;
    const samples = readTreeQuery(state, X, where);
    return { margins: boostedMargins(state, samples, options, where), rows: samples.rows };
  }
}
