/** Several runs of k-means, each from a start of its own, of which the best is taken: one after another, or by workers. */

import { goesToPool, type KernelName, SharedWork } from '../../parallel-work.js';
import { mapReports, type Steps, type Training } from '../../progress.js';
import type { ClusteringProblem } from './clustering-problem.js';
import { assignment, type KMeansAlgorithm } from './k-means-algorithm.js';
import { type Clustering, type LloydOptions, lloyd } from './lloyd.js';
import { sameClustering } from './shifted-centers.js';

/** A run from a start. */
export const RUN_K_MEANS: KernelName = { name: 'runs of k-means', estimators: true };

/** What the runs share. */
export interface KMeansPlan {
  readonly problem: ClusteringProblem;
  readonly nClusters: number;
  readonly algorithm: KMeansAlgorithm;
  readonly options: LloydOptions;
}

/** How many runs there are, and by how many they are done. */
export interface KMeansRuns {
  readonly count: number;
  readonly nJobs: number | null;
  /** The method that was called, for messages. */
  readonly where: string;
}

/** Iterations of a run, about. */
const ITERATIONS = 20;

/**
 * The run of least inertia, the first on a tie. Reports each iteration; where workers run, each run.
 *
 * @param seed - finds the start of the next run [nClusters × nFeatures]; the runs themselves draw nothing
 */
export function* bestOfRuns(
  plan: KMeansPlan,
  { count, nJobs, where }: KMeansRuns,
  seed: () => Steps<Float64Array>,
): Training<Clustering> {
  const { problem, nClusters, options } = plan;
  const total = count * options.maxIter;
  const work = problem.samples.data.length * nClusters * ITERATIONS * count;
  const isShared = count > 1 && goesToPool({ kernel: RUN_K_MEANS, nJobs, where, work });
  const report = (run: number, nIter: number) => {
    return { done: run * options.maxIter + nIter, total, unit: 'iteration' };
  };
  let best: Clustering | undefined;
  const take = (found: Clustering) => {
    // The same clusters under other numbers can differ by rounding: they are no better.
    const isBetter =
      best === undefined ||
      (found.inertia < best.inertia && !sameClustering(found.labels, best.labels, nClusters));
    if (isBetter) best = found;
  };
  if (isShared) {
    const starts: Float64Array[] = [];
    for (let run = 0; run < count; run++) starts.push(yield* seed());
    const runs = new SharedWork<Float64Array, Clustering>(RUN_K_MEANS, plan, starts, nJobs);
    try {
      for (const [run, start] of starts.entries()) {
        take(yield* runs.resultOf(run, () => runOnce(plan, start)));
        yield report(run, options.maxIter);
      }
    } finally {
      runs.close();
    }
  } else {
    for (let run = 0; run < count; run++) {
      yield report(run, 0);
      const start = yield* seed();
      take(yield* mapReports(running(plan, start), (nIter) => report(run, nIter)));
    }
  }
  return best as Clustering;
}

/** A run of which nobody hears until it is through. */
export const runOnce = (plan: KMeansPlan, start: Float64Array): Steps<Clustering> =>
  mapReports(running(plan, start), () => undefined);

const running = (
  { problem, nClusters, algorithm, options }: KMeansPlan,
  start: Float64Array,
): Generator<number | undefined, Clustering, void> =>
  lloyd(problem, start, options, assignment(algorithm, problem, nClusters));
