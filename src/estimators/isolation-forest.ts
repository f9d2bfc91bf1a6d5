import type {
  FitAsyncOptions,
  FitOptions,
  Label,
  MatrixLike,
  OutlierDetector,
} from '../contracts.js';
import { type Dense, parseFeatures } from '../data/dense.js';
import { checkLength, weightsOf } from '../data/targets.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { Estimator, type EstimatorInfo } from '../estimator.js';
import {
  aChoice,
  aCountOrShare,
  aReal,
  boolean,
  type CountOrShare,
  countOf,
  either,
  type Hyperparameter,
  integer,
  parameter,
  seed,
} from '../hyperparameters.js';
import { rocAucScore } from '../metrics/ranking.js';
import { exp } from '../numeric/exp-log.js';
import { quantile } from '../numeric/statistics.js';
import { toArray } from '../numeric/vectors.js';
import { drain, drainInSlices, type Steps, type Training } from '../progress.js';
import { createRng, randomSeed, type Seed } from '../random/rng.js';
import { choice } from '../random/sampling.js';
import * as schema from '../serialization/schema.js';
import {
  addDraws,
  type DrawnTrees,
  drawnRows,
  drawnTrees,
  drawsAlike,
  drawsKept,
  wrongDraws,
} from '../trees/drawn-rows.js';
import {
  addPlaneValues,
  growHyperplaneTree,
  type HyperplaneTree,
} from '../trees/isolation/hyperplane-tree.js';
import { planTreeSamples } from '../trees/isolation/isolation-samples.js';
import { growIsolationTree } from '../trees/isolation/isolation-tree.js';
import { averagePathLength } from '../trees/isolation/path-length.js';
import { packTrees } from '../trees/packed-trees.js';
import { type Tree, TreeBuilder } from '../trees/tree.js';
import { hyperplaneTrees, trees } from '../trees/tree-schema.js';
import { warn } from '../warnings.js';
import { count, show } from '../words.js';

/** How many trees `IsolationForest` grows, from which samples, and where anomalies begin. */
export interface IsolationForestOptions {
  /** How many trees to grow. Default 100. */
  nEstimators?: number;
  /**
   * How many samples each tree sees: `'auto'` for 256 or all there are, a share in (0, 1], a count from 2 up,
   * `{ count: 1 }` for one. Default 'auto'.
   */
  maxSamples?: 'auto' | CountOrShare;
  /**
   * The share of outliers, among the samples of `fit`, above 0 and at most 0.5, which sets the threshold;
   * `'auto'` takes that of the paper, a score of -0.5. Default 'auto'.
   */
  contamination?: 'auto' | number;
  /**
   * How many features each tree may ask about: a share in (0, 1], a count from 2 up, `{ count: 1 }` for one.
   * Default 1, all.
   */
  maxFeatures?: CountOrShare;
  /** Whether a tree may see a sample more than once. Default false. */
  bootstrap?: boolean;
  /**
   * In how many further features a split is inclined: 0 splits one feature at a time, as the isolation
   * forest does; up to nFeatures - 1 makes it the extended isolation forest, whose scores have no
   * artefacts along the axes. Default 0.
   */
  extensionLevel?: number;
  /** Whether to keep the trees of the last fit and grow only those that are missing. Default false. */
  warmStart?: boolean;
  /** A seed for repeatable results: the same seed gives the same forest on every platform. Default null. */
  randomState?: Seed | null;
}

