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
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import { type Fitting, fitThenTransform } from '../../fitting.js';
import { reserve } from '../../memory.js';
import { columnMomentsInSteps } from '../../numeric/statistics.js';
import { toArray } from '../../numeric/vectors.js';
import { drain, drainInSlices, type Steps, type Training } from '../../progress.js';
import { createRng } from '../../random/rng.js';
import * as schema from '../../serialization/schema.js';
import type { ClusteringProblem } from '../../solvers/k-means/clustering-problem.js';
import { bestOfRuns } from '../../solvers/k-means/k-means-runs.js';
import {
  checkSizes,
  countDistinct,
  distancesToCenters,
  inertiaOfSamples,
  nearestCenters,
  shiftedBack,
  takeOff,
} from '../../solvers/k-means/shifted-centers.js';
import { warn } from '../../warnings.js';
import { trainingLabels } from '../training-labels.js';
import {
  checkEnoughSamples,
  countRuns,
  initialCenters,
  labelsFault,
  withoutOverflow,
  withPlainInit,
} from './k-means-init.js';
import { type KMeansOptions, kMeansHyperparameters } from './k-means-options.js';

export type { KMeansOptions } from './k-means-options.js';

export interface KMeansState {
  nFeatures: number;
  /** Mean of the features in fit, which the centres are relative to [nFeatures]. */
  shift: Float64Array;
  /** Row-major [nClusters × nFeatures], less `shift`. */
  centers: Float64Array;
  /** null where the file was saved without them. */
  labels: Int32Array | null;
  inertia: number;
  nIter: number;
  converged: boolean;
}

/**
 * k-means: centres that minimise the inertia, the sum of squared distances from the samples to their
 * nearest centre. Clusters are what is round and of like size; scale the features first, for those with
 * the largest numbers decide. The result is a local optimum: raise `nInit` for a better one.
 *
 * @example
 * const X = [[1, 2], [1, 4], [1, 0], [10, 2], [10, 4], [10, 0]]
 * const model = new KMeans({ nClusters: 2, randomState: 0 }).fit(X)
 * model.predict([[0, 0], [12, 3]]) // two different clusters
 * model.clusterCenters.to2DArray() // [1, 2] and [10, 2]
 */
