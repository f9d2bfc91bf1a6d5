import type { Dense } from '../data/dense.js';
import { goesToPool, type Jobs, type KernelName, shareBlocks } from '../parallel-work.js';
import { mapReports, type Progress, type Steps, Stretch } from '../progress.js';
import { type Density, type DensityClusters, numberClusters } from './density-clusters.js';
import { DisjointSets } from './disjoint-sets.js';
import { type Grid, layOutCells, samplesAround } from './grid-cells.js';
import { reducedDistance } from './metric-space.js';
import { type Range, rangesOf } from './ranges.js';

/** Most columns that the grid serves: with each more, cells have five times as many neighbours. */
export const MOST_GRID_COLUMNS = 3;

/**
 * DBSCAN on a grid whose cells are so small that all samples of a cell are neighbours: a cell that holds
 * enough of them needs no distances, and cells, not samples, are joined to clusters.
 * Source: Gunawan, thesis, TU Eindhoven (2013), and Gan and Tao, SIGMOD (2015). The result is that of
 * `clusterByQueries`, to the label.
 *
 * @param points - with Euclidean distance, at most `MOST_GRID_COLUMNS` columns
 * @param eps - the distance of neighbours
 * @param radius - the same as it is compared: its square
 * @returns undefined when the cells are too many to number: then they help little
 */
export function clusterOnGrid(
  points: Dense,
  eps: number,
  radius: number,
  density: Density,
): Generator<Progress | undefined, DensityClusters, void> | undefined {
  const grid = layOutCells(points, eps);
  return grid && clusterCells(grid, points, radius, density);
}

/** Which samples of some cells have enough others near. */
export const COUNT_NEAR_CELLS: KernelName = { name: 'neighbours in cells', estimators: true };

/** The cells, with what the questions asked of them need. */
export interface Cells extends Grid {
  readonly columns: number;
  /** The distance of neighbours as it is compared. */
  readonly radius: number;
  /** Weight of each sample in the order of the cells [nSamples], or undefined for all 1. */
  readonly weights: Float64Array | undefined;
  readonly minSamples: number;
}

function* clusterCells(
  grid: Grid,
  { columns, rows }: Dense,
  radius: number,
  { weights, minSamples, jobs }: Density,
): Generator<Progress | undefined, DensityClusters, void> {
  const { order, starts } = grid;
  const weightsInOrder = weights && Float64Array.from(order, (i) => weights[i]);
  const cells: Cells = { ...grid, columns, radius, weights: weightsInOrder, minSamples };
  const nCells = starts.length - 1;
  const core = yield* findAllCores(cells, jobs);
  const sets = yield* joinCells(cells, core);

  const isCore = new Uint8Array(rows);
  const setOfSample = new Int32Array(rows);
  for (let cell = 0; cell < nCells; cell++) {
    for (let at = starts[cell]; at < starts[cell + 1]; at++) {
      setOfSample[order[at]] = sets.find(cell);
      isCore[order[at]] = core[at];
    }
  }
  const labels = numberClusters(isCore, setOfSample);
  yield* assignBorders(cells, core, labels);
  const total = 3 * nCells;
  yield { done: total, total, unit: 'cell' };
  return { labels, isCore };
}

/** 1 for core samples, by their place in the order of the cells; by workers where there are some and it is worth it. */
function* findAllCores(
  cells: Cells,
  jobs: Jobs | undefined,
): Generator<Progress | undefined, Uint8Array, void> {
  const { order, starts } = cells;
  const nCells = starts.length - 1;
  let work = 0;
  if (jobs !== undefined && jobs.nJobs !== null) {
    for (let cell = 0; cell < nCells; cell++) {
      work += (starts[cell + 1] - starts[cell]) * samplesAround(cells, cell);
    }
  }
  if (jobs === undefined || !goesToPool({ kernel: COUNT_NEAR_CELLS, ...jobs, work })) {
    return yield* findCores(cells, [0, nCells]);
  }
  const core = new Uint8Array(order.length);
  const blocks = rangesOf(nCells, Math.ceil(nCells / Math.ceil(order.length / BLOCK_SAMPLES)));
  const here = (block: Range) => coresOfCells(cells, block);
  const { nJobs } = jobs;
  yield* shareBlocks(
    { kernel: COUNT_NEAR_CELLS, shared: cells, blocks, nJobs, here },
    (found, [from, to]): Progress => {
      core.set(found.core, starts[from]);
      return { done: to, total: 3 * nCells, unit: 'cell' };
    },
  );
  return core;
}

/** Samples of a block, about. */
const BLOCK_SAMPLES = 2 ** 13;

/** 1 for core samples among those of a block of cells. */
export function* coresOfCells(
  cells: Cells,
  block: Range,
): Steps<{ core: Uint8Array<ArrayBuffer> }> {
  return { core: yield* mapReports(findCores(cells, block), () => undefined) };
}

