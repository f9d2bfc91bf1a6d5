import type { Dense } from '../data/dense.js';
import { argsort } from '../numeric/ordering.js';
import { type Progress, Stretch } from '../progress.js';
import { type DensityClusters, numberClusters } from './density-clusters.js';
import { DisjointSets } from './disjoint-sets.js';
import { reducedDistance } from './metric-space.js';

/** Most columns that the grid serves: with each more, cells have five times as many neighbours. */
export const MOST_GRID_COLUMNS = 3;
/** Cell numbers are kept below this, so that they are exact. */
const MOST_CELLS = 2 ** 52;
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
  weights: Float64Array | undefined,
  minSamples: number,
): Generator<Progress, DensityClusters, void> | undefined {
  const grid = layOutCells(points, eps);
  return grid && clusterCells(grid, points, radius, weights, minSamples);
}

/** The cells that hold samples, in ascending order of their numbers. */
interface Grid {
  /** Samples in the order of their cells [nSamples]. */
  readonly order: Int32Array;
  /** Their coordinates in that order [nSamples × nColumns]. */
  readonly sorted: Float64Array;
  /** First of each cell's samples [nCells + 1]. */
  readonly starts: Int32Array;
  /** Numbers of the cells around each cell, itself first: list of cell c at [around[c], around[c + 1]). */
  readonly neighbors: Int32Array;
  readonly around: Int32Array;
}

function layOutCells({ data, rows, columns }: Dense, eps: number): Grid | undefined {
  // A hair smaller than eps / √columns, so that rounding never makes a cell too wide.
  const side = (eps / Math.sqrt(columns)) * (1 - 1e-9);
  const low = new Float64Array(columns).fill(Infinity);
  const high = new Float64Array(columns).fill(-Infinity);
  for (let at = 0; at < data.length; at++) {
    const j = at % columns;
    if (data[at] < low[j]) low[j] = data[at];
    if (data[at] > high[j]) high[j] = data[at];
  }
  const reach = Math.ceil(Math.sqrt(columns)) + 1;
  const strides = new Float64Array(columns);
  let cells = 1;
  for (let j = 0; j < columns; j++) {
    strides[j] = cells;
    cells *= Math.floor((high[j] - low[j]) / side) + 1 + 2 * reach; // a margin, so that neighbours never wrap around
  }
  if (!(cells < MOST_CELLS)) return undefined;

  const keys = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      keys[i] += (Math.floor((data[i * columns + j] - low[j]) / side) + reach) * strides[j];
    }
  }
  const order = argsort(keys);
  const sorted = new Float64Array(rows * columns);
  const starts: number[] = [];
  const cellOf = new Map<number, number>();
  for (let at = 0; at < rows; at++) {
    const key = keys[order[at]];
    if (at === 0 || key !== keys[order[at - 1]]) {
      cellOf.set(key, starts.length);
      starts.push(at);
    }
    const from = order[at] * columns;
    for (let j = 0; j < columns; j++) sorted[at * columns + j] = data[from + j];
  }
  const { neighbors, around } = findNeighbors(cellOf, offsetsAround(strides, reach));
  starts.push(rows);
  return { order, sorted, starts: Int32Array.from(starts), neighbors, around };
}

/** Differences in number between a cell and those that can hold neighbours of its samples; 0 first. */
function offsetsAround(strides: Float64Array, reach: number): number[] {
  const columns = strides.length;
  let offsets: { number: number; gap: number }[] = [{ number: 0, gap: 0 }];
  for (let j = 0; j < columns; j++) {
    offsets = offsets.flatMap(({ number, gap }) =>
      Array.from({ length: 2 * reach + 1 }, (_, n) => {
        const steps = n - reach;
        const empty = Math.max(0, Math.abs(steps) - 1); // whole cells between
        return { number: number + steps * strides[j], gap: gap + empty * empty };
      }),
    );
  }
  // Cells whose nearest corners are more than √columns sides apart are farther than eps.
  return offsets
    .filter(({ gap }) => gap <= columns)
    .map(({ number }) => number)
    .sort((a, b) => Math.abs(a) - Math.abs(b) || a - b);
}

function findNeighbors(cellOf: ReadonlyMap<number, number>, offsets: readonly number[]) {
  const around = new Int32Array(cellOf.size + 1);
  let neighbors = new Int32Array(Math.max(16, 8 * cellOf.size));
  let size = 0;
  let cell = 0;
  for (const key of cellOf.keys()) {
    for (const offset of offsets) {
      const other = cellOf.get(key + offset);
      if (other === undefined) continue;
      if (size === neighbors.length) {
        const larger = new Int32Array(2 * size);
        larger.set(neighbors);
        neighbors = larger;
      }
      neighbors[size++] = other;
    }
    around[++cell] = size;
  }
  return { neighbors, around };
}

/** The cells, with what the questions asked of them need. */
interface Cells extends Grid {
  readonly columns: number;
  /** The distance of neighbours as it is compared. */
  readonly radius: number;
  /** Weight of each sample in the order of the cells [nSamples], or undefined for all 1. */
  readonly weights: Float64Array | undefined;
}

function* clusterCells(
  grid: Grid,
  { columns, rows }: Dense,
  radius: number,
  weights: Float64Array | undefined,
  minSamples: number,
): Generator<Progress, DensityClusters, void> {
  const { order, starts } = grid;
  const weightsInOrder = weights && Float64Array.from(order, (i) => weights[i]);
  const cells: Cells = { ...grid, columns, radius, weights: weightsInOrder };
  const nCells = starts.length - 1;
  const core = yield* findCores(cells, minSamples);
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

/** 1 for core samples, by their place in the order of the cells. */
function* findCores(cells: Cells, minSamples: number): Generator<Progress, Uint8Array, void> {
  const { order, starts, weights } = cells;
  const core = new Uint8Array(order.length);
  const pace = new Pace(cells, 0);
  for (let cell = 0; cell < starts.length - 1; cell++) {
    const from = starts[cell];
    const to = starts[cell + 1];
    let weight = weights === undefined ? to - from : 0;
    for (let at = from; weights !== undefined && at < to; at++) weight += weights[at];
    if (weight >= minSamples) {
      core.fill(1, from, to);
      if (pace.isDue(to - from)) yield pace.report(cell);
      continue;
    }
    const near = samplesAround(cells, cell);
    for (let at = from; at < to; at++) {
      if (weighNear(cells, cell, at, minSamples) >= minSamples) core[at] = 1;
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

/** Samples in a cell and in those around it. */
function samplesAround({ starts, neighbors, around }: Grid, cell: number): number {
  let samples = 0;
  for (let n = around[cell]; n < around[cell + 1]; n++) {
    samples += starts[neighbors[n] + 1] - starts[neighbors[n]];
  }
  return samples;
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
