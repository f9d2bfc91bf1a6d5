import type { Matrix } from 'ml-matrix';
import type {
  FitAsyncOptions,
  FitOptions,
  Label,
  ProbabilisticClassifier,
  ScoreOptions,
} from '../../contracts.js';
import { type Dense, toMatrix } from '../../data/dense.js';
import { decodeLabels, encodeClasses } from '../../data/labels.js';
import { weightsOf } from '../../data/targets.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { type AnyEstimator, Estimator, type EstimatorInfo } from '../../estimator.js';
import { answers, type Question } from '../../estimator-kind.js';
import { ANSWERS } from '../../estimator-parts.js';
import { classColumns } from '../../estimators/class-columns.js';
import { outOfBagAccuracy } from '../../estimators/out-of-bag-scores.js';
import { RandomForestClassifier } from '../../estimators/random-forest/random-forest-classifier.js';
import { accuracyOf } from '../../estimators/scoring.js';
import { type Fitting, fitAtOnce, fitInSlices } from '../../fitting.js';
import { toArray } from '../../numeric/vectors.js';
import { randomSeed } from '../../random/rng.js';
import * as schema from '../../serialization/schema.js';
import { argmaxRows } from '../../solvers/linear-margins.js';
import { decisionsFrom, meanBlock } from '../answers.js';
import { classesOf } from '../members.js';
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
import { addRows, sharesFrom, sharesOfSums } from './class-shares.js';

/** What a `BaggingClassifier` trains how often, and on which samples and features. */
export interface BaggingClassifierOptions extends BaggingOptions {}

interface BaggingClassifierState extends BaggingState {
  classes: Label[];
  oobScore: number | null;
  oobDecisionFunction: Float64Array | null;
}

/**
 * Copies of one classifier, each trained on samples drawn with replacement, whose probabilities are averaged: what
 * varies from draw to draw cancels out. With `maxFeatures` each sees other features, too.
 *
 * @example
 * const model = new BaggingClassifier({ estimator: new SVC(), nEstimators: 20, randomState: 0 })
 * model.fit([[0], [1], [2], [3]], ['no', 'no', 'yes', 'yes']).predict([[4]]) // ['yes']
 */
