import type { Label, MatrixLike } from '../contracts.js';
import { type Dense, parseFeaturesInSteps, takeRows } from '../data/dense.js';
import { encodeLabels } from '../data/labels.js';
import { InvalidParameterError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { toArray } from '../numeric/vectors.js';
import {
  type AsyncOptions,
  drain,
  drainInSlices,
  inStretches,
  type Steps,
  type Training,
} from '../progress.js';
import { createRng, type Seed } from '../random/rng.js';
import { permutation } from '../random/sampling.js';
import { show } from '../words.js';
import { type DistanceOptions, parseDistant, squaredDistance } from './pair-distances.js';
import { clusterSizes, meanSilhouette, silhouettes } from './silhouettes.js';

/*
 * How good clusters are in themselves, without true classes. Distances are Euclidean where nothing else is said; for noise (label -1
 * of DBSCAN) leave the samples out first: as a cluster of its own it spoils every score.
 */

/** How distances are measured, by how many samples silhouettes are judged, and which those are. */
export interface SilhouetteOptions extends DistanceOptions {
  /** Samples to draw and to judge by; the cost is quadratic in it. Default null: all. */
  sampleSize?: number | null;
  /** Seed of the draw. Default null: a new one at every call. */
  randomState?: Seed | null;
}

const SILHOUETTE_OPTIONS = ['sampleSize', 'randomState', 'metric', 'p'] as const;

/** As `SilhouetteOptions`, with progress and a signal. */
export interface SilhouetteAsyncOptions extends SilhouetteOptions, AsyncOptions {}

/**
 * Mean silhouette: how much nearer samples are to their own cluster than to the next, -1 to 1; around 0
 * clusters overlap. Source: Rousseeuw, J. Comp. Appl. Math. 20 (1987).
 * Cost: nSamples² distances, in memory linear in nSamples.
 *
 * @param X - [nSamples × nFeatures], or for the metric `'precomputed'` the distances [nSamples × nSamples]
 * @param labels - the cluster of each sample [nSamples], of any type
 * @throws InvalidInputError for unusable features, distances or labels, or when the clusters are fewer than 2 or as
 *   many as the samples
 * @throws InvalidParameterError for a sampleSize that is no integer >= 1, an unknown metric, or p below 1
 */
export function silhouetteScore(
  X: MatrixLike,
  labels: ArrayLike<Label>,
  options: SilhouetteOptions = {},
): number {
  return drain(silhouetteScoring(X, labels, options));
}

/** As `silhouetteScore`, in time slices: follows `onProgress`, a sample a step, and stops on `signal`. */
export async function silhouetteScoreAsync(
  X: MatrixLike,
  labels: ArrayLike<Label>,
  options: SilhouetteAsyncOptions = {},
): Promise<number> {
  const { onProgress, signal, ...given } = readNamed(options, 'silhouetteScoreAsync', [
    ...SILHOUETTE_OPTIONS,
    'onProgress',
    'signal',
  ]);
  return drainInSlices(
    silhouetteScoring(X, labels, given),
    { onProgress, signal },
    'silhouetteScoreAsync',
  );
}

/** As `silhouetteScore`, as a generator for who drives it with other work. */
export function* silhouetteScoring(
  X: MatrixLike,
  labels: ArrayLike<Label>,
  options: SilhouetteOptions = {},
): Training<number> {
  const where = 'silhouetteScore';
  const {
    sampleSize = null,
    randomState = null,
    metric = 'euclidean',
    p = 2,
  } = readNamed(options, where, SILHOUETTE_OPTIONS);
  const measure = { metric, p };
  if (sampleSize !== null && !(Number.isSafeInteger(sampleSize) && sampleSize >= 1)) {
    throw new InvalidParameterError(
      `${where}: sampleSize must be an integer >= 1 or null, but got ${show(sampleSize)}. Pass how many samples to judge by.`,
    );
  }
  let samples = parseDistant(X, measure, where);
  yield;
  let { codes } = encodeLabels(labels, samples.rows, where);
  yield;
  if (sampleSize !== null && sampleSize < samples.rows) {
    const order = permutation(samples.rows, createRng(randomState)).subarray(0, sampleSize);
    yield;
    samples = takeRows(samples, order);
    yield;
    if (metric === 'precomputed') samples = takeColumns(samples, order);
    codes = encodeLabels(
      Array.from(order, (i) => codes[i]),
      sampleSize,
      where,
    ).codes;
  }
  return meanSilhouette(yield* silhouettes(samples, codes, measure, where));
}

/**
 * The silhouette of every sample: (b - a) / max(a, b), where a is its mean distance to the others of its
 * cluster and b that to the nearest other cluster; 0 for a sample alone in its cluster.
 * Parameters, errors and cost as `silhouetteScore`.
 *
 * @returns [nSamples], -1 to 1
 */
export function silhouetteSamples(
  X: MatrixLike,
  labels: ArrayLike<Label>,
  options: DistanceOptions = {},
): number[] {
  const where = 'silhouetteSamples';
  const { metric = 'euclidean', p = 2 } = readNamed(options, where, ['metric', 'p']);
  const measure = { metric, p };
  const samples = parseDistant(X, measure, where);
  const { codes } = encodeLabels(labels, samples.rows, where);
  return toArray(drain(silhouettes(samples, codes, measure, where)));
}

/**
 * Mean over the clusters of how alike each is to its most similar one: within-cluster distances over the
 * distance of the centres; centres that coincide are not compared. At least 0, lower is better. Source: Davies and Bouldin, IEEE PAMI 1 (1979).
 *
 * @param X - [nSamples × nFeatures]
 * @param labels - the cluster of each sample [nSamples], of any type
 * @throws InvalidInputError as `silhouetteScore`
 */
export function daviesBouldinScore(X: MatrixLike, labels: ArrayLike<Label>): number {
  return drain(daviesBouldinInSteps(X, labels));
}

/** As `daviesBouldinScore`, in steps of some rows. */
export function* daviesBouldinInSteps(X: MatrixLike, labels: ArrayLike<Label>): Steps<number> {
  const clusters = yield* describe(X, labels, 'daviesBouldinScore');
  const { centers, columns, sizes, samples, codes } = clusters;
  const k = sizes.length;
  const spread = new Float64Array(k);
  yield* inStretches(codes.length, columns, (from, to) => {
    for (let i = from; i < to; i++) {
      const d = squaredDistance(samples.data, i * columns, centers, codes[i] * columns, columns);
      spread[codes[i]] += Math.sqrt(d) / sizes[codes[i]];
    }
  });
  let sum = 0;
  for (let a = 0; a < k; a++) {
    let worst = 0;
    for (let b = 0; b < k; b++) {
      if (a === b) continue;
      const apart = Math.sqrt(squaredDistance(centers, a * columns, centers, b * columns, columns));
      if (apart > 0) worst = Math.max(worst, (spread[a] + spread[b]) / apart);
    }
    sum += worst;
  }
  return sum / k;
}

/**
 * Variance between the clusters over variance within them, each by its degrees of freedom. Higher is
 * better. Source: Caliński and Harabasz, Communications in Statistics 3 (1974).
 * Parameters and errors as `daviesBouldinScore`.
 */
export function calinskiHarabaszScore(X: MatrixLike, labels: ArrayLike<Label>): number {
  return drain(calinskiHarabaszInSteps(X, labels));
}

/** As `calinskiHarabaszScore`, in steps of some rows. */
export function* calinskiHarabaszInSteps(X: MatrixLike, labels: ArrayLike<Label>): Steps<number> {
  const clusters = yield* describe(X, labels, 'calinskiHarabaszScore');
  const { centers, columns, sizes, samples, codes } = clusters;
  const k = sizes.length;
  const n = codes.length;
  const mean = new Float64Array(columns);
  for (let c = 0; c < k; c++) {
    for (let j = 0; j < columns; j++) mean[j] += (sizes[c] / n) * centers[c * columns + j];
  }
  let between = 0;
  for (let c = 0; c < k; c++) {
    between += sizes[c] * squaredDistance(centers, c * columns, mean, 0, columns);
  }
  let within = 0;
  yield* inStretches(n, columns, (from, to) => {
    for (let i = from; i < to; i++) {
      within += squaredDistance(samples.data, i * columns, centers, codes[i] * columns, columns);
    }
  });
  return within === 0 ? 1 : (between * (n - k)) / (within * (k - 1));
}

interface Clusters {
  readonly samples: Dense;
  readonly columns: number;
  readonly codes: Int32Array;
  /** [nClusters × nFeatures] */
  readonly centers: Float64Array;
  readonly sizes: Int32Array;
}

function* describe(X: MatrixLike, labels: ArrayLike<Label>, where: string): Steps<Clusters> {
  const samples = yield* parseFeaturesInSteps(X, where);
  const { data, rows, columns } = samples;
  const { codes } = encodeLabels(labels, rows, where);
  const sizes = clusterSizes(codes, where);
  yield;
  // Deviations from the first sample are summed, so that data far from 0 keep their digits.
  const centers = new Float64Array(sizes.length * columns);
  yield* inStretches(rows, columns, (from, to) => {
    for (let i = from, row = from * columns; i < to; i++, row += columns) {
      const center = codes[i] * columns;
      for (let j = 0; j < columns; j++) centers[center + j] += data[row + j] - data[j];
    }
  });
  for (let c = 0; c < sizes.length; c++) {
    for (let j = 0; j < columns; j++) {
      centers[c * columns + j] = data[j] + centers[c * columns + j] / sizes[c];
    }
  }
  return { samples, columns, codes, centers, sizes };
}

/** The columns of precomputed distances that belong to the rows taken. */
function takeColumns({ data, rows, columns }: Dense, order: Int32Array): Dense {
  const taken = new Float64Array(rows * rows);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) taken[at++] = data[i * columns + order[j]];
  }
  return { data: taken, rows, columns: rows };
}
