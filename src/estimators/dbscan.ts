import type { Matrix } from 'ml-matrix';
import type {
  Clusterer,
  FitAsyncOptions,
  FitOptions,
  MatrixLike,
  PassedOver,
} from '../contracts.js';
import {
  parseFeatures,
  parseFeaturesInSteps,
  pickRows,
  takeRows,
  toMatrix,
} from '../data/dense.js';
import { encodeLabels } from '../data/labels.js';
import { weightsWithoutTarget } from '../data/targets.js';
import { InvalidInputError } from '../errors.js';
import { Estimator, type EstimatorInfo } from '../estimator.js';
import { meanSilhouette, silhouettes } from '../metrics/silhouettes.js';
import { toArray } from '../numeric/vectors.js';
import { drain, drainInSlices, type Training } from '../progress.js';
import { range } from '../random/sampling.js';
import * as schema from '../serialization/schema.js';
import { warn } from '../warnings.js';
import { count } from '../words.js';
import { findClusters, nearestOfCores } from './dbscan-clusters.js';
import { type DBSCANOptions, dbscanHyperparameters } from './dbscan-options.js';
import { trainingLabels } from './training-labels.js';

interface DBSCANState {
  nFeatures: number;
  /** null where the file was saved without them; then `coreLabels` has those of the core samples [nCore]. */
  labels: Int32Array | null;
  coreLabels: Int32Array | null;
  coreSampleIndices: Int32Array;
  components: Float64Array;
}

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
    hyperparameters: dbscanHyperparameters,
    state: schema.object<DBSCANState>(
      {
        nFeatures: schema.size('nFeatures'),
        labels: schema.nullable(schema.int32('nSamples', { min: -1 })),
        coreSampleIndices: schema.int32('nCore', { min: 0 }),
        components: schema.float64(['nCore', 'nFeatures']),
        coreLabels: schema.younger(schema.nullable(schema.int32('nCore', { min: 0 })), null),
      },
      labelsFault,
    ),
    withoutTrainingLabels: (state: DBSCANState) => ({
      ...state,
      labels: null,
      coreLabels: labelsOfCores(state),
    }),
  };

  constructor(options: DBSCANOptions = {}) {
    super(DBSCAN.info, options);
  }

  /**
   * Find the clusters. Cost: about nSamples × log nSamples × the neighbours of a sample, in each of the groups that gaps
   * wider than eps in some columns part from all others; nSamples² for a
   * function, 'precomputed' and 'brute', and where columns are many and nothing lies apart.
   *
   * @param X - [nSamples × nFeatures], or [nSamples × nSamples] distances for 'precomputed'
   * @param y - not used; there so that all estimators are called alike
   * @param options - `sampleWeight`: what each sample counts towards `minSamples`
   * @throws InvalidInputError when X is ragged, empty or not finite, does not go with the metric, or the
   *   weights do not fit
   * @throws InvalidParameterError when the algorithm does not go with the metric or the columns
   */
  fit(X: MatrixLike, y?: PassedOver, options: FitOptions = {}): this {
    return drain(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: follows `onProgress` and stops on `signal`, and then stays as it was. */
  async fitAsync(X: MatrixLike, y?: PassedOver, options: FitAsyncOptions = {}): Promise<this> {
    return drainInSlices(this.#train(X, y, options), options);
  }

  *#train(X: MatrixLike, y: PassedOver, options: FitOptions): Training<this> {
    const samples = yield* parseFeaturesInSteps(X, 'DBSCAN.fit');
    const weights = weightsWithoutTarget(options, samples.rows, 'DBSCAN.fit', y);
    const { labels, isCore } = yield* findClusters(samples, weights, this.params);
    yield;
    const coreSampleIndices = range(isCore.length).filter((i) => isCore[i] === 1);
    const { columns } = samples;
    const components = pickRows(samples.data, columns, coreSampleIndices);
    this.state = { nFeatures: columns, labels, coreLabels: null, coreSampleIndices, components };
    return this;
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
    const { nFeatures, coreSampleIndices } = state;
    const samples = parseFeatures(X, 'DBSCAN.predict', { columns: nFeatures });
    if (coreSampleIndices.length === 0) return new Array<number>(samples.rows).fill(-1);
    const nearest = nearestOfCores(state, samples, this.params);
    const labels = labelsOfCores(state);
    return Array.from(nearest, (at) => (at < 0 ? -1 : labels[at]));
  }

  /** `fit`, then `labels`. */
  fitPredict(X: MatrixLike, y?: PassedOver, options: FitOptions = {}): number[] {
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
    const { codes } = encodeLabels(
      Array.from(kept, (i) => labels[i]),
      kept.length,
      'DBSCAN.score',
    );
    const euclidean = { metric: 'euclidean', p: 2 } as const;
    return meanSilhouette(
      drain(silhouettes(takeRows(samples, kept), codes, euclidean, 'DBSCAN.score')),
    );
  }

  /** Cluster of each sample of fit [nSamples], from 0; -1 is noise. */
  get labels(): readonly number[] {
    return this.shown('labels', ({ labels }) => trainingLabels(labels, 'DBSCAN'));
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

/** The cluster of each core sample [nCore]. */
function labelsOfCores({ labels, coreLabels, coreSampleIndices }: DBSCANState): Int32Array {
  return coreLabels ?? coreSampleIndices.map((i) => (labels as Int32Array)[i]);
}

/** What is wrong with the labels of a loaded state, if anything is. */
function labelsFault({ labels, coreLabels, coreSampleIndices }: DBSCANState): string | undefined {
  if ((labels === null) === (coreLabels === null)) {
    return 'labels and coreLabels must not both be there, nor both be absent.';
  }
  return labels === null || coreSampleIndices.every((i) => i < labels.length && labels[i] >= 0)
    ? undefined
    : 'a core sample is not in a cluster.';
}
