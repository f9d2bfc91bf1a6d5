import type { Matrix } from 'ml-matrix';
import type {
  FitAsyncOptions,
  FitOptions,
  Label,
  MatrixLike,
  ProbabilisticClassifier,
  ScoreOptions,
} from '../../contracts.js';
import { type ClassWeight, weightClasses } from '../../data/class-weights.js';
import { type Dense, parseFeatures, toMatrix } from '../../data/dense.js';
import { decodeLabels, encodeClasses } from '../../data/labels.js';
import { weightsOf } from '../../data/targets.js';
import { InvalidInputError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import {
  type CommonSamples,
  type FittingTogether,
  fitAlong,
  TOGETHER,
} from '../../fitting-together.js';
import {
  aChoice,
  classWeight,
  either,
  type Hyperparameter,
  oneOf,
  parameter,
} from '../../hyperparameters.js';
import { reserve } from '../../memory.js';
import { log } from '../../numeric/exp-log.js';
import { toArray } from '../../numeric/vectors.js';
import { drain, drainInSlices, type Training } from '../../progress.js';
import { randomSeed } from '../../random/rng.js';
import * as schema from '../../serialization/schema.js';
import { argmaxRows } from '../../solvers/linear-margins.js';
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
import { classColumns } from '../class-columns.js';
import { accuracyOf } from '../scoring.js';
import { firstTrees } from './first-trees.js';
import {
  checkWarmStart,
  forestHyperparameters,
  planForest,
  type RandomForestOptions,
  seenByAllTrees,
} from './random-forest-options.js';

/** How `RandomForestClassifier` grows its trees, and how classes count. */
export interface RandomForestClassifierOptions extends RandomForestOptions {
  /** The impurity that splits make small: Gini's, or entropy (also called log loss). Default 'gini'. */
  criterion?: 'gini' | 'entropy' | 'logLoss';
  /**
   * Weights of the classes, multiplied into those of the samples: `'balanced'` makes all classes
   * count alike, `'balancedSubsample'` does so among the samples drawn for each tree, an object
   * `{ label: weight }` gives each its own. Default null.
   */
  classWeight?: ClassWeight | 'balancedSubsample';
}

interface RandomForestClassifierState {
  nFeatures: number;
  classes: Label[];
  trees: Tree[];
  seed: number | string;
  /** How the trees came by their rows; null when an older file does not tell. */
  draws: DrawnTrees[] | null;
  oobScore: number | null;
  oobDecisionFunction: Float64Array | null;
}

const hyperparameters = {
  ...forestHyperparameters('sqrt'),
  criterion: oneOf(['gini', 'entropy', 'logLoss'], {
    default: 'gini',
    about: 'the impurity that splits make small.',
  }),
  classWeight: parameter(either(classWeight(), aChoice('balancedSubsample')), {
    default: null,
    about: 'weights of the classes: "balanced", "balancedSubsample", or one for each label.',
  }),
} satisfies Record<keyof RandomForestClassifierOptions, Hyperparameter>;

/**
 * A random forest: many trees, each grown on samples drawn with replacement and on a few features
 * drawn for each split, whose class shares are averaged. Source: Breiman, Machine Learning 45 (2001).
 *
 * Features need no scaling, and missing values (NaN) are learned from. They are grouped into at most
 * 255 bins first, so splits are exact where a feature has no more distinct values than that.
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
    hyperparameters,
    state: schema.object<RandomForestClassifierState>(
      {
        nFeatures: schema.size('nFeatures'),
        classes: schema.labels('nClasses'),
        trees: trees('nFeatures', 'nClasses', 'shares'),
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
  fit<M extends Label>(
    X: MatrixLike,
    y: ArrayLike<M>,
    options: FitOptions = {},
  ): RandomForestClassifier<M> {
    return drain(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: reports each tree to `onProgress` and stops on `signal`, and then stays as it was. */
  async fitAsync<M extends Label>(
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
    const samples = parseFeatures(X, where, { allowMissing: true });
    const given = weightsOf(options, samples.rows, where);
    const { codes, classes } = encodeClasses(y, samples.rows, where, given);
    const balanceDrawn = params.classWeight === 'balancedSubsample' && params.bootstrap;
    const weights = this.#weigh(codes, classes, given);
    const kept = this.#keep(samples, classes);
    const seed = kept?.seed ?? params.randomState ?? randomSeed();
    const targets = Float64Array.from(codes, (code) => Math.max(0, code));
    const data = { samples, targets, nClasses: classes.length, weights, balanceDrawn };
    const plan = yield* planForest(params, data, seed, owner);

    const grown = kept?.trees.slice() ?? [];
    reserveShares(largestTree(params, samples.rows), classes.length, where);
    let nodes = grown.reduce((sum, tree) => sum + tree.left.length, 0);
    const { nEstimators } = params;
    if (grown.length === nEstimators) {
      yield { done: nEstimators, total: nEstimators, unit: 'tree' };
    }
    for (const tree of growForest(plan, grown.length, nEstimators)) {
      if (tree === undefined) {
        yield;
        continue;
      }
      grown.push(tree);
      nodes += tree.left.length;
      reserveShares((nodes / grown.length) * nEstimators, classes.length, where);
      yield { done: grown.length, total: nEstimators, unit: 'tree' };
    }
    const outside =
      params.oobScore && plan.bootstrap !== undefined
        ? yield* outOfBagValues(grown, samples, classes.length, plan.bootstrap, seed)
        : null;
    const state = {
      nFeatures: samples.columns,
      classes,
      trees: grown,
      seed,
      draws: addDraws(kept?.draws, forestDraws(plan, nEstimators - (kept?.trees.length ?? 0))),
      oobScore: outside && outOfBagAccuracy(outside, codes, classes.length, given),
      oobDecisionFunction: outside,
    };
    for (const forest of smaller) forest.state = firstTrees(state, forest.params.nEstimators);
    this.state = state;
    return this as RandomForestClassifier as RandomForestClassifier<M>;
  }

  /** Weights of the samples with those of their classes; undefined when all are 1. */
  #weigh(
    codes: Int32Array,
    classes: readonly Label[],
    given: Float64Array | undefined,
  ): Float64Array | undefined {
    const { classWeight: option, bootstrap } = this.params;
    const perTree = option === 'balancedSubsample';
    const ofClasses: ClassWeight = perTree ? (bootstrap ? null : 'balanced') : option;
    if (ofClasses === null) return given;
    return weightClasses(ofClasses, codes, classes, given, 'RandomForestClassifier');
  }

  /** The last fit, when `warmStart` goes on from it. */
  #keep(samples: Dense, classes: readonly Label[]): RandomForestClassifierState | undefined {
    const last = this.state;
    if (!this.params.warmStart || last === undefined) return undefined;
    const same =
      last.nFeatures === samples.columns &&
      last.classes.length === classes.length &&
      last.classes.every((label, k) => label === classes[k]);
    if (!same) {
      throw new InvalidInputError(
        'RandomForestClassifier.fit: with warmStart, X must have the features and y the labels of the last fit. Set warmStart to false to begin anew.',
      );
    }
    checkWarmStart(this.params, last.trees.length, 'RandomForestClassifier');
    return last;
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
    const { trees: grown } = this.fitted('apply');
    const samples = this.#parse(X, 'apply');
    return toMatrix(Float64Array.from(leafIndices(grown, samples)), samples.rows, grown.length);
  }

  /** The nodes that each sample passes in all trees. Parameters and errors as `apply`. */
  decisionPath(X: MatrixLike): DecisionPath {
    const { trees: grown } = this.fitted('decisionPath');
    return decisionPath(grown, this.#parse(X, 'decisionPath'));
  }

  #shares(X: MatrixLike, method: string): { shares: Float64Array; rows: number } {
    const { classes, trees: grown } = this.fitted(method);
    const samples = this.#parse(X, method);
    const shares = classColumns(samples.rows, classes.length, `RandomForestClassifier.${method}`);
    packTrees(grown, classes.length).addLeafValues(samples, shares);
    for (let at = 0; at < shares.length; at++) shares[at] /= grown.length;
    return { shares, rows: samples.rows };
  }

  #parse(X: MatrixLike, method: string): Dense {
    const { nFeatures } = this.fitted(method);
    const where = `RandomForestClassifier.${method}`;
    return parseFeatures(X, where, { columns: nFeatures, allowMissing: true });
  }

  /** The labels seen in `fit`, in ascending order. */
  get classes(): readonly L[] {
    return this.shown('classes', ({ classes }) => classes.slice() as L[]);
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
      drawnRows(draws, seed, 'RandomForestClassifier.estimatorsSamples'),
    );
  }

  /** Share of the impurity removed by each feature [nFeatures], unitless; sums to 1 unless nothing was split. */
  get featureImportances(): readonly number[] {
    return this.shown('featureImportances', ({ trees: grown, nFeatures }) =>
      toArray(meanDecrease(grown, nFeatures)),
    );
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
    return this.shown(
      'oobDecisionFunction',
      ({ oobDecisionFunction: shares, classes }) =>
        shares && toMatrix(shares.slice(), shares.length / classes.length, classes.length),
    );
  }
}

