import { type Dense, takeRows } from '../../data/dense.js';
import { squaredDistance } from '../../numeric/distances.js';
import { argsort } from '../../numeric/ordering.js';
import type { Rng } from '../../random/rng.js';
import { choice, range } from '../../random/sampling.js';
import { cumulate, drawIndex } from '../../random/weighted-sampling.js';
import type { ClusteringProblem } from './clustering-problem.js';
import { assignToNearest } from './plain-assignment.js';

/*
 * Mini-batch k-means: each centre is the running mean of the samples it was given, batch by batch.
 * Source: Sculley, WWW (2010); reassignment and stopping rules as scikit-learn.
 */

/** Centres that learn from batches; a step writes to them. */
export interface RunningMeans {
  /** Row-major [nClusters × nFeatures]. */
  readonly centers: Float64Array;
  /** Weight that each centre is the mean of [nClusters]. */
  readonly counts: Float64Array;
  /** Samples since centres with little weight were last reassigned. */
  sinceReassigned: number;
}

/**
 * Learn from one batch: assign its samples, then move each centre towards its own.
 *
 * @param means - in/out
 * @param reassignmentRatio - centres with less than this share of the largest weight start anew from
 *   random samples of the batch, each time 10 × nClusters samples were seen or a centre has none
 * @returns inertia of the batch before the step, in feature units squared
 */
export function miniBatchStep(
  { samples, weights }: ClusteringProblem,
  means: RunningMeans,
  reassignmentRatio: number,
  rng: Rng,
): number {
  const due = reassignmentIsDue(means, samples.rows);
  const labels = new Int32Array(samples.rows);
  assignToNearest(samples, means.centers, labels);
  const inertia = moveCenters(samples, weights, labels, means);
  if (due && reassignmentRatio > 0) reassign(samples, weights, means, reassignmentRatio, rng);
  return inertia;
}

/** How many batches to learn from, of which size, and when to stop. */
export interface BatchPlan {
  readonly batchSize: number;
  /** The most batches. */
  readonly nSteps: number;
  readonly reassignmentRatio: number;
  readonly rules: StoppingRules;
}

/**
 * Learn from one random batch after the other; yields how many there were.
 *
 * @param means - in/out
 */
export function* learnFromBatches(
  problem: ClusteringProblem,
  means: RunningMeans,
  { batchSize, nSteps, reassignmentRatio, rules }: BatchPlan,
  rng: Rng,
): Generator<number, { steps: number; smoothed: number; converged: boolean }, void> {
  const convergence = watchConvergence(batchSize, problem.samples.rows, rules);
  const nextBatch = createBatches(problem, batchSize, rng);
  const before = new Float64Array(means.centers.length);
  let steps = 0;
  let converged = false;
  while (steps < nSteps && !converged) {
    before.set(means.centers);
    const batch = { samples: nextBatch(), weights: undefined };
    const inertia = miniBatchStep(batch, means, reassignmentRatio, rng);
    const movement = squaredDistance(before, 0, means.centers, 0, before.length);
    converged = convergence.step(inertia, movement);
    steps++;
    yield steps;
  }
  return { steps, smoothed: convergence.smoothed, converged };
}

function reassignmentIsDue(means: RunningMeans, rows: number): boolean {
  means.sinceReassigned += rows;
  const due = means.counts.includes(0) || means.sinceReassigned >= 10 * means.counts.length;
  if (due) means.sinceReassigned = 0;
  return due;
}

/** c += Σ w (x - c) / (all weight so far): the running mean, without ever summing large coordinates. */
function moveCenters(
  { data, rows, columns }: Dense,
  weights: Float64Array | undefined,
  labels: Int32Array,
  { centers, counts }: RunningMeans,
): number {
  const pull = new Float64Array(centers.length);
  const mass = new Float64Array(counts.length);
  let inertia = 0;
  for (let i = 0, row = 0; i < rows; i++, row += columns) {
    const weight = weights === undefined ? 1 : weights[i];
    const center = labels[i] * columns;
    inertia += weight * squaredDistance(data, row, centers, center, columns);
    mass[labels[i]] += weight;
    for (let j = 0; j < columns; j++)
      pull[center + j] += weight * (data[row + j] - centers[center + j]);
  }
  for (let c = 0; c < counts.length; c++) {
    if (mass[c] === 0) continue;
    counts[c] += mass[c];
    for (let at = c * columns; at < (c + 1) * columns; at++) centers[at] += pull[at] / counts[c];
  }
  return inertia;
}

