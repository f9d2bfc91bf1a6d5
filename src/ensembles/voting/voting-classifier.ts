import type { Matrix } from 'ml-matrix';
import type {
  FitAsyncOptions,
  FitOptions,
  Label,
  ProbabilisticClassifier,
  ScoreOptions,
} from '../../contracts.js';
import { countRows } from '../../data/count-rows.js';
import { toMatrix } from '../../data/dense.js';
import { decodeLabels, encodeClasses } from '../../data/labels.js';
import { weightsOf } from '../../data/targets.js';
import { InvalidParameterError } from '../../errors.js';
import { type AnyEstimator, Estimator, type EstimatorInfo } from '../../estimator.js';
import type { Question } from '../../estimator-kind.js';
import { ANSWERS } from '../../estimator-parts.js';
import { accuracyOf } from '../../estimators/scoring.js';
import { type Fitting, fitAtOnce, fitInSlices, fitThenTransform } from '../../fitting.js';
import { boolean, type Hyperparameter, oneOf } from '../../hyperparameters.js';
import type { Splittable } from '../../preprocessing/splitting/splittable.js';
import * as schema from '../../serialization/schema.js';
import { argmaxRows } from '../../solvers/linear-margins.js';
import { asColumn, besideEachOther } from '../answers.js';
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
  usedMembers,
} from '../members.js';
import { countHard, countSoft, hardVotes, problemOfSoft, softVotes } from './votes.js';
import {
  problemOfShares,
  problemOfWeights,
  sharesOfMembers,
  votingShares,
  votingWeights,
} from './voting-weights.js';

/** Who votes in a `VotingClassifier`, and how votes are counted. */
export interface VotingClassifierOptions {
  /**
   * The classifiers, each with a name; `'drop'` in place of one leaves it out. `fit` trains copies, so those given here
   * stay as they are.
   */
  estimators: readonly EnsembleMember[];
  /** What is counted: `'hard'` the labels that are predicted, `'soft'` their probabilities. Default 'hard'. */
  voting?: 'hard' | 'soft';
  /** How much each estimator counts, dropped ones included, or null for all alike. Default null. */
  weights?: ArrayLike<number> | null;
  /** Whether `transform` gives soft votes as one matrix rather than a matrix an estimator. Default true. */
  flattenTransform?: boolean;
}

export interface VotingClassifierState {
  classes: Label[];
  members: FittedMember[];
  shares: Float64Array;
  voting: 'hard' | 'soft';
  flattenTransform: boolean;
}

const hyperparameters = {
  estimators: memberList('classifier'),
  voting: oneOf(['hard', 'soft'], { default: 'hard', about: 'what is counted.' }),
  weights: votingWeights(),
  flattenTransform: boolean({
    default: true,
    about: 'whether `transform` gives soft votes as one matrix rather than a matrix an estimator.',
  }),
} satisfies Record<keyof VotingClassifierOptions, Hyperparameter>;

/**
 * Several classifiers that vote: on the label, or on its probabilities. Where they err on different samples, their vote
 * errs less than each.
 *
 * @example
 * const model = new VotingClassifier({
 *   estimators: [['linear', new LogisticRegression()], ['forest', new RandomForestClassifier()]],
 *   voting: 'soft',
 * })
 * model.fit([[0], [1], [2], [3]], ['no', 'no', 'yes', 'yes']).predict([[4]]) // ['yes']
 */
