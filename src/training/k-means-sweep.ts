import type { MatrixLike } from '../contracts.js';
import { type Dense, parseFeatures, takeRows } from '../data/dense.js';
import { InvalidParameterError } from '../errors.js';
import { KMeans, type KMeansOptions } from '../estimators/k-means/k-means.js';
import { kMeansHyperparameters } from '../estimators/k-means/k-means-options.js';
import { type Hyperparameter, integer, readOptions, resolve } from '../hyperparameters.js';
import { silhouetteScore } from '../metrics/clustering.js';
import { readNamedBeside } from '../named-options.js';
import { createRng } from '../random/rng.js';
import { permutation } from '../random/sampling.js';

/** Which numbers of clusters `kMeansSweep` tries, and how each is fitted and judged. */
export interface KMeansSweepOptions extends Omit<KMeansOptions, 'nClusters' | 'init' | 'nJobs'> {
  /** Fewest clusters to try. Default 2. */
  minClusters?: number;
  /** Most clusters to try. Default 10. */
  maxClusters?: number;
  /** How to start, as in `KMeans`; given centres fit one number of clusters only. Default `'k-means++'`. */
  init?: 'k-means++' | 'random';
  /** Samples that silhouettes are judged by, the same ones for every k; their cost is quadratic. Default 2000. */
  sampleSize?: number;
  /** How much each sample counts in the clustering [nSamples], at least 0. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/** One number of clusters, and how well it does. */
export interface KMeansSweepStep {
  /** The number of clusters. */
  readonly nClusters: number;
  /** Weighted sum of squared distances to the centres, in feature units squared. */
  readonly inertia: number;
  /** Mean silhouette, -1 to 1; null where it is not defined, as for one cluster. */
  readonly silhouette: number | null;
}

/** What each number of clusters gives, and which ones stand out. */
export interface KMeansSweep {
  /** One step for each number of clusters, ascending. */
  readonly steps: KMeansSweepStep[];
  /** Where the curve of inertia bends most; null with fewer than three steps, or without a bend. */
  readonly elbow: number | null;
  /** The number of clusters with the highest silhouette; null where none is defined. */
  readonly bestSilhouette: number | null;
}

const counts = {
  minClusters: /* @__PURE__ */ integer({
    min: 1,
    default: 2,
    about: 'the fewest clusters to try.',
  }),
  maxClusters: /* @__PURE__ */ integer({ min: 1, default: 10, about: 'the most clusters to try.' }),
  sampleSize: /* @__PURE__ */ integer({
    min: 2,
    default: 2000,
    about: 'how many samples to judge silhouettes by.',
  }),
} satisfies Partial<Record<keyof KMeansSweepOptions, Hyperparameter>>;

/**
 * Inertia and silhouette of k-means over a range of k, to choose one by.
 *
 * Inertia always falls with k; the elbow is where it stops falling fast: the point of the curve that is
 * farthest below the straight line between its ends (Satopää et al., ICDCS Workshops 2011). The
 * silhouette is highest where clusters are tight and far apart. Where the two agree, trust them.
 * Cost: nInit fits (default 3) for each k, and sampleSize² distances.
 *
 * @param X - [nSamples × nFeatures], at least maxClusters rows; scale the features first
 * @throws InvalidParameterError for an unknown option, one out of range, or maxClusters < minClusters
 * @throws InvalidInputError as `KMeans.fit`
 *
 * @example
 * const { elbow, bestSilhouette } = kMeansSweep(X, { maxClusters: 8, randomState: 0 })
 */
export function kMeansSweep(X: MatrixLike, options: KMeansSweepOptions = {}): KMeansSweep {
  const where = 'kMeansSweep';
  const { minClusters, maxClusters, sampleSize, sampleWeight, ...kMeans } = readSweep(
    options,
    where,
  );
  const range = resolve<{ minClusters: number; maxClusters: number; sampleSize: number }>(
    where,
    counts,
    { minClusters, maxClusters, sampleSize },
    'option',
  );
  if (range.maxClusters < range.minClusters) {
    throw new InvalidParameterError(
      `${where}: maxClusters is ${range.maxClusters}, less than minClusters = ${range.minClusters}. Pass a range of at least one number.`,
    );
  }
  const samples = parseFeatures(X, where, { minRows: range.maxClusters });
  const judges = permutation(samples.rows, createRng(kMeans.randomState ?? null)).subarray(
    0,
    range.sampleSize,
  );
  const judged = takeRows(samples, judges);
  const steps: KMeansSweepStep[] = [];
  for (let nClusters = range.minClusters; nClusters <= range.maxClusters; nClusters++) {
    const model = new KMeans({ nInit: 3, ...kMeans, nClusters });
    const labels = model.fitPredict(samples, undefined, { sampleWeight });
    steps.push({
      nClusters,
      inertia: model.inertia,
      silhouette: silhouetteOf(
        judged,
        Array.from(judges, (i) => labels[i]),
      ),
    });
  }
  return { steps, elbow: elbowOf(steps), bestSilhouette: bestOf(steps) };
}

/** @throws InvalidParameterError for a name that is none of its options, such as those of `KMeans` that a sweep has no use for */
function readSweep(options: KMeansSweepOptions, where: string): KMeansSweepOptions {
  if (Object.hasOwn(readOptions(options, where), 'nJobs')) {
    throw new InvalidParameterError(
      `${where}: there is no option "nJobs", which serves calls that are awaited. Leave it out, or await new KMeans({ nClusters, nInit: 3, nJobs }).fitAsync(X) for each number of clusters.`,
    );
  }
  const { nClusters: _, nJobs: __, ...ofEach } = kMeansHyperparameters;
  return readNamedBeside(options, where, { ...counts, ...ofEach }, ['sampleWeight']);
}

function silhouetteOf(samples: Dense, labels: number[]): number | null {
  const nClusters = new Set(labels).size;
  if (nClusters < 2 || nClusters >= samples.rows) return null;
  return silhouetteScore(samples, labels);
}

/** The step farthest below the chord, with both axes scaled to the ends of the curve. */
function elbowOf(steps: readonly KMeansSweepStep[]): number | null {
  const first = steps[0];
  const last = steps[steps.length - 1];
  const fall = first.inertia - last.inertia;
  if (steps.length < 3 || !(fall > 0)) return null;
  let elbow: number | null = null;
  let deepest = 0;
  for (const { nClusters, inertia } of steps) {
    const along = (nClusters - first.nClusters) / (last.nClusters - first.nClusters);
    const depth = 1 - along - (inertia - last.inertia) / fall;
    if (depth > deepest) [elbow, deepest] = [nClusters, depth];
  }
  return elbow;
}

function bestOf(steps: readonly KMeansSweepStep[]): number | null {
  let best: KMeansSweepStep | undefined;
  for (const step of steps) {
    if (step.silhouette !== null && step.silhouette > (best?.silhouette ?? -Infinity)) best = step;
  }
  return best?.nClusters ?? null;
}
