import type { Matrix } from 'ml-matrix';
import type { FitAsyncOptions, FitOptions, Regressor, ScoreOptions } from '../../contracts.js';
import { countRows } from '../../data/count-rows.js';
import { toMatrix } from '../../data/dense.js';
import { parseTargets } from '../../data/targets.js';
import { type AnyEstimator, Estimator, type EstimatorInfo } from '../../estimator.js';
import { finitePredictions, r2Of } from '../../estimators/scoring.js';
import { type Fitting, fitAtOnce, fitInSlices } from '../../fitting.js';
import type { Hyperparameter } from '../../hyperparameters.js';
import { toArray } from '../../numeric/vectors.js';
import type { Splittable } from '../../preprocessing/splitting/splittable.js';
import * as schema from '../../serialization/schema.js';
import { asColumn, besideEachOther, meanOf, numbersFrom } from '../answers.js';
import { fitTransformEnsemble } from '../fit-transform.js';
import {
  byName,
  type EnsembleMember,
  type FittedMember,
  fitMembers,
  fittedMembers,
  memberList,
  memberOptions,
  problemOfFitted,
  problemOfMembers,
} from '../members.js';
import {
  problemOfShares,
  problemOfWeights,
  sharesOfMembers,
  votingShares,
  votingWeights,
} from './voting-weights.js';

/** Whose predictions a `VotingRegressor` averages. */
export interface VotingRegressorOptions {
  /**
   * The regressors, each with a name; `'drop'` in place of one leaves it out. `fit` trains copies, so those given here
   * stay as they are.
   */
  estimators: readonly EnsembleMember[];
  /** How much each estimator counts, dropped ones included, or null for all alike. Default null. */
  weights?: ArrayLike<number> | null;
}

export interface VotingRegressorState {
  members: FittedMember[];
  shares: Float64Array;
}

const hyperparameters = {
  estimators: memberList('regressor'),
  weights: votingWeights(),
} satisfies Record<keyof VotingRegressorOptions, Hyperparameter>;

/**
 * Several regressors whose predictions are averaged. Where they err on different samples, their mean errs less.
 *
 * @example
 * const model = new VotingRegressor({
 *   estimators: [['linear', new LinearRegression()], ['forest', new RandomForestRegressor()]],
 *   weights: [2, 1],
 * })
 * model.fit([[0], [1], [2], [3]], [0, 1, 2, 3]).predict([[2]]) // near 2
 */
export class VotingRegressor
  extends Estimator<VotingRegressorOptions, VotingRegressorState>
  implements Regressor
{
  static readonly info: EstimatorInfo = {
    type: 'VotingRegressor',
    hyperparameters,
    members: { of: 'estimators', word: 'estimator' },
    check: ({ estimators, weights }: Required<VotingRegressorOptions>) =>
      problemOfMembers(estimators, 'regressor') ?? problemOfWeights(weights, estimators),
    state: schema.object<VotingRegressorState>(
      { members: fittedMembers(), shares: sharesOfMembers() },
      ({ members, shares }) => problemOfShares(shares) ?? problemOfFitted(members, 'regressor'),
    ),
  };

  constructor(options: VotingRegressorOptions) {
    super(VotingRegressor.info, options ?? {});
  }

  /**
   * Train a copy of each regressor on all samples.
   *
   * @param X - [nSamples × nFeatures], of any kind that the estimators take
   * @param y - target values [nSamples]
   * @param options - `sampleWeight` is handed to every estimator
   * @throws InvalidInputError when y does not fit; whatever an estimator throws
   */
  fit(X: Splittable, y: ArrayLike<number>, options: FitOptions = {}): this {
    return fitAtOnce(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: `onProgress` hears of each estimator, `signal` stops it, and the old model stands then. */
  async fitAsync(
    X: Splittable,
    y: ArrayLike<number>,
    options: FitAsyncOptions = {},
  ): Promise<this> {
    return fitInSlices(this.#train(X, y, options), options);
  }

  *#train(X: Splittable, y: ArrayLike<number>, options: FitOptions): Fitting<this> {
    const where = 'VotingRegressor.fit';
    const { estimators, weights } = this.params;
    const targets = parseTargets(y, countRows(X, where), where);
    const members = yield* fitMembers(estimators, X, targets, memberOptions(options, where));
    this.state = { members, shares: votingShares(weights, estimators) };
    return this;
  }

  /**
   * The weighted mean of what the regressors predict.
   *
   * @param X - [nSamples × nFeatures], as in fit
   * @returns [nSamples], in the units of y
   * @throws NotFittedError before fit; whatever an estimator throws
   */
  predict(X: Splittable): number[] {
    return this.#predict(X, 'predict');
  }

  #predict(X: Splittable, method: string): number[] {
    const { members, shares } = this.fitted(method);
    const said = members.map(({ estimator }) => numbersFrom(estimator, X));
    return finitePredictions(toArray(meanOf(said, shares)), `VotingRegressor.${method}`);
  }

  /** The predictions one by one, as features of another model [nSamples × nEstimators]. */
  transform(X: Splittable): Matrix {
    const { members } = this.fitted('transform');
    const blocks = members.map(({ estimator }) => asColumn(numbersFrom(estimator, X)));
    const { data, rows, columns } = besideEachOther(blocks, 'VotingRegressor.transform');
    return toMatrix(data, rows, columns);
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: Splittable, y: ArrayLike<number>, options?: FitOptions): Matrix {
    return this.fit(X, y, options).transform(X);
  }

  /** As `fitTransform`, in steps: a generator for who drives it with other work, the fit among it. */
  fitTransformInSteps(X: Splittable, y: ArrayLike<number>): Fitting<Matrix> {
    return fitTransformEnsemble(this, X, y, 'VotingRegressor.fitTransform');
  }

  /** Names of the columns that `transform` gives: `votingregressor_forest`. */
  getFeatureNamesOut(): string[] {
    const { members } = this.fitted('getFeatureNamesOut');
    return members.map(({ name }) => `votingregressor_${name}`);
  }

  /** R² of the predictions, at most 1. */
  score(X: Splittable, y: ArrayLike<number>, options: ScoreOptions = {}): number {
    return r2Of(this.#predict(X, 'score'), y, options, 'VotingRegressor.score');
  }

  /**
   * Change hyperparameters, an estimator by its name (`forest: 'drop'`), or a hyperparameter of one (`forest__maxDepth`).
   *
   * @throws InvalidParameterError for an unknown name or a value out of range; nothing is changed then
   */
  override setParams(
    options: Partial<VotingRegressorOptions> & Readonly<Record<string, unknown>>,
  ): this {
    return super.setParams(options);
  }

  /** The trained regressors, without those that were dropped. */
  get estimators(): readonly AnyEstimator[] {
    return this.shown('estimators', ({ members }) => members.map(({ estimator }) => estimator));
  }

  /** The trained regressors by their names. */
  get namedEstimators(): Readonly<Record<string, AnyEstimator>> {
    return this.shown('namedEstimators', ({ members }) => byName(members));
  }
}
