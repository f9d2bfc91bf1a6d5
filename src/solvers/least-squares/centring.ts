import { floorLog2 } from '../../numeric/exp-log.js';
import { addRows } from '../../numeric/qr.js';
import { dot } from '../../numeric/vectors.js';
import { inStretches, type Steps, type Training } from '../../progress.js';
import { type LinearProblem, type Origin, partOf } from './linear-problem.js';
import { NOISE_MARGIN } from './smallest-solution.js';

/** Rows that meet the triangle at a time. */
const BLOCK_ROWS = 128;

/** How samples are centred to the last digit, and brought to a size that cannot overflow. */
export interface Centring {
  /** What the shift has left of the mean of each column [nFeatures]. */
  readonly remainder: Float64Array;
  readonly targetRemainder: number;
  /** Powers of two that bring the largest size in each column near 1 [nFeatures]; 0 for a constant column. */
  readonly scale: Float64Array;
}

/** See `Centring`; rows of weight 0 are left out of everything. In steps of some rows. */
export function* centre(problem: LinearProblem, origin: Origin): Steps<Centring> {
  const { rows, columns } = problem.samples;
  const { totalWeight, fitIntercept } = origin;
  const left = new Float64Array(columns);
  const largest = new Float64Array(columns);
  let ofTargets = 0;
  yield* inStretches(rows, columns, (from, to) => {
    ofTargets = addRemainders(partOf(problem, from, to), origin, left, largest, ofTargets);
  });
  const scale = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    if (largest[j] > 0) scale[j] = 2 ** Math.min(1000, -1 - floorLog2(largest[j]));
  }
  return {
    remainder: left.map((sum) => (fitIntercept ? sum / totalWeight : 0)),
    targetRemainder: fitIntercept ? ofTargets / totalWeight : 0,
    scale,
  };
}

/**
 * Adds what the shift leaves of each column, and keeps its largest size.
 *
 * @param before - what it left of the targets of the rows before
 * @returns the same with these
 */
function addRemainders(
  { samples: { data, rows, columns }, targets, weights }: LinearProblem,
  { shift, targetShift }: Origin,
  left: Float64Array,
  largest: Float64Array,
  before: number,
): number {
  let ofTargets = before;
  for (let i = 0, row = 0; i < rows; i++, row += columns) {
    const weight = weights === undefined ? 1 : weights[i];
    if (weight === 0) continue;
    ofTargets += weight * (targets[i] - targetShift);
    for (let j = 0; j < columns; j++) {
      const value = data[row + j] - shift[j];
      left[j] += weight * value;
      if (Math.abs(value) > largest[j]) largest[j] = Math.abs(value);
    }
  }
  return ofTargets;
}

/** One scale for all columns but constant ones: which coefficients are the smallest depends on the units of the columns. */
export function withOneScale(centring: Centring): Centring {
  let smallest = Infinity;
  for (const value of centring.scale) if (value > 0 && value < smallest) smallest = value;
  return { ...centring, scale: centring.scale.map((value) => (value > 0 ? smallest : 0)) };
}

/** The value of the plane at zero. */
export function interceptOf(origin: Origin, centring: Centring, coef: Float64Array): number {
  if (!origin.fitIntercept) return 0;
  const height = origin.targetShift + centring.targetRemainder;
  return height - dot(origin.shift, coef) - dot(centring.remainder, coef);
}

/** What is to be solved, column k at [k · rhs.length]. */
export interface Columns {
  readonly A: Float64Array;
  readonly rhs: Float64Array;
}

/** The triangle of the QR factorisation of the centred samples, and Q' times the centred targets. */
export function* triangulate(
  { samples: { data, rows, columns }, targets, weights }: LinearProblem,
  { shift, targetShift }: Origin,
  { remainder, targetRemainder, scale }: Centring,
): Training<Columns> {
  const triangle = new Float64Array(columns * (columns + 1));
  const block = new Float64Array((columns + 1) * BLOCK_ROWS);
  for (let from = 0; from < rows; from += BLOCK_ROWS) {
    const size = Math.min(BLOCK_ROWS, rows - from);
    for (let i = 0, row = from * columns; i < size; i++, row += columns) {
      const root = weights === undefined ? 1 : Math.sqrt(weights[from + i]);
      for (let j = 0, at = i; j < columns; j++, at += BLOCK_ROWS) {
        block[at] = root * scale[j] * (data[row + j] - shift[j] - remainder[j]);
      }
      block[columns * BLOCK_ROWS + i] = root * (targets[from + i] - targetShift - targetRemainder);
    }
    addRows(triangle, columns, columns + 1, block, BLOCK_ROWS, size);
    if (from + size < rows) yield { done: rows + from + size, total: 2 * rows, unit: 'row' };
  }
  const end = columns * columns;
  return { A: triangle.subarray(0, end), rhs: triangle.slice(end) }; // a copy: rhs becomes the model
}

/** The centred samples column by column, and the centred targets. */
export function* centredColumns(
  problem: LinearProblem,
  origin: Origin,
  centring: Centring,
): Steps<Columns> {
  const { rows, columns } = problem.samples;
  const A = new Float64Array(rows * columns);
  const { block, targets } = centredRows(problem, origin, centring);
  yield* inStretches(rows, columns, (from, to) => {
    for (let i = from, row = from * columns; i < to; i++, row += columns) {
      for (let j = 0, at = i; j < columns; j++, at += rows) A[at] = block[row + j];
    }
  });
  return { A, rhs: targets };
}

/** The centred samples themselves, row-major, and the centred targets. */
export function centredRows(
  { samples: { data, rows, columns }, targets, weights }: LinearProblem,
  { shift, targetShift }: Origin,
  { remainder, targetRemainder, scale }: Centring,
): { block: Float64Array; targets: Float64Array } {
  const block = new Float64Array(rows * columns);
  const centred = new Float64Array(rows);
  for (let i = 0, row = 0; i < rows; i++, row += columns) {
    const root = weights === undefined ? 1 : Math.sqrt(weights[i]);
    centred[i] = root * (targets[i] - targetShift - targetRemainder);
    for (let j = 0; j < columns; j++) {
      block[row + j] = root * scale[j] * (data[row + j] - shift[j] - remainder[j]);
    }
  }
  return { block, targets: centred };
}

/**
 * Divide each column by its norm; one that is rounding noise becomes 0.
 *
 * @param A - column k at [k · height]
 * @returns perUnit: a coefficient for the given columns is this many times that for the unit ones;
 *   noise: the rounding noise in each unit column
 */
export function normaliseColumns(
  A: Float64Array,
  height: number,
  { shift, totalWeight }: Origin,
  scale: Float64Array,
): { perUnit: Float64Array; noise: Float64Array } {
  const columns = scale.length;
  const perUnit = new Float64Array(columns);
  const noise = new Float64Array(columns);
  for (let k = 0; k < columns; k++) {
    const column = A.subarray(k * height, (k + 1) * height);
    const norm = Math.sqrt(dot(column, column));
    const rounding = Number.EPSILON * Math.sqrt(totalWeight) * Math.abs(shift[k]) * scale[k];
    if (norm <= NOISE_MARGIN * rounding) {
      column.fill(0);
      continue;
    }
    for (let i = 0; i < height; i++) column[i] /= norm;
    perUnit[k] = scale[k] / norm;
    noise[k] = rounding / norm;
  }
  return { perUnit, noise };
}
