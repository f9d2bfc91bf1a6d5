import type {
  FitAsyncOptions,
  FitOptions,
  Label,
  MatrixLike,
  OutlierDetector,
  PassedOver,
} from '../contracts.js';
import { parseFeaturesInSteps, readFeatures } from '../data/dense.js';
import { checkLength, weightsWithoutTarget } from '../data/targets.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { Estimator, type EstimatorInfo } from '../estimator.js';
import { areaOfTwo } from '../metrics/class-area.js';
import { quantile } from '../numeric/statistics.js';
import { toArray } from '../numeric/vectors.js';
import { drain, drainInSlices, mapSteps, type Steps, type Training } from '../progress.js';
import { randomSeed, type Seed } from '../random/rng.js';
import * as schema from '../serialization/schema.js';
import {
  addDraws,
  type DrawnTrees,
  drawnRows,
  drawnTrees,
  wrongDraws,
} from '../trees/drawn-rows.js';
import { meanOfTrees, TREES, type TreeEnsemble } from '../trees/ensemble.js';
import { hyperplaneTrees } from '../trees/hyperplane-schema.js';
import type { HyperplaneTree } from '../trees/isolation/hyperplane-tree.js';
import {
  growIsolationForest,
  type IsolationPlan,
} from '../trees/isolation/isolation-forest-growing.js';
import { isolationScores } from '../trees/isolation/isolation-scores.js';
import type { Tree } from '../trees/tree.js';
import { trees } from '../trees/tree-schema.js';
import { show } from '../words.js';
import {
  countFeatures,
  countSamples,
  type IsolationForestOptions,
  isolationHyperparameters,
} from './isolation-forest-options.js';
import { keptTrees } from './warm-start.js';

export interface IsolationForestState {
  nFeatures: number;
  trees: Tree[];
  /** The same trees with planes for questions; null without extension. */
  planes: HyperplaneTree[] | null;
  /** Coefficients of a plane. */
  nCoefficients: number;
  maxSamples: number;
  offset: number;
  seed: Seed;
  /** How the trees came by their samples; null when an older file does not tell. */
  draws: DrawnTrees[] | null;
}

/**
 * Isolation forest: outliers are few and different, so random splits part them from the others after
 * few questions. Sources: Liu, Ting and Zhou, ICDM (2008); with `extensionLevel`, Hariri, Carrasco Kind
 * and Brunner, IEEE TKDE 33 (2021).
 *
 * Features need no scaling, unless `extensionLevel` is used. Missing values (NaN) go to a side at
 * random; the extended forest refuses them.
 *
 * @example
 * const X = [[1], [1.1], [0.9], [1.05], [9]]
 * const model = new IsolationForest({ randomState: 0 }).fit(X)
 * model.predict(X) // [1, 1, 1, 1, -1]
 */
