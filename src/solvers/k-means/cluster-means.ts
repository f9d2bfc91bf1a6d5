import type { Dense } from '../../data/dense.js';
import { inStretches, type Steps } from '../../progress.js';
import type { ClusteringProblem } from './clustering-problem.js';

/** What the centres are means of. */
export interface ClusterMeans {
  /** Σ w x of each cluster, row-major [nClusters × nFeatures]. */
  readonly sums: Float64Array;
  /** Σ w of each cluster [nClusters]. */
  readonly mass: Float64Array;
  /** How good the sums of each cluster are [nClusters]: `FRESH`, `CARRIED` or `BORROWED`. */
  readonly origin: Uint8Array;
  /** Room to list samples whose label changed: an eighth of all, more are not carried one by one. */
  readonly changed: Int32Array;
}

/** Summed over its samples. */
const FRESH = 0;
/** Samples that came and went were added and taken away, which leaves a rounding error. */
export const CARRIED = 1;
/** Not those of its samples: one was lent to an empty cluster, or no sum was made yet. */
export const BORROWED = 2;

export function createMeans(nClusters: number, { rows, columns }: Dense): ClusterMeans {
  return {
    sums: new Float64Array(nClusters * columns),
    mass: new Float64Array(nClusters),
    origin: new Uint8Array(nClusters).fill(BORROWED),
    changed: new Int32Array(Math.floor(rows / 8)),
  };
}

/**
 * Bring the sums up to the labels, and remember these. Few changes are added and taken away, for many
 * all samples are summed: with every iteration summing afresh, 100 000 × 16 took 2 ms more for each.
 * In steps of some rows.
 *
 * @returns how many labels changed
 */
export function* followChanges(
  problem: ClusteringProblem,
  labels: Int32Array,
  before: Int32Array,
  means: ClusterMeans,
): Steps<number> {
  const changed = listChanges(labels, before, means.changed);
  if (changed > means.changed.length) {
    means.origin.fill(BORROWED);
  } else if (changed > 0) {
    yield* inStretches(changed, problem.samples.columns, (from, to) =>
      carryChanges(problem, means.changed.subarray(from, to), labels, before, means),
    );
  }
  before.set(labels);
  yield* sumClusters(problem, labels, means, BORROWED);
  return changed;
}

/** Lists where they differ, as far as there is room; returns in how many places they do. */
function listChanges(labels: Int32Array, before: Int32Array, changed: Int32Array): number {
  let different = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === before[i]) continue;
    if (different < changed.length) changed[different] = i;
    different++;
  }
  return different;
}

/** Take the listed samples from their clusters before to those that they have now. */
function carryChanges(
  { samples: { data, columns }, weights }: ClusteringProblem,
  listed: Int32Array,
  labels: Int32Array,
  before: Int32Array,
  { sums, mass, origin }: ClusterMeans,
): void {
  for (let at = 0; at < listed.length; at++) {
    const i = listed[at];
    const weight = weights === undefined ? 1 : weights[i];
    const from = before[i];
    const to = labels[i];
    mass[from] -= weight;
    mass[to] += weight;
    for (let j = 0; j < columns; j++) {
      const value = weight * data[i * columns + j];
      sums[from * columns + j] -= value;
      sums[to * columns + j] += value;
    }
    if (origin[to] === FRESH) origin[to] = CARRIED;
    // What is left of most of a sum is mostly error; and an empty cluster must weigh exactly 0.
    if (mass[from] < weight) origin[from] = BORROWED;
    else if (origin[from] === FRESH) origin[from] = CARRIED;
  }
}

/** Sum the samples of clusters whose sums are of that origin, in steps of some rows. */
export function* sumClusters(
  problem: ClusteringProblem,
  labels: Int32Array,
  means: ClusterMeans,
  worst: number,
): Steps<void> {
  const { sums, mass, origin } = means;
  if (!origin.includes(worst)) return;
  const { rows, columns } = problem.samples;
  for (let c = 0; c < mass.length; c++) {
    if (origin[c] !== worst) continue;
    mass[c] = 0;
    sums.fill(0, c * columns, (c + 1) * columns);
  }
  yield* inStretches(rows, columns, (start, end) =>
    addSamples(problem, start, end, labels, means, worst),
  );
  for (let c = 0; c < mass.length; c++) if (origin[c] === worst) origin[c] = FRESH;
}

function addSamples(
  { samples: { data, columns }, weights }: ClusteringProblem,
  start: number,
  end: number,
  labels: Int32Array,
  { sums, mass, origin }: ClusterMeans,
  worst: number,
): void {
  for (let i = start, row = start * columns; i < end; i++, row += columns) {
    const c = labels[i];
    if (origin[c] !== worst) continue;
    const center = c * columns;
    const weight = weights === undefined ? 1 : weights[i];
    mass[c] += weight;
    for (let j = 0; j < columns; j++) sums[center + j] += weight * data[row + j];
  }
}

/** Write the mean of each cluster's samples. */
export function writeMeans({ sums, mass }: ClusterMeans, centers: Float64Array): void {
  const columns = sums.length / mass.length;
  let heaviest = 0;
  for (let c = 1; c < mass.length; c++) if (mass[c] > mass[heaviest]) heaviest = c;
  for (let c = 0; c < mass.length; c++) {
    // Where nothing is left to relocate, an empty cluster shares the place of the heaviest.
    const from = mass[c] > 0 ? c : heaviest;
    for (let j = 0; j < columns; j++) {
      centers[c * columns + j] = sums[from * columns + j] / mass[from];
    }
  }
}
