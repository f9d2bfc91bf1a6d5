import type { FitAsyncOptions, FitOptions, Regressor, ScoreOptions } from '../../contracts.js';
import { parseTargets, weightsOf } from '../../data/targets.js';
import { type AnyEstimator, Estimator, type EstimatorInfo } from '../../estimator.js';
import { outOfBagR2 } from '../../estimators/out-of-bag-scores.js';
import { RandomForestRegressor } from '../../estimators/random-forest/random-forest-regressor.js';
import { finitePredictions, r2Of } from '../../estimators/scoring.js';
import { type Fitting, fitAtOnce, fitInSlices } from '../../fitting.js';
import { axpy, toArray } from '../../numeric/vectors.js';
import { randomSeed } from '../../random/rng.js';
import * as schema from '../../serialization/schema.js';
import { numbersFrom } from '../answers.js';
import { type BagInput, parseBags } from './bag-input.js';
import {
  type BaggingOptions,
  baggingHyperparameters,
  problemOfBagging,
} from './bagging-options.js';
import {
  askedCopies,
  type BaggingState,
  baggingFields,
  extended,
  featuresOfCopies,
  problemOfCopies,
} from './bagging-state.js';
import { fitBags, startOf, type TrainedCopy } from './bags.js';

/** What a `BaggingRegressor` trains how often, and on which samples and features. */
export interface BaggingRegressorOptions extends BaggingOptions {}

interface BaggingRegressorState extends BaggingState {
  oobScore: number | null;
  oobPrediction: Float64Array | null;
}

/**
 * Copies of one regressor, each trained on samples drawn with replacement, whose predictions are averaged: what varies
 * from draw to draw cancels out. With `maxFeatures` each sees other features, too.
 *
 * @example
 * const model = new BaggingRegressor({ nEstimators: 20, randomState: 0 })
 * model.fit([[0], [1], [2], [3]], [0, 1, 2, 3]).predict([[1]]) // near 1
 */
export class BaggingRegressor
  extends Estimator<BaggingRegressorOptions, BaggingRegressorState>
  implements Regressor
{
  static readonly info: EstimatorInfo = {
    type: 'BaggingRegressor',
    hyperparameters: baggingHyperparameters,
    check: (options: Required<BaggingRegressorOptions>) => problemOfBagging(options, 'regressor'),
    state: schema.object<BaggingRegressorState>(
      {
        ...baggingFields(),
        oobScore: schema.nullable(schema.number({ max: 1, nonFinite: true })),
        oobPrediction: schema.nullable(schema.float64('nSamples', { nonFinite: true })),
      },
      (state) => problemOfCopies(state, 'regressor'),
    ),
  };

  constructor(options: BaggingRegressorOptions = {}) {
    super(BaggingRegressor.info, options);
  }

  /**
   * Train the copies.
   *
   * @param X - [nSamples × nFeatures], a Table where the estimator takes one
   * @param y - target values [nSamples]
   * @param options - `sampleWeight` decides how likely samples are drawn; without `bootstrap` the copies are given it
   * @throws InvalidInputError when X, y or the weights do not fit; whatever the estimator throws
   * @throws InvalidParameterError when more samples or features are asked for than there are
   */
  fit(X: BagInput, y: ArrayLike<number>, options: FitOptions = {}): this {
    return fitAtOnce(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: `onProgress` hears of each copy, `signal` stops it, and the old model stands then. */
  async fitAsync(X: BagInput, y: ArrayLike<number>, options: FitAsyncOptions = {}): Promise<this> {
    return fitInSlices(this.#train(X, y, options), options);
  }

  *#train(X: BagInput, y: ArrayLike<number>, options: FitOptions): Fitting<this> {
    const owner = 'BaggingRegressor';
    const where = `${owner}.fit`;
    const { params } = this;
    const bags = parseBags(X, where);
    const weights = weightsOf(options, bags.rows, where);
    const targets = parseTargets(y, bags.rows, where);
    const last = startOf(params, this.state, bags.columns, owner);
    const template = params.estimator ?? fullTree();
    const seed = last?.seed ?? params.randomState ?? randomSeed();
    const outside = params.oobScore ? new Float64Array(bags.rows) : null;
    const judgedBy = new Float64Array(bags.rows);
    const copies: TrainedCopy[] = [];
    const job = { owner, params, template, bags, y: targets, codes: undefined, weights, seed };
    yield* fitBags(job, last?.estimators.length ?? 0, (copy) => {
      copies.push(copy);
      if (outside === null || copy.outside.length === 0) return;
      const said = numbersFrom(copy.estimator, bags.take(copy.outside, copy.features));
      for (const [at, i] of copy.outside.entries()) {
        outside[i] += said[at];
        judgedBy[i]++;
      }
    });
    if (outside !== null) for (let i = 0; i < outside.length; i++) outside[i] /= judgedBy[i]; // 0 / 0: NaN
    this.state = {
      ...extended(last, copies, bags, seed),
      oobScore: outside && outOfBagR2(outside, targets, { weights, owner, part: 'estimator' }),
      oobPrediction: outside,
    };
    return this;
  }

  /**
   * The mean of what the copies predict.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns [nSamples], in the units of y
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X has other columns; whatever the estimator throws
   */
  predict(X: BagInput): number[] {
    return this.#predict(X, 'predict');
  }

  #predict(X: BagInput, method: string): number[] {
    const where = `BaggingRegressor.${method}`;
    const said = Array.from(askedCopies(this.fitted(method), X, where), ([estimator, own]) =>
      numbersFrom(estimator, own),
    );
    const mean = new Float64Array(said[0].length);
    for (const numbers of said) axpy(1 / said.length, numbers, mean);
    return finitePredictions(toArray(mean), where);
  }

  /** R² of the predictions, at most 1. */
  score(X: BagInput, y: ArrayLike<number>, options: ScoreOptions = {}): number {
    return r2Of(this.#predict(X, 'score'), y, options, 'BaggingRegressor.score');
  }

  /** The trained copies. */
  get estimators(): readonly AnyEstimator[] {
    return this.shown('estimators', ({ estimators }) => estimators.slice());
  }

  /** Positions of the features that each copy sees [nEstimators × features drawn]. */
  get estimatorsFeatures(): readonly (readonly number[])[] {
    return this.shown('estimatorsFeatures', featuresOfCopies);
  }

  /** R² on the samples that each copy has not seen; null without the option `oobScore`, NaN when there are none. */
  get oobScore(): number | null {
    return this.fitted('oobScore').oobScore;
  }

  /**
   * What the copies that have not seen a sample of `fit` predict for it, on average [nSamples]; NaN for a sample that all
   * have seen; null without the option `oobScore`.
   */
  get oobPrediction(): readonly number[] | null {
    return this.shown(
      'oobPrediction',
      ({ oobPrediction }) => oobPrediction && toArray(oobPrediction),
    );
  }
}

const fullTree = () =>
  new RandomForestRegressor({ nEstimators: 1, bootstrap: false, maxFeatures: null });
