import { squaredDistance } from '../../numeric/distances.js';
import { CARRIED, createMeans, followChanges, sumClusters, writeMeans } from './cluster-means.js';
import { type ClusteringProblem, inertiaInSteps } from './clustering-problem.js';
import { relocateEmptyClusters } from './empty-clusters.js';
import type { Assign } from './plain-assignment.js';

/*
 * k-means: centres c_1 … c_k that minimise Σ_i w_i min_c ‖x_i - c‖². Lloyd's iteration gives each
 * sample to its nearest centre, then moves each centre to the mean of its samples, until nothing moves.
 * Source: Lloyd, IEEE Transactions on Information Theory 28 (1982); steps and stopping rules as scikit-learn.
 */

export interface LloydOptions {
  /** Most iterations, at least 1. */
  readonly maxIter: number;
  /** Stop when the squared movements of the centres sum to at most this, in feature units squared. */
  readonly tol: number;
}

export interface Clustering {
  /** Row-major [nClusters × nFeatures]. */
  centers: Float64Array;
  /** Nearest of these centres, the lowest index on a tie [nSamples]. */
  labels: Int32Array;
  /** Weighted sum of squared distances to the nearest centre, in feature units squared. */
  inertia: number;
  nIter: number;
  /** Whether the labels or the centres came to rest within `maxIter`. */
  converged: boolean;
}

/**
 * Lloyd's iteration from given centres: yields the count of iterations after each, and nothing now and then within one.
 * Cost: an iteration visits the samples that change cluster, or all when many do, and whatever `assign`
 * cannot spare.
 *
 * @param start - row-major [nClusters × nFeatures], not written to
 * @param assign - the algorithm that finds the nearest centres
 */
export function* lloyd(
  problem: ClusteringProblem,
  start: Float64Array,
  { maxIter, tol }: LloydOptions,
  assign: Assign,
): Generator<number | undefined, Clustering, void> {
  const { rows, columns } = problem.samples;
  const nClusters = start.length / columns;
  const labels = new Int32Array(rows);
  const labelsBefore = new Int32Array(rows).fill(-1);
  const movement = new Float64Array(nClusters);
  const means = createMeans(nClusters, problem.samples);
  let centers = start.slice();
  let next = new Float64Array(start.length);
  let converged = false;
  let nIter = 0;
  while (nIter < maxIter && !converged) {
    yield* assign(centers, movement, labels);
    const changed = yield* followChanges(problem, labels, labelsBefore, means);
    yield* relocateEmptyClusters(problem, labels, centers, means);
    writeMeans(means, next);
    [centers, next] = [next, centers];
    const shift = measureMovement(next, centers, columns, movement);
    nIter++;
    converged = changed === 0 || shift <= tol;
    yield nIter;
  }
  // The labels must belong to the centres that are returned, and these be means to the last digit.
  if (means.origin.includes(CARRIED)) {
    yield* sumClusters(problem, labels, means, CARRIED);
    writeMeans(means, next);
    [centers, next] = [next, centers];
    const since = new Float64Array(nClusters);
    measureMovement(next, centers, columns, since);
    for (let c = 0; c < nClusters; c++) movement[c] += since[c];
  }
  yield* assign(centers, movement, labels);
  const inertia = yield* inertiaInSteps(problem, centers, labels);
  return { centers, labels, inertia, nIter, converged };
}

/** Write how far each centre moved; returns the sum of the squared movements. */
function measureMovement(
  from: Float64Array,
  to: Float64Array,
  columns: number,
  movement: Float64Array,
): number {
  let total = 0;
  for (let c = 0; c < movement.length; c++) {
    const squared = squaredDistance(from, c * columns, to, c * columns, columns);
    movement[c] = Math.sqrt(squared);
    total += squared;
  }
  return total;
}
