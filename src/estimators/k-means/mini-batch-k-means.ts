import type { Matrix } from 'ml-matrix';
import type {
  Clusterer,
  FitAsyncOptions,
  FitOptions,
  MatrixLike,
  ScoreOptions,
  Transformer,
} from '../../contracts.js';
import { type Dense, parseFeatures, toMatrix } from '../../data/dense.js';
import { weightsOf } from '../../data/targets.js';
import { NotFittedError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import {
  aChoice,
  anInteger,
  boolean,
  either,
  type Hyperparameter,
  integer,
  parameter,
  real,
  seed,
} from '../../hyperparameters.js';
import { squaredDistance } from '../../numeric/distances.js';
import { columnMoments, sumOfWeights } from '../../numeric/statistics.js';
import { toArray } from '../../numeric/vectors.js';
import { drain, drainInSlices, mapSteps, type Training } from '../../progress.js';
import { createRng, type Rng, type Seed } from '../../random/rng.js';
import * as schema from '../../serialization/schema.js';
import { type ClusteringProblem, inertiaOf } from '../../solvers/k-means/lloyd.js';
import {
  createBatches,
  miniBatchStep,
  type RunningMeans,
  resample,
  watchConvergence,
} from '../../solvers/k-means/mini-batch.js';
import {
  checkSizes,
  distancesToCenters,
  inertiaOfSamples,
  nearestCenters,
} from '../../solvers/k-means/shifted-centers.js';
import { warn } from '../../warnings.js';
import {
  checkEnoughSamples,
  countRuns,
  type Init,
  initialCenters,
  initParameter,
  labelsFault,
  nInitParameter,
  withoutOverflow,
  withPlainInit,
} from './k-means-init.js';

/** How many clusters `MiniBatchKMeans` looks for, in batches of which size, and when it stops. */
export interface MiniBatchKMeansOptions {
  /** How many clusters to look for. Default 8. */
  nClusters?: number;
  /** How to start, as in `KMeans`; on `initSize` samples. Default `'k-means++'`. */
  init?: Init;
  /** Most passes over the data. Default 100. */
  maxIter?: number;
  /** How many samples a batch has; more than there are means all. Default 1024. */
  batchSize?: number;
  /** Whether `fit` finds the label of every sample at the end. Default true. */
  computeLabels?: boolean;
  /** A seed for repeatable results, or null for new ones at every fit. Default null. */
  randomState?: Seed | null;
  /**
   * How little the centres still move at the end: their squared movements in a batch sum to at most `tol`
   * times the mean variance of the features. 0 for never. Default 0.
   */
  tol?: number;
  /** How many batches without improvement to stop after, of the smoothed inertia; null for never. Default 10. */
  maxNoImprovement?: number | null;
  /** How many samples to start from; null is 3 × batchSize, or 3 × nClusters if that is not enough. Default null. */
  initSize?: number | null;
  /**
   * How many runs to take the best of, by their starts alone. `'auto'` is 1 for k-means++ and given centres,
   * else 3. Default `'auto'`.
   */
  nInit?: number | 'auto';
  /**
   * The share of the largest weight below which a centre starts anew, now and then, from a random sample; 0
   * for never. Default 0.01.
   */
  reassignmentRatio?: number;
}

interface MiniBatchKMeansState {
  nFeatures: number;
  centers: Float64Array;
  counts: Float64Array;
  labels: Int32Array | null;
  inertia: number;
  nIter: number;
  nSteps: number;
  sinceReassigned: number;
  converged: boolean;
}

const hyperparameters = {
  nClusters: integer({ min: 1, default: 8, about: 'how many clusters to look for.' }),
  init: initParameter(),
  maxIter: integer({ min: 1, default: 100, about: 'the most passes over the data.' }),
  batchSize: integer({ min: 1, default: 1024, about: 'how many samples a batch has.' }),
  computeLabels: boolean({
    default: true,
    about: 'whether fit finds the label of every sample at the end.',
  }),
  randomState: seed(),
  tol: real({
    min: 0,
    default: 0,
    about:
      'how little the centres still move at the end, relative to the variance of the features.',
  }),
  maxNoImprovement: parameter(either(anInteger({ min: 0 }), aChoice(null)), {
    default: 10,
    about: 'how many batches without improvement to stop after, or null for never.',
  }),
  initSize: parameter(either(anInteger({ min: 1 }), aChoice(null)), {
    default: null,
    about: 'how many samples to start from, or null for three batches.',
  }),
  nInit: nInitParameter(),
  reassignmentRatio: real({
    min: 0,
    max: 1,
    default: 0.01,
    about: 'the share of the largest weight below which a centre starts anew; 0 for never.',
  }),
} satisfies Record<keyof MiniBatchKMeansOptions, Hyperparameter>;

/**
 * k-means that learns from small random batches: faster than `KMeans` on large data, with slightly
 * higher inertia. `partialFit` learns from a stream that does not fit into memory.
 *
 * @example
 * const X = [[1, 2], [1, 4], [1, 0], [10, 2], [10, 4], [10, 0]]
 * const model = new MiniBatchKMeans({ nClusters: 2, randomState: 0 })
 * for (const batch of [X.slice(0, 4), X.slice(2)]) model.partialFit(batch)
 * model.predict([[0, 0], [12, 3]]) // two different clusters
 */
export class MiniBatchKMeans
  extends Estimator<MiniBatchKMeansOptions, MiniBatchKMeansState>
  implements Clusterer, Transformer
{
  static readonly info: EstimatorInfo = {
    type: 'MiniBatchKMeans',
    hyperparameters,
    state: schema.object<MiniBatchKMeansState>(
      {
        nFeatures: schema.size('nFeatures'),
        centers: schema.float64(['nClusters', 'nFeatures']),
        counts: schema.float64('nClusters', { min: 0 }),
        labels: schema.nullable(schema.int32('nSamples', { min: 0 })),
        inertia: schema.number({ min: 0 }),
        nIter: schema.number({ integer: true, min: 0 }),
        nSteps: schema.number({ integer: true, min: 1 }),
        sinceReassigned: schema.number({ integer: true, min: 0 }),
        converged: schema.boolean(),
      },
      ({ labels, counts }) => labelsFault(labels ?? new Int32Array(0), counts.length),
    ),
  };

  constructor(options: MiniBatchKMeansOptions = {}) {
    super(MiniBatchKMeans.info, withPlainInit('MiniBatchKMeans', options));
  }

  override setParams(options: Partial<MiniBatchKMeansOptions>): this {
    return super.setParams(withPlainInit('MiniBatchKMeans', options));
  }

  /**
   * Find the clusters, from a new start.
   * Cost: batchSize × nClusters distances a batch, and one pass over all samples for the labels.
   *
   * @param X - [nSamples × nFeatures], at least nClusters rows
   * @throws InvalidInputError when X is ragged, not finite or has too few rows, or the weights or given
   *   centres do not fit
   */
  fit(X: MatrixLike, _y?: unknown, options: FitOptions = {}): this {
    return drain(this.#train(X, options));
  }

  /** As `fit`, in time slices: follows `onProgress` and stops on `signal`, and then stays as it was. */
  async fitAsync(X: MatrixLike, _y?: unknown, options: FitAsyncOptions = {}): Promise<this> {
    return drainInSlices(this.#train(X, options), options);
  }

  *#train(X: MatrixLike, fitOptions: FitOptions): Training<this> {
    const where = 'MiniBatchKMeans.fit';
    const { init, nInit, maxIter, tol, maxNoImprovement } = this.params;
    const { computeLabels, randomState, reassignmentRatio } = this.params;
    const problem = parseProblem(X, fitOptions, where);
    const { samples, weights } = problem;
    const { rows, columns } = samples;
    const rng = createRng(randomState);
    const batchSize = Math.min(this.params.batchSize, rows);
    const nSteps = Math.floor((maxIter * rows) / batchSize);
    const report = (done: number, total = nSteps) => ({ done, total, unit: 'batch' });
    const nRuns = countRuns(where, init, nInit, 3);
    const seeding = this.#start(problem, nRuns, rng, where);
    const means = yield* mapSteps(seeding, () => report(0));

    const variance = tol > 0 ? columnMoments(samples, weights).variance : new Float64Array(columns);
    const scale = variance.reduce((sum, value) => sum + value, 0) / columns;
    const convergence = watchConvergence(batchSize, rows, { tol: tol * scale, maxNoImprovement });
    const nextBatch = createBatches(problem, batchSize, rng);
    const before = new Float64Array(means.centers.length);
    let steps = 0;
    let converged = false;
    while (steps < nSteps && !converged) {
      before.set(means.centers);
      const batch = { samples: nextBatch(), weights: undefined };
      const inertia = miniBatchStep(batch, means, reassignmentRatio, rng);
      const movement = squaredDistance(before, 0, means.centers, 0, before.length);
      converged = convergence.step(inertia, movement);
      steps++;
      yield report(steps);
    }
    if (steps < nSteps) yield report(steps, steps);
    const found: MiniBatchKMeansState = {
      nFeatures: columns,
      ...means,
      ...(computeLabels
        ? assignAll(problem, means.centers)
        : { labels: null, inertia: convergence.smoothed * sumOfWeights(rows, weights) }),
      nIter: Math.ceil((steps * batchSize) / rows),
      nSteps: steps,
      converged,
    };
    this.state = withoutOverflow(found, where);
    return this;
  }

  /**
   * Learn from one more batch; the first one, which must have at least nClusters rows, gives the
   * initial centres. A fitted or loaded model goes on from where it stands.
   *
   * @param X - [nSamples × nFeatures], columns as in the first batch
   * @throws InvalidInputError as `fit`, and when X has another number of columns
   */
  partialFit(X: MatrixLike, _y?: unknown, fitOptions: FitOptions = {}): this {
    const where = 'MiniBatchKMeans.partialFit';
    const last = this.state;
    const problem = parseProblem(X, fitOptions, where, last?.nFeatures);
    const { computeLabels, randomState, reassignmentRatio } = this.params;
    // A stream of its own for each batch: a model that was saved in between goes on alike.
    const rng = createRng(randomState).fork(last?.nSteps ?? 0);
    const means = last === undefined ? drain(this.#start(problem, 1, rng, where)) : copyMeans(last);
    const inertia = miniBatchStep(problem, means, reassignmentRatio, rng);
    const found: MiniBatchKMeansState = {
      nFeatures: problem.samples.columns,
      ...means,
      ...(computeLabels ? assignAll(problem, means.centers) : { labels: null, inertia }),
      nIter: last?.nIter ?? 0,
      nSteps: (last?.nSteps ?? 0) + 1,
      converged: last?.converged ?? false,
    };
    this.state = withoutOverflow(found, where);
    return this;
  }

  /** The best of several starts, by the inertia of samples drawn to judge them. */
  *#start(
    problem: ClusteringProblem,
    nRuns: number,
    rng: Rng,
    where: string,
  ): Generator<void, RunningMeans, void> {
    const { nClusters, init } = this.params;
    const { rows, columns } = problem.samples;
    checkEnoughSamples(rows, nClusters, where);
    const initSize = this.#initSize(rows, where);
    const judges = resample(problem, initSize, rng);
    const shift = new Float64Array(columns);
    let best: Float64Array | undefined;
    let bestInertia = Infinity;
    for (let run = 0; run < nRuns; run++) {
      const drawn = initSize < rows ? resample(problem, initSize, rng) : problem;
      const centers = yield* initialCenters(init, nClusters, { ...drawn, shift }, rng, where);
      const inertia =
        nRuns === 1 ? 0 : inertiaOfSamples({ centers, shift }, judges.samples, judges.weights);
      if (best === undefined || inertia < bestInertia) [best, bestInertia] = [centers, inertia];
    }
    return {
      centers: best as Float64Array,
      counts: new Float64Array(nClusters),
      sinceReassigned: 0,
    };
  }

  #initSize(rows: number, where: string): number {
    const { nClusters, initSize } = this.params;
    const batchSize = Math.min(this.params.batchSize, rows);
    const wanted = initSize ?? 3 * batchSize;
    if (initSize !== null && initSize < nClusters) {
      warn(
        'data',
        `${where}: initSize is ${initSize}, fewer than nClusters = ${nClusters}; ${Math.min(3 * nClusters, rows)} samples are drawn. Raise initSize.`,
      );
    }
    return Math.min(wanted < nClusters ? 3 * nClusters : wanted, rows);
  }

  /**
   * The cluster of each sample: that of the nearest centre, the lowest number on a tie.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns [nSamples], 0 to nClusters - 1
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, or has another number of columns
   */
  predict(X: MatrixLike): number[] {
    const { model, samples } = this.#parse(X, 'predict');
    return toArray(nearestCenters(model, samples));
  }

  /** `fit`, then the clusters of the same samples. */
  fitPredict(X: MatrixLike, y?: unknown, options?: FitOptions): number[] {
    const { labels } = this.fit(X, y, options).fitted('fitPredict');
    return labels === null ? this.predict(X) : toArray(labels);
  }

  /**
   * Distances to the centres.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns [nSamples × nClusters], in feature units
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, or has another number of columns
   */
  transform(X: MatrixLike): Matrix {
    const { model, samples } = this.#parse(X, 'transform');
    const nClusters = model.centers.length / samples.columns;
    return toMatrix(
      distancesToCenters(model, samples, 'MiniBatchKMeans.transform'),
      samples.rows,
      nClusters,
    );
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: MatrixLike, y?: unknown, options?: FitOptions): Matrix {
    return this.fit(X, y, options).transform(X);
  }

  /** Names of the columns of `transform`: `minibatchkmeans0, minibatchkmeans1, …`. */
  getFeatureNamesOut(): string[] {
    const { counts } = this.fitted('getFeatureNamesOut');
    return Array.from(counts, (_, c) => `minibatchkmeans${c}`);
  }

  /**
   * The negative inertia of X: minus the weighted sum of squared distances to the nearest centres.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns at most 0, in feature units squared
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X or the weights do not fit
   */
  score(X: MatrixLike, _y?: unknown, options: ScoreOptions = {}): number {
    const { model, samples } = this.#parse(X, 'score');
    const weights = weightsOf(options, samples.rows, 'MiniBatchKMeans.score');
    return 0 - inertiaOfSamples(model, samples, weights); // never -0
  }

  #parse(X: MatrixLike, method: string) {
    const { nFeatures: columns, centers } = this.fitted(method);
    const samples = parseFeatures(X, `MiniBatchKMeans.${method}`, { columns });
    return { model: { centers, shift: new Float64Array(columns) }, samples };
  }

  /** Centres of the clusters [nClusters × nFeatures], in feature units. */
  get clusterCenters(): Matrix {
    return this.shown('clusterCenters', ({ centers, counts, nFeatures }) =>
      toMatrix(centers.slice(), counts.length, nFeatures),
    );
  }

  /**
   * The cluster of each sample of the last `fit`, or of the last batch of `partialFit` [nSamples].
   *
   * @throws NotFittedError before fit, and when `computeLabels` was false
   */
  get labels(): readonly number[] {
    return this.shown('labels', ({ labels }) => {
      if (labels !== null) return toArray(labels);
      throw new NotFittedError(
        'MiniBatchKMeans.labels: they were not computed, because computeLabels was false. Call predict.',
      );
    });
  }

  /**
   * Weighted sum of squared distances of the samples of the last `fit` or `partialFit` to their centres, in
   * feature units squared; estimated from the batches when `computeLabels` was false.
   */
  get inertia(): number {
    return this.fitted('inertia').inertia;
  }

  /** Passes over the data that the last `fit` made, rounded up; 0 after `partialFit` alone. */
  get nIter(): number {
    return this.fitted('nIter').nIter;
  }

  /** Batches learned from: those of the last `fit`, and those of `partialFit` since. */
  get nSteps(): number {
    return this.fitted('nSteps').nSteps;
  }

  /** Whether the last `fit` stopped before `maxIter` passes. */
  get converged(): boolean {
    return this.fitted('converged').converged;
  }
}

function parseProblem(
  X: MatrixLike,
  fitOptions: FitOptions,
  where: string,
  columns?: number,
): ClusteringProblem {
  const samples: Dense = parseFeatures(X, where, { columns });
  checkSizes(samples, where);
  return { samples, weights: weightsOf(fitOptions, samples.rows, where) };
}

function assignAll(problem: ClusteringProblem, centers: Float64Array) {
  const shift = new Float64Array(problem.samples.columns);
  const labels = nearestCenters({ centers, shift }, problem.samples);
  return { labels, inertia: inertiaOf(problem, centers, labels) };
}

function copyMeans({ centers, counts, sinceReassigned }: RunningMeans): RunningMeans {
  return { centers: centers.slice(), counts: counts.slice(), sinceReassigned };
}
