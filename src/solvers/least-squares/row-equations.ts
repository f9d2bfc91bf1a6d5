import { choleskySolveInSteps } from '../../numeric/cholesky.js';
import { createGramSum, GRAM_ROWS } from '../../numeric/gram.js';
import { axpy, dot, maxAbs } from '../../numeric/vectors.js';
import { inStretches, type Steps, Stretch } from '../../progress.js';
import { type Centring, centredRows, interceptOf } from './centring.js';
import type { LinearFit, LinearProblem, Origin } from './linear-problem.js';
import { factorScaled, MAX_NOISE } from './normal-equations.js';

const MAX_STEPS = 6;
/** Products of two rows in a step: about 8 ms. */
const PRODUCTS_AT_ONCE = 2 ** 25;

/**
 * The smallest coefficients that fit rows fewer than the columns: A' t, A being the centred rows and t the solution of
 * A A' t = y, refined with residuals of the rows themselves until rounding stops it.
 * Source: Björck, Numerical Methods for Least Squares Problems (1996), 6.6.5, normal equations of the second kind.
 *
 * Centred rows sum to 0, which leaves A A' one direction short. A multiple of 1 1' fills it, and as the centred targets
 * sum to 0 too, it has no part in t. Cost: n² d + n³/3 flops.
 *
 * @param centring - with one scale for all columns but constant ones, which have 0
 * @returns undefined when the rows depend on each other, or nearly do
 */
export function* solveRowEquations(
  problem: LinearProblem,
  origin: Origin,
  centring: Centring,
): Steps<LinearFit | undefined> {
  const { rows, columns } = problem.samples;
  const { block: A, targets } = centredRows(problem, origin, centring);
  yield;
  const L = yield* gramOfRows(A, rows, columns);
  yield;
  if (origin.fitIntercept) fillMissingDirection(L, problem, origin.totalWeight);
  const scale = rowScales(L, problem);
  const oneScale = maxAbs(centring.scale);
  const noise = Number.EPSILON * oneScale * Math.sqrt(dot(origin.shift, origin.shift));
  if (scale === undefined || !(noise * maxAbs(scale) <= MAX_NOISE)) return undefined;
  yield;
  if (!(yield* factorScaled(L, scale))) return undefined;

  const coef = new Float64Array(columns);
  let lastSize = Infinity;
  for (let step = 0; step < MAX_STEPS; step++) {
    const correction = new Float64Array(columns);
    const t = new Float64Array(rows);
    yield* inStretches(rows, columns, (from, to) => {
      for (let i = from; i < to; i++) {
        t[i] = scale[i] * (targets[i] - dot(A.subarray(i * columns, (i + 1) * columns), coef));
      }
    });
    yield* choleskySolveInSteps(L, rows, t);
    yield* inStretches(rows, columns, (from, to) => {
      for (let i = from; i < to; i++) {
        axpy(scale[i] * t[i], A.subarray(i * columns, (i + 1) * columns), correction);
      }
    });
    axpy(1, correction, coef);
    const size = dot(correction, correction);
    // As in `solveNormalEquations`: the next correction would change nothing, or rounding is all that is left.
    const settled = size <= 1e-18 * dot(coef, coef);
    const stuck = step > 1 && size > 0.01 * lastSize;
    if (step > 0 && (settled || stuck)) {
      for (let j = 0; j < columns; j++) coef[j] *= centring.scale[j];
      const counted = scale.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
      const rank = origin.fitIntercept ? counted - 1 : counted;
      return { coef, intercept: interceptOf(origin, centring, coef), rank, converged: true };
    }
    lastSize = size;
  }
  return undefined;
}

/** A A', some columns of A at a time. */
function* gramOfRows(A: Float64Array, rows: number, columns: number): Steps<Float64Array> {
  const sum = createGramSum(rows);
  const atOnce = Math.min(GRAM_ROWS, Math.max(8, Math.floor(PRODUCTS_AT_ONCE / rows ** 2)));
  const part = new Float64Array(atOnce * rows);
  const stretch = new Stretch();
  for (let from = 0; from < columns; from += atOnce) {
    const size = Math.min(atOnce, columns - from);
    for (let i = 0, row = from; i < rows; i++, row += columns) {
      for (let j = 0, at = i; j < size; j++, at += rows) part[at] = A[row + j];
    }
    sum.add(part, 0, size);
    if (stretch.spend((size * rows * rows) / 2)) yield;
  }
  yield;
  return sum.result();
}

/** Adds what weights leave of 1 1', as large as the mean of the other directions. */
function fillMissingDirection(
  G: Float64Array,
  { samples: { rows }, weights }: LinearProblem,
  totalWeight: number,
): void {
  let trace = 0;
  for (let i = 0; i < rows; i++) trace += G[i * rows + i];
  const share = trace / (rows * totalWeight);
  const roots = Float64Array.from({ length: rows }, (_, i) => Math.sqrt(weights?.[i] ?? 1));
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < rows; k++) G[i * rows + k] += share * roots[i] * roots[k];
  }
}

/**
 * What gives each row unit norm; 0 for a row of weight 0.
 *
 * @returns undefined when a row's norm is out of range
 */
function rowScales(G: Float64Array, { weights }: LinearProblem): Float64Array | undefined {
  const scale = new Float64Array(Math.sqrt(G.length));
  for (let i = 0; i < scale.length; i++) {
    if (weights !== undefined && weights[i] === 0) continue;
    const squares = G[i * scale.length + i];
    if (!(squares > 1e-250 && squares < 1e250)) return undefined;
    scale[i] = 1 / Math.sqrt(squares);
  }
  return scale;
}
