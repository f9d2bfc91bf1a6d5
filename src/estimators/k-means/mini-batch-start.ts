import type { Steps } from '../../progress.js';
import type { Rng } from '../../random/rng.js';
import type { ClusteringProblem } from '../../solvers/k-means/clustering-problem.js';
import { type RunningMeans, resample } from '../../solvers/k-means/mini-batch.js';
import { inertiaOfSamples } from '../../solvers/k-means/shifted-centers.js';
import { warn } from '../../warnings.js';
import { checkEnoughSamples, initialCenters } from './k-means-init.js';
import type { MiniBatchKMeansOptions } from './mini-batch-k-means-options.js';

/** How `MiniBatchKMeans` starts: the best of several starts, by the inertia of samples drawn to judge them. */
export function* startMiniBatches(
  problem: ClusteringProblem,
  options: Readonly<Required<MiniBatchKMeansOptions>>,
  nRuns: number,
  rng: Rng,
  where: string,
): Steps<RunningMeans> {
  const { nClusters, init } = options;
  const { rows, columns } = problem.samples;
  checkEnoughSamples(rows, nClusters, where);
  const initSize = samplesToStartFrom(rows, options, where);
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

function samplesToStartFrom(
  rows: number,
  { nClusters, initSize, batchSize }: Readonly<Required<MiniBatchKMeansOptions>>,
  where: string,
): number {
  const wanted = initSize ?? 3 * Math.min(batchSize, rows);
  if (initSize !== null && initSize < nClusters) {
    warn(
      'data',
      `${where}: initSize is ${initSize}, fewer than nClusters = ${nClusters}; ${Math.min(3 * nClusters, rows)} samples are drawn. Raise initSize.`,
    );
  }
  return Math.min(wanted < nClusters ? 3 * nClusters : wanted, rows);
}

/** Means to go on from, which a step changes in place. */
export function copyMeans({ centers, counts, sinceReassigned }: RunningMeans): RunningMeans {
  return { centers: centers.slice(), counts: counts.slice(), sinceReassigned };
}
