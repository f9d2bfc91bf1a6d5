import type { Dense } from '../../data/dense.js';
import { InvalidInputError } from '../../errors.js';
import { maxAbs } from '../../numeric/vectors.js';
import { inStretches, type Steps } from '../../progress.js';

/**
 * The problem that all linear support vector machines here are cases of: find θ that minimises
 *
 *   P(θ) = ½ θ'θ + Σ_i up_i h(r_i)^q + down_i h(-r_i)^q,    r_i = y_i - z_i'θ,  h(r) = max(0, r - ε).
 *
 * Classification has y_i = ±1 and ε = 0, and charges only residuals on the side of the label
 * (up_i = C_i for +1, down_i = C_i for -1), so that h is the hinge max(0, 1 - y_i z_i'θ).
 * Regression charges both sides. q is 1 for the plain loss and 2 for the squared one. An intercept
 * is one more column of z, and is penalised like any coefficient, as in LIBLINEAR.
 *
 * The dual has one multiplier a sample, the slope of its loss at the optimum:
 *
 *   D(β) = -½ ‖Z'β‖² + Σ_i y_i β_i - ε |β_i| - (q = 2) β_i² / (4 C_i),
 *   -down_i ≤ β_i ≤ up_i for q = 1; only the signs are held for q = 2;    θ = Z'β at the optimum.
 *
 * D(β) ≤ P(θ) for any pair, so their difference, the duality gap, bounds how far θ is from optimal.
 * Source: Hsieh et al., ICML (2008) for classification; Ho and Lin, JMLR 13 (2012) for regression.
 */
export interface LinearSvmProblem {
  /** Row-major [rows × width], the column of the intercept included. */
  readonly Z: Float64Array;
  readonly rows: number;
  readonly width: number;
  /** [rows] */
  readonly y: Float64Array;
  /** C of positive residuals [rows], 0 where they are free of charge. */
  readonly up: Float64Array;
  /** C of negative residuals [rows], 0 where they are free of charge. */
  readonly down: Float64Array;
  /** Size of a residual that costs nothing. */
  readonly epsilon: number;
  /** q: 1 or 2. */
  readonly power: 1 | 2;
}

export interface SolverOptions {
  /** Stop when the duality gap is at most tol² · P(θ). */
  readonly tol: number;
  readonly maxIter: number;
}

/** Told after each iteration; nothing is told within one. */
export interface LinearSvmIteration {
  /** P(θ), where it was computed. */
  readonly loss?: number;
}

/** The iterations of a solver, then what it found. */
export type LinearSvmIterations = Generator<
  LinearSvmIteration | undefined,
  LinearSvmSolution,
  void
>;

export interface LinearSvmSolution {
  /** [width] */
  readonly theta: Float64Array;
  /** Its multipliers [rows]. */
  readonly beta: Float64Array;
  readonly nIter: number;
  readonly converged: boolean;
}

/** Rounding of a sum of a few products, in relation to their size. */
const ROUNDING = 2 ** -51;
/** Values whose squares, and sums of them, are still numbers. */
const LARGEST = 1e150;

/**
 * Rows with the column of the intercept, in steps of some rows.
 *
 * @param samples - [nSamples × nFeatures]
 * @param interceptScaling - value of the added column, or 0 for none
 * @param weights - [nSamples]; rows of weight 0 are left out
 * @param where - the method that was called, for messages
 * @returns row-major rows, and the position of each in `samples`
 * @throws InvalidInputError when a value is beyond 1e150, whose square is no number
 */
export function* appendIntercept(
  samples: Dense,
  interceptScaling: number,
  weights: Float64Array,
  where: string,
): Steps<{ Z: Float64Array; width: number; kept: Int32Array }> {
  const { data, rows, columns } = samples;
  yield* inStretches(rows, columns, (from, to) => checkSizes(samples, from, to, where));
  let count = 0;
  for (let i = 0; i < rows; i++) if (weights[i] > 0) count++;
  const kept = new Int32Array(count);
  for (let i = 0, at = 0; i < rows; i++) if (weights[i] > 0) kept[at++] = i;
  if (interceptScaling === 0 && count === rows) return { Z: data, width: columns, kept };

  const width = columns + (interceptScaling > 0 ? 1 : 0);
  const Z = new Float64Array(count * width);
  yield* inStretches(count, width, (from, to) => {
    copyRows(samples, kept.subarray(from, to), Z.subarray(from * width, to * width));
    if (width > columns) fillColumn(Z, width, from, to, interceptScaling);
  });
  return { Z, width, kept };
}