/** Accuracy over the samples that some tree has not seen. */
function outOfBagAccuracy(
  shares: Float64Array,
  codes: Int32Array,
  nClasses: number,
  weights: Float64Array | undefined,
): number {
  const predicted = argmaxRows(shares, nClasses);
  let right = 0;
  let total = 0;
  let seenByAll = 0;
  for (let i = 0; i < codes.length; i++) {
    if (Number.isNaN(shares[i * nClasses])) {
      seenByAll++;
      continue;
    }
    const weight = weights === undefined ? 1 : weights[i];
    total += weight;
    if (predicted[i] === codes[i]) right += weight;
  }
  if (seenByAll > 0) warn('data', seenByAllTrees('RandomForestClassifier', seenByAll));
  return right / total; // NaN when every tree has seen all samples
}

/** Nodes that a tree has at most. */
function largestTree(
  { maxDepth, maxLeafNodes }: { maxDepth: number | null; maxLeafNodes: number | null },
  rows: number,
): number {
  return 2 * Math.min(rows, maxLeafNodes ?? Infinity, 2 ** (maxDepth ?? Infinity));
}

/** Refuse trees whose nodes hold more shares of classes than memory may. */
function reserveShares(nodes: number, nClasses: number, where: string): void {
  reserve(8 * nodes * nClasses, {
    where,
    what: `trees of ${Math.round(nodes)} nodes with a share of each of ${nClasses} classes`,
    remedy: 'Lower nEstimators or maxDepth, or predict numbers with RandomForestRegressor.',
  });
}
