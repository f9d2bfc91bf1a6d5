/** DBSCAN by comparing every sample with every other, for wide data: the first time by the workers of a pool, where there are some. */

import type { Dense } from '../data/dense.js';
import { goesToPool, type KernelName, shareBlocks } from '../parallel-work.js';
import { mapReports, type Progress, type Steps } from '../progress.js';
import {
  type Density,
  type DensityClusters,
  findCores,
  growClusters,
  type Neighborhood,
  reportSample,
} from './density-clusters.js';
import { BruteForceSearch } from './radius-search.js';
import { type Range, rangesOf } from './ranges.js';

/** Which rows have enough others near. */
export const COUNT_NEAR_ROWS: KernelName = { name: 'neighbours of rows', estimators: true };

/** What the blocks share. */
export interface NearRows {
  readonly points: Dense;
  /** Order of the distance. */
  readonly p: number;
  /** The distance of neighbours as it is compared. */
  readonly radius: number;
  readonly density: Density;
}

/** Pairs of samples that a block compares, about. */
const BLOCK_PAIRS = 2 ** 22;

/** The result is that of `clusterByQueries`. */
export function* clusterByRows(
  given: NearRows,
): Generator<Progress | undefined, DensityClusters, void> {
  const { points, density } = given;
  const { rows } = points;
  const neighborhood = neighborhoodOf(given);
  const { jobs, ...alone } = density;
  const work = rows * rows * points.columns;
  if (jobs === undefined || !goesToPool({ kernel: COUNT_NEAR_ROWS, ...jobs, work })) {
    return yield* growClusters(neighborhood, yield* findCores(neighborhood, density, [0, rows]));
  }
  const shared: NearRows = { ...given, density: alone };
  const blocks = rangesOf(rows, Math.ceil(BLOCK_PAIRS / rows));
  const isCore = new Uint8Array(rows);
  const here = (block: Range) => coresOfRows(shared, block);
  const { nJobs } = jobs;
  yield* shareBlocks(
    { kernel: COUNT_NEAR_ROWS, shared, blocks, nJobs, here },
    (found, [from, to]) => {
      isCore.set(found.isCore, from);
      return reportSample(to, rows);
    },
  );
  return yield* growClusters(neighborhood, isCore);
}

/** 1 for core samples among those of a block. */
export function* coresOfRows(
  shared: NearRows,
  block: Range,
): Steps<{ isCore: Uint8Array<ArrayBuffer> }> {
  const found = findCores(neighborhoodOf(shared), shared.density, block);
  return { isCore: yield* mapReports(found, () => undefined) };
}

function neighborhoodOf({ points, p, radius }: NearRows): Neighborhood {
  const search = new BruteForceSearch(points, p);
  return {
    nSamples: points.rows,
    query: (i, found, enough) =>
      search.query(points.data, i * points.columns, radius, found, enough),
    work: points.data.length,
  };
}