/** That the values of the rows from `from` up to `to` can be squared. */
function checkSizes({ data, columns }: Dense, from: number, to: number, where: string): void {
  for (let at = from * columns; at < to * columns; at++) {
    if (data[at] > LARGEST || data[at] < -LARGEST) {
      const cell = `X[${Math.floor(at / columns)}][${at % columns}]`;
      throw new InvalidInputError(
        `${where}: ${cell} is ${data[at]}, too large to square. Divide the column by a constant first.`,
      );
    }
  }
}

/** Rows into the leading columns of wider ones. */
function copyRows({ data, columns }: Dense, rows: Int32Array, into: Float64Array): void {
  const width = rows.length === 0 ? columns : into.length / rows.length;
  for (let i = 0, at = 0; i < rows.length; i++, at += width) {
    const row = rows[i] * columns;
    for (let j = 0; j < columns; j++) into[at + j] = data[row + j];
  }
}

/** The last column of the rows from `from` up to `to`. */
function fillColumn(Z: Float64Array, width: number, from: number, to: number, value: number): void {
  for (let at = from * width + width - 1; at < to * width; at += width) Z[at] = value;
}

/**
 * P(θ), and the part of the duality gap that the losses leave: P(θ) - D(β) = lossGap + ½ ‖θ - Z'β‖².
 * Each sample's share is at least 0 and is computed without cancellation, so that a gap far below
 * the rounding of P and D is still right.
 *
 * @param r - residuals y - Zθ [rows]
 * @param beta - feasible multipliers [rows]
 */
export function measure(
  { rows, up, down, epsilon, power }: LinearSvmProblem,
  theta: Float64Array,
  r: Float64Array,
  beta: Float64Array,
): { objective: number; lossGap: number } {
  let objective = 0;
  let lossGap = 0;
  for (let j = 0; j < theta.length; j++) objective += 0.5 * theta[j] * theta[j];
  for (let i = 0; i < rows; i++) {
    // Turned so that the multiplier, or else the residual, is positive.
    const positive = beta[i] === 0 ? r[i] > 0 : beta[i] > 0;
    const b = Math.abs(beta[i]);
    const residual = positive ? r[i] : -r[i];
    const cost = positive ? up[i] : down[i];
    const otherCost = positive ? down[i] : up[i];
    const excess = residual - epsilon;
    const otherExcess = -residual - epsilon;
    let loss = 0;
    if (excess > 0) loss = power === 1 ? cost * excess : cost * excess * excess;
    if (otherExcess > 0) {
      loss += otherCost * (power === 1 ? otherExcess : otherExcess * otherExcess);
    }
    objective += loss;
    if (power === 1) {
      lossGap += excess > 0 ? (cost - b) * excess : loss - b * excess;
    } else if (excess > 0 && cost > 0) {
      const miss = b - 2 * cost * excess;
      lossGap += (miss * miss) / (4 * cost);
    } else {
      lossGap += loss - b * excess + (b > 0 ? (b * b) / (4 * cost) : 0);
    }
  }
  return { objective, lossGap };
}

/**
 * A bound on what the rounding of residuals can do to P(θ): no smaller gap can be told from none. In steps of some rows.
 *
 * @returns the bound as a function of θ and the residuals y - Zθ [rows]
 */
export function* measureRounding({
  Z,
  rows,
  width,
  y,
  up,
  down,
  epsilon,
  power,
}: LinearSvmProblem): Steps<(theta: Float64Array, r: Float64Array) => number> {
  const largestY = maxAbs(y);
  const largest = new Float64Array(width);
  yield* inStretches(rows, width, (from, to) =>
    findLargest(Z.subarray(from * width, to * width), largest),
  );
  return (theta, r) => {
    let size = largestY;
    for (let j = 0; j < width; j++) size += largest[j] * Math.abs(theta[j]);
    const error = ROUNDING * size;
    let slopes = 0;
    for (let i = 0; i < rows; i++) {
      const excess = Math.abs(r[i]) - epsilon + error;
      if (excess <= 0) continue;
      // At a kink, which side the residual is on is itself a matter of rounding.
      const cost = excess < 2 * error ? Math.max(up[i], down[i]) : r[i] > 0 ? up[i] : down[i];
      slopes += power === 1 ? cost : 2 * cost * excess;
    }
    return error * slopes;
  };
}

/** The largest size of each column, where it is above that of the rows before. */
function findLargest(Z: Float64Array, largest: Float64Array): void {
  const width = largest.length;
  for (let row = 0; row < Z.length; row += width) {
    for (let j = 0; j < width; j++) {
      const size = Math.abs(Z[row + j]);
      if (size > largest[j]) largest[j] = size;
    }
  }
}
