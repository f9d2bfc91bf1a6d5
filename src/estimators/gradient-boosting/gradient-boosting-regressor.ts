import type { Matrix } from 'ml-matrix';
import type { MatrixLike, Regressor, ScoreOptions } from '../../contracts.js';
import { weightsOf } from '../../data/targets.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import {
  type CommonSamples,
  type FittingTogether,
  fitAlong,
  TOGETHER,
} from '../../fitting-together.js';
import { type Hyperparameter, readOptions } from '../../hyperparameters.js';
import { toArray } from '../../numeric/vectors.js';
import { drain, drainInSlices, type Training } from '../../progress.js';
import * as schema from '../../serialization/schema.js';
import { TREES, type TreeEnsemble } from '../../trees/ensemble.js';
import type { Tree } from '../../trees/tree.js';
import { leafIndices } from '../../trees/walk.js';
import { r2Of } from '../scoring.js';
import { leavesOf, readTreeQuery } from '../tree-queries.js';
import { applyLink, type Link } from './boosted-margins.js';
import {
  asShares,
  boostedImportances,
  type ImportanceType,
} from './gradient-boosting-importance.js';
import type { BoostingJob } from './gradient-boosting-job.js';
import {
  checkExplained,
  createObjective,
  type LossOptions,
  linkOf,
  lossHyperparameters,
  metricOf,
  POISSON_STEP,
  parseBounded,
} from './gradient-boosting-losses.js';
import {
  type BoostingFitAsyncOptions,
  type BoostingFitOptions,
  type BoostingPredictOptions,
  boostingHyperparameters,
  type EvalsResult,
  type GradientBoostingOptions,
} from './gradient-boosting-options.js';
import { boostedEnsemble, boostedMargins } from './gradient-boosting-prediction.js';
import {
  type BoostedState,
  boostedFields,
  checkBoosted,
  checkContinues,
  evalsResult,
} from './gradient-boosting-state.js';
import { trainBoosting } from './gradient-boosting-training.js';
import { isWatched, parseWatched } from './gradient-boosting-watch.js';
import {
  type CodedTraining,
  type GivenSamples,
  IN_PARTS,
  labelsOf,
  readSamples,
} from './in-parts.js';

/** How `GradientBoostingRegressor` grows its trees, and what loss it reduces. */
export interface GradientBoostingRegressorOptions extends GradientBoostingOptions, LossOptions {}

export interface GradientBoostingRegressorState extends BoostedState {
  /** How predictions follow from margins. */
  link: Link;
}

const hyperparameters = {
  ...boostingHyperparameters,
  ...lossHyperparameters,
} satisfies Record<keyof GradientBoostingRegressorOptions, Hyperparameter>;

/**
 * Gradient-boosted trees for numbers, after XGBoost: each tree takes a Newton step on the loss that the
 * trees before it leave. Source: Chen and Guestrin, KDD (2016).
 *
 * Features need no scaling; missing values (NaN) go to the side of each split that is better for them.
 *
 * @example
 * const X = [[1], [2], [3], [4]]
 * const model = new GradientBoostingRegressor().fit(X, [10, 20, 30, 40])
 * model.predict([[4]]) // [about 40]
 */
