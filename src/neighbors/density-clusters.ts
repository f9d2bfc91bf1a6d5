import type { Jobs } from '../parallel-work.js';
import { type Progress, Stretch } from '../progress.js';

/** Clusters of samples that lie close. */
export interface DensityClusters {
  /** Cluster of each sample, from 0; -1 is noise [nSamples]. */
  readonly labels: Int32Array;
  /** 1 for samples with enough neighbours [nSamples]. */
  readonly isCore: Uint8Array;
}

/** Finds the neighbours of sample i, itself included; returns how many, or at least `enough` when it stops there. */
export type NeighborQuery = (i: number, found: Int32Array, enough: number) => number;

/** How the neighbours of samples are asked for. */
export interface Neighborhood {
  readonly nSamples: number;
  readonly query: NeighborQuery;
  /** Elementary operations of a query, about. */
  readonly work: number;
}

/** What makes a core sample. */
export interface Density {
  /** What each sample counts [nSamples]; undefined for all 1. */
  readonly weights: Float64Array | undefined;
  /** Weight of the neighbours of a core sample at least. */
  readonly minSamples: number;
  /** By how many the neighbours are counted; on the caller's thread where nothing is said. */
  readonly jobs?: Jobs;
}

/**
 * DBSCAN by asking for neighbours: once of every sample to see whether it is a core sample, once more of
 * every core sample to go on from it. Neighbour lists are never kept, so memory is linear.
 * Source: Ester, Kriegel, Sander and Xu, KDD (1996). Clusters are numbered in the order of their first
 * core sample, and a border sample belongs to the first cluster that reaches it, as in scikit-learn.
 */
export function* clusterByQueries(
  neighborhood: Neighborhood,
  density: Density,
): Generator<Progress, DensityClusters, void> {
  const isCore = yield* findCores(neighborhood, density, [0, neighborhood.nSamples]);
  return yield* growClusters(neighborhood, isCore);
}

/** 1 for core samples, of those from `from` up to `to` [to - from]. */
export function* findCores(
  { nSamples, query, work }: Neighborhood,
  { weights, minSamples }: Density,
  [from, to]: readonly [from: number, to: number],
): Generator<Progress, Uint8Array<ArrayBuffer>, void> {
  const stretch = new Stretch();
  const found = new Int32Array(nSamples);
  const isCore = new Uint8Array(to - from);
  for (let i = from; i < to; i++) {
    const count = query(i, found, weights === undefined ? minSamples : Infinity);
    isCore[i - from] = weigh(found, count, weights) >= minSamples ? 1 : 0;
    if (stretch.spend(work + count)) yield reportSample(i + 1, nSamples);
  }
  return isCore;
}

/** Clusters of the samples that their core samples reach. */
export function* growClusters(
  { nSamples, query, work }: Neighborhood,
  isCore: Uint8Array,
): Generator<Progress, DensityClusters, void> {
  yield reportSample(nSamples, nSamples);
  const stretch = new Stretch();
  const found = new Int32Array(nSamples);
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
      settled++;
      if (stretch.spend(work + count)) yield reportSample(nSamples + settled, nSamples);
    }
    clusters++;
  }
  yield { done: 2 * nSamples, total: 2 * nSamples, unit: 'sample' };
  return { labels, isCore };
}

/** Progress where each sample is asked about, and then each once more. */
export function reportSample(done: number, nSamples: number): Progress {
  return { done: Math.min(done, 2 * nSamples - 1), total: 2 * nSamples, unit: 'sample' };
}

function weigh(found: Int32Array, count: number, weights: Float64Array | undefined): number {
  if (weights === undefined) return count;
  let sum = 0;
  for (let at = 0; at < count; at++) sum += weights[found[at]];
  return sum;
}

/**
 * Number the clusters in the order of their first core samples.
 *
 * @param sets - of each core sample: what tells its cluster from others, from 0 [nSamples]
 * @returns the cluster of each core sample, -1 for all others [nSamples]
 */
export function numberClusters(isCore: Uint8Array, sets: Int32Array): Int32Array {
  const labels = new Int32Array(isCore.length).fill(-1);
  const numbers = new Int32Array(isCore.length).fill(-1);
  let clusters = 0;
  for (let i = 0; i < isCore.length; i++) {
    if (isCore[i] === 0) continue;
    if (numbers[sets[i]] === -1) numbers[sets[i]] = clusters++;
    labels[i] = numbers[sets[i]];
  }
  return labels;
}
