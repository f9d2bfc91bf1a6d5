import { squaredDistance } from '../numeric/distances.js';
import { log } from '../numeric/exp-log.js';
import { argsort } from '../numeric/ordering.js';
import { sumOfWeights } from '../numeric/statistics.js';
import type { Rng } from '../random/rng.js';
import { choice } from '../random/sampling.js';
import type { ClusteringProblem } from './lloyd.js';

/** Samples whose potentials are summed together, so that a draw need not walk over all of them. */
const BLOCK_ROWS = 256;

/** What is known of the samples after some centres were chosen. */
interface Seeding {
  /** Squared distance to the nearest centre so far [nSamples]. */
  readonly closest: Float64Array;
  /** That centre [nSamples]. */
  readonly owner: Int32Array;
  /** Σ w · closest of each block of samples. */
  readonly blockSums: Float64Array;
}

/**
 * Initial centres by greedy k-means++: each next centre is the best of 2 + ⌊ln nClusters⌋ samples,
 * drawn with probability proportional to w·d², d being the distance to the nearest centre so far.
 * A sample that is at most half as far from its centre as the candidate is cannot gain by the
 * candidate, and costs no distance.
 *
 * Source: Arthur and Vassilvitskii, SODA (2007); greedy as scikit-learn. Yields after each centre.
 * Cost: at most nSamples · nClusters · (3 + ln nClusters) distances.
 *
 * @returns row-major [nClusters × nFeatures]: rows of the samples
 */
export function* kMeansPlusPlus(
  problem: ClusteringProblem,
  nClusters: number,
  rng: Rng,
): Generator<void, Float64Array, void> {
  const { data, rows, columns } = problem.samples;
  const nTrials = 2 + Math.floor(Math.log(nClusters));
  const seeding: Seeding = {
    closest: new Float64Array(rows).fill(Infinity),
    owner: new Int32Array(rows),
    blockSums: new Float64Array(Math.ceil(rows / BLOCK_ROWS)),
  };
  const centers = new Float64Array(nClusters * columns);
  const gaps = new Float64Array(nClusters);
  const draws = new Int32Array(nTrials);
  for (let c = 0; c < nClusters; c++) {
    let best = 0;
    if (c === 0) {
      best = drawByWeight(problem, rng.next());
    } else {
      let mostGained = -1;
      // All are drawn before any is judged, as scikit-learn does.
      for (let t = 0; t < nTrials; t++) draws[t] = drawByPotential(problem, seeding, rng.next());
      for (const candidate of draws) {
        measureGaps(problem, candidate, centers, c, gaps);
        const gained = gainOf(problem, seeding, candidate, gaps);
        if (gained > mostGained) [best, mostGained] = [candidate, gained];
      }
    }
    measureGaps(problem, best, centers, c, gaps);
    accept(problem, seeding, best, c, gaps);
    centers.set(data.subarray(best * columns, (best + 1) * columns), c * columns);
    yield;
  }
  return centers;
}

/**
 * Initial centres that are different samples, drawn with probability proportional to weight.
 * Source of the weighted draw: Efraimidis and Spirakis, Information Processing Letters 97 (2006).
 *
 * @returns row-major [nClusters × nFeatures]: rows of the samples
 */
export function randomCenters(
  { samples: { data, rows, columns }, weights }: ClusteringProblem,
  nClusters: number,
  rng: Rng,
): Float64Array {
  const chosen =
    weights === undefined ? choice(rows, nClusters, rng) : weightedChoice(weights, nClusters, rng);
  const centers = new Float64Array(nClusters * columns);
  for (let c = 0; c < nClusters; c++) {
    const row = chosen[c] * columns;
    centers.set(data.subarray(row, row + columns), c * columns);
  }
  return centers;
}

/** The `size` smallest of exponential waiting times whose rates are the weights. */
function weightedChoice(weights: Float64Array, size: number, rng: Rng): Int32Array {
  const waits = weights.map((weight) => -log(1 - rng.next()) / weight);
  return argsort(waits).slice(0, size); // 0 / 0 is NaN, which sorts last
}

/** The sample at which the running sum of the weights passes a share of their total. */
function drawByWeight({ samples: { rows }, weights }: ClusteringProblem, share: number): number {
  if (weights === undefined) return Math.floor(share * rows);
  const aim = share * sumOfWeights(rows, weights);
  let sum = 0;
  let last = 0;
  for (let i = 0; i < rows; i++) {
    if (weights[i] === 0) continue;
    sum += weights[i];
    last = i;
    if (sum > aim) break;
  }
  return last;
}

/** The sample at which the running sum of w · closest passes a share of its total. */
function drawByPotential(
  { samples: { rows }, weights }: ClusteringProblem,
  { closest, blockSums }: Seeding,
  share: number,
): number {
  let total = 0;
  for (let b = 0; b < blockSums.length; b++) total += blockSums[b];
  const aim = share * total;
  let sum = 0;
  let block = 0;
  while (block < blockSums.length - 1 && sum + blockSums[block] <= aim) sum += blockSums[block++];
  let last = -1;
  for (let i = block * BLOCK_ROWS; i < rows; i++) {
    const potential = weights === undefined ? closest[i] : weights[i] * closest[i];
    if (potential === 0) continue;
    last = i;
    sum += potential;
    if (sum > aim) break;
  }
  // No sample is off its centre: any that counts will do, and the cluster stays empty.
  return last < 0
    ? drawByWeight({ samples: { data: closest, rows, columns: 1 }, weights }, share)
    : last;
}

/** Write the squared distances from a candidate to the first `count` centres, a quarter of them. */
function measureGaps(
  { samples: { data, columns } }: ClusteringProblem,
  candidate: number,
  centers: Float64Array,
  count: number,
  gaps: Float64Array,
): void {
  for (let c = 0; c < count; c++) {
    gaps[c] = squaredDistance(data, candidate * columns, centers, c * columns, columns) / 4;
  }
}

/** By how much the potential Σ w · closest falls when the candidate becomes a centre. */
function gainOf(
  { samples: { data, rows, columns }, weights }: ClusteringProblem,
  { closest, owner }: Seeding,
  candidate: number,
  quarterGaps: Float64Array,
): number {
  const center = candidate * columns;
  let gain = 0;
  for (let i = 0; i < rows; i++) {
    const before = closest[i];
    if (before <= quarterGaps[owner[i]]) continue;
    const distance = squaredDistance(data, i * columns, data, center, columns);
    if (distance < before) {
      gain += weights === undefined ? before - distance : weights[i] * (before - distance);
    }
  }
  return gain;
}

/** Make a sample centre number `c`. */
function accept(
  { samples: { data, rows, columns }, weights }: ClusteringProblem,
  { closest, owner, blockSums }: Seeding,
  chosen: number,
  c: number,
  quarterGaps: Float64Array,
): void {
  const center = chosen * columns;
  for (let b = 0, i = 0; b < blockSums.length; b++) {
    const end = Math.min(rows, i + BLOCK_ROWS);
    let sum = 0;
    for (; i < end; i++) {
      if (c === 0 || closest[i] > quarterGaps[owner[i]]) {
        const distance = squaredDistance(data, i * columns, data, center, columns);
        if (distance < closest[i]) {
          closest[i] = distance;
          owner[i] = c;
        }
      }
      sum += weights === undefined ? closest[i] : weights[i] * closest[i];
    }
    blockSums[b] = sum;
  }
}
