import type { Matrix } from 'ml-matrix';
import type { MatrixLike, Regressor, ScoreOptions } from '../../contracts.js';
import { type Dense, parseFeatures, toMatrix } from '../../data/dense.js';
import { checkLength, parseTargets, weightsOf } from '../../data/targets.js';
import { InvalidInputError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import {
  aChoice,
  either,
  type Hyperparameter,
  parameter,
  type Resolved,
  readOptions,
  real,
} from '../../hyperparameters.js';
import { toArray } from '../../numeric/vectors.js';
import { drain, drainInSlices, type Training } from '../../progress.js';
import * as schema from '../../serialization/schema.js';
import {
  absoluteError,
  type BoostingObjective,
  type CustomObjective,
  customLoss,
  gammaLoss,
  poissonLoss,
  pseudoHuber,
  quantileError,
  squaredError,
  tweedieLoss,
} from '../../trees/boosting/boosting-objectives.js';
import type { Tree } from '../../trees/tree.js';
import { leafIndices } from '../../trees/walk.js';
import { show } from '../../words.js';
import { r2Of } from '../scoring.js';
import type { EvalMetricName } from './boosting-metrics.js';
import {
  type BoostingFitAsyncOptions,
  type BoostingFitOptions,
  type BoostingPredictOptions,
  boostingHyperparameters,
  type EvalsResult,
  type GradientBoostingOptions,
} from './gradient-boosting-options.js';
import {
  asShares,
  type BoostedState,
  boostedFields,
  boostedImportances,
  boostedMargins,
  checkBoosted,
  checkContinues,
  evalsResult,
  type ImportanceType,
  parseWatched,
  trainBoosting,
} from './gradient-boosting-training.js';

/** Names of the losses that boosting makes small. */
export type BoostingObjectiveName =
  | 'squaredError'
  | 'absoluteError'
  | 'quantile'
  | 'huber'
  | 'poisson'
  | 'gamma'
  | 'tweedie';

export interface GradientBoostingRegressorOptions extends GradientBoostingOptions {
  /**
   * What boosting makes small: the squared or absolute error, the pinball loss of a quantile, the
   * pseudo-Huber loss, the deviance of Poisson (counts), gamma (positive) or Tweedie (many zeros), or
   * a function that gives gradient and curvature. Such a function is no data: to save the model,
   * `setParams({ objective: 'squaredError' })` first, which changes no prediction. Default 'squaredError'.
   */
  objective?: BoostingObjectiveName | CustomObjective;
  /** The quantile of 'quantile', between 0 and 1. Default 0.5. */
  quantileAlpha?: number;
  /** Where 'huber' goes from squared to straight, in units of y. Default 1. */
  huberSlope?: number;
  /** Variance power of 'tweedie', between 1 (Poisson) and 2 (gamma). Default 1.5. */
  tweedieVariancePower?: number;
}

interface GradientBoostingRegressorState extends BoostedState {
  /** How predictions follow from margins. */
  link: 'identity' | 'log';
}

const hyperparameters = {
  ...boostingHyperparameters,
  objective: parameter(
    either(
      aChoice('squaredError', 'absoluteError', 'quantile', 'huber', 'poisson', 'gamma', 'tweedie'),
      {
        type: 'function',
        range: 'a function',
        accepts: (value) => typeof value === 'function',
      },
    ),
    { default: 'squaredError', about: 'the loss that boosting makes small.' },
  ),
  quantileAlpha: real({ above: 0, below: 1, default: 0.5, about: 'the quantile of "quantile".' }),
  huberSlope: real({
    above: 0,
    default: 1,
    about: 'where "huber" goes from squared to straight.',
  }),
  tweedieVariancePower: real({
    above: 1,
    below: 2,
    default: 1.5,
    about: 'the variance power of "tweedie".',
  }),
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
      { ...boostedFields(), link: schema.oneOf('identity', 'log') },
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
    return drain(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: reports each round to `onProgress` and stops on `signal`, and then stays as it was. */
  async fitAsync(
    X: MatrixLike,
    y: ArrayLike<number>,
    options: BoostingFitAsyncOptions<number> = {},
  ): Promise<this> {
    return drainInSlices(this.#train(X, y, options), options);
  }

  *#train(
    X: MatrixLike,
    y: ArrayLike<number>,
    options: BoostingFitOptions<number>,
  ): Training<this> {
    const owner = 'GradientBoostingRegressor';
    const where = `${owner}.fit`;
    const { evalSet, ...weighted } = readOptions(options, where);
    const params = this.params;
    const { quantileAlpha, huberSlope, tweedieVariancePower } = params;
    const samples = parseFeatures(X, where, { allowMissing: true });
    const targets = parseBounded(y, samples.rows, params.objective, where);
    const last = params.warmStart ? this.state : undefined;
    if (last !== undefined) checkContinues(last, samples, 1, params.numParallelTree, owner);
    const state = yield* trainBoosting({
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
      watched: parseWatched(evalSet, samples.columns, where, parseTargets),
      last,
    });
    this.state = { ...state, link: linkOf(params.objective) };
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
    const margins = boostedMargins(state, this.#parse(X, 'predict'), options, where);
    if (state.link === 'log') poissonLoss(0).predict(margins);
    return toArray(margins);
  }

  /**
   * Margins: what the trees say before it becomes a prediction, the logarithm of it for 'poisson', 'gamma'
   * and 'tweedie', else the same. Parameters and errors as `predict`.
   *
   * @returns [nSamples]
   */
  decisionFunction(X: MatrixLike, options: BoostingPredictOptions = {}): number[] {
    const state = this.fitted('decisionFunction');
    const where = 'GradientBoostingRegressor.decisionFunction';
    return toArray(boostedMargins(state, this.#parse(X, 'decisionFunction'), options, where));
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
    const { trees } = this.fitted('apply');
    const samples = this.#parse(X, 'apply');
    return toMatrix(Float64Array.from(leafIndices(trees, samples)), samples.rows, trees.length);
  }

  #parse(X: MatrixLike, method: string): Dense {
    const { nFeatures } = this.fitted(method);
    const where = `GradientBoostingRegressor.${method}`;
    return parseFeatures(X, where, { columns: nFeatures, allowMissing: true });
  }

  /** The trees, not to be changed; `exportText` and `exportGraphviz` show one. */
  get estimators(): readonly Tree[] {
    return this.fitted('estimators').trees;
  }

  /** Mean gain of the splits on each feature as shares of their sum [nFeatures]; all 0 when nothing was split. */
  get featureImportances(): number[] {
    return asShares(this.importances('gain'));
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
    return evalsResult(this.fitted('evalsResult'));
  }
}

/** What XGBoost adds to a Poisson margin in its curvature, and its longest step. */
const POISSON_STEP = 0.7;

function createObjective(
  {
    objective,
    quantileAlpha,
    huberSlope,
    tweedieVariancePower,
    maxDeltaStep,
  }: Resolved<GradientBoostingRegressorOptions>,
  where: string,
): BoostingObjective {
  if (typeof objective === 'function') return customLoss(objective, checkGradients(where));
  switch (objective) {
    case 'absoluteError':
      return absoluteError();
    case 'quantile':
      return quantileError(quantileAlpha);
    case 'huber':
      return pseudoHuber(huberSlope);
    case 'poisson':
      return poissonLoss(maxDeltaStep ?? POISSON_STEP);
    case 'gamma':
      return gammaLoss();
    case 'tweedie':
      return tweedieLoss(tweedieVariancePower);
    default:
      return squaredError();
  }
}

type Objective = Resolved<GradientBoostingRegressorOptions>['objective'];

function linkOf(objective: Objective): 'identity' | 'log' {
  return objective === 'poisson' || objective === 'gamma' || objective === 'tweedie'
    ? 'log'
    : 'identity';
}

const METRICS: Readonly<Record<BoostingObjectiveName, EvalMetricName>> = {
  squaredError: 'rmse',
  absoluteError: 'mae',
  quantile: 'quantile',
  huber: 'mphe',
  poisson: 'poissonNloglik',
  gamma: 'gammaNloglik',
  tweedie: 'tweedieNloglik',
};

function metricOf(objective: Objective): EvalMetricName {
  return typeof objective === 'function' ? 'rmse' : METRICS[objective];
}

/** Targets that the objective can explain. */
function parseBounded(
  y: ArrayLike<number>,
  rows: number,
  objective: Objective,
  where: string,
): Float64Array {
  const targets = parseTargets(y, rows, where);
  if (linkOf(objective) === 'identity') return targets;
  const positive = objective === 'gamma';
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    sum += targets[i];
    if (targets[i] < 0 || (positive && targets[i] === 0)) {
      throw new InvalidInputError(
        `${where}: y[${i}] is ${targets[i]}, but the objective ${show(objective)} needs targets ${positive ? '> 0' : '>= 0'}. Choose 'squaredError' for numbers of either sign.`,
      );
    }
  }
  if (sum > 0) return targets;
  throw new InvalidInputError(
    `${where}: all targets are 0, and the objective ${show(objective)} needs a sum above 0. Choose 'squaredError', or check the target.`,
  );
}

/** Refuse what a custom objective must not give. */
function checkGradients(where: string) {
  return (values: ArrayLike<number>, name: string, rows: number): void => {
    checkLength(values, rows, `the objective's ${name}`, where);
    for (let i = 0; i < rows; i++) {
      if (Number.isFinite(values[i]) && (name === 'gradient' || values[i] >= 0)) continue;
      throw new InvalidInputError(
        `${where}: the objective's ${name}[${i}] is ${show(values[i])}, but it must be a finite number${name === 'curvature' ? ' >= 0' : ''}.`,
      );
    }
  };
}