export class KMeans
  extends Estimator<KMeansOptions, KMeansState>
  implements Clusterer, Transformer
{
  static readonly info: EstimatorInfo = {
    type: 'KMeans',
    hyperparameters: kMeansHyperparameters,
    state: schema.object<KMeansState>(
      {
        nFeatures: schema.size('nFeatures'),
        shift: schema.float64('nFeatures'),
        centers: schema.float64(['nClusters', 'nFeatures']),
        labels: schema.nullable(schema.int32('nSamples', { min: 0 })),
        inertia: schema.number({ min: 0 }),
        nIter: schema.number({ integer: true, min: 1 }),
        converged: schema.boolean(),
      },
      ({ nFeatures, centers, labels }) => labelsFault(labels ?? [], centers.length / nFeatures),
    ),
    withoutTrainingLabels: (state: KMeansState) => ({ ...state, labels: null }),
  };

  constructor(options: KMeansOptions = {}) {
    super(KMeans.info, withPlainInit('KMeans', options));
  }

  override setParams(options: Partial<KMeansOptions>): this {
    return super.setParams(withPlainInit('KMeans', options));
  }

  /**
   * Find the clusters. Warns when samples are too few that differ to fill all of them.
   * Cost: at most nSamples × nClusters distances an iteration, of which bounds spare most.
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
    const where = 'KMeans.fit';
    const { nClusters, init, nInit, maxIter, tol, algorithm, randomState, nJobs } = this.params;
    const given = yield* parseFeaturesInSteps(X, where);
    checkEnoughSamples(given.rows, nClusters, where);
    yield* checkSizes(given, where);
    // Both kinds of bounds hold the gaps between all clusters; Elkan's also a distance for each sample and cluster,
    // Hamerly's how far all but each two have moved.
    const held = algorithm === 'elkan' ? given.rows : nClusters;
    reserve(algorithm === 'lloyd' ? 0 : 8 * nClusters * (nClusters + held), {
      where,
      what: `bounds between ${nClusters} clusters`,
      remedy: 'Lower nClusters, or pass algorithm: "lloyd", which holds none.',
    });
    const weights = weightsWithoutTarget(fitOptions, given.rows, where, y);
    const { mean: shift, variance } = yield* columnMomentsInSteps(given, weights);
    const samples = yield* takeOff(shift, given);
    const problem: ClusteringProblem = { samples, weights };
    const options = { maxIter, tol: (tol * sum(variance)) / samples.columns };
    const runs = { count: countRuns(where, init, nInit, 10), nJobs, where };
    const total = runs.count * maxIter;
    const rng = createRng(randomState);
    const seeding = () => initialCenters(init, nClusters, { samples, weights, shift }, rng, where);
    const plan = { problem, nClusters, algorithm, options };
    const best = yield* bestOfRuns(plan, runs, seeding);
    const { centers, labels, inertia, nIter, converged } = best;
    yield { done: total, total, unit: 'iteration', loss: inertia };
    const found = { nFeatures: samples.columns, shift, centers, labels, inertia, nIter, converged };
    this.state = withoutOverflow(found, where);
    const distinct = countDistinct(labels, nClusters);
    if (distinct < nClusters) {
      warn(
        'convergence',
        `${where}: found ${distinct} distinct clusters, fewer than nClusters = ${nClusters}: X holds too few different rows, or differences whose squares are 0. Lower nClusters, or scale the features.`,
      );
    }
    return this;
  }

  /**
   * The cluster of each sample: that of the nearest centre, the lowest number on a tie.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns [nSamples], 0 to nClusters - 1; for the samples of fit, `labels`
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, or has another number of columns
   */
  predict(X: MatrixLike): number[] {
    const state = this.fitted('predict');
    const samples = readFeatures(X, 'KMeans.predict', { columns: state.nFeatures });
    return toArray(nearestCenters(state, samples, samples.check));
  }

  /** `fit`, then the `labels`. */
  fitPredict(X: MatrixLike, y?: PassedOver, options?: FitOptions): number[] {
    return this.fit(X, y, options).labels.slice();
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
    const state = this.fitted('transform');
    const samples = this.#parse(X, 'transform');
    const distances = yield* distancesToCenters(state, samples, 'KMeans.transform');
    return toMatrix(distances, samples.rows, state.centers.length / state.nFeatures);
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: MatrixLike, y?: PassedOver, options?: FitOptions): Matrix {
    return this.fit(X, y, options).transform(X);
  }

  /** As `fitTransform`, in steps: a generator for who drives it with other work, the fit among it. */
  fitTransformInSteps(X: MatrixLike, y?: PassedOver): Fitting<Matrix> {
    return fitThenTransform(this, X, y, () => this.#distances(X));
  }

  /** Names of the columns of `transform`: `kmeans0, kmeans1, …`. */
  getFeatureNamesOut(): string[] {
    const { centers, nFeatures } = this.fitted('getFeatureNamesOut');
    return Array.from({ length: centers.length / nFeatures }, (_, c) => `kmeans${c}`);
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
    const state = this.fitted('score');
    const samples = this.#parse(X, 'score');
    const weights = weightsWithoutTarget(options, samples.rows, 'KMeans.score', y);
    return 0 - inertiaOfSamples(state, samples, weights); // never -0
  }

  #parse(X: MatrixLike, method: string) {
    const { nFeatures: columns } = this.fitted(method);
    return parseFeatures(X, `KMeans.${method}`, { columns });
  }

  /** Centres of the clusters [nClusters × nFeatures], in feature units. */
  get clusterCenters(): Matrix {
    return this.shown('clusterCenters', (state) => {
      const nClusters = state.centers.length / state.nFeatures;
      return toMatrix(shiftedBack(state), nClusters, state.nFeatures);
    });
  }

  /** The cluster of each sample of fit [nSamples]. */
  get labels(): readonly number[] {
    return this.shown('labels', ({ labels }) => trainingLabels(labels, 'KMeans'));
  }

  /** Weighted sum of squared distances of the samples of fit to their centres, in feature units squared. */
  get inertia(): number {
    return this.fitted('inertia').inertia;
  }

  /** Iterations of the best run. */
  get nIter(): number {
    return this.fitted('nIter').nIter;
  }

  /** Whether the best run came to rest within `maxIter`. */
  get converged(): boolean {
    return this.fitted('converged').converged;
  }
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
