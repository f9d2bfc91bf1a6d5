/** How DBSCAN comes to its clusters and to the nearest core sample: by what the metric and the columns allow. */

import type { Dense } from '../data/dense.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import type { Resolved } from '../hyperparameters.js';
import {
  clusterByQueries,
  type DensityClusters,
  type NeighborQuery,
} from '../neighbors/density-clusters.js';
import { distanceBetween, distanceQuery } from '../neighbors/distance-function.js';
import { clusterOnGrid, MOST_GRID_COLUMNS } from '../neighbors/grid-clusters.js';
import { clusterByLeaves } from '../neighbors/leaf-clusters.js';
import { createMetricSpace } from '../neighbors/metric-space.js';
import { nearestCores, nearestCoresBy } from '../neighbors/nearest-core.js';
import { BruteForceSearch } from '../neighbors/radius-search.js';
import type { Progress } from '../progress.js';
import type { DBSCANOptions } from './dbscan-options.js';

/**
 * Clusters of samples, in steps.
 *
 * @param weights - what each sample counts towards `minSamples` [nSamples]; undefined for 1
 * @throws InvalidInputError when X does not go with the metric
 * @throws InvalidParameterError when the algorithm does not go with the metric or the columns
 */
export function findClusters(
  samples: Dense,
  weights: Float64Array | undefined,
  { eps, minSamples, metric, algorithm, p }: Resolved<DBSCANOptions>,
): Generator<Progress | undefined, DensityClusters, void> {
  const byQueries = (query: NeighborQuery) =>
    clusterByQueries(samples.rows, query, weights, minSamples, samples.data.length);
  if (metric === 'precomputed' || typeof metric === 'function') {
    if (algorithm !== 'auto' && algorithm !== 'brute') {
      throw new InvalidParameterError(
        `DBSCAN: algorithm '${algorithm}' needs a metric by name. Use 'auto' with a function or 'precomputed'.`,
      );
    }
    return byQueries(
      metric === 'precomputed'
        ? precomputedQuery(samples, eps)
        : distanceQuery(samples, metric, eps, 'DBSCAN.fit'),
    );
  }
  const { points, p: order, reduce } = createMetricSpace(samples, metric, p, 'DBSCAN.fit');
  checkSize(points);
  const gridServes = order === 2 && points.columns <= MOST_GRID_COLUMNS;
  if (algorithm === 'grid' && !gridServes) {
    throw new InvalidParameterError(
      `DBSCAN: algorithm 'grid' needs Euclidean distances and at most ${MOST_GRID_COLUMNS} columns, but there are ${points.columns} and the metric is '${metric}'. Use 'auto'.`,
    );
  }
  const radius = reduce(eps);
  if (gridServes && (algorithm === 'auto' || algorithm === 'grid')) {
    const onGrid = clusterOnGrid(points, Math.sqrt(radius), radius, weights, minSamples);
    if (onGrid !== undefined) return onGrid;
  }
  if (algorithm !== 'brute') {
    return clusterByLeaves(points, order, radius, weights, minSamples);
  }
  const search = new BruteForceSearch(points, order);
  return byQueries((i, found, enough) =>
    search.query(points.data, i * points.columns, radius, found, enough),
  );
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
  { nFeatures, coreSampleIndices, components }: CoreSamples,
  samples: Dense,
  { eps, metric, p }: Resolved<DBSCANOptions>,
): Int32Array {
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
  return nearestCores(cores, samples, { metric, p, eps }, 'DBSCAN.predict');
}

/** Squares of larger numbers overflow. */
const LARGEST = 1e150;

function checkSize({ data, columns }: Dense): void {
  for (let at = 0; at < data.length; at++) {
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