interface IsolationForestState {
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

const hyperparameters = {
  nEstimators: integer({ min: 1, default: 100, about: 'how many trees to grow.' }),
  maxSamples: parameter(either(aChoice('auto'), aCountOrShare()), {
    default: 'auto',
    about: 'how many samples each tree sees, as a count or a share.',
  }),
  contamination: parameter(either(aChoice('auto'), aReal({ above: 0, max: 0.5 })), {
    default: 'auto',
    about: 'the share of outliers, or "auto" for a threshold without one.',
  }),
  maxFeatures: parameter(aCountOrShare(), {
    default: 1,
    about: 'how many features each tree may ask about, as a count or a share.',
  }),
  bootstrap: boolean({
    default: false,
    about: 'whether a tree may see a sample more than once.',
  }),
  extensionLevel: integer({
    min: 0,
    default: 0,
    about: 'in how many further features a split is inclined.',
  }),
  warmStart: boolean({
    default: false,
    about: 'whether to keep the trees of the last fit and grow only those that are missing.',
  }),
  randomState: seed(),
} satisfies Record<keyof IsolationForestOptions, Hyperparameter>;

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
    hyperparameters,
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
   * @param _y - not used; there so that all estimators are called alike
   * @param options - `sampleWeight`: samples are drawn in proportion to it
   * @throws InvalidInputError when X is ragged, empty or infinite, or the weights do not fit
   * @throws InvalidParameterError when maxFeatures or extensionLevel do not go with the data
   */
  fit(X: MatrixLike, _y?: unknown, options: FitOptions = {}): this {
    return drain(this.#train(X, options));
  }

  /** As `fit`, in time slices: reports each tree to `onProgress` and stops on `signal`, and then stays as it was. */
  async fitAsync(X: MatrixLike, _y?: unknown, options: FitAsyncOptions = {}): Promise<this> {
    return drainInSlices(this.#train(X, options), options);
  }

  *#train(X: MatrixLike, options: FitOptions): Training<this> {
    const where = 'IsolationForest.fit';
    const { nEstimators, contamination, bootstrap, extensionLevel, randomState } = this.params;
    const samples = parseFeatures(X, where, { allowMissing: extensionLevel === 0 });
    const weights = weightsOf(options, samples.rows, where);
    const maxSamples = this.#countSamples(samples.rows);
    const features = this.#countFeatures(samples.columns);
    const kept = this.#keep(samples);
    const seedOfForest = kept?.seed ?? randomState ?? randomSeed();
    const forest = createRng(seedOfForest);
    const drawAlike = weights === undefined || weights.every((weight) => weight === weights[0]);
    const unlike = drawAlike ? undefined : weights;
    const drawSamples = planTreeSamples(samples.rows, maxSamples, unlike, bootstrap);

    const builder = new TreeBuilder(1);
    const nCoefficients = extensionLevel + 1;
    const grown: Tree[] = kept?.trees.slice() ?? [];
    const planes: HyperplaneTree[] = kept?.planes?.slice() ?? [];
    const drawn: Int32Array[] = [];
    if (grown.length === nEstimators) {
      yield { done: nEstimators, total: nEstimators, unit: 'tree' };
    }
    for (let t = grown.length; t < nEstimators; t++) {
      const rng = forest.fork(t);
      const rows = drawSamples(rng);
      if (unlike !== undefined) drawn.push(rows.slice()); // growing moves them
      const columns = choice(samples.columns, features, rng);
      if (extensionLevel === 0) {
        grown.push(growIsolationTree(samples, rows, columns, rng, builder));
      } else {
        const tree = growHyperplaneTree(samples, rows, columns, nCoefficients, rng, builder);
        planes.push(tree);
        grown.push(tree);
      }
      yield { done: t + 1, total: nEstimators, unit: 'tree' };
    }
    const added = nEstimators - (kept?.trees.length ?? 0);
    const draws =
      unlike === undefined
        ? drawsAlike(samples.rows, maxSamples, bootstrap, added)
        : drawsKept(samples.rows, drawn);
    const state: IsolationForestState = {
      nFeatures: samples.columns,
      trees: grown,
      planes: extensionLevel === 0 ? null : planes,
      nCoefficients,
      maxSamples,
      offset: -0.5,
      seed: seedOfForest,
      draws: addDraws(kept?.draws, draws),
    };
    if (contamination !== 'auto') {
      state.offset = quantile(yield* scoresInSteps(state, samples), contamination);
    }
    this.state = state;
    return this;
  }

  #countSamples(rows: number): number {
    const { maxSamples } = this.params;
    if (maxSamples === 'auto') return Math.min(256, rows);
    const wanted = countOf(maxSamples, rows);
    if (wanted <= rows) return wanted;
    warn(
      'data',
      `IsolationForest.fit: maxSamples is ${wanted}, but X has ${count(rows, 'row')}, so each tree sees all. Lower maxSamples.`,
    );
    return rows;
  }

