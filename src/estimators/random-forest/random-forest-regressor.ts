import type { Matrix } from 'ml-matrix';
import type {
  FitAsyncOptions,
  FitOptions,
  MatrixLike,
  Regressor,
  ScoreOptions,
} from '../../contracts.js';
import { type Dense, parseFeatures, toMatrix } from '../../data/dense.js';
import { parseTargets, weightsOf } from '../../data/targets.js';
import { InvalidInputError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import {
  type CommonSamples,
  type FittingTogether,
  fitAlong,
  TOGETHER,
} from '../../fitting-together.js';
import { type Hyperparameter, oneOf } from '../../hyperparameters.js';
import { rSquared } from '../../numeric/statistics.js';
import { toArray } from '../../numeric/vectors.js';
import { drain, drainInSlices, type Training } from '../../progress.js';
import { randomSeed } from '../../random/rng.js';
import * as schema from '../../serialization/schema.js';
import { type DecisionPath, decisionPath } from '../../trees/decision-path.js';
import {
  addDraws,
  type DrawnTrees,
  drawnRows,
  drawnTrees,
  forestDraws,
  wrongDraws,
} from '../../trees/drawn-rows.js';
import { growForest } from '../../trees/forest/forest.js';
import { outOfBagValues } from '../../trees/forest/out-of-bag.js';
import { meanDecrease } from '../../trees/importance.js';
import { packTrees } from '../../trees/packed-trees.js';
import type { Tree } from '../../trees/tree.js';
import { trees } from '../../trees/tree-schema.js';
import { leafIndices } from '../../trees/walk.js';
import { warn } from '../../warnings.js';
import { r2Of } from '../scoring.js';
import { firstTrees } from './first-trees.js';
import {
  checkWarmStart,
  forestHyperparameters,
  LARGEST,
  planForest,
  type RandomForestOptions,
  seenByAllTrees,
} from './random-forest-options.js';

/** How `RandomForestRegressor` grows its trees, and what they make small. */
export interface RandomForestRegressorOptions extends RandomForestOptions {
  /**
   * The error that splits make small: the squared error around the mean, the absolute error around the median
   * (ten times slower), or half the Poisson deviance, for counts. Default 'squaredError'.
   */
  criterion?: 'squaredError' | 'absoluteError' | 'poisson';
}

interface RandomForestRegressorState {
  nFeatures: number;
  trees: Tree[];
  seed: number | string;
  /** How the trees came by their rows; null when an older file does not tell. */
  draws: DrawnTrees[] | null;
  oobScore: number | null;
  oobPrediction: Float64Array | null;
}

const hyperparameters = {
  ...forestHyperparameters(1),
  criterion: oneOf(['squaredError', 'absoluteError', 'poisson'], {
    default: 'squaredError',
    about: 'the error that splits make small.',
  }),
} satisfies Record<keyof RandomForestRegressorOptions, Hyperparameter>;

/**
 * A random forest for numbers: many trees, each grown on samples drawn with replacement, whose means
 * are averaged. Source: Breiman, Machine Learning 45 (2001).
 *
 * Features need no scaling, and missing values (NaN) are learned from. They are grouped into at most
 * 255 bins first, so splits are exact where a feature has no more distinct values than that.
 *
 * @example
 * const X = [[1], [2], [3], [4]]
 * const model = new RandomForestRegressor({ randomState: 0 }).fit(X, [10, 20, 30, 40])
 * model.predict([[2.2]]) // [about 20]
 */
export class RandomForestRegressor
  extends Estimator<RandomForestRegressorOptions, RandomForestRegressorState>
  implements Regressor
{
  static readonly info: EstimatorInfo = {
    type: 'RandomForestRegressor',
    hyperparameters,
    state: schema.object<RandomForestRegressorState>(
      {
        nFeatures: schema.size('nFeatures'),
        trees: trees('nFeatures', 1),
        seed: schema.seed(),
        draws: drawnTrees,
        oobScore: schema.nullable(schema.number({ max: 1, nonFinite: true })),
        oobPrediction: schema.nullable(schema.float64('nSamples', { nonFinite: true })),
      },
      ({ trees: grown, draws }) => wrongDraws(draws, grown.length),
    ),
  };

  constructor(options: RandomForestRegressorOptions = {}) {
    super(RandomForestRegressor.info, options);
  }

  /**
   * Grow the trees. Cost: nEstimators × nSamples × log nSamples × maxFeatures.
   *
   * @param X - [nSamples × nFeatures]; NaN is missing
   * @param y - target values [nSamples]; at least 0, and not all 0, for the criterion 'poisson'
   * @throws InvalidInputError when X is ragged, empty or infinite, or y or the weights do not fit
   * @throws InvalidParameterError when options do not go together, or not with the data
   */
  fit(X: MatrixLike, y: ArrayLike<number>, options: FitOptions = {}): this {
    return drain(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: reports each tree to `onProgress` and stops on `signal`, and then stays as it was. */
  async fitAsync(
    X: MatrixLike,
    y: ArrayLike<number>,
    options: FitAsyncOptions = {},
  ): Promise<this> {
    return drainInSlices(this.#train(X, y, options), options);
  }

  /** @internal */
  [TOGETHER](
    all: readonly RandomForestRegressor[],
    { X, y, options = {} }: CommonSamples,
  ): FittingTogether {
    const [samples, targets] = [X as MatrixLike, y as ArrayLike<number>];
    return fitAlong(all, {
      count: 'nEstimators',
      apart: ({ params: { oobScore, warmStart } }) => oobScore || warmStart,
      all: (forests) =>
        forests[forests.length - 1].#train(samples, targets, options, forests.slice(0, -1)),
      one: (forest) => forest.#train(samples, targets, options),
    });
  }

  *#train(
    X: MatrixLike,
    y: ArrayLike<number>,
    options: FitOptions,
    smaller: readonly RandomForestRegressor[] = [],
  ): Training<this> {
    const owner = 'RandomForestRegressor';
    const where = `${owner}.fit`;
    const params = this.params;
    const samples = parseFeatures(X, where, { allowMissing: true });
    const targets = parseTargets(y, samples.rows, where);
    const weights = weightsOf(options, samples.rows, where);
    checkRange(targets, where);
    if (params.criterion === 'poisson') checkCounts(targets, where);
    const kept = this.#keep(samples);
    const seed = kept?.seed ?? params.randomState ?? randomSeed();
    const data = { samples, targets, nClasses: 0, weights, balanceDrawn: false };
    const plan = yield* planForest(params, data, seed, owner);

    const grown = kept?.trees.slice() ?? [];
    const { nEstimators } = params;
    if (grown.length === nEstimators) {
      yield { done: nEstimators, total: nEstimators, unit: 'tree' };
    }
    for (const tree of growForest(plan, grown.length, nEstimators)) {
      if (tree !== undefined) grown.push(tree);
      yield tree && { done: grown.length, total: nEstimators, unit: 'tree' };
    }
    const outside =
      params.oobScore && plan.bootstrap !== undefined
        ? yield* outOfBagValues(grown, samples, 1, plan.bootstrap, seed)
        : null;
    const state = {
      nFeatures: samples.columns,
      trees: grown,
      seed,
      draws: addDraws(kept?.draws, forestDraws(plan, nEstimators - (kept?.trees.length ?? 0))),
      oobScore: outside && outOfBagR2(outside, targets, weights),
      oobPrediction: outside,
    };
    for (const forest of smaller) forest.state = firstTrees(state, forest.params.nEstimators);
    this.state = state;
    return this;
  }

  /** The last fit, when `warmStart` goes on from it. */
  #keep(samples: Dense): RandomForestRegressorState | undefined {
    const last = this.state;
    if (!this.params.warmStart || last === undefined) return undefined;
    if (last.nFeatures !== samples.columns) {
      throw new InvalidInputError(
        'RandomForestRegressor.fit: with warmStart, X must have the features of the last fit. Set warmStart to false to begin anew.',
      );
    }
    checkWarmStart(this.params, last.trees.length, 'RandomForestRegressor');
    return last;
  }

  /**
   * Target values: the mean (median for 'absoluteError') of the leaf that each tree reaches, averaged
   * over the trees. Cost: nEstimators × depth a sample.
   *
   * @param X - [nSamples × nFeatures], columns as in fit; NaN is missing
   * @returns [nSamples], in the units of y
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has another number of columns
   */
  predict(X: MatrixLike): number[] {
    const { trees: grown } = this.fitted('predict');
    const samples = this.#parse(X, 'predict');
    const sums = new Float64Array(samples.rows);
    packTrees(grown, 1).addLeafValues(samples, sums);
    const predictions = new Array<number>(sums.length);
    for (let i = 0; i < sums.length; i++) predictions[i] = sums[i] / grown.length;
    return predictions;
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
    return r2Of(this.predict(X), y, options, 'RandomForestRegressor.score');
  }

  /**
   * The leaf that each sample reaches in each tree.
   *
   * @param X - [nSamples × nFeatures], columns as in fit; NaN is missing
   * @returns [nSamples × nEstimators], numbers of nodes
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has another number of columns
   */
  apply(X: MatrixLike): Matrix {
    const { trees: grown } = this.fitted('apply');
    const samples = this.#parse(X, 'apply');
    return toMatrix(Float64Array.from(leafIndices(grown, samples)), samples.rows, grown.length);
  }

  /** The nodes that each sample passes in all trees. Parameters and errors as `apply`. */
  decisionPath(X: MatrixLike): DecisionPath {
    const { trees: grown } = this.fitted('decisionPath');
    return decisionPath(grown, this.#parse(X, 'decisionPath'));
  }

  #parse(X: MatrixLike, method: string): Dense {
    const { nFeatures } = this.fitted(method);
    const where = `RandomForestRegressor.${method}`;
    return parseFeatures(X, where, { columns: nFeatures, allowMissing: true });
  }

  /** The trees, not to be changed; `exportText` and `exportGraphviz` show one. */
  get estimators(): readonly Tree[] {
    return this.shown('estimators', ({ trees }) => trees.slice());
  }

  /**
   * The rows of X that each tree learned from [nEstimators][draws], ascending, each as often as it was drawn; without
   * `bootstrap` all that have weight. They are drawn again at the first access.
   *
   * @throws NotFittedError before fit, and for a model saved by a version whose files do not tell
   * @throws InvalidInputError when they would take more than the memory limit
   */
  get estimatorsSamples(): readonly (readonly number[])[] {
    return this.shown('estimatorsSamples', ({ draws, seed }) =>
      drawnRows(draws, seed, 'RandomForestRegressor.estimatorsSamples'),
    );
  }

  /** Share of the error removed by each feature [nFeatures], unitless; sums to 1 unless nothing was split. */
  get featureImportances(): readonly number[] {
    return this.shown('featureImportances', ({ trees: grown, nFeatures }) =>
      toArray(meanDecrease(grown, nFeatures)),
    );
  }

  /** R² on the samples that each tree has not seen; null without the option `oobScore`, NaN when there are none. */
  get oobScore(): number | null {
    return this.fitted('oobScore').oobScore;
  }

  /**
   * Predictions for the training samples from the trees that have not seen them [nSamples]; NaN for a
   * sample that all have seen; null without the option `oobScore`.
   */
  get oobPrediction(): readonly number[] | null {
    return this.shown(
      'oobPrediction',
      ({ oobPrediction }) => oobPrediction && toArray(oobPrediction),
    );
  }
}

/** R² over the samples that some tree has not seen. */
function outOfBagR2(
  predicted: Float64Array,
  targets: Float64Array,
  weights: Float64Array | undefined,
): number {
  const isJudged = (_: number, i: number) => !Number.isNaN(predicted[i]);
  const judged = predicted.filter(isJudged);
  if (judged.length < predicted.length) {
    const seen = predicted.length - judged.length;
    warn('data', seenByAllTrees('RandomForestRegressor', seen));
  }
  if (judged.length === 0) return Number.NaN;
  return rSquared(targets.filter(isJudged), judged, weights?.filter(isJudged));
}

/** Sums of squares overflow long before the targets themselves do. */
function checkRange(targets: Float64Array, where: string): void {
  for (let i = 0; i < targets.length; i++) {
    if (Math.abs(targets[i]) <= LARGEST) continue;
    throw new InvalidInputError(
      `${where}: y[${i}] is ${targets[i]}, so large that sums of squares overflow. Scale the target first.`,
    );
  }
}

function checkCounts(targets: Float64Array, where: string): void {
  let sum = 0;
  for (let i = 0; i < targets.length; i++) {
    if (targets[i] < 0) {
      throw new InvalidInputError(
        `${where}: y[${i}] is ${targets[i]}, but the criterion 'poisson' needs targets >= 0. Choose 'squaredError' for numbers of either sign.`,
      );
    }
    sum += targets[i];
  }
  if (sum === 0) {
    throw new InvalidInputError(
      `${where}: all targets are 0, and the criterion 'poisson' needs a sum above 0. Choose 'squaredError', or check the target.`,
    );
  }
}
