import type { Matrix } from 'ml-matrix';
import type {
  Clusterer,
  FitAsyncOptions,
  FitOptions,
  MatrixLike,
  PassedOver,
  ScoreOptions,
  Transformer,
} from '../../contracts.js';
import { parseFeatures, parseFeaturesInSteps, readFeatures, toMatrix } from '../../data/dense.js';
import { weightsWithoutTarget } from '../../data/targets.js';
import { NotFittedError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import { type Fitting, fitThenTransform } from '../../fitting.js';
import { columnMomentsInSteps, sumOfWeights } from '../../numeric/statistics.js';
import { toArray } from '../../numeric/vectors.js';
import { drain, drainInSlices, mapSteps, type Steps, type Training } from '../../progress.js';
import { createRng } from '../../random/rng.js';
import {
  type ClusteringProblem,
  inertiaInSteps,
} from '../../solvers/k-means/clustering-problem.js';
import { learnFromBatches, miniBatchStep } from '../../solvers/k-means/mini-batch.js';
import {
  checkSizes,
  distancesToCenters,
  inertiaOfSamples,
  nearestCenters,
  nearestCentersInSteps,
} from '../../solvers/k-means/shifted-centers.js';
import { countRuns, withoutOverflow, withPlainInit } from './k-means-init.js';
import {
  type MiniBatchKMeansOptions,
  miniBatchKMeansHyperparameters,
} from './mini-batch-k-means-options.js';
import { type MiniBatchKMeansState, miniBatchKMeansState } from './mini-batch-k-means-state.js';
import { copyMeans, startMiniBatches } from './mini-batch-start.js';

export type { MiniBatchKMeansOptions } from './mini-batch-k-means-options.js';

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
    hyperparameters: miniBatchKMeansHyperparameters,
    state: miniBatchKMeansState,
    withoutTrainingLabels: (state: MiniBatchKMeansState) => ({ ...state, labels: null }),
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
  fit(X: MatrixLike, y?: PassedOver, options: FitOptions = {}): this {
    return drain(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: follows `onProgress` and stops on `signal`, and then stays as it was. */
  async fitAsync(X: MatrixLike, y?: PassedOver, options: FitAsyncOptions = {}): Promise<this> {
    return drainInSlices(this.#train(X, y, options), options);
  }

  *#train(X: MatrixLike, y: PassedOver, fitOptions: FitOptions): Training<this> {
    const where = 'MiniBatchKMeans.fit';
    const { init, nInit, maxIter, tol, maxNoImprovement } = this.params;
    const { computeLabels, randomState, reassignmentRatio } = this.params;
    const problem = yield* parseProblem(X, y, fitOptions, where);
    const { samples, weights } = problem;
    const { rows, columns } = samples;
    const rng = createRng(randomState);
    const batchSize = Math.min(this.params.batchSize, rows);
    const nSteps = Math.floor((maxIter * rows) / batchSize);
    const report = (done: number, total = nSteps) => ({ done, total, unit: 'batch' });
    const nRuns = countRuns(where, init, nInit, 3);
    const seeding = startMiniBatches(problem, this.params, nRuns, rng, where);
    yield report(0);
    const means = yield* seeding;

    const variance =
      tol > 0
        ? (yield* columnMomentsInSteps(samples, weights)).variance
        : new Float64Array(columns);
    const scale = variance.reduce((sum, value) => sum + value, 0) / columns;
    const rules = { tol: tol * scale, maxNoImprovement };
    const plan = { batchSize, nSteps, reassignmentRatio, rules };
    const learning = learnFromBatches(problem, means, plan, rng);
    const { steps, smoothed, converged } = yield* mapSteps(learning, (done) => report(done));
    if (steps < nSteps) yield report(steps, steps);
    const found: MiniBatchKMeansState = {
      nFeatures: columns,
      ...means,
      ...(computeLabels
        ? yield* assignAll(problem, means.centers)
        : { labels: null, inertia: smoothed * sumOfWeights(rows, weights) }),
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
  partialFit(X: MatrixLike, y?: PassedOver, fitOptions: FitOptions = {}): this {
    const where = 'MiniBatchKMeans.partialFit';
    const last = this.state;
    const problem = drain(parseProblem(X, y, fitOptions, where, last?.nFeatures));
    const { computeLabels, randomState, reassignmentRatio } = this.params;
    // A stream of its own for each batch: a model that was saved in between goes on alike.
    const rng = createRng(randomState).fork(last?.nSteps ?? 0);
    const means =
      last === undefined
        ? drain(startMiniBatches(problem, this.params, 1, rng, where))
        : copyMeans(last);
    const inertia = miniBatchStep(problem, means, reassignmentRatio, rng);
    const found: MiniBatchKMeansState = {
      nFeatures: problem.samples.columns,
      ...means,
      ...(computeLabels ? drain(assignAll(problem, means.centers)) : { labels: null, inertia }),
      nIter: last?.nIter ?? 0,
      nSteps: (last?.nSteps ?? 0) + 1,
      converged: last?.converged ?? false,
    };
    this.state = withoutOverflow(found, where);
    return this;
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
    const { nFeatures: columns, centers } = this.fitted('predict');
    const samples = readFeatures(X, 'MiniBatchKMeans.predict', { columns });
    const model = { centers, shift: new Float64Array(columns) };
    return toArray(nearestCenters(model, samples, samples.check));
  }

  /** `fit`, then the clusters of the same samples. */
  fitPredict(X: MatrixLike, y?: PassedOver, options?: FitOptions): number[] {
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
    return drain(this.#distances(X));
  }

  *#distances(X: MatrixLike): Steps<Matrix> {
    const { model, samples } = this.#parse(X, 'transform');
    const distances = yield* distancesToCenters(model, samples, 'MiniBatchKMeans.transform');
    return toMatrix(distances, samples.rows, model.centers.length / samples.columns);
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: MatrixLike, y?: PassedOver, options?: FitOptions): Matrix {
    return this.fit(X, y, options).transform(X);
  }

  /** As `fitTransform`, in steps: a generator for who drives it with other work, the fit among it. */
  fitTransformInSteps(X: MatrixLike, y?: PassedOver): Fitting<Matrix> {
    return fitThenTransform(this, X, y, () => this.#distances(X));
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
  score(X: MatrixLike, y?: PassedOver, options: ScoreOptions = {}): number {
    const { model, samples } = this.#parse(X, 'score');
    const weights = weightsWithoutTarget(options, samples.rows, 'MiniBatchKMeans.score', y);
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
   * @throws NotFittedError before fit, and when `computeLabels` was false, or the model was saved without them
   */
  get labels(): readonly number[] {
    return this.shown('labels', ({ labels }) => {
      if (labels !== null) return toArray(labels);
      throw new NotFittedError(
        'MiniBatchKMeans.labels: they were not computed, as computeLabels was false, or not saved, as trainingLabels was. Call predict.',
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

function* parseProblem(
  X: MatrixLike,
  y: PassedOver,
  fitOptions: FitOptions,
  where: string,
  columns?: number,
): Steps<ClusteringProblem> {
  const samples = yield* parseFeaturesInSteps(X, where, { columns });
  yield* checkSizes(samples, where);
  return { samples, weights: weightsWithoutTarget(fitOptions, samples.rows, where, y) };
}

function* assignAll(
  problem: ClusteringProblem,
  centers: Float64Array,
): Steps<{ labels: Int32Array; inertia: number }> {
  const shift = new Float64Array(problem.samples.columns);
  const labels = yield* nearestCentersInSteps({ centers, shift }, problem.samples);
  const inertia = yield* inertiaInSteps(problem, centers, labels);
  return { labels, inertia };
}