export class BaggingClassifier<L extends Label = Label>
  extends Estimator<BaggingClassifierOptions, BaggingClassifierState>
  implements ProbabilisticClassifier<L>
{
  static readonly info: EstimatorInfo = {
    type: 'BaggingClassifier',
    hyperparameters: baggingHyperparameters,
    check: (options: Required<BaggingClassifierOptions>) => problemOfBagging(options, 'classifier'),
    state: schema.object<BaggingClassifierState>(
      {
        ...baggingFields(),
        classes: schema.labels('nClasses'),
        oobScore: schema.nullable(schema.number({ min: 0, max: 1, nonFinite: true })),
        oobDecisionFunction: schema.nullable(
          schema.float64(['nSamples', 'nClasses'], { nonFinite: true }),
        ),
      },
      (state) =>
        state.classes.length < 2
          ? 'it has fewer than two classes.'
          : problemOfCopies(state, 'classifier', state.classes),
    ),
  };

  constructor(options: BaggingClassifierOptions = {}) {
    super(BaggingClassifier.info, options);
  }

  /**
   * Train the copies.
   *
   * @param X - [nSamples × nFeatures], a Table where the estimator takes one
   * @param y - labels [nSamples], at least two different ones
   * @param options - `sampleWeight` decides how likely samples are drawn; without `bootstrap` the copies are given it
   * @throws InvalidInputError when X, y or the weights do not fit; whatever the estimator throws
   * @throws InvalidParameterError when more samples or features are asked for than there are
   */
  fit<M extends L>(X: BagInput, y: ArrayLike<M>, options: FitOptions = {}): BaggingClassifier<M> {
    return fitAtOnce(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: `onProgress` hears of each copy, `signal` stops it, and the old model stands then. */
  async fitAsync<M extends L>(
    X: BagInput,
    y: ArrayLike<M>,
    options: FitAsyncOptions = {},
  ): Promise<BaggingClassifier<M>> {
    return fitInSlices(this.#train(X, y, options), options);
  }

  *#train<M extends Label>(
    X: BagInput,
    y: ArrayLike<M>,
    options: FitOptions,
  ): Fitting<BaggingClassifier<M>> {
    const owner = 'BaggingClassifier';
    const where = `${owner}.fit`;
    const { params } = this;
    const bags = parseBags(X, where);
    yield;
    const weights = weightsOf(options, bags.rows, where);
    const { codes, classes } = encodeClasses<Label>(y, bags.rows, where, weights);
    const last = startOf(params, this.state, bags.columns, owner);
    if (last?.classes.some((label, k) => label !== classes[k])) {
      throw new InvalidParameterError(
        `${owner}: with warmStart, y must hold the labels of the last fit. Set warmStart to false.`,
      );
    }
    const template = params.estimator ?? fullTree();
    const seed = last?.seed ?? params.randomState ?? randomSeed();
    const outside = params.oobScore ? classColumns(bags.rows, classes.length, where) : null;
    const copies: TrainedCopy[] = [];
    const job = { owner, params, template, bags, y, codes, weights, seed };
    yield* fitBags(job, last?.estimators.length ?? 0, (copy) => {
      copies.push(copy);
      if (outside === null || copy.outside.length === 0) return;
      const unseen = bags.take(copy.outside, copy.features);
      addRows(outside, sharesFrom(copy.estimator, unseen, classes, where), copy.outside);
    });
    if (outside !== null) sharesOfSums(outside, classes.length);
    this.state = {
      ...extended(last, copies, bags, seed),
      classes,
      oobScore: outside && outOfBagAccuracy(outside, codes, { weights, owner, part: 'estimator' }),
      oobDecisionFunction: outside,
    };
    return this as BaggingClassifier as BaggingClassifier<M>;
  }

  /**
   * The label with the largest mean probability, the first in `classes` on a tie.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X has other columns; whatever the estimator throws
   */
  predict(X: BagInput): L[] {
    return this.#predict(X, 'predict');
  }

  #predict(X: BagInput, method: string): L[] {
    const { data, columns } = this.#shares(X, method);
    return decodeLabels(argmaxRows(data, columns), this.fitted(method).classes as L[]);
  }

  /**
   * Class probabilities: the mean of those of the copies, or the shares of their votes where they have none.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns [nSamples × nClasses], rows sum to 1; columns follow `classes`
   * @throws NotFittedError before fit
   */
  predictProba(X: BagInput): Matrix {
    const { data, rows, columns } = this.#shares(X, 'predictProba');
    return toMatrix(data, rows, columns);
  }

  #shares(X: BagInput, method: string): Dense {
    const state = this.fitted(method);
    const where = `BaggingClassifier.${method}`;
    return meanBlock(
      Array.from(askedCopies(state, X, where), ([estimator, own]) =>
        sharesFrom(estimator, own, state.classes, where),
      ),
    );
  }

  /**
   * The mean of the decisions of the copies, where these have them.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns number[] [nSamples] with two classes, above 0 for `classes[1]`; else Matrix, as of the estimator
   * @throws NotFittedError before fit
   * @throws InvalidParameterError when the estimator has no decisionFunction
   * @throws InvalidInputError when a copy was trained on a draw that lacked a class
   */
  decisionFunction(X: BagInput): number[] | Matrix {
    const state = this.fitted('decisionFunction');
    const where = 'BaggingClassifier.decisionFunction';
    for (const estimator of state.estimators) {
      if (!answers(estimator, 'decisionFunction')) {
        throw new InvalidParameterError(
          `${where}: the estimator has no decisionFunction. Use predictProba.`,
        );
      }
      if (classesOf(estimator).length < state.classes.length) {
        throw new InvalidInputError(
          `${where}: a copy was trained on a draw that lacked a class, so its decisions are about others. Use predictProba.`,
        );
      }
    }
    const { data, rows, columns } = meanBlock(
      Array.from(askedCopies(state, X, where), ([estimator, own]) =>
        decisionsFrom(estimator, own, where),
      ),
    );
    return columns === 1 ? toArray(data) : toMatrix(data, rows, columns);
  }

  /** The accuracy: the weighted share of right labels, from 0 to 1. */
  score(X: BagInput, y: ArrayLike<L>, options: ScoreOptions = {}): number {
    return accuracyOf(this.#predict(X, 'score'), y, options, 'BaggingClassifier.score');
  }

  /** @internal */
  [ANSWERS](question: Question): boolean {
    const template = this.params.estimator;
    return question !== 'decisionFunction' || (template !== null && answers(template, question));
  }

  /** The labels seen in `fit`, in ascending order. */
  get classes(): readonly L[] {
    return this.shown('classes', ({ classes }) => classes.slice() as L[]);
  }

  /** The trained copies. */
  get estimators(): readonly AnyEstimator[] {
    return this.shown('estimators', ({ estimators }) => estimators.slice());
  }

  /** Positions of the features that each copy sees [nEstimators × features drawn]. */
  get estimatorsFeatures(): readonly (readonly number[])[] {
    return this.shown('estimatorsFeatures', featuresOfCopies);
  }

  /** Accuracy on the samples that each copy has not seen, from 0 to 1; null without the option `oobScore`, NaN when there are none. */
  get oobScore(): number | null {
    return this.fitted('oobScore').oobScore;
  }

  /**
   * What the copies that have not seen a sample of `fit` say of it, on average [nSamples × nClasses]; NaN for a sample
   * that all have seen; null without the option `oobScore`.
   */
  get oobDecisionFunction(): Matrix | null {
    return this.shown(
      'oobDecisionFunction',
      ({ oobDecisionFunction: shares, classes }) =>
        shares && toMatrix(shares.slice(), shares.length / classes.length, classes.length),
    );
  }
}

const fullTree = () =>
  new RandomForestClassifier({ nEstimators: 1, bootstrap: false, maxFeatures: null });
