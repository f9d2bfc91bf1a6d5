import type { Matrix } from 'ml-matrix';
import type { Clusterer, FitAsyncOptions, FitOptions, MatrixLike } from '../contracts.js';
import { type Dense, parseFeatures, toMatrix } from '../data/dense.js';
import { weightsOf } from '../data/targets.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { Estimator, type EstimatorInfo } from '../estimator.js';
import {
  aChoice,
  either,
  type Hyperparameter,
  integer,
  oneOf,
  parameter,
  real,
} from '../hyperparameters.js';
import { silhouetteScore } from '../metrics/clustering.js';
import {
  clusterByQueries,
  type DensityClusters,
  type NeighborQuery,
} from '../neighbors/density-clusters.js';
import {
  type DistanceFunction,
  distanceBetween,
  distanceQuery,
} from '../neighbors/distance-function.js';
import { clusterOnGrid, MOST_GRID_COLUMNS } from '../neighbors/grid-clusters.js';
import { clusterByLeaves } from '../neighbors/leaf-clusters.js';
import { createMetricSpace, METRIC_NAMES, type MetricName } from '../neighbors/metric-space.js';
import { nearestCores, nearestCoresBy } from '../neighbors/nearest-core.js';
import { BruteForceSearch } from '../neighbors/radius-search.js';
import { toArray } from '../numeric/vectors.js';
import { drain, drainInSlices, type Progress, type Training } from '../progress.js';
import * as schema from '../serialization/schema.js';
import { warn } from '../warnings.js';
import { count } from '../words.js';

/** What counts as dense for `DBSCAN`, and how neighbours are found. */
export interface DBSCANOptions {
  /** How far apart neighbours may be, above 0, in the units of the metric; see `kDistances`. Default 0.5. */
  eps?: number;
  /** How many neighbours make a core sample, itself included; with weights, how much weight. Default 5. */
  minSamples?: number;
  /**
   * How far apart two samples are: a name, `'precomputed'` when X holds the distances, or a function of
   * two rows. `'haversine'` takes latitude and longitude in radians, and gives radians. Default 'euclidean'.
   */
  metric?: MetricName | 'precomputed' | DistanceFunction;
  /** Order of the metric 'minkowski', at least 1; `Infinity` is 'chebyshev'. Default 2. */
  p?: number;
  /** How neighbours are found; all give the same clusters. 'grid' serves up to three columns. Default 'auto', the fastest. */
  algorithm?: 'auto' | 'grid' | 'kdTree' | 'brute';
}

interface DBSCANState {
  nFeatures: number;
  labels: Int32Array;
  coreSampleIndices: Int32Array;
  components: Float64Array;
}

const hyperparameters = {
  eps: real({ above: 0, default: 0.5, about: 'how far apart neighbours may be.' }),
  minSamples: integer({
    min: 1,
    default: 5,
    about: 'how many neighbours make a core sample, itself included.',
  }),
  metric: parameter(
    either(aChoice(...METRIC_NAMES, 'precomputed'), {
      type: 'function',
      range: 'a function of two rows',
      accepts: (value) => typeof value === 'function',
    }),
    { default: 'euclidean', about: 'how far apart two samples are.' },
  ),
  p: real({ min: 1, infinite: true, default: 2, about: "the order of the metric 'minkowski'." }),
  algorithm: oneOf(['auto', 'grid', 'kdTree', 'brute'], {
    default: 'auto',
    about: 'how neighbours are found.',
  }),
} satisfies Record<keyof DBSCANOptions, Hyperparameter>;

/**
 * DBSCAN: clusters are where samples lie close, of any shape and number; what lies alone is noise.
 * Source: Ester, Kriegel, Sander and Xu, KDD (1996). Memory is linear in the samples at every eps.
 *
 * Features are compared as they are: scale them first, with StandardScaler for example.
 *
 * @example
 * const X = [[1, 1], [1.1, 1], [1, 1.1], [5, 5], [5.1, 5], [5, 5.1], [9, 0]]
 * const model = new DBSCAN({ eps: 0.5, minSamples: 3 }).fit(X)
 * model.labels // [0, 0, 0, 1, 1, 1, -1]
 */
export class DBSCAN extends Estimator<DBSCANOptions, DBSCANState> implements Clusterer {
  static readonly info: EstimatorInfo = {
    type: 'DBSCAN',
    hyperparameters,
    state: schema.object<DBSCANState>(
      {
        nFeatures: schema.size('nFeatures'),
        labels: schema.int32('nSamples', { min: -1 }),
        coreSampleIndices: schema.int32('nCore', { min: 0 }),
        components: schema.float64(['nCore', 'nFeatures']),
      },
      ({ labels, coreSampleIndices }) =>
        coreSampleIndices.every((i) => i < labels.length && labels[i] >= 0)
          ? undefined
          : 'a core sample is not in a cluster.',
    ),
  };

