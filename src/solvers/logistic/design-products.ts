import { createGramSum, GRAM_ROWS } from '../../numeric/gram.js';
import { type Steps, Stretch } from '../../progress.js';
import { addWeightedRows, multiplyRows } from '../linear-products.js';
import type { Design } from './design.js';

/**
 * The products of a design, Z θ and Z' r, from the values as they were given: with w = θ / scale, a margin is x · w and
 * an offset that is the same for all rows, and the gradient by θ is that by w, less shift times the sum of r, over scale.
 */
export interface DesignProducts {
  /** Take θ [nOutputs × width] for the margins that follow. */
  aim(theta: Float64Array): void;
  /** Margins of the rows from `from` up to `to`, at most PRODUCT_ROWS, into `out` [(to - from) × nOutputs]. */
  multiply(from: number, to: number, out: Float64Array): void;
  /** Add those rows times their residuals to the gradient. Call it after `multiply` of the same rows. */
  add(from: number, to: number, residuals: Float64Array): void;
  /** Write the gradient by θ of all that was added since `aim`. */
  gradient(out: Float64Array): void;
}

/** Rows that are worked on at once: their margins and the rows themselves stay in the cache. */
export const BLOCK_ROWS = 64;

/** Rows of which the products are made in one call: fits of 50 000 × 50 take 0.92 of the time of 64. A multiple of BLOCK_ROWS. */
export const PRODUCT_ROWS = 256;

/**
 * Where a mean is more than this many spreads from zero, x · w would be a small difference of large numbers: the shift is
 * taken off a block of rows before its products then, which costs a third more.
 */
const FAR = 256;

/** @param nOutputs - rows of θ */
export function createProducts(design: Design, nOutputs: number): DesignProducts {
  const { data, width, shift, factor, intercept } = design;
  const nFeatures = factor.length;
  const far = shift.some((mean, j) => Math.abs(mean) * factor[j] > FAR);
  const near = far ? new Float64Array(PRODUCT_ROWS * nFeatures) : data;
  const left = far ? new Float64Array(nFeatures) : shift; // what is still to be taken off
  const coef = new Float64Array(nOutputs * nFeatures);
  const offsets = new Float64Array(nOutputs);
  const slopes = new Float64Array(nOutputs * nFeatures);
  const totals = new Float64Array(nOutputs);
  return {
    aim(theta) {
      for (let k = 0; k < nOutputs; k++) {
        let offset = intercept ? theta[k * width + nFeatures] : 0;
        for (let j = 0; j < nFeatures; j++) {
          const weight = theta[k * width + j] * factor[j];
          coef[k * nFeatures + j] = weight;
          offset -= weight * left[j];
        }
        offsets[k] = offset;
      }
      slopes.fill(0);
      totals.fill(0);
    },
    multiply(from, to, out) {
      const first = far ? 0 : from;
      if (far) subtract(data, from, to, shift, near);
      multiplyRows(near, first, first + to - from, nFeatures, coef, nOutputs, out);
      addToRows(out, to - from, offsets);
    },
    add(from, to, residuals) {
      const first = far ? 0 : from;
      addWeightedRows(near, first, first + to - from, nFeatures, residuals, nOutputs, slopes);
      addRows(residuals, to - from, totals);
    },
    gradient(out) {
      for (let k = 0; k < nOutputs; k++) {
        for (let j = 0; j < nFeatures; j++) {
          out[k * width + j] = (slopes[k * nFeatures + j] - totals[k] * left[j]) * factor[j];
        }
        if (intercept) out[k * width + nFeatures] = totals[k];
      }
    },
  };
}

function subtract(
  data: Float64Array,
  from: number,
  to: number,
  shift: Float64Array,
  out: Float64Array,
): void {
  const columns = shift.length;
  for (let i = from, row = from * columns, at = 0; i < to; i++, row += columns, at += columns) {
    for (let j = 0; j < columns; j++) out[at + j] = data[row + j] - shift[j];
  }
}

/** Every row of a block plus the same numbers. */
function addToRows(block: Float64Array, rows: number, numbers: Float64Array): void {
  const columns = numbers.length;
  if (columns === 1) {
    const only = numbers[0];
    for (let i = 0; i < rows; i++) block[i] += only;
    return;
  }
  for (let i = 0, at = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++) block[at++] += numbers[k];
  }
}

/** Sums of the columns of a block, added to those that are there. */
function addRows(block: Float64Array, rows: number, sums: Float64Array): void {
  const columns = sums.length;
  for (let i = 0, at = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++) sums[k] += block[at++];
  }
}

/**
 * Z' diag(weights) Z of the standardised columns [width × width], in steps of some rows.
 *
 * @param weights - [rows], at least 0
 */
export function* weightedGram(design: Design, weights: Float64Array): Steps<Float64Array> {
  const { rows, width } = design;
  const sum = createGramSum(width);
  const block = new Float64Array(GRAM_ROWS * width);
  const stretch = new Stretch();
  for (let from = 0; from < rows; from += GRAM_ROWS) {
    const size = Math.min(GRAM_ROWS, rows - from);
    standardise(design, from, size, weights, block);
    sum.add(block, 0, size);
    if (stretch.spend((size * width * width) / 2)) yield;
  }
  return sum.result();
}

/** Standardised rows from `from` on, times the roots of their weights [size × width]. */
function standardise(
  { data, width, shift, factor, intercept }: Design,
  from: number,
  size: number,
  weights: Float64Array,
  out: Float64Array,
): void {
  const nFeatures = factor.length;
  for (let i = 0, row = from * nFeatures, at = 0; i < size; i++, row += nFeatures, at += width) {
    const root = Math.sqrt(weights[from + i]);
    for (let j = 0; j < nFeatures; j++) {
      out[at + j] = (data[row + j] - shift[j]) * factor[j] * root;
    }
    if (intercept) out[at + nFeatures] = root;
  }
}
