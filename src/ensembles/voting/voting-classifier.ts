import type { Matrix } from 'ml-matrix';
import type {
  FitAsyncOptions,
  FitOptions,
  Label,
  ProbabilisticClassifier,
  ScoreOptions,
} from '../../contracts.js';
import { countRows } from '../../data/count-rows.js';
import { type Dense, toMatrix } from '../../data/dense.js';
import { decodeLabels, encodeClasses } from '../../data/labels.js';
import { weightsOf } from '../../data/targets.js';
import { InvalidParameterError } from '../../errors.js';
import { type AnyEstimator, Estimator, type EstimatorInfo } from '../../estimator.js';
import { answers, type Question } from '../../estimator-kind.js';
import { ANSWERS } from '../../estimator-parts.js';
import { accuracyOf } from '../../estimators/scoring.js';
import { type Fitting, fitAtOnce, fitInSlices } from '../../fitting.js';
import { boolean, type Hyperparameter, oneOf } from '../../hyperparameters.js';
import { axpy } from '../../numeric/vectors.js';
import type { Splittable } from '../../preprocessing/splitting/splittable.js';
import * as schema from '../../serialization/schema.js';
import { argmaxRows } from '../../solvers/linear-margins.js';
import { show } from '../../words.js';
import { besideEachOther, codesFrom, probabilitiesFrom } from '../answers.js';
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
  typeName,
} from '../members.js';
import {
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

interface VotingClassifierState {
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
      (voting === 'soft' ? problemOfSoft(estimators) : undefined),
    state: schema.object<VotingClassifierState>(
      {
        classes: schema.labels('nClasses'),
        members: fittedMembers(),
        shares: sharesOfMembers(),
        voting: schema.oneOf('hard', 'soft'),
        flattenTransform: schema.boolean(),
      },
      ({ members, classes, shares, voting }) => {
        const total = shares.reduce((sum, share) => sum + share, 0);
        if (Math.abs(total - 1) > 1e-6) return `its shares sum to ${total}, not 1.`;
        const pairs = members.map(({ name, estimator }) => [name, estimator] as const);
        return (
          problemOfFitted(members, 'classifier', classes) ??
          (voting === 'soft' ? problemOfSoft(pairs) : undefined)
        );
      },
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
  fit<M extends Label>(
    X: Splittable,
    y: ArrayLike<M>,
    options: FitOptions = {},
  ): VotingClassifier<M> {
    return fitAtOnce(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: `onProgress` hears of each estimator, `signal` stops it, and the old model stands then. */
  async fitAsync<M extends Label>(
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
    const { classes, voting } = this.fitted(method);
    const { data } = voting === 'soft' ? this.#meanShares(X, method) : this.#votes(X, method);
    return decodeLabels(argmaxRows(data, classes.length), classes as L[]);
  }

  /** What the estimators predict, as positions in `classes`. */
  #codes(X: Splittable, method: string): Int32Array[] {
    const { members, classes } = this.fitted(method);
    const where = `VotingClassifier.${method}`;
    return members.map(({ estimator }) => codesFrom(estimator, X, classes, where));
  }

  #votes(X: Splittable, method: string): Dense {
    const { classes, shares } = this.fitted(method);
    const codes = this.#codes(X, method);
    const rows = codes[0].length;
    const data = new Float64Array(rows * classes.length);
    for (const [m, labels] of codes.entries()) {
      for (let i = 0; i < rows; i++) data[i * classes.length + labels[i]] += shares[m];
    }
    return { data, rows, columns: classes.length };
  }

  #probabilities(X: Splittable, method: string): Dense[] {
    const { members, classes } = this.fitted(method);
    const where = `VotingClassifier.${method}`;
    return members.map(({ estimator }) => probabilitiesFrom(estimator, X, classes, where));
  }

  #meanShares(X: Splittable, method: string): Dense {
    const { shares } = this.fitted(method);
    const said = this.#probabilities(X, method);
    const data = new Float64Array(said[0].data.length);
    for (const [m, { data: own }] of said.entries()) axpy(shares[m], own, data);
    return { ...said[0], data };
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
    if (this.fitted('predictProba').voting === 'hard') {
      throw new InvalidParameterError(
        'VotingClassifier.predictProba: the model was fitted with hard votes, which are labels. Pass voting: "soft" and fit again.',
      );
    }
    const { data, rows, columns } = this.#meanShares(X, 'predictProba');
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
    const { voting, flattenTransform } = this.fitted('transform');
    const blocks =
      voting === 'soft'
        ? this.#probabilities(X, 'transform')
        : this.#codes(X, 'transform').map((codes) => ({
            data: Float64Array.from(codes),
            rows: codes.length,
            columns: 1,
          }));
    if (voting === 'soft' && !flattenTransform) {
      return blocks.map(({ data, rows, columns }) => toMatrix(data, rows, columns));
    }
    const { data, rows, columns } = besideEachOther(blocks, 'VotingClassifier.transform');
    return toMatrix(data, rows, columns);
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: Splittable, y: ArrayLike<Label>, options?: FitOptions): Matrix | Matrix[] {
    return this.fit(X, y, options).transform(X);
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

function problemOfSoft(estimators: readonly EnsembleMember[]): string | undefined {
  for (const [name, estimator] of estimators) {
    if (estimator === 'drop' || answers(estimator, 'predictProba')) continue;
    return `soft voting needs probabilities, but the estimator ${show(name)} is a ${typeName(estimator)} that has none. Pass voting: "hard", or an estimator with predictProba (SVC has it with probability: true).`;
  }
  return undefined;
}