export class IsolationForest
  extends Estimator<IsolationForestOptions, IsolationForestState>
  implements OutlierDetector
{
  static readonly info: EstimatorInfo = {
    type: 'IsolationForest',
    hyperparameters: isolationHyperparameters,
    state: schema.object<IsolationForestState>(
      {
        nFeatures: schema.size('nFeatures'),
        trees: trees('nFeatures', 1),
        nCoefficients: schema.size('nCoefficients'),
        planes: schema.nullable(hyperplaneTrees('nFeatures', 'nCoefficients')),
        maxSamples: schema.number({ integer: true, min: 1 }),
        offset: schema.number({ min: -1, max: 0 }),
        seed: schema.seed(),
        draws: drawnTrees,
      },
      ({ trees: grown, draws }) => wrongDraws(draws, grown.length),
    ),
  };

  constructor(options: IsolationForestOptions = {}) {
    super(IsolationForest.info, options);
  }

  /**
   * Grow the trees, and find the threshold. Cost: nEstimators × maxSamples × log maxSamples, and with
   * a contamination a score of every sample.
   *
   * @param X - [nSamples × nFeatures]; NaN is missing
   * @param y - not used; there so that all estimators are called alike
   * @param options - `sampleWeight`: samples are drawn in proportion to it
   * @throws InvalidInputError when X is ragged, empty or infinite, or the weights do not fit
   * @throws InvalidParameterError when maxFeatures or extensionLevel do not go with the data
   */
  fit(X: MatrixLike, y?: PassedOver, options: FitOptions = {}): this {
    return drain(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: reports each tree to `onProgress` and stops on `signal`, and then stays as it was. */
  async fitAsync(X: MatrixLike, y?: PassedOver, options: FitAsyncOptions = {}): Promise<this> {
    return drainInSlices(this.#train(X, y, options), options);
  }

  /** As `fit`, in steps: a generator for who drives it with other work. */
  fitInSteps(X: MatrixLike): Steps<this> {
    return mapSteps(this.#train(X, undefined, {}), () => undefined);
  }

  *#train(X: MatrixLike, y: PassedOver, options: FitOptions): Training<this> {
    const where = 'IsolationForest.fit';
    const params = this.params;
    const { nEstimators: total, contamination, bootstrap, extensionLevel, randomState } = params;
    const samples = yield* parseFeaturesInSteps(X, where, { allowMissing: extensionLevel === 0 });
    const weights = weightsWithoutTarget(options, samples.rows, where, y);
    const goesOn = (last: IsolationForestState) =>
      last.nFeatures === samples.columns && last.nCoefficients === extensionLevel + 1;
    const kept = keptTrees(params, this.state, goesOn, {
      owner: 'IsolationForest',
      form: 'the features and extensionLevel must be those',
    });
    const plan: IsolationPlan = {
      samples,
      weights,
      maxSamples: countSamples(params, samples.rows),
      maxFeatures: countFeatures(params, samples.columns),
      bootstrap,
      nCoefficients: extensionLevel + 1,
      seed: kept?.seed ?? randomState ?? randomSeed(),
    };
    const grown: Tree[] = kept?.trees.slice() ?? [];
    const planes: HyperplaneTree[] = kept?.planes?.slice() ?? [];
    if (grown.length === total) yield { done: total, total, unit: 'tree' };
    const growing = growIsolationForest(plan, grown.length, total);
    const draws = yield* mapSteps(growing, ({ tree, plane }) => {
      grown.push(tree);
      if (plane !== undefined) planes.push(plane);
      return { done: grown.length, total, unit: 'tree' };
    });
    const state: IsolationForestState = {
      nFeatures: samples.columns,
      trees: grown,
      planes: extensionLevel === 0 ? null : planes,
      nCoefficients: plan.nCoefficients,
      maxSamples: plan.maxSamples,
      offset: -0.5,
      seed: plan.seed,
      draws: addDraws(kept?.draws, draws),
    };
    if (contamination !== 'auto') {
      state.offset = quantile(yield* isolationScores(state, samples), contamination);
    }
    this.state = state;
    return this;
  }

  /**
   * The score of the paper with its sign turned: the lower, the more abnormal.
   * Cost: nEstimators × log maxSamples a sample.
   *
   * @param X - [nSamples × nFeatures], columns as in fit; NaN is missing
   * @returns [nSamples], -1 to 0; about -0.5 and above is ordinary
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has another number of columns
   */
  scoreSamples(X: MatrixLike): number[] {
    return toArray(this.#scores(X, 'scoreSamples'));
  }

  /** `scoreSamples` less `offset`: negative for outliers. Parameters and errors as there. */
  decisionFunction(X: MatrixLike): number[] {
    const { offset } = this.fitted('decisionFunction');
    const values = this.#scores(X, 'decisionFunction');
    return Array.from(values, (value) => value - offset);
  }

  /**
   * Whether each sample is ordinary (1) or an outlier (-1).
   *
   * @param X - [nSamples × nFeatures], columns as in fit; NaN is missing
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has another number of columns
   */
  predict(X: MatrixLike): number[] {
    const { offset } = this.fitted('predict');
    const values = this.#scores(X, 'predict');
    return Array.from(values, (value) => (value < offset ? -1 : 1));
  }

  /** `fit`, then `predict` of the same samples. */
  fitPredict(X: MatrixLike, y?: PassedOver, options: FitOptions = {}): number[] {
    return this.fit(X, y, options).predict(X);
  }

  /**
   * How well the scores rank the true outliers first: the area under the ROC curve, 0 to 1.
   *
   * @param X - [nSamples × nFeatures], columns as in fit; NaN is missing
   * @param y - the truth [nSamples]: -1 for outliers and 1 for the others, or true (or 1) for outliers
   *   and false (or 0) for the others
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X or y do not fit, or y has one kind only
   */
  score(X: MatrixLike, y: ArrayLike<Label>): number {
    const values = this.scoreSamples(X);
    checkLength(y, values.length, 'y', 'IsolationForest.score');
    const isOutlier = Array.from(y, (label) => outlierLabel(label, y));
    return areaOfTwo(
      isOutlier,
      values.map((value) => -value),
      'rocAucScore',
    );
  }

  #scores(X: MatrixLike, method: string): Float64Array {
    const state = this.fitted(method);
    const { nFeatures: columns, planes } = state;
    const where = `IsolationForest.${method}`;
    const samples = readFeatures(X, where, { columns, allowMissing: planes === null });
    return drain(isolationScores(state, samples));
  }

  /** The trees, not to be changed; `exportText` and `exportGraphviz` show one that is not extended. */
  get estimators(): readonly Tree[] {
    return this.shown('estimators', ({ trees }) => trees.slice());
  }

  /** @internal */
  [TREES](): TreeEnsemble {
    const { trees: grown, nFeatures, planes } = this.fitted('estimators');
    if (planes === null) return meanOfTrees(grown, nFeatures, 1);
    throw new InvalidParameterError(
      'IsolationForest: the trees of an extended forest ask about several features at a time. Fit it with extensionLevel: 0, or use kernelShap with a function.',
    );
  }

  /**
   * The rows of X that each tree learned from [nEstimators][draws], ascending, each as often as it was drawn. They are
   * drawn again at the first access.
   *
   * @throws NotFittedError before fit, and for a model saved by a version whose files do not tell
   * @throws InvalidInputError when they would take more than the memory limit
   */
  get estimatorsSamples(): readonly (readonly number[])[] {
    return this.shown('estimatorsSamples', ({ draws, seed }) =>
      drawnRows(draws, seed, 'IsolationForest.estimatorsSamples'),
    );
  }

  /** The score below which a sample is an outlier, -1 to 0. */
  get offset(): number {
    return this.fitted('offset').offset;
  }

  /** Samples that each tree saw. */
  get maxSamples(): number {
    return this.fitted('maxSamples').maxSamples;
  }
}

/** 1 for an outlier, 0 else. */
function outlierLabel(label: Label, y: ArrayLike<Label>): number {
  if (label === -1 || label === true) return 1;
  if (label === 0 || label === false) return 0;
  if (label === 1) return Array.prototype.includes.call(y, -1) ? 0 : 1;
  throw new InvalidInputError(
    `IsolationForest.score: y holds ${show(label)}. Pass -1 for outliers and 1 for the others, or booleans that are true for outliers.`,
  );
}
