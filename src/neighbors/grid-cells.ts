import type { Dense } from '../data/dense.js';
import { argsort } from '../numeric/ordering.js';

/** Cell numbers are kept below this, so that they are exact. */
const MOST_CELLS = 2 ** 52;

/** The cells that hold samples, in ascending order of their numbers. */
export interface Grid {
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

/**
 * Lay samples out on a grid whose cells are so small that all samples of one are neighbours.
 *
 * @param eps - the distance of neighbours
 * @returns undefined when the cells are too many to number
 */
export function layOutCells({ data, rows, columns }: Dense, eps: number): Grid | undefined {
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

/** Samples in a cell and in those around it. */
export function samplesAround({ starts, neighbors, around }: Grid, cell: number): number {
  let samples = 0;
  for (let n = around[cell]; n < around[cell + 1]; n++) {
    samples += starts[neighbors[n] + 1] - starts[neighbors[n]];
  }
  return samples;
}
