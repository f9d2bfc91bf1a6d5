import type { Dense } from '../data/dense.js';
import { argsort } from '../numeric/ordering.js';
import type { Progress } from '../progress.js';
import type { DensityClusters } from './density-clusters.js';
import { reducedDistance } from './metric-space.js';

/** Most columns that the grid serves: with each more, cells have five times as many neighbours. */
export const MOST_GRID_COLUMNS = 3;
/** Cell numbers are kept below this, so that they are exact. */
const MOST_CELLS = 2 ** 52;
/** Cells between two reports of progress. */
const REPORT_EVERY = 4096;

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

function* clusterCells(
  { order, sorted, starts, neighbors, around }: Grid,
  { rows, columns }: Dense,
  radius: number,
  weights: Float64Array | undefined,
  minSamples: number,
): Generator<Progress, DensityClusters, void> {
  const nCells = starts.length - 1;
  const total = 3 * nCells;
  const weightAt = (at: number) => (weights === undefined ? 1 : weights[order[at]]);

  /** Core samples, by their place in the order of the cells. */
  const core = new Uint8Array(rows);
  for (let cell = 0; cell < nCells; cell++) {
    let weight = 0;
    for (let at = starts[cell]; at < starts[cell + 1]; at++) weight += weightAt(at);
    if (weight >= minSamples) {
      core.fill(1, starts[cell], starts[cell + 1]);
    } else {
      for (let at = starts[cell]; at < starts[cell + 1]; at++) {
        let near = 0;
        for (let n = around[cell]; n < around[cell + 1] && near < minSamples; n++) {
          const other = neighbors[n];
          for (let b = starts[other]; b < starts[other + 1] && near < minSamples; b++) {
            if (reducedDistance(sorted, at * columns, sorted, b * columns, columns, 2) <= radius) {
              near += weightAt(b);
            }
          }
        }
        if (near >= minSamples) core[at] = 1;
      }
    }
    if ((cell + 1) % REPORT_EVERY === 0) yield { done: cell + 1, total, unit: 'cell' };
  }

  const sets = new DisjointSets(nCells);
  for (let cell = 0; cell < nCells; cell++) {
    for (let n = around[cell]; n < around[cell + 1]; n++) {
      const other = neighbors[n];
      if (other <= cell || sets.find(cell) === sets.find(other)) continue;
      if (touch(sorted, columns, core, starts, cell, other, radius)) sets.join(cell, other);
    }
    if ((cell + 1) % REPORT_EVERY === 0) yield { done: nCells + cell + 1, total, unit: 'cell' };
  }

  const cellAt = new Int32Array(rows);
  const isCore = new Uint8Array(rows);
  for (let cell = 0; cell < nCells; cell++) {
    for (let at = starts[cell]; at < starts[cell + 1]; at++) {
      cellAt[order[at]] = cell;
      isCore[order[at]] = core[at];
    }
  }
  const labels = new Int32Array(rows).fill(-1);
  const numbers = new Int32Array(nCells).fill(-1);
  let clusters = 0;
  for (let i = 0; i < rows; i++) {
    if (isCore[i] === 0) continue;
    const set = sets.find(cellAt[i]);
    if (numbers[set] === -1) numbers[set] = clusters++;
    labels[i] = numbers[set];
  }
  for (let cell = 0; cell < nCells; cell++) {
    for (let at = starts[cell]; at < starts[cell + 1]; at++) {
      if (core[at] === 1) continue;
      let lowest = -1;
      for (let n = around[cell]; n < around[cell + 1]; n++) {
        const other = neighbors[n];
        const number = numbers[sets.find(other)];
        if (number === -1 || (lowest !== -1 && number >= lowest)) continue;
        for (let b = starts[other]; b < starts[other + 1]; b++) {
          if (core[b] === 0) continue;
          if (reducedDistance(sorted, at * columns, sorted, b * columns, columns, 2) <= radius) {
            lowest = number;
            break;
          }
        }
      }
      labels[order[at]] = lowest;
    }
    if ((cell + 1) % REPORT_EVERY === 0) yield { done: 2 * nCells + cell + 1, total, unit: 'cell' };
  }
  yield { done: total, total, unit: 'cell' };
  return { labels, isCore };
}

/** Whether a core sample of one cell is a neighbour of one of the other. */
function touch(
  sorted: Float64Array,
  columns: number,
  core: Uint8Array,
  starts: Int32Array,
  cell: number,
  other: number,
  radius: number,
): boolean {
  for (let a = starts[cell]; a < starts[cell + 1]; a++) {
    if (core[a] === 0) continue;
    for (let b = starts[other]; b < starts[other + 1]; b++) {
      if (core[b] === 0) continue;
      if (reducedDistance(sorted, a * columns, sorted, b * columns, columns, 2) <= radius)
        return true;
    }
  }
  return false;
}

/** Which cells belong together. Source: Tarjan, JACM 22 (1975), with paths halved. */
class DisjointSets {
  readonly #parents: Int32Array;

  constructor(size: number) {
    this.#parents = new Int32Array(size);
    for (let i = 0; i < size; i++) this.#parents[i] = i;
  }

  find(i: number): number {
    const parents = this.#parents;
    let at = i;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }

  join(a: number, b: number): void {
    const [first, second] = [this.find(a), this.find(b)];
    this.#parents[Math.max(first, second)] = Math.min(first, second);
  }
}
