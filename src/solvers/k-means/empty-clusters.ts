import { squaredDistance } from '../../numeric/distances.js';
import { inStretches, type Steps } from '../../progress.js';
import { BORROWED, type ClusterMeans } from './cluster-means.js';
import type { ClusteringProblem } from './clustering-problem.js';

/**
 * Give each empty cluster one of the samples that are farthest from their centres, which leaves its
 * own cluster. As scikit-learn, but a sample of weight 0 is never chosen. In steps of some rows.
 */
export function* relocateEmptyClusters(
  problem: ClusteringProblem,
  labels: Int32Array,
  centers: Float64Array,
  { sums, mass, origin }: ClusterMeans,
): Steps<void> {
  const empty: number[] = [];
  for (let c = 0; c < mass.length; c++) if (mass[c] === 0) empty.push(c);
  if (empty.length === 0) return;
  const far = yield* farthestSamples(problem, centers, labels, empty.length);
  const { samples, weights } = problem;
  const { data, columns } = samples;
  for (let e = 0; e < far.length; e++) {
    const to = empty[e];
    const from = labels[far[e]];
    const row = far[e] * columns;
    const weight = weights === undefined ? 1 : weights[far[e]];
    for (let j = 0; j < columns; j++) {
      sums[from * columns + j] -= weight * data[row + j];
      sums[to * columns + j] = weight * data[row + j];
    }
    mass[to] = weight;
    mass[from] -= weight;
    origin[to] = BORROWED;
    origin[from] = BORROWED;
  }
}

/** Up to `count` samples off their centres, farthest first, the lowest index on a tie. */
function* farthestSamples(
  { samples: { data, rows, columns }, weights }: ClusteringProblem,
  centers: Float64Array,
  labels: Int32Array,
  count: number,
): Steps<number[]> {
  const candidates: { i: number; distance: number }[] = [];
  let threshold = 0; // what a sample must exceed to be among the farthest
  yield* inStretches(rows, columns, (from, to) => {
    for (let i = from, row = from * columns; i < to; i++, row += columns) {
      if (weights !== undefined && weights[i] === 0) continue;
      const distance = squaredDistance(data, row, centers, labels[i] * columns, columns);
      if (distance <= threshold) continue;
      candidates.push({ i, distance });
      if (candidates.length >= 2 * count) threshold = keepFarthest(candidates, count);
    }
  });
  keepFarthest(candidates, count);
  return candidates.map(({ i }) => i);
}

/** Cut the list to its farthest samples; returns the distance of the last when there are `count`. */
function keepFarthest(candidates: { i: number; distance: number }[], count: number): number {
  candidates.sort((a, b) => b.distance - a.distance || a.i - b.i);
  candidates.length = Math.min(candidates.length, count);
  return candidates.length === count ? candidates[count - 1].distance : 0;
}