  constructor(options: DBSCANOptions = {}) {
    super(DBSCAN.info, options);
  }

  /**
   * Find the clusters. Cost: about nSamples × log nSamples × the neighbours of a sample; nSamples² for a
   * function, 'precomputed' and 'brute', and where columns are many and nothing lies apart.
   *
   * @param X - [nSamples × nFeatures], or [nSamples × nSamples] distances for 'precomputed'
   * @param _y - not used; there so that all estimators are called alike
   * @param options - `sampleWeight`: what each sample counts towards `minSamples`
   * @throws InvalidInputError when X is ragged, empty or not finite, does not go with the metric, or the
   *   weights do not fit
   * @throws InvalidParameterError when the algorithm does not go with the metric or the columns
   */
  fit(X: MatrixLike, _y?: unknown, options: FitOptions = {}): this {
    return drain(this.#train(X, options));
  }

  /** As `fit`, in time slices: follows `onProgress` and stops on `signal`, and then stays as it was. */
  async fitAsync(X: MatrixLike, _y?: unknown, options: FitAsyncOptions = {}): Promise<this> {
    return drainInSlices(this.#train(X, options), options);
  }

  *#train(X: MatrixLike, options: FitOptions): Training<this> {
    const samples = parseFeatures(X, 'DBSCAN.fit');
    const weights = weightsOf(options, samples.rows, 'DBSCAN.fit');
    const { labels, isCore } = yield* this.#cluster(samples, weights);
    const coreSampleIndices = Int32Array.from(isCore.keys()).filter((i) => isCore[i] === 1);
    const { columns } = samples;
    const components = new Float64Array(coreSampleIndices.length * columns);
    for (let at = 0; at < coreSampleIndices.length; at++) {
      const from = coreSampleIndices[at] * columns;
      for (let j = 0; j < columns; j++) components[at * columns + j] = samples.data[from + j];
    }
    this.state = { nFeatures: columns, labels, coreSampleIndices, components };
    return this;
  }

  #cluster(
    samples: Dense,
    weights: Float64Array | undefined,
  ): Generator<Progress | undefined, DensityClusters, void> {
    const { eps, minSamples, metric, algorithm, p } = this.params;
    const byQueries = (query: NeighborQuery) =>
      clusterByQueries(samples.rows, query, weights, minSamples, samples.data.length);
    if (metric === 'precomputed' || typeof metric === 'function') {
      if (algorithm !== 'auto' && algorithm !== 'brute') {
        throw new InvalidParameterError(
          `DBSCAN: algorithm '${algorithm}' needs a metric by name. Use 'auto' with a function or 'precomputed'.`,
        );
      }
      return byQueries(
        metric === 'precomputed'
          ? precomputedQuery(samples, eps)
          : distanceQuery(samples, metric, eps, 'DBSCAN.fit'),
      );
    }
    const { points, p: order, reduce } = createMetricSpace(samples, metric, p, 'DBSCAN.fit');
    checkSize(points);
    const gridServes = order === 2 && points.columns <= MOST_GRID_COLUMNS;
    if (algorithm === 'grid' && !gridServes) {
      throw new InvalidParameterError(
        `DBSCAN: algorithm 'grid' needs Euclidean distances and at most ${MOST_GRID_COLUMNS} columns, but there are ${points.columns} and the metric is '${metric}'. Use 'auto'.`,
      );
    }
    const radius = reduce(eps);
    if (gridServes && (algorithm === 'auto' || algorithm === 'grid')) {
      const onGrid = clusterOnGrid(points, Math.sqrt(radius), radius, weights, minSamples);
      if (onGrid !== undefined) return onGrid;
    }
    if (algorithm !== 'brute') {
      return clusterByLeaves(points, order, radius, weights, minSamples);
    }
    const search = new BruteForceSearch(points, order);
    return byQueries((i, found, enough) =>
      search.query(points.data, i * points.columns, radius, found, enough),
    );
  }

  /**
   * The cluster of the nearest core sample within `eps`, the first on a tie; -1 where there is none.
   *
   * @param X - [nSamples × nFeatures], columns as in fit; for 'precomputed' the distances to the samples of fit
   * @returns [nSamples]; for the samples of fit border samples may go to another of their clusters than in `labels`
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, or has another number of columns
   */
  predict(X: MatrixLike): number[] {
    const state = this.fitted('predict');
    const { nFeatures, labels, coreSampleIndices } = state;
    const samples = parseFeatures(X, 'DBSCAN.predict', { columns: nFeatures });
    if (coreSampleIndices.length === 0) return new Array<number>(samples.rows).fill(-1);
    const nearest = this.#nearestCore(state, samples);
    return Array.from(nearest, (at) => (at < 0 ? -1 : labels[coreSampleIndices[at]]));
  }

