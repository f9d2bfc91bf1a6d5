import { type Dense, rowsBetween } from '../../data/dense.js';

/** A linear least-squares problem: rows of features, what they should give, and how much they count. */
export interface LinearProblem {
  readonly samples: Dense;
  /** [nSamples] */
  readonly targets: Float64Array;
  /** [nSamples], or undefined for all 1 */
  readonly weights: Float64Array | undefined;
}

/** The plane of best fit: y ≈ X · coef + intercept. */
export interface LinearFit {
  /** [nFeatures] */
  readonly coef: Float64Array;
  readonly intercept: number;
  /** How many directions of the centred samples are independent; null where that was not asked. */
  readonly rank: number | null;
  /** Whether the solver reached its end. */
  readonly converged: boolean;
}

/** Where zero is put before solving: near the means, or left where it is when there is no intercept. */
export interface Origin {
  readonly fitIntercept: boolean;
  /** [nFeatures] */
  readonly shift: Float64Array;
  readonly targetShift: number;
  /** The number of rows that the weights amount to. */
  readonly totalWeight: number;
}

/** The rows of a problem from `from` up to `to`. */
export function partOf(
  { samples, targets, weights }: LinearProblem,
  from: number,
  to: number,
): LinearProblem {
  return {
    samples: rowsBetween(samples, from, to),
    targets: targets.subarray(from, to),
    weights: weights?.subarray(from, to),
  };
}

/**
 * What a linear model leaves over, and which way it points:
 * r_i = y_i - base - Σ_j (x_ij - shift_j) coef_j, gradient_j += Σ_i w_i (x_ij - shift_j) r_i.
 *
 * Four rows at a time share one visit to shift, coef and gradient.
 *
 * @param coef - [nFeatures], or undefined for all 0
 * @param base - subtracted from every target
 * @param gradient - added to [nFeatures]
 * @param total - of the rows before, to which these are added
 * @returns Σ_i w_i r_i
 */
export function addResidualGradient(
  { samples: { data, rows, columns }, targets, weights }: LinearProblem,
  shift: Float64Array,
  coef: Float64Array | undefined,
  base: number,
  gradient: Float64Array,
  total = 0,
): number {
  let i = 0;
  for (; i + 3 < rows; i += 4) {
    const row0 = i * columns;
    const row1 = row0 + columns;
    const row2 = row1 + columns;
    const row3 = row2 + columns;
    let r0 = targets[i] - base;
    let r1 = targets[i + 1] - base;
    let r2 = targets[i + 2] - base;
    let r3 = targets[i + 3] - base;
    for (let j = 0; coef !== undefined && j < columns; j++) {
      const at = shift[j];
      const slope = coef[j];
      r0 -= (data[row0 + j] - at) * slope;
      r1 -= (data[row1 + j] - at) * slope;
      r2 -= (data[row2 + j] - at) * slope;
      r3 -= (data[row3 + j] - at) * slope;
    }
    if (weights !== undefined) {
      r0 *= weights[i];
      r1 *= weights[i + 1];
      r2 *= weights[i + 2];
      r3 *= weights[i + 3];
    }
    total += r0 + r1 + (r2 + r3);
    for (let j = 0; j < columns; j++) {
      const at = shift[j];
      gradient[j] +=
        (data[row0 + j] - at) * r0 +
        (data[row1 + j] - at) * r1 +
        ((data[row2 + j] - at) * r2 + (data[row3 + j] - at) * r3);
    }
  }
  for (; i < rows; i++) {
    const row = i * columns;
    let r = targets[i] - base;
    for (let j = 0; coef !== undefined && j < columns; j++)
      r -= (data[row + j] - shift[j]) * coef[j];
    if (weights !== undefined) r *= weights[i];
    total += r;
    for (let j = 0; j < columns; j++) gradient[j] += (data[row + j] - shift[j]) * r;
  }
  return total;
}
