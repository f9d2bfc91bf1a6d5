import type { Dense } from '../../data/dense.js';
import { InvalidInputError } from '../../errors.js';
import type { Rng } from '../../random/rng.js';
import { createNormal } from '../../random/sampling.js';
import type { Tree, TreeBuilder } from '../tree.js';
import { averagePathLength, isolationDepth } from './path-length.js';

/**
 * A tree whose nodes ask on which side of a plane a sample lies: Σ coefficient · value <= threshold goes
 * left. All nodes have the same number of coefficients; those not needed are 0.
 */
export interface HyperplaneTree extends Tree {
  /** Columns of each node's coefficients [nNodes × nCoefficients]. */
  readonly planeColumns: Int32Array;
  /** [nNodes × nCoefficients] */
  readonly planeCoefficients: Float64Array;
}

/** What one tree is given. */
export interface HyperplaneDraw {
  /** The samples it learns from. */
  readonly rows: Int32Array;
  /** The columns it may ask about. */
  readonly columns: Int32Array;
  /** Columns that a plane is inclined in, at most as many as there are columns. */
  readonly nCoefficients: number;
}

/**
 * One tree of the extended isolation forest: planes in random directions through a random point among
 * the node's samples, so that no region is favoured because it lies along the axes.
 * Source: Hariri, Carrasco Kind and Brunner, IEEE TKDE 33 (2021).
 *
 * @param draw - its samples and columns, whose order is changed
 */
export function growHyperplaneTree(
  { data, columns: width }: Dense,
  { rows, columns, nCoefficients }: HyperplaneDraw,
  rng: Rng,
  builder: TreeBuilder,
): HyperplaneTree {
  const maxDepth = isolationDepth(rows.length);
  const normal = createNormal(rng);
  const planeColumns: number[] = [];
  const planeCoefficients: number[] = [];
  const low = new Float64Array(columns.length);
  const high = new Float64Array(columns.length);
  builder.begin();
  const todo = [{ node: 0, start: 0, end: rows.length, depth: 0 }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { node, start, end, depth } = next;
    const count = end - start;
    builder.cover[node] = count;
    builder.loss[node] = 0;
    builder.value[node] = depth + averagePathLength(count);
    for (let k = 0; k < nCoefficients; k++) {
      planeColumns[node * nCoefficients + k] = 0;
      planeCoefficients[node * nCoefficients + k] = 0;
    }
    if (count <= 1 || depth >= maxDepth) continue;
    const varied = variedFirst(data, width, rows, start, end, columns, low, high);
    if (varied === 0) continue;

    let threshold = 0;
    for (let k = 0; k < Math.min(nCoefficients, varied); k++) {
      const drawn = k + rng.nextInteger(varied - k);
      swap(columns, k, drawn);
      swap(low, k, drawn);
      swap(high, k, drawn);
      const coefficient = normal();
      planeColumns[node * nCoefficients + k] = columns[k];
      planeCoefficients[node * nCoefficients + k] = coefficient;
      threshold += coefficient * (low[k] + rng.next() * (high[k] - low[k]));
    }
    if (!Number.isFinite(threshold)) {
      throw new InvalidInputError(
        'IsolationForest.fit: sums of features overflow, which an extended forest takes. Scale the features with StandardScaler first, or pass extensionLevel: 0.',
      );
    }
    let left = start;
    for (let i = start; i < end; i++) {
      const row = rows[i];
      let sum = 0;
      for (let at = node * nCoefficients; at < (node + 1) * nCoefficients; at++) {
        sum += planeCoefficients[at] * data[row * width + planeColumns[at]];
      }
      if (sum > threshold) continue;
      rows[i] = rows[left];
      rows[left++] = row;
    }
    const child = builder.split(node, 0, threshold, false);
    todo.push({ node: child + 1, start: left, end, depth: depth + 1 });
    todo.push({ node: child, start, end: left, depth: depth + 1 });
  }
  return {
    ...builder.finish(),
    planeColumns: Int32Array.from(planeColumns),
    planeCoefficients: Float64Array.from(planeCoefficients),
  };
}

/**
 * Move the columns that vary among the samples to the front.
 *
 * @param low - out: their smallest values @param high - out: their largest
 * @returns how many they are
 */
function variedFirst(
  data: Float64Array,
  width: number,
  rows: Int32Array,
  start: number,
  end: number,
  columns: Int32Array,
  low: Float64Array,
  high: Float64Array,
): number {
  let varied = 0;
  for (let j = 0; j < columns.length; j++) {
    let smallest = Infinity;
    let largest = -Infinity;
    for (let i = start; i < end; i++) {
      const value = data[rows[i] * width + columns[j]];
      if (value < smallest) smallest = value;
      if (value > largest) largest = value;
    }
    if (!(smallest < largest)) continue;
    swap(columns, varied, j);
    low[varied] = smallest;
    high[varied] = largest;
    varied++;
  }
  return varied;
}

function swap(values: Int32Array | Float64Array, a: number, b: number): void {
  const kept = values[a];
  values[a] = values[b];
  values[b] = kept;
}

/**
 * The value of each sample's leaf, summed over the trees and added to `out` [nSamples].
 *
 * @param samples - [nSamples × nFeatures], no value missing
 */
export function addPlaneValues(
  trees: readonly HyperplaneTree[],
  { data, rows, columns }: Dense,
  nCoefficients: number,
  out: Float64Array,
): void {
  for (const { left, threshold, value, planeColumns, planeCoefficients } of trees) {
    for (let i = 0, row = 0; i < rows; i++, row += columns) {
      let node = 0;
      while (left[node] !== 0) {
        let sum = 0;
        for (let at = node * nCoefficients; at < (node + 1) * nCoefficients; at++) {
          sum += planeCoefficients[at] * data[row + planeColumns[at]];
        }
        node = left[node] + (sum > threshold[node] ? 1 : 0);
      }
      out[i] += value[node];
    }
  }
}
