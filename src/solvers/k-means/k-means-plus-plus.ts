import { takeRows } from '../../data/dense.js';
import { squaredDistance } from '../../numeric/distances.js';
import { log } from '../../numeric/exp-log.js';
import { sumOfWeights } from '../../numeric/statistics.js';
import { inStretches, type Steps } from '../../progress.js';
import type { Rng } from '../../random/rng.js';
import { choice } from '../../random/sampling.js';
import { chooseByWeight } from '../../random/weighted-sampling.js';
import { addGains, type Seeding } from './candidate-gains.js';
import type { ClusteringProblem } from './clustering-problem.js';

/** Samples whose potentials are summed together, so that a draw need not walk over all of them. */
const BLOCK_ROWS = 256;

/**
 * Initial centres by greedy k-means++: each next centre is the best of 2 + ⌊ln nClusters⌋ samples,
 * drawn with probability proportional to w·d², d being the distance to the nearest centre so far.
 * A sample that is at most half as far from its centre as the candidates are cannot gain by them, and
 * costs no distance.
 *
 * Source: Arthur and Vassilvitskii, SODA (2007); greedy as scikit-learn. Yields after each centre, and
 * after some rows within one.
 * Cost: at most nSamples · nClusters · (2 + ln nClusters) distances.
 *
 * @returns row-major [nClusters × nFeatures]: rows of the samples
 */
export function* kMeansPlusPlus(
  problem: ClusteringProblem,
  nClusters: number,
  rng: Rng,
): Steps<Float64Array> {
  const { rows, columns } = problem.samples;
  const nTrials = 2 + Math.floor(log(nClusters));
  const seeding: Seeding = {
    closest: new Float64Array(rows).fill(Infinity),
    owner: new Int32Array(rows),
    blockSums: new Float64Array(Math.ceil(rows / BLOCK_ROWS)),
    reach: new Float64Array(nClusters),
    distances: new Float64Array(rows * nTrials),
  };
  const centers = new Float64Array(nClusters * columns);
  for (let c = 0; c < nClusters; c++) {
    const draws = new Int32Array(c === 0 ? 1 : nTrials);
    for (let t = 0; t < draws.length; t++) {
      const share = rng.next();
      draws[t] = c === 0 ? drawByWeight(problem, share) : drawByPotential(problem, seeding, share);
    }
    const { data: drawn } = takeRows(problem.samples, draws);
    measureReach(drawn, centers.subarray(0, c * columns), columns, seeding.reach);
    const gains = new Float64Array(draws.length);
    const candidates = { rows: drawn, gains };
    yield* inStretches(rows, drawn.length, (from, to) =>
      addGains(problem, from, to, seeding, candidates),
    );
    const best = argmax(gains);
    accept(problem, seeding, draws.length, best, c);
    centers.set(drawn.subarray(best * columns, (best + 1) * columns), c * columns);
    yield;
  }
  return centers;
}

/**
 * Initial centres that are different samples, drawn with probability proportional to weight.
 *
 * @returns row-major [nClusters × nFeatures]: rows of the samples
 */
export function randomCenters(
  { samples: { data, rows, columns }, weights }: ClusteringProblem,
  nClusters: number,
  rng: Rng,
): Float64Array {
  const chosen =
    weights === undefined ? choice(rows, nClusters, rng) : chooseByWeight(weights, nClusters, rng);
  const centers = new Float64Array(nClusters * columns);
  for (let c = 0; c < nClusters; c++) {
    const row = chosen[c % chosen.length] * columns; // again where fewer samples have weight
    centers.set(data.subarray(row, row + columns), c * columns);
  }
  return centers;
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

function measureReach(
  candidates: Float64Array,
  centers: Float64Array,
  columns: number,
  reach: Float64Array,
): void {
  for (let c = 0; c * columns < centers.length; c++) {
    let nearest = Infinity;
    for (let candidate = 0; candidate < candidates.length; candidate += columns) {
      const distance = squaredDistance(candidates, candidate, centers, c * columns, columns);
      if (distance < nearest) nearest = distance;
    }
    reach[c] = nearest / 4;
  }
}

/** Make the candidate with number `best` the centre with number `c`. */
function accept(
  { samples: { rows }, weights }: ClusteringProblem,
  { closest, owner, blockSums, reach, distances }: Seeding,
  nTrials: number,
  best: number,
  c: number,
): void {
  for (let b = 0, i = 0; b < blockSums.length; b++) {
    const end = Math.min(rows, i + BLOCK_ROWS);
    let sum = 0;
    for (; i < end; i++) {
      if (closest[i] > reach[owner[i]]) {
        const distance = distances[i * nTrials + best];
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

function argmax(values: Float64Array): number {
  let best = 0;
  for (let t = 1; t < values.length; t++) if (values[t] > values[best]) best = t;
  return best;
}