export class GradientBoostingRegressor
  extends Estimator<GradientBoostingRegressorOptions, GradientBoostingRegressorState>
  implements Regressor
{
  static readonly info: EstimatorInfo = {
    type: 'GradientBoostingRegressor',
    hyperparameters,
    state: schema.object<GradientBoostingRegressorState>(
      { ...boostedFields(), link: schema.oneOf('identity', 'log', 'logistic') },
      (state) => (state.nOutputs === 1 ? checkBoosted(state) : 'there must be one output.'),
    ),
  };

  constructor(options: GradientBoostingRegressorOptions = {}) {
    super(GradientBoostingRegressor.info, options);
  }

  /**
   * Boost. Cost: nEstimators × nSamples × nFeatures × depth.
   *
   * @param X - [nSamples × nFeatures]; NaN is missing
   * @param y - target values [nSamples]; at least 0 for 'poisson' and 'tweedie', above 0 for 'gamma'
   * @param options - weights, and samples to watch: with `earlyStoppingRounds` the rounds up to the best
   *   one are kept
   * @throws InvalidInputError when X is ragged, empty or infinite, or y or the weights do not fit
   * @throws InvalidParameterError when options do not go together, or not with the data
   */
  fit(X: MatrixLike, y: ArrayLike<number>, options: BoostingFitOptions<number> = {}): this {
    return drain(this.#train({ X, y }, options));
  }

  /** As `fit`, in time slices: reports each round to `onProgress` and stops on `signal`, and then stays as it was. */
  async fitAsync(
    X: MatrixLike,
    y: ArrayLike<number>,
    options: BoostingFitAsyncOptions<number> = {},
  ): Promise<this> {
    return drainInSlices(this.#train({ X, y }, options), options);
  }

  /** @internal */
  [TOGETHER](
    all: readonly GradientBoostingRegressor[],
    { X, y, options = {} }: CommonSamples,
  ): FittingTogether {
    const given = { X: X as MatrixLike, y: y as ArrayLike<number> };
    return fitAlong(all, {
      count: 'nEstimators',
      apart: ({ params }) => isWatched(params, options),
      all: (models) => models[models.length - 1].#train(given, options, models.slice(0, -1)),
      one: (model) => model.#train(given, options),
    });
  }

  /** @internal */
  [IN_PARTS]({ coded, options }: CodedTraining<number>) {
    return this.#train({ coded }, options);
  }

  *#train(
    given: GivenSamples<number>,
    options: BoostingFitOptions<number>,
    smaller: readonly GradientBoostingRegressor[] = [],
  ): Training<this> {
    const owner = 'GradientBoostingRegressor';
    const where = `${owner}.fit`;
    const { evalSet, ...weighted } = readOptions(options, where);
    const params = this.params;
    const { quantileAlpha, huberSlope, tweedieVariancePower } = params;
    const samples = yield* readSamples(given, where);
    const targets = parseBounded(labelsOf(given), samples.rows, params.objective, where);
    checkExplained(targets, params.objective, where);
    yield;
    const last = params.warmStart ? this.state : undefined;
    const link = linkOf(params.objective);
    const form = { nFeatures: samples.columns, numParallelTree: params.numParallelTree, link };
    if (last !== undefined) checkContinues(last, form, owner);
    const job: BoostingJob = {
      owner,
      params,
      samples,
      targets,
      weights: weightsOf(weighted, samples.rows, where),
      objective: createObjective(params, where),
      maxDeltaStep: params.objective === 'poisson' ? POISSON_STEP : 0,
      metric: metricOf(params.objective),
      settings: { nOutputs: 1, quantileAlpha, huberSlope, tweedieVariancePower },
      nClasses: 1,
      watched: parseWatched(evalSet, samples.columns, where, (y, rows, at) =>
        parseBounded(y, rows, params.objective, at),
      ),
      last,
    };
    const rounds = smaller.map(({ params: { nEstimators } }) => nEstimators);
    const { state, marked } = yield* trainBoosting(job, rounds);
    for (const [k, model] of smaller.entries()) model.state = { ...marked[k], link };
    this.state = { ...state, link };
    return this;
  }

  /**
   * Target values.
   *
   * @param X - [nSamples × nFeatures], columns as in fit; NaN is missing
   * @returns [nSamples], in the units of y
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has another number of columns
   * @throws InvalidParameterError for rounds that are not there
   */
  predict(X: MatrixLike, options: BoostingPredictOptions = {}): number[] {
    const state = this.fitted('predict');
    const where = 'GradientBoostingRegressor.predict';
    const margins = boostedMargins(state, readTreeQuery(state, X, where), options, where);
    applyLink(state.link, margins);
    return toArray(margins);
  }

  /**
   * Margins: what the trees say before it becomes a prediction, the logarithm of it for 'poisson', 'gamma'
   * and 'tweedie', the log-odds for a foreign model of shares, else the same. Parameters and errors as `predict`.
   *
   * @returns [nSamples]
   */
  decisionFunction(X: MatrixLike, options: BoostingPredictOptions = {}): number[] {
    const state = this.fitted('decisionFunction');
    const where = 'GradientBoostingRegressor.decisionFunction';
    return toArray(boostedMargins(state, readTreeQuery(state, X, where), options, where));
  }

  /**
   * The coefficient of determination R²: the share of the variance of y that the model explains.
   *
   * @param X - [nSamples × nFeatures], columns as in fit; NaN is missing
   * @param y - true target values [nSamples]
   * @returns at most 1; NaN, with a warning, for a single sample
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X, y or the weights do not fit
   */
  score(X: MatrixLike, y: ArrayLike<number>, options: ScoreOptions = {}): number {
    return r2Of(this.predict(X), y, options, 'GradientBoostingRegressor.score');
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
    return leavesOf(this.fitted('apply'), X, 'GradientBoostingRegressor.apply', leafIndices);
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
    return boostedImportances(state, type, 'GradientBoostingRegressor.importances');
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
}