function reassign(
  { data, rows, columns }: Dense,
  weights: Float64Array | undefined,
  { centers, counts }: RunningMeans,
  ratio: number,
  rng: Rng,
): void {
  const candidates =
    weights === undefined ? range(rows) : range(rows).filter((i) => weights[i] > 0);
  const threshold = ratio * counts.reduce((largest, count) => Math.max(largest, count), 0);
  // The lightest ones, and at most as many as half the batch can serve.
  const light = argsort(counts)
    .filter((c) => counts[c] < threshold)
    .subarray(0, Math.floor(candidates.length / 2));
  if (light.length === 0) return;
  const chosen = choice(candidates.length, light.length, rng);
  for (let n = 0; n < light.length; n++) {
    const row = candidates[chosen[n]] * columns;
    centers.set(data.subarray(row, row + columns), light[n] * columns);
  }
  // Weight enough not to be reassigned again at once: that of the lightest centre which stays.
  const restarted = new Set(light);
  const least = counts.reduce(
    (min, count, c) => (restarted.has(c) ? min : Math.min(min, count)),
    Infinity,
  );
  for (const c of light) counts[c] = least;
}

export interface StoppingRules {
  /** Squared movement of the centres to stop at, in feature units squared; 0 for never. */
  readonly tol: number;
  /** Batches without a better smoothed inertia to stop after, or null for never. */
  readonly maxNoImprovement: number | null;
}

/** Watches the inertia of batches, smoothed as an exponentially weighted average. */
interface Convergence {
  /** Smoothed inertia of a sample, in feature units squared. */
  readonly smoothed: number;
  /**
   * Take note of a step.
   *
   * @param inertia - of the batch
   * @param movement - squared movement of all centres
   * @returns whether to stop
   */
  step(inertia: number, movement: number): boolean;
}

function watchConvergence(
  batchSize: number,
  nSamples: number,
  { tol, maxNoImprovement }: StoppingRules,
): Convergence {
  const alpha = Math.min(1, (2 * batchSize) / (nSamples + 1));
  let smoothed = Number.NaN;
  let best = Infinity;
  let withoutImprovement = 0;
  let steps = 0;
  return {
    get smoothed() {
      return smoothed;
    },
    step(inertia, movement) {
      const mean = inertia / batchSize;
      steps++;
      // The first inertia is that of the initial centres, and no sign of progress.
      smoothed = steps <= 2 ? mean : smoothed * (1 - alpha) + mean * alpha;
      if (steps === 1) return false;
      if (tol > 0 && movement <= tol) return true;
      if (smoothed < best) {
        best = smoothed;
        withoutImprovement = 0;
      } else {
        withoutImprovement++;
      }
      return maxNoImprovement !== null && withoutImprovement >= maxNoImprovement;
    },
  };
}

/** Draws samples with replacement, with probability proportional to weight. */
function createBatches(
  { samples: { data, rows, columns }, weights }: ClusteringProblem,
  batchSize: number,
  rng: Rng,
): () => Dense {
  const block = new Float64Array(batchSize * columns);
  const cumulative = weights === undefined ? undefined : cumulate(weights);
  return () => {
    for (let b = 0; b < batchSize; b++) {
      const share = rng.next(); // either way, so that weights of one draw as none do
      const i = cumulative === undefined ? Math.floor(share * rows) : drawIndex(cumulative, share);
      block.set(data.subarray(i * columns, (i + 1) * columns), b * columns);
    }
    return { data: block, rows: batchSize, columns };
  };
}

/** `size` samples drawn with replacement, each with its own weight. */
export function resample(
  { samples, weights }: ClusteringProblem,
  size: number,
  rng: Rng,
): ClusteringProblem {
  const drawn = Int32Array.from({ length: size }, () => rng.nextInteger(samples.rows));
  return {
    samples: takeRows(samples, drawn),
    weights: weights && Float64Array.from(drawn, (i) => weights[i]),
  };
}
