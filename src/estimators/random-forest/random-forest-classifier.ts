import type { Matrix } from 'ml-matrix';
import type {
  FitAsyncOptions,
  FitOptions,
  Label,
  MatrixLike,
  ProbabilisticClassifier,
  ScoreOptions,
} from '../../contracts.js';
import { parseFeaturesInSteps, toMatrix } from '../../data/dense.js';
import { decodeLabels, encodeClasses } from '../../data/labels.js';
import { weightsOf } from '../../data/targets.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import { IMPORTANCES } from '../../estimator-parts.js';
import {
  type CommonSamples,
  type FittingTogether,
  fitAlong,
  TOGETHER,
} from '../../fitting-together.js';
import { log } from '../../numeric/exp-log.js';
import { toArray } from '../../numeric/vectors.js';
import { drain, drainInSlices, type Steps, type Training } from '../../progress.js';
import * as schema from '../../serialization/schema.js';
import { argmaxRows } from '../../solvers/linear-margins.js';
import type { DecisionPath } from '../../trees/decision-path.js';
import { drawnRows, drawnTrees, wrongDraws } from '../../trees/drawn-rows.js';
import { meanOfTrees, TREES, type TreeEnsemble } from '../../trees/ensemble.js';
import { forestTrees } from '../../trees/forest-schema.js';
import { meanDecrease } from '../../trees/importance.js';
import { openEach, openTree } from '../../trees/slim-tree.js';
import { addStored, storedLeaves } from '../../trees/stored-trees.js';
import type { Tree } from '../../trees/tree.js';
import { classColumns } from '../class-columns.js';
import { outOfBagAccuracy } from '../out-of-bag-scores.js';
import { accuracyOf } from '../scoring.js';
import { leavesOf, pathsOf, readTreeQuery } from '../tree-queries.js';
import { keptTrees } from '../warm-start.js';
import { firstTrees } from './first-trees.js';
import { reserveShares, sameForm, weighForest } from './random-forest-classes.js';
import {
  classifierHyperparameters,
  type RandomForestClassifierOptions,
} from './random-forest-classifier-options.js';
import { type GrownForest, trainForest } from './random-forest-training.js';

interface RandomForestClassifierState extends GrownForest {
  classes: Label[];
  oobScore: number | null;
  oobDecisionFunction: Float64Array | null;
}

/**
 * A random forest: many trees, each grown on samples drawn with replacement and on a few features
 * drawn for each split, whose class shares are averaged. Source: Breiman, Machine Learning 45 (2001).
 *
 * Features need no scaling, and missing values (NaN) are learned from. Splits are exact unless `maxBins`
 * groups values.
 *
 * @example
 * const X = [[0, 1], [1, 1], [2, 0], [3, 0]]
 * const model = new RandomForestClassifier({ randomState: 0 }).fit(X, ['no', 'no', 'yes', 'yes'])
 * model.predict([[0, 1], [3, 0]]) // ['no', 'yes']
 */