/** 1 for core samples of some cells, by their place in the order of the cells. */
function* findCores(
  cells: Cells,
  [first, last]: Range,
): Generator<Progress, Uint8Array<ArrayBuffer>, void> {
  const { starts, weights, minSamples } = cells;
  const offset = starts[first];
  const core = new Uint8Array(starts[last] - offset);
  const pace = new Pace(cells, 0);
  for (let cell = first; cell < last; cell++) {
    const from = starts[cell];
    const to = starts[cell + 1];
    let weight = weights === undefined ? to - from : 0;
    for (let at = from; weights !== undefined && at < to; at++) weight += weights[at];
    if (weight >= minSamples) {
      core.fill(1, from - offset, to - offset);
      if (pace.isDue(to - from)) yield pace.report(cell);
      continue;
    }
    const near = samplesAround(cells, cell);
    for (let at = from; at < to; at++) {
      if (weighNear(cells, cell, at, minSamples) >= minSamples) core[at - offset] = 1;
      if (pace.isDue(near)) yield pace.report(cell);
    }
  }
  return core;
}

/** The weight of the neighbours of a sample of a cell, as far as it takes to be enough. */
function weighNear(cells: Cells, cell: number, at: number, enough: number): number {
  const { sorted, starts, neighbors, around, columns, radius, weights } = cells;
  let near = 0;
  for (let n = around[cell]; n < around[cell + 1] && near < enough; n++) {
    const end = starts[neighbors[n] + 1];
    for (let b = starts[neighbors[n]]; b < end && near < enough; b++) {
      if (reducedDistance(sorted, at * columns, sorted, b * columns, columns, 2) <= radius) {
        near += weights === undefined ? 1 : weights[b];
      }
    }
  }
  return near;
}

/** Cells whose core samples belong together. */
function* joinCells(cells: Cells, core: Uint8Array): Generator<Progress, DisjointSets, void> {
  const { starts, neighbors, around } = cells;
  const sets = new DisjointSets(starts.length - 1);
  const pace = new Pace(cells, 1);
  for (let cell = 0; cell < starts.length - 1; cell++) {
    for (let n = around[cell]; n < around[cell + 1]; n++) {
      const other = neighbors[n];
      if (other <= cell) continue;
      const size = starts[other + 1] - starts[other];
      for (let a = starts[cell]; a < starts[cell + 1]; a++) {
        if (sets.find(cell) === sets.find(other)) break;
        if (core[a] === 1 && isNearCore(cells, core, a, other)) sets.join(cell, other);
        if (pace.isDue(size)) yield pace.report(cell);
      }
    }
    if (pace.isDue(1)) yield pace.report(cell);
  }
  return sets;
}

/** Give the samples that are no core samples the lowest number of a cluster that reaches them. */
function* assignBorders(
  cells: Cells,
  core: Uint8Array,
  labels: Int32Array,
): Generator<Progress, void, void> {
  const { order, starts, neighbors, around } = cells;
  const numbers = new Int32Array(starts.length - 1).fill(-1);
  const pace = new Pace(cells, 2);
  for (let cell = 0; cell < numbers.length; cell++) {
    for (let at = starts[cell]; at < starts[cell + 1]; at++) {
      if (core[at] === 1) numbers[cell] = labels[order[at]];
    }
  }
  for (let cell = 0; cell < numbers.length; cell++) {
    const near = samplesAround(cells, cell);
    for (let at = starts[cell]; at < starts[cell + 1]; at++) {
      if (core[at] === 1) continue;
      let lowest = -1;
      for (let n = around[cell]; n < around[cell + 1]; n++) {
        const number = numbers[neighbors[n]];
        if (number === -1 || (lowest !== -1 && number >= lowest)) continue;
        if (isNearCore(cells, core, at, neighbors[n])) lowest = number;
      }
      labels[order[at]] = lowest;
      if (pace.isDue(near)) yield pace.report(cell);
    }
    if (pace.isDue(1)) yield pace.report(cell);
  }
}

/** Whether a core sample of a cell is a neighbour of the sample at this place. */
function isNearCore(cells: Cells, core: Uint8Array, at: number, other: number): boolean {
  const { sorted, starts, columns, radius } = cells;
  for (let b = starts[other]; b < starts[other + 1]; b++) {
    if (core[b] === 0) continue;
    if (reducedDistance(sorted, at * columns, sorted, b * columns, columns, 2) <= radius) {
      return true;
    }
  }
  return false;
}

/** When the walk over all cells yields, and what it tells: the first, second or third of three walks. */
class Pace {
  readonly #cells: Cells;
  readonly #walk: number;
  readonly #stretch = new Stretch();

  constructor(cells: Cells, walk: number) {
    this.#cells = cells;
    this.#walk = walk;
  }

  /** @param pairs - of samples that were compared since the last call */
  isDue(pairs: number): boolean {
    return this.#stretch.spend(pairs * this.#cells.columns);
  }

  report(cell: number): Progress {
    const nCells = this.#cells.starts.length - 1;
    return { done: this.#walk * nCells + cell, total: 3 * nCells, unit: 'cell' };
  }
}
