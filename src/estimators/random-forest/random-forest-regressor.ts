import type { Matrix } from 'ml-matrix';
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
import { IMPORTANCES } from '../../estimator-parts.js';
import {
  type CommonSamples,
  type FittingTogether,
  fitAlong,
  TOGETHER,
} from '../../fitting-together.js';
import { type Hyperparameter, oneOf } from '../../hyperparameters.js';
import { toArray } from '../../numeric/vectors.js';
import { drain, drainInSlices, type Steps, type Training } from '../../progress.js';
import * as schema from '../../serialization/schema.js';
import type { DecisionPath } from '../../trees/decision-path.js';
import { drawnRows, drawnTrees, wrongDraws } from '../../trees/drawn-rows.js';
import { meanOfTrees, TREES, type TreeEnsemble } from '../../trees/ensemble.js';
import { forestTrees } from '../../trees/forest-schema.js';
import { meanDecrease } from '../../trees/importance.js';
import { openEach, openTree } from '../../trees/slim-tree.js';
import { addStored, storedLeaves } from '../../trees/stored-trees.js';
import type { Tree } from '../../trees/tree.js';
import { outOfBagR2 } from '../out-of-bag-scores.js';
import { r2Of } from '../scoring.js';
import { leavesOf, pathsOf, readTreeQuery } from '../tree-queries.js';
import { keptTrees } from '../warm-start.js';
import { firstTrees } from './first-trees.js';
import { forestHyperparameters, type RandomForestOptions } from './random-forest-options.js';
import { checkCounts, checkRange } from './random-forest-targets.js';
import { type GrownForest, trainForest } from './random-forest-training.js';

/** How `RandomForestRegressor` grows its trees, and what they make small. */
export interface RandomForestRegressorOptions extends RandomForestOptions {
  /**
   * The error that splits make small: the squared error around the mean, the absolute error around the median
   * (ten times slower), or half the Poisson deviance, for counts. Default 'squaredError'.
   */
  criterion?: 'squaredError' | 'absoluteError' | 'poisson';
}

interface RandomForestRegressorState extends GrownForest {
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
 * Features need no scaling, and missing values (NaN) are learned from. Splits are exact unless `maxBins`
 * groups values.
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
        trees: forestTrees('nFeatures', 1),
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
    const samples = yield* parseFeaturesInSteps(X, where, { allowMissing: true });
    const targets = parseTargets(y, samples.rows, where);
    const weights = weightsOf(options, samples.rows, where);
    checkRange(targets, where);
    if (params.criterion === 'poisson') checkCounts(targets, where);
    yield;
    const { forest, outside } = yield* trainForest({
      owner,
      params,
      data: { samples, targets, nClasses: 0, weights, balanceDrawn: false },
      kept: keptTrees(params, this.state, (last) => last.nFeatures === samples.columns, {
        owner,
        form: 'X must have the features',
      }),
    });
    const state = {
      ...forest,
      oobScore: outside && outOfBagR2(outside, targets, { weights, owner, part: 'tree' }),
      oobPrediction: outside,
    };
    for (const forest of smaller) forest.state = firstTrees(state, forest.params.nEstimators);
    this.state = state;
    return this;
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
    const state = this.fitted('predict');
    const { trees: grown } = state;
    const samples = readTreeQuery(state, X, 'RandomForestRegressor.predict');
    const sums = new Float64Array(samples.rows);
    addStored(grown, samples, 1, sums);
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
    return leavesOf(this.fitted('apply'), X, 'RandomForestRegressor.apply', storedLeaves);
  }

  /** The nodes that each sample passes in all trees. Parameters and errors as `apply`. */
  decisionPath(X: MatrixLike): DecisionPath {
    const { nFeatures, trees: grown } = this.fitted('decisionPath');
    return pathsOf(
      { nFeatures, trees: grown.map(openTree) },
      X,
      'RandomForestRegressor.decisionPath',
    );
  }

  /** The trees, not to be changed; `exportText` and `exportGraphviz` show one. */
  get estimators(): readonly Tree[] {
    return this.shown('estimators', ({ trees }) => trees.map(openTree));
  }

  /** @internal */
  [TREES](): TreeEnsemble {
    const { trees: grown, nFeatures } = this.fitted('estimators');
    return meanOfTrees(grown.map(openTree), nFeatures, 1);
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
    return this.shown('featureImportances', () => toArray(drain(this[IMPORTANCES]())));
  }

  /** @internal */
  [IMPORTANCES](): Steps<Float64Array> {
    const { trees: grown, nFeatures } = this.fitted('featureImportances');
    return meanDecrease(openEach(grown), nFeatures);
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