  /** Which core sample is nearest to each sample and within eps; -1 for none. */
  #nearestCore(
    { nFeatures, coreSampleIndices, components }: DBSCANState,
    samples: Dense,
  ): Int32Array {
    const { eps, metric, p } = this.params;
    const nCores = coreSampleIndices.length;
    if (metric === 'precomputed') {
      const { data } = samples;
      const distance = (i: number, c: number) => data[i * nFeatures + coreSampleIndices[c]];
      return nearestCoresBy(distance, samples.rows, nCores, eps);
    }
    const cores = { data: components, rows: nCores, columns: nFeatures };
    if (typeof metric === 'function') {
      const distance = distanceBetween(samples, cores, metric, 'DBSCAN.predict');
      return nearestCoresBy(distance, samples.rows, nCores, eps);
    }
    return nearestCores(cores, samples, { metric, p, eps }, 'DBSCAN.predict');
  }

  /** `fit`, then `labels`. */
  fitPredict(X: MatrixLike, y?: unknown, options: FitOptions = {}): number[] {
    return this.fit(X, y, options).labels.slice();
  }

  /**
   * The mean silhouette of the samples that fall into a cluster, by their Euclidean distances.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns -1 to 1; NaN, with a warning, where there are not two clusters
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, has another number of columns, or holds distances
   */
  score(X: MatrixLike): number {
    const { nFeatures } = this.fitted('score');
    const samples = parseFeatures(X, 'DBSCAN.score', { columns: nFeatures });
    if (this.params.metric === 'precomputed') {
      throw new InvalidInputError(
        "DBSCAN.score: there are no features to score with the metric 'precomputed'. Use silhouetteScore on the features.",
      );
    }
    const labels = this.predict(X);
    const kept = Int32Array.from(labels.keys()).filter((i) => labels[i] >= 0);
    const clusters = new Set(Array.from(kept, (i) => labels[i])).size;
    if (clusters < 2 || clusters === kept.length) {
      warn(
        'data',
        `DBSCAN.score: the silhouette is not defined for ${count(clusters, 'cluster')} of ${count(kept.length, 'sample')}. Change eps or minSamples.`,
      );
      return Number.NaN;
    }
    const data = new Float64Array(kept.length * nFeatures);
    for (let at = 0; at < kept.length; at++) {
      const from = kept[at] * nFeatures;
      for (let j = 0; j < nFeatures; j++) data[at * nFeatures + j] = samples.data[from + j];
    }
    return silhouetteScore(
      { data, rows: kept.length, columns: nFeatures },
      Array.from(kept, (i) => labels[i]),
    );
  }

  /** Cluster of each sample of fit [nSamples], from 0; -1 is noise. */
  get labels(): readonly number[] {
    return this.shown('labels', ({ labels }) => toArray(labels));
  }

  /** Numbers of the core samples, ascending [nCore]. */
  get coreSampleIndices(): readonly number[] {
    return this.shown('coreSampleIndices', ({ coreSampleIndices }) => toArray(coreSampleIndices));
  }

  /** The core samples [nCore × nFeatures]. */
  get components(): Matrix {
    return this.shown('components', ({ components, coreSampleIndices, nFeatures }) =>
      toMatrix(components.slice(), coreSampleIndices.length, nFeatures),
    );
  }
}

/** Squares of larger numbers overflow. */
const LARGEST = 1e150;

function checkSize({ data, columns }: Dense): void {
  for (let at = 0; at < data.length; at++) {
    if (Math.abs(data[at]) <= LARGEST) continue;
    throw new InvalidInputError(
      `DBSCAN.fit: X[${Math.floor(at / columns)}][${at % columns}] is ${data[at]}, and distances beyond ${LARGEST} overflow. Scale the features first.`,
    );
  }
}

function precomputedQuery({ data, rows, columns }: Dense, eps: number): NeighborQuery {
  if (rows !== columns) {
    throw new InvalidInputError(
      `DBSCAN.fit: the metric 'precomputed' needs a square matrix of distances, but X is ${rows} × ${columns}.`,
    );
  }
  const negative = data.findIndex((distance) => distance < 0);
  if (negative >= 0) {
    throw new InvalidInputError(
      `DBSCAN.fit: X[${Math.floor(negative / columns)}][${negative % columns}] is ${data[negative]}, but a distance is at least 0.`,
    );
  }
  return (i, found, enough) => {
    let size = 0;
    for (let j = 0; j < columns && size < enough; j++) {
      if (data[i * columns + j] <= eps) found[size++] = j;
    }
    return size;
  };
}
