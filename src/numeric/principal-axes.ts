import type { Dense } from '../data/dense.js';
import { inStretches, type Steps } from '../progress.js';
import { floorLog2 } from './exp-log.js';
import { orthogonaliseColumns } from './jacobi.js';
import { argsort } from './ordering.js';
import { addRows, factorQr, multiplyByQ } from './qr.js';
import { axpy, dot } from './vectors.js';

/** The singular value decomposition of centred samples, without the part that has a row a sample. */
export interface PrincipalAxes {
  /** Unit vectors, row-major [nAxes × nFeatures]: the directions of largest variance first; nAxes is the smaller size of X. */
  readonly axes: Float64Array;
  /** Lengths along the axes [nAxes], falling, times `unit`. */
  readonly lengths: Float64Array;
  /** A power of two that keeps the squares of `lengths` in the range of numbers. */
  readonly unit: number;
}

/** Rows that meet the triangle at a time. */
const BLOCK_ROWS = 128;
/** The largest difference from the mean becomes about 2^480: squares and sums of them stay in range, and so do those 10^300 times smaller. */
const LARGEST = 480;

/**
 * The axes of the samples around their mean, by QR and one-sided Jacobi rotations: the small ones to as many digits as
 * the scales of the columns allow, where those of the covariance matrix lose half.
 * Source: Drmač and Veselić, SIAM Journal on Matrix Analysis 29 (2008), without their pivoting: columns are in the order
 * of their norms. Cost: 2 · nSamples · nFeatures² flops and some 15 · nAxes³, of few columns 40.
 *
 * @param samples - [nSamples × nFeatures], whose variances are finite
 * @param mean - [nFeatures]
 */
export function* principalAxes(samples: Dense, mean: Float64Array): Steps<PrincipalAxes> {
  const { rows, columns } = samples;
  const norms = new Float64Array(columns);
  const largest = yield* measure(samples, mean, norms);
  const unit = largest === 0 ? 1 : 2 ** Math.min(1000, LARGEST - floorLog2(largest));
  const centred = { samples, mean, unit };
  const { axes, lengths } =
    rows < columns ? yield* ofWide(centred) : yield* ofTall(centred, argsort(norms).reverse());
  return { ...sorted(axes, lengths, columns), unit };
}

interface Centred {
  readonly samples: Dense;
  readonly mean: Float64Array;
  readonly unit: number;
}

interface Axes {
  readonly axes: Float64Array;
  readonly lengths: Float64Array;
}

/** The largest distance from the mean in each column, and of all. */
function* measure(
  { data, rows, columns }: Dense,
  mean: Float64Array,
  norms: Float64Array,
): Steps<number> {
  yield* inStretches(rows, columns, (from, to) => {
    for (let row = from * columns; row < to * columns; row += columns) {
      for (let j = 0; j < columns; j++) {
        norms[j] = Math.max(norms[j], Math.abs(data[row + j] - mean[j]));
      }
    }
  });
  return norms.reduce((most, norm) => Math.max(most, norm), 0);
}

/** X = Q R; the transpose of R, its columns made orthogonal, holds the right singular vectors. */
function* ofTall(centred: Centred, order: Int32Array): Steps<Axes> {
  const n = order.length;
  const R = yield* triangulate(centred, order);
  const transposed = new Float64Array(n * n);
  for (let k = 0; k < n; k++) for (let i = 0; i <= k; i++) transposed[i * n + k] = R[k * n + i];
  const lengths = yield* orthogonaliseColumns(transposed, n, n);
  makeUnit(transposed, n, lengths);
  const axes = new Float64Array(n * n);
  for (let c = 0; c < n; c++) {
    for (let k = 0; k < n; k++) axes[c * n + order[k]] = transposed[c * n + k];
  }
  return { axes, lengths };
}

/** The triangle of the centred samples, whose columns are taken in an order. */
function* triangulate(
  { samples: { data, rows, columns }, mean, unit }: Centred,
  order: Int32Array,
): Steps<Float64Array> {
  const R = new Float64Array(columns * columns);
  const block = new Float64Array(columns * BLOCK_ROWS);
  for (let from = 0; from < rows; from += BLOCK_ROWS) {
    const size = Math.min(BLOCK_ROWS, rows - from);
    for (let k = 0, at = 0; k < columns; k++, at += BLOCK_ROWS) {
      const j = order[k];
      for (let i = 0, cell = from * columns + j; i < size; i++, cell += columns) {
        block[at + i] = unit * (data[cell] - mean[j]);
      }
    }
    addRows(R, columns, columns, block, BLOCK_ROWS, size);
    yield;
  }
  return R;
}

/** X' = Q R; Q times the columns of R, made orthogonal, are the right singular vectors. */
function* ofWide({ samples: { data, rows, columns }, mean, unit }: Centred): Steps<Axes> {
  const block = new Float64Array(data.length);
  for (let row = 0; row < data.length; row += columns) {
    for (let j = 0; j < columns; j++) block[row + j] = unit * (data[row + j] - mean[j]);
  }
  yield;
  const qr = factorQr(block, columns, rows);
  const R = new Float64Array(rows * rows);
  for (let k = 0; k < rows; k++) R.set(block.subarray(k * columns, k * columns + k + 1), k * rows);
  yield;
  const lengths = yield* orthogonaliseColumns(R, rows, rows);
  makeUnit(R, rows, lengths);
  const axes = new Float64Array(rows * columns);
  for (let c = 0; c < rows; c++) {
    const axis = axes.subarray(c * columns, (c + 1) * columns);
    axis.set(R.subarray(c * rows, (c + 1) * rows));
    multiplyByQ(qr, axis);
    yield;
  }
  return { axes, lengths };
}

/** Divide orthogonal columns [n × n] by their lengths; those without one become unit vectors orthogonal to all others. */
function makeUnit(A: Float64Array, n: number, lengths: Float64Array): void {
  const column = (k: number) => A.subarray(k * n, (k + 1) * n);
  for (let k = 0; k < n; k++) {
    const own = column(k);
    for (let i = 0; i < n; i++) own[i] = lengths[k] > 0 ? own[i] / lengths[k] : 0;
  }
  for (let k = 0, start = 0; k < n; k++) {
    while (lengths[k] === 0 && dot(column(k), column(k)) === 0) {
      const own = column(k);
      own[start++] = 1;
      // Twice is enough (Kahan); what lies within the others is left with nothing, and the next is tried.
      for (let pass = 0; pass < 2; pass++) {
        for (let c = 0; c < n; c++) if (c !== k) axpy(-dot(own, column(c)), column(c), own);
      }
      const norm = Math.sqrt(dot(own, own));
      // Of n unit vectors one has at least this much left beside the others.
      const left = norm > 0.5 / Math.sqrt(n);
      for (let i = 0; i < n; i++) own[i] = left ? own[i] / norm : 0;
    }
  }
}

/** The longest first; each turned so that its largest entry is above 0, the first of those that are as large. */
function sorted(axes: Float64Array, lengths: Float64Array, columns: number): Axes {
  const order = argsort(lengths).reverse();
  const out = new Float64Array(axes.length);
  for (const [c, from] of order.entries()) {
    const axis = axes.subarray(from * columns, (from + 1) * columns);
    let largest = 0;
    for (let j = 1; j < columns; j++) {
      if (Math.abs(axis[j]) > Math.abs(axis[largest])) largest = j;
    }
    const sign = axis[largest] < 0 ? -1 : 1;
    for (let j = 0; j < columns; j++) out[c * columns + j] = sign * axis[j] + 0;
  }
  return { axes: out, lengths: Float64Array.from(order, (from) => lengths[from]) };
}
