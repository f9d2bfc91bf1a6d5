/** How DBSCAN comes to its clusters and to the nearest core sample: by what the metric and the columns allow. */

import type { Dense } from '../data/dense.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import type { Resolved } from '../hyperparameters.js';
import { clusterApart } from '../neighbors/apart-clusters.js';
import {
  clusterByQueries,
  type DensityClusters,
  type NeighborQuery,
} from '../neighbors/density-clusters.js';
import { distanceBetween, distanceQuery } from '../neighbors/distance-function.js';
import { clusterOnGrid, MOST_GRID_COLUMNS } from '../neighbors/grid-clusters.js';
import { createMetricSpace, type MetricName } from '../neighbors/metric-space.js';
import { CoreSearch, nearestCoresBy } from '../neighbors/nearest-core.js';
import { clusterByRows } from '../neighbors/row-clusters.js';
import { tellOnce } from '../parallel-work.js';
import { inStretches, type Progress } from '../progress.js';
import type { DBSCANOptions } from './dbscan-options.js';

/**
 * Clusters of samples, in steps.
 *
 * @param weights - what each sample counts towards `minSamples` [nSamples]; undefined for 1
 * @throws InvalidInputError when X does not go with the metric
 * @throws InvalidParameterError when the algorithm does not go with the metric or the columns
 */
export function* findClusters(
  samples: Dense,
  weights: Float64Array | undefined,
  { eps, minSamples, metric, algorithm, p, nJobs }: Resolved<DBSCANOptions>,
): Generator<Progress | undefined, DensityClusters, void> {
  const density = { weights, minSamples, jobs: { nJobs, where: 'DBSCAN.fit' } };
  const byQueries = (query: NeighborQuery) =>
    clusterByQueries({ nSamples: samples.rows, query, work: samples.data.length }, density);
  if (metric === 'precomputed' || typeof metric === 'function') {
    if (algorithm !== 'auto' && algorithm !== 'brute') {
      throw new InvalidParameterError(
        `DBSCAN: algorithm '${algorithm}' needs a metric by name. Use 'auto' with a function or 'precomputed'.`,
      );
    }
    if (typeof metric === 'function' && nJobs !== null && nJobs !== 1) {
      tellOnce(
        "DBSCAN.fit: a metric that is a function cannot be sent to workers, so all work is done on the caller's thread. Name a metric, or leave nJobs out.",
      );
    }
    return yield* byQueries(
      metric === 'precomputed'
        ? precomputedQuery(samples, eps)
        : distanceQuery(samples, metric, eps, 'DBSCAN.fit'),
    );
  }
  const { points, p: order, reduce } = createMetricSpace(samples, metric, p, 'DBSCAN.fit');
  yield;
  yield* inStretches(points.rows, points.columns, (from, to) => checkSize(points, from, to));
  const gridServes = order === 2 && points.columns <= MOST_GRID_COLUMNS;
  if (algorithm === 'grid' && !gridServes) {
    throw new InvalidParameterError(
      `DBSCAN: algorithm 'grid' needs Euclidean distances and at most ${MOST_GRID_COLUMNS} columns, but there are ${points.columns} and the metric is '${metric}'. Use 'auto'.`,
    );
  }
  const radius = reduce(eps);
  if (gridServes && (algorithm === 'auto' || algorithm === 'grid')) {
    const onGrid = clusterOnGrid(points, Math.sqrt(radius), radius, density);
    if (onGrid !== undefined) return yield* onGrid;
  }
  if (algorithm !== 'brute') {
    return yield* clusterApart(points, order, [radius, widthOf(radius, order, eps)], density);
  }
  return yield* clusterByRows({ points, p: order, radius, density });
}

/** The greatest difference of one column between neighbours, about. */
function widthOf(radius: number, order: number, eps: number): number {
  if (order === 2) return Math.sqrt(radius);
  return order === 1 || order === Infinity ? radius : eps;
}

/** The core samples of a fit. */
interface CoreSamples {
  readonly nFeatures: number;
  readonly coreSampleIndices: Int32Array;
  /** [nCore × nFeatures] */
  readonly components: Float64Array;
}

/** Which core sample is nearest to each sample and within eps [nSamples]; -1 for none. */
export function nearestOfCores(
  fit: CoreSamples,
  samples: Dense,
  { eps, metric, p }: Resolved<DBSCANOptions>,
): Int32Array {
  const { nFeatures, coreSampleIndices, components } = fit;
  const nCores = coreSampleIndices.length;
  if (metric === 'precomputed') {
    const { data } = samples;
    const distance = (i: number, c: number) => data[i * nFeatures + coreSampleIndices[c]];
    return nearestCoresBy(distance, samples.rows, nCores, eps);
  }
  const cores = { data: components, rows: nCores, columns: nFeatures };
  if (typeof metric === 'function') {
    const distance = distanceBetween(samples, cores, metric, 'DBSCAN.predict');
    return nearestCoresBy(distance, samples.rows, nCores, eps);
  }
  let kept = searches.get(fit);
  if (kept?.metric !== metric || kept.p !== p) {
    kept = { metric, p, search: new CoreSearch(cores, metric, p, 'DBSCAN.predict') };
    searches.set(fit, kept);
  }
  return kept.search.nearest(samples, eps);
}

/** What finds the nearest core sample of a fit: made when it is asked for the first time, and by another metric. */
const searches = /* @__PURE__ */ new WeakMap<
  CoreSamples,
  { readonly metric: MetricName; readonly p: number; readonly search: CoreSearch }
>();

/** Squares of larger numbers overflow. */
const LARGEST = 1e150;

function checkSize({ data, columns }: Dense, from: number, to: number): void {
  for (let at = from * columns; at < to * columns; at++) {
    if (Math.abs(data[at]) <= LARGEST) continue;
    throw new InvalidInputError(
      `DBSCAN.fit: X[${Math.floor(at / columns)}][${at % columns}] is ${data[at]}, and distances beyond ${LARGEST} overflow. Scale the features first.`,
    );
  }
}

function precomputedQuery({ data, rows, columns }: Dense, eps: number): NeighborQuery {
  if (rows !== columns) {
    throw new InvalidInputError(
      `DBSCAN.fit: the metric 'precomputed' needs a square matrix of distances, but X is ${rows} × ${columns}.`,
    );
  }
  const negative = data.findIndex((distance) => distance < 0);
  if (negative >= 0) {
    throw new InvalidInputError(
      `DBSCAN.fit: X[${Math.floor(negative / columns)}][${negative % columns}] is ${data[negative]}, but a distance is at least 0.`,
    );
  }
  return (i, found, enough) => {
    let size = 0;
    for (let j = 0; j < columns && size < enough; j++) {
      if (data[i * columns + j] <= eps) found[size++] = j;
    }
    return size;
  };
}