  #countFeatures(columns: number): number {
    const { maxFeatures, extensionLevel } = this.params;
    const wanted = countOf(maxFeatures, columns);
    if (wanted > columns) {
      throw new InvalidParameterError(
        `IsolationForest: maxFeatures is ${wanted}, but X has only ${count(columns, 'feature')}. Pass at most that.`,
      );
    }
    if (extensionLevel >= wanted) {
      throw new InvalidParameterError(
        `IsolationForest: extensionLevel is ${extensionLevel}, but a split can be inclined in at most ${wanted - 1} further features. Lower it.`,
      );
    }
    return wanted;
  }

  /** The last fit, when `warmStart` goes on from it. */
  #keep(samples: Dense): IsolationForestState | undefined {
    const last = this.state;
    const { warmStart, nEstimators, extensionLevel } = this.params;
    if (!warmStart || last === undefined) return undefined;
    if (last.nFeatures !== samples.columns || last.nCoefficients !== extensionLevel + 1) {
      throw new InvalidInputError(
        'IsolationForest.fit: with warmStart, the features and extensionLevel must be those of the last fit. Set warmStart to false to begin anew.',
      );
    }
    if (last.trees.length > nEstimators) {
      throw new InvalidParameterError(
        `IsolationForest: with warmStart, nEstimators must be at least the ${last.trees.length} trees there are, but got ${nEstimators}. Raise it, or set warmStart to false.`,
      );
    }
    return last;
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
    const state = this.fitted('scoreSamples');
    return toArray(scores(state, this.#parse(X, 'scoreSamples')));
  }

  /** `scoreSamples` less `offset`: negative for outliers. Parameters and errors as there. */
  decisionFunction(X: MatrixLike): number[] {
    const state = this.fitted('decisionFunction');
    const values = scores(state, this.#parse(X, 'decisionFunction'));
    return Array.from(values, (value) => value - state.offset);
  }

  /**
   * Whether each sample is ordinary (1) or an outlier (-1).
   *
   * @param X - [nSamples × nFeatures], columns as in fit; NaN is missing
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has another number of columns
   */
  predict(X: MatrixLike): number[] {
    const state = this.fitted('predict');
    const values = scores(state, this.#parse(X, 'predict'));
    return Array.from(values, (value) => (value < state.offset ? -1 : 1));
  }

  /** `fit`, then `predict` of the same samples. */
  fitPredict(X: MatrixLike, y?: unknown, options: FitOptions = {}): number[] {
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
    return rocAucScore(
      isOutlier,
      values.map((value) => -value),
    );
  }

  #parse(X: MatrixLike, method: string): Dense {
    const { nFeatures, planes } = this.fitted(method);
    const where = `IsolationForest.${method}`;
    return parseFeatures(X, where, { columns: nFeatures, allowMissing: planes === null });
  }

  /** The trees, not to be changed; `exportText` and `exportGraphviz` show one that is not extended. */
  get estimators(): readonly Tree[] {
    return this.shown('estimators', ({ trees }) => trees.slice());
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

function scores(state: IsolationForestState, samples: Dense): Float64Array {
  return drain(scoresInSteps(state, samples));
}

/** Walks of a row through a tree in one step: 5 to 10 ms. */
const STEP_WALKS = 200_000;

/** -2^(-mean path length / mean path length of the samples of a tree). */
function* scoresInSteps(
  { trees: grown, planes, nCoefficients, maxSamples }: IsolationForestState,
  { data, rows, columns }: Dense,
): Steps<Float64Array> {
  const lengths = new Float64Array(rows);
  const packed = planes === null ? packTrees(grown, 1) : undefined;
  const stepRows = Math.max(64, Math.floor(STEP_WALKS / grown.length));
  for (let from = 0; from < rows; from += stepRows) {
    const to = Math.min(rows, from + stepRows);
    const block = { data: data.subarray(from * columns, to * columns), rows: to - from, columns };
    const out = lengths.subarray(from, to);
    packed?.addLeafValues(block, out);
    if (planes !== null) addPlaneValues(planes, block, nCoefficients, out);
    yield;
  }
  const longest = grown.length * averagePathLength(maxSamples);
  // A single sample is told from nothing: as in scikit-learn, its score is that of a certain outlier's half.
  if (longest === 0) return lengths.fill(-0.5);
  // Samples that no tree parts have the longest path, and are ordinary: what the sum over the trees rounds is no depth.
  const rounding = grown.length * Number.EPSILON;
  for (let i = 0; i < lengths.length; i++) {
    const depth = lengths[i] / longest;
    lengths[i] = Math.abs(depth - 1) <= rounding ? -0.5 : -exp(-depth * Math.LN2);
  }
  return lengths;
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
