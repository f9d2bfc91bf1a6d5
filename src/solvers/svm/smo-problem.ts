/**
 * Sequential minimal optimisation for the dual of C-SVC and ε-SVR.
 *
 * The problem, with one signed variable β_t a sample:
 *
 *   min  f(β) = ½ βᵀKβ - zᵀβ + ε Σ|β_t|    subject to  Σ β_t = 0,  l_t <= β_t <= u_t,  l_t <= 0 <= u_t
 *
 *   C-SVC  β_t = y_t α_t, z = y, ε = 0, [l, u] = [0, C] where y = +1 and [-C, 0] where y = -1
 *   ε-SVR  β_t = α_t - α*_t, z = targets, [l, u] = [-C, C]
 *
 * LIBSVM writes it in α, with Q_st = y_s y_t K_st, and needs two cases of the update (y_i = y_j or
 * not) and, for regression, two variables a sample. In β the cases are one: β_i rises and β_j falls by the
 * same step λ. A step that would carry a regression variable across 0, where |β| bends, ends there;
 * this is the point at which α or α* reaches its bound, so the iterates are those of LIBSVM.
 *
 * Letters: G_t = (Kβ)_t - z_t. Going up, β_t meets the slope G_t + ε, or G_t - ε while it is
 * negative; going down, G_t - ε, or G_t + ε while it is positive. I_up and I_low hold the samples that
 * have room that way. At the optimum m = max over I_up of minus the slope up is at most
 * M = min over I_low of minus the slope down; m - M is the violation, and `tol` bounds it.
 *
 * Sources: Fan, Chen and Lin, JMLR 6 (2005), for the choice of i and j (WSS 2); Chang and Lin, LIBSVM,
 * ACM TIST 2 (2011), for shrinking; Bottou and Lin, Support Vector Machine Solvers (2007), for β.
 */

import type { KernelPrecision } from './kernel-precision.js';
import type { KernelRows } from './svm-kernels.js';

export interface SmoProblem {
  /** Linear term [n] */
  readonly z: Float64Array;
  /** Lower bounds, at most 0 [n] */
  readonly lower: Float64Array;
  /** Upper bounds, at least 0 [n] */
  readonly upper: Float64Array;
  /** Slope of the penalty on |β|, at least 0. */
  readonly epsilon: number;
  /** Reordered while solving. */
  readonly kernel: KernelRows;
}

/** The largest bound of a multiplier, on either side. */
export function largestBound({ lower, upper }: SmoProblem): number {
  let largest = 0;
  for (let t = 0; t < upper.length; t++) largest = Math.max(largest, upper[t], -lower[t]);
  return largest;
}

export interface SmoOptions {
  readonly tol: number;
  /** Most iterations; Infinity for no bound but the one that rounding asks for. */
  readonly maxIter: number;
  /** Most bytes of kernel rows held. */
  readonly cacheBytes: number;
  /** Whether variables that seem settled at a bound are left out for a while. */
  readonly shrinking: boolean;
}

export interface SmoSolution {
  /** [n] */
  readonly beta: Float64Array;
  /** b of the decision function (Kβ)_t + b */
  readonly intercept: number;
  /** f(β) */
  readonly objective: number;
  /** m - M */
  readonly violation: number;
  readonly nIter: number;
  readonly converged: boolean;
  readonly precision: KernelPrecision;
  /** Whether bounds are infinite and the multipliers grew without end: no β meets what is asked. */
  readonly diverged: boolean;
}

export interface SmoStep {
  readonly nIter: number;
  readonly violation: number;
}