export class VotingClassifier<L extends Label = Label>
  extends Estimator<VotingClassifierOptions, VotingClassifierState>
  implements ProbabilisticClassifier<L>
{
  static readonly info: EstimatorInfo = {
    type: 'VotingClassifier',
    hyperparameters,
    members: { of: 'estimators', word: 'estimator' },
    check: ({ estimators, weights, voting }: Required<VotingClassifierOptions>) =>
      problemOfMembers(estimators, 'classifier') ??
      problemOfWeights(weights, estimators) ??
      (voting === 'soft' ? problemOfSoft(usedMembers(estimators)) : undefined),
    state: schema.object<VotingClassifierState>(
      {
        classes: schema.labels('nClasses'),
        members: fittedMembers(),
        shares: sharesOfMembers(),
        voting: schema.oneOf('hard', 'soft'),
        flattenTransform: schema.boolean(),
      },
      ({ members, classes, shares, voting }) =>
        problemOfShares(shares) ??
        problemOfFitted(members, 'classifier', classes) ??
        (voting === 'soft' ? problemOfSoft(members) : undefined),
    ),
  };

  constructor(options: VotingClassifierOptions) {
    super(VotingClassifier.info, options ?? {});
  }

  /**
   * Train a copy of each classifier on all samples.
   *
   * @param X - [nSamples × nFeatures], of any kind that the estimators take
   * @param y - labels [nSamples], at least two different ones
   * @param options - `sampleWeight` is handed to every estimator
   * @throws InvalidInputError when y or the weights do not fit; whatever an estimator throws
   */
  fit<M extends L>(X: Splittable, y: ArrayLike<M>, options: FitOptions = {}): VotingClassifier<M> {
    return fitAtOnce(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: `onProgress` hears of each estimator, `signal` stops it, and the old model stands then. */
  async fitAsync<M extends L>(
    X: Splittable,
    y: ArrayLike<M>,
    options: FitAsyncOptions = {},
  ): Promise<VotingClassifier<M>> {
    return fitInSlices(this.#train(X, y, options), options);
  }

  *#train<M extends Label>(
    X: Splittable,
    y: ArrayLike<M>,
    options: FitOptions,
  ): Fitting<VotingClassifier<M>> {
    const where = 'VotingClassifier.fit';
    const { estimators, weights, voting, flattenTransform } = this.params;
    const rows = countRows(X, where);
    const { classes } = encodeClasses<Label>(y, rows, where, weightsOf(options, rows, where));
    const members = yield* fitMembers(estimators, X, y, memberOptions(options, where));
    const shares = votingShares(weights, estimators);
    this.state = { classes, members, shares, voting, flattenTransform };
    return this as VotingClassifier as VotingClassifier<M>;
  }

  /**
   * The label with the most votes, or the largest mean probability; the first in `classes` on a tie.
   *
   * @param X - [nSamples × nFeatures], as in fit
   * @throws NotFittedError before fit; whatever an estimator throws
   */
  predict(X: Splittable): L[] {
    return this.#predict(X, 'predict');
  }

  #predict(X: Splittable, method: string): L[] {
    const state = this.fitted(method);
    const count = state.voting === 'soft' ? countSoft : countHard;
    const { data, columns } = count(state, X, `VotingClassifier.${method}`);
    return decodeLabels(argmaxRows(data, columns), state.classes as L[]);
  }

  /**
   * Class probabilities: the weighted mean of those of the estimators.
   *
   * @param X - [nSamples × nFeatures], as in fit
   * @returns [nSamples × nClasses], rows sum to 1; columns follow `classes`
   * @throws NotFittedError before fit
   * @throws InvalidParameterError with hard votes
   */
  predictProba(X: Splittable): Matrix {
    const state = this.fitted('predictProba');
    if (state.voting === 'hard') {
      throw new InvalidParameterError(
        'VotingClassifier.predictProba: the model was fitted with hard votes, which are labels. Pass voting: "soft" and fit again.',
      );
    }
    const { data, rows, columns } = countSoft(state, X, 'VotingClassifier.predictProba');
    return toMatrix(data, rows, columns);
  }

  /**
   * The votes one by one, as features of another model.
   *
   * @param X - [nSamples × nFeatures], as in fit
   * @returns hard votes: positions in `classes` [nSamples × nEstimators]; soft ones: probabilities, the classes of the
   *   first estimator first [nSamples × nEstimators nClasses], or without `flattenTransform` a matrix an estimator
   */
  transform(X: Splittable): Matrix | Matrix[] {
    const where = 'VotingClassifier.transform';
    const state = this.fitted('transform');
    const soft = state.voting === 'soft';
    const votes = soft ? softVotes(state, X, where) : hardVotes(state, X, where).map(asColumn);
    if (soft && !state.flattenTransform) {
      return votes.map(({ data, rows, columns }) => toMatrix(data, rows, columns));
    }
    const { data, rows, columns } = besideEachOther(votes, where);
    return toMatrix(data, rows, columns);
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: Splittable, y: ArrayLike<L>, options?: FitOptions): Matrix | Matrix[] {
    return this.fit(X, y, options).transform(X);
  }

  /** As `fitTransform`, in steps: a generator for who drives it with other work, the fit among it. */
  fitTransformInSteps(X: Splittable, y: ArrayLike<L>): Fitting<Matrix | Matrix[]> {
    const { voting, flattenTransform } = this.params;
    return voting === 'soft' && !flattenTransform
      ? fitThenTransform(this, X, y)
      : fitTransformEnsemble(this, X, y, 'VotingClassifier.fitTransform');
  }

  /** Names of the columns that `transform` gives: `votingclassifier_forest`, of soft votes one a class. */
  getFeatureNamesOut(): string[] {
    const { members, classes, voting } = this.fitted('getFeatureNamesOut');
    return members.flatMap(({ name }) =>
      voting === 'hard'
        ? [`votingclassifier_${name}`]
        : classes.map((_, k) => `votingclassifier_${name}${k}`),
    );
  }

  /** The accuracy: the weighted share of right labels, from 0 to 1. */
  score(X: Splittable, y: ArrayLike<L>, options: ScoreOptions = {}): number {
    return accuracyOf(this.#predict(X, 'score'), y, options, 'VotingClassifier.score');
  }

  /**
   * Change hyperparameters, an estimator by its name (`forest: 'drop'`), or a hyperparameter of one (`forest__maxDepth`).
   *
   * @throws InvalidParameterError for an unknown name or a value out of range; nothing is changed then
   */
  override setParams(
    options: Partial<VotingClassifierOptions> & Readonly<Record<string, unknown>>,
  ): this {
    return super.setParams(options);
  }

  /** @internal */
  [ANSWERS](question: Question): boolean {
    return question !== 'predictProba' || (this.state ?? this.params).voting === 'soft';
  }

  /** The labels seen in `fit`, in ascending order. */
  get classes(): readonly L[] {
    return this.shown('classes', ({ classes }) => classes.slice() as L[]);
  }

  /** The trained classifiers, without those that were dropped. */
  get estimators(): readonly AnyEstimator[] {
    return this.shown('estimators', ({ members }) => members.map(({ estimator }) => estimator));
  }

  /** The trained classifiers by their names. */
  get namedEstimators(): Readonly<Record<string, AnyEstimator>> {
    return this.shown('namedEstimators', ({ members }) => byName(members));
  }
}