export class RandomForestClassifier<L extends Label = Label>
  extends Estimator<RandomForestClassifierOptions, RandomForestClassifierState>
  implements ProbabilisticClassifier<L>
{
  static readonly info: EstimatorInfo = {
    type: 'RandomForestClassifier',
    hyperparameters: classifierHyperparameters,
    state: schema.object<RandomForestClassifierState>(
      {
        nFeatures: schema.size('nFeatures'),
        classes: schema.labels('nClasses'),
        trees: forestTrees('nFeatures', 'nClasses', 'shares'),
        seed: schema.seed(),
        draws: drawnTrees,
        oobScore: schema.nullable(schema.number({ min: 0, max: 1, nonFinite: true })),
        oobDecisionFunction: schema.nullable(
          schema.float64(['nSamples', 'nClasses'], { nonFinite: true }),
        ),
      },
      ({ classes, trees: grown, draws }) =>
        classes.length >= 2 ? wrongDraws(draws, grown.length) : 'there are not two classes.',
    ),
  };

  constructor(options: RandomForestClassifierOptions = {}) {
    super(RandomForestClassifier.info, options);
  }

  /**
   * Grow the trees. Cost: nEstimators × nSamples × log nSamples × maxFeatures.
   *
   * @param X - [nSamples × nFeatures]; NaN is missing
   * @param y - labels [nSamples], at least two different ones
   * @throws InvalidInputError when X is ragged, empty or infinite, or y or the weights do not fit
   * @throws InvalidParameterError when options do not go together, or not with the data
   */
  fit<M extends L>(
    X: MatrixLike,
    y: ArrayLike<M>,
    options: FitOptions = {},
  ): RandomForestClassifier<M> {
    return drain(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: reports each tree to `onProgress` and stops on `signal`, and then stays as it was. */
  async fitAsync<M extends L>(
    X: MatrixLike,
    y: ArrayLike<M>,
    options: FitAsyncOptions = {},
  ): Promise<RandomForestClassifier<M>> {
    return drainInSlices(this.#train(X, y, options), options);
  }

  /** @internal */
  [TOGETHER](
    all: readonly RandomForestClassifier[],
    { X, y, options = {} }: CommonSamples,
  ): FittingTogether {
    const [samples, targets] = [X as MatrixLike, y as ArrayLike<Label>];
    return fitAlong(all, {
      count: 'nEstimators',
      apart: ({ params: { oobScore, warmStart } }) => oobScore || warmStart,
      all: (forests) =>
        forests[forests.length - 1].#train(samples, targets, options, forests.slice(0, -1)),
      one: (forest) => forest.#train(samples, targets, options),
    });
  }

  *#train<M extends Label>(
    X: MatrixLike,
    y: ArrayLike<M>,
    options: FitOptions,
    smaller: readonly RandomForestClassifier[] = [],
  ): Training<RandomForestClassifier<M>> {
    const owner = 'RandomForestClassifier';
    const where = `${owner}.fit`;
    const params = this.params;
    const samples = yield* parseFeaturesInSteps(X, where, { allowMissing: true });
    const given = weightsOf(options, samples.rows, where);
    const { codes, classes } = encodeClasses(y, samples.rows, where, given);
    yield;
    const balanceDrawn = params.classWeight === 'balancedSubsample' && params.bootstrap;
    const weights = weighForest(params, codes, classes, given);
    const targets = new Float64Array(codes).map((code) => Math.max(0, code));
    const { forest, outside } = yield* trainForest({
      owner,
      params,
      data: { samples, targets, nClasses: classes.length, weights, balanceDrawn },
      kept: keptTrees(params, this.state, (last) => sameForm(last, samples.columns, classes), {
        owner,
        form: 'X must have the features and y the labels',
      }),
      reserve: (nodes) => reserveShares(nodes, classes.length, where),
    });
    const state = {
      ...forest,
      classes,
      oobScore:
        outside && outOfBagAccuracy(outside, codes, { weights: given, owner, part: 'tree' }),
      oobDecisionFunction: outside,
    };
    for (const forest of smaller) forest.state = firstTrees(state, forest.params.nEstimators);
    this.state = state;
    return this as RandomForestClassifier as RandomForestClassifier<M>;
  }

  /**
   * The most probable label of each sample, the first in `classes` on a tie.
   *
   * @param X - [nSamples × nFeatures], columns as in fit; NaN is missing
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has another number of columns
   */
  predict(X: MatrixLike): L[] {
    const { shares } = this.#shares(X, 'predict');
    return decodeLabels(argmaxRows(shares, this.fitted('predict').classes.length), this.classes);
  }

  /**
   * Class probabilities: class shares in the leaf that each tree reaches, averaged over the trees.
   * Source: Breiman, Machine Learning 45 (2001), who counts votes. Cost: nEstimators × depth a sample.
   *
   * @param X - [nSamples × nFeatures], columns as in fit; NaN is missing
   * @returns [nSamples × nClasses], unitless, rows sum to 1; columns follow `classes`
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has another number of columns
   */
  predictProba(X: MatrixLike): Matrix {
    const { shares, rows } = this.#shares(X, 'predictProba');
    return toMatrix(shares, rows, shares.length / rows);
  }

  /** Logarithms of the probabilities; -Infinity for a class that no tree holds possible. As `predictProba` else. */
  predictLogProba(X: MatrixLike): Matrix {
    const { shares, rows } = this.#shares(X, 'predictLogProba');
    return toMatrix(shares.map(log), rows, shares.length / rows);
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
    return accuracyOf(this.predict(X), y, options, 'RandomForestClassifier.score');
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
    return leavesOf(this.fitted('apply'), X, 'RandomForestClassifier.apply', storedLeaves);
  }

  /** The nodes that each sample passes in all trees. Parameters and errors as `apply`. */
  decisionPath(X: MatrixLike): DecisionPath {
    const { nFeatures, trees: grown } = this.fitted('decisionPath');
    const where = 'RandomForestClassifier.decisionPath';
    return pathsOf({ nFeatures, trees: grown.map(openTree) }, X, where);
  }

  #shares(X: MatrixLike, method: string): { shares: Float64Array; rows: number } {
    const state = this.fitted(method);
    const where = `RandomForestClassifier.${method}`;
    const { classes, trees: grown } = state;
    const samples = readTreeQuery(state, X, where);
    const shares = classColumns(samples.rows, classes.length, where);
    addStored(grown, samples, classes.length, shares);
    for (let at = 0; at < shares.length; at++) shares[at] /= grown.length;
    return { shares, rows: samples.rows };
  }

  /** The labels seen in `fit`, in ascending order. */
  get classes(): readonly L[] {
    return this.shown('classes', ({ classes }) => classes.slice() as L[]);
  }

  /** The trees, not to be changed; `exportText` and `exportGraphviz` show one. */
  get estimators(): readonly Tree[] {
    return this.shown('estimators', ({ trees }) => trees.map(openTree));
  }

  /** @internal */
  [TREES](): TreeEnsemble {
    const { trees: grown, nFeatures, classes } = this.fitted('estimators');
    return meanOfTrees(grown.map(openTree), nFeatures, classes.length);
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
      drawnRows(draws, seed, 'RandomForestClassifier.estimatorsSamples'),
    );
  }

  /** Share of the impurity removed by each feature [nFeatures], unitless; sums to 1 unless nothing was split. */
  get featureImportances(): readonly number[] {
    return this.shown('featureImportances', () => toArray(drain(this[IMPORTANCES]())));
  }

  /** @internal */
  [IMPORTANCES](): Steps<Float64Array> {
    const { trees: grown, nFeatures } = this.fitted('featureImportances');
    return meanDecrease(openEach(grown), nFeatures);
  }

  /** Accuracy on the samples that each tree has not seen, from 0 to 1; null without the option `oobScore`, NaN when there are none. */
  get oobScore(): number | null {
    return this.fitted('oobScore').oobScore;
  }

  /**
   * Class probabilities of the training samples from the trees that have not seen them
   * [nSamples × nClasses]; NaN for a sample that all have seen; null without the option `oobScore`.
   */
  get oobDecisionFunction(): Matrix | null {
    return this.shown('oobDecisionFunction', ({ oobDecisionFunction: own, classes }) =>
      own === null ? null : toMatrix(own.slice(), own.length / classes.length, classes.length),
    );
  }
}
