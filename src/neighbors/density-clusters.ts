import type { Progress } from '../progress.js';

/** Clusters of samples that lie close. */
export interface DensityClusters {
  /** Cluster of each sample, from 0; -1 is noise [nSamples]. */
  readonly labels: Int32Array;
  /** 1 for samples with enough neighbours [nSamples]. */
  readonly isCore: Uint8Array;
}

/** Finds the neighbours of sample i, itself included; returns how many, or at least `enough` when it stops there. */
export type NeighborQuery = (i: number, found: Int32Array, enough: number) => number;

/** Samples between two reports of progress. */
const REPORT_EVERY = 2048;

/**
 * DBSCAN by asking for neighbours: once of every sample to see whether it is a core sample, once more of
 * every core sample to go on from it. Neighbour lists are never kept, so memory is linear.
 * Source: Ester, Kriegel, Sander and Xu, KDD (1996). Clusters are numbered in the order of their first
 * core sample, and a border sample belongs to the first cluster that reaches it, as in scikit-learn.
 *
 * @param weights - [nSamples], or undefined for all 1
 * @param minSamples - weight of the neighbours of a core sample at least
 */
export function* clusterByQueries(
  nSamples: number,
  query: NeighborQuery,
  weights: Float64Array | undefined,
  minSamples: number,
): Generator<Progress, DensityClusters, void> {
  const found = new Int32Array(nSamples);
  const isCore = new Uint8Array(nSamples);
  for (let i = 0; i < nSamples; i++) {
    const count = query(i, found, weights === undefined ? minSamples : Infinity);
    isCore[i] = weigh(found, count, weights) >= minSamples ? 1 : 0;
    if ((i + 1) % REPORT_EVERY === 0) yield report(i + 1, nSamples);
  }
  const labels = new Int32Array(nSamples).fill(-1);
  const waiting = new Int32Array(nSamples);
  let clusters = 0;
  let settled = 0;
  for (let first = 0; first < nSamples; first++) {
    if (isCore[first] === 0 || labels[first] !== -1) continue;
    let top = 0;
    waiting[top++] = first;
    labels[first] = clusters;
    while (top > 0) {
      const count = query(waiting[--top], found, Infinity);
      for (let at = 0; at < count; at++) {
        const neighbor = found[at];
        if (labels[neighbor] !== -1) continue;
        labels[neighbor] = clusters;
        if (isCore[neighbor] === 1) waiting[top++] = neighbor;
      }
      if (++settled % REPORT_EVERY === 0) yield report(nSamples + settled, nSamples);
    }
    clusters++;
  }
  yield { done: 2 * nSamples, total: 2 * nSamples, unit: 'sample' };
  return { labels, isCore };
}

function report(done: number, nSamples: number): Progress {
  return { done: Math.min(done, 2 * nSamples - 1), total: 2 * nSamples, unit: 'sample' };
}

function weigh(found: Int32Array, count: number, weights: Float64Array | undefined): number {
  if (weights === undefined) return count;
  let sum = 0;
  for (let at = 0; at < count; at++) sum += weights[found[at]];
  return sum;
}
