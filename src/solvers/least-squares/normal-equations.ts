import {
  choleskyFactorInSteps,
  choleskySolveInSteps,
  inverseNorm,
} from '../../numeric/cholesky.js';
import { gramInSteps } from '../../numeric/gram.js';
import { dot } from '../../numeric/vectors.js';
import { inStretches, type Steps, type Training } from '../../progress.js';
import {
  addResidualGradient,
  type LinearFit,
  type LinearProblem,
  type Origin,
  partOf,
} from './linear-problem.js';

/**
 * Largest condition number (1-norm, estimated) of the Gram matrix of unit columns that is solved
 * here. The samples' own is its root, 1e5. Each refinement step then divides the error by 1e4 or more.
 */
const MAX_CONDITION = 1e10;
/** Rounding noise of a column beside its spread; above it a column needs the careful way. */
export const MAX_NOISE = 1e-8;
const MAX_STEPS = 6;
/** Products of two features between reports of progress: about 10 ms. */
const PRODUCTS_PER_REPORT = 1.5e7;

/**
 * Least squares from X'WX, refined with residuals of the samples themselves until rounding stops it.
 * Source: Björck, Numerical Methods for Least Squares Problems (1996), 6.6.5, corrected semi-normal
 * equations, with the Cholesky factor in place of R.
 *
 * @returns undefined when the problem is too ill-conditioned for it
 */
export function* solveNormalEquations(
  problem: LinearProblem,
  { fitIntercept, shift, targetShift, totalWeight }: Origin,
): Training<LinearFit | undefined> {
  const { columns } = problem.samples;
  const L = yield* gramOfAll(problem, shift);
  const noise = Number.EPSILON * Math.sqrt(totalWeight);
  const scale = columnScales(L, problem, shift, noise);
  if (scale === undefined || !(yield* factorScaled(L, scale))) return undefined;

  const coef = new Float64Array(columns);
  let height = targetShift;
  let lastSize = Infinity;
  for (let step = 0; step < MAX_STEPS; step++) {
    const correction = new Float64Array(columns);
    const known = step === 0 ? undefined : coef;
    const base = height;
    let left = 0;
    yield* inStretches(problem.samples.rows, columns, (from, to) => {
      left = addResidualGradient(partOf(problem, from, to), shift, known, base, correction, left);
    });
    for (let j = 0; j < columns; j++) correction[j] *= scale[j];
    yield* choleskySolveInSteps(L, columns, correction);
    let size = 0;
    let total = 0;
    for (let j = 0; j < columns; j++) {
      if (scale[j] === 0) continue;
      coef[j] += scale[j] * correction[j];
      size += correction[j] * correction[j];
      const unit = coef[j] / scale[j];
      total += unit * unit;
    }
    if (fitIntercept) height += left / totalWeight;
    // The next correction would be smaller by the same factor as this one: far below rounding.
    const settled = size <= 1e-18 * total;
    // Or rounding of the residuals is all that is left, which no factorisation avoids.
    const stuck = step > 1 && size > 0.01 * lastSize;
    if (step > 0 && (settled || stuck)) {
      const rank = scale.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
      const intercept = fitIntercept ? height - dot(shift, coef) : 0;
      return { coef, intercept, rank, converged: true };
    }
    lastSize = size;
  }
  return undefined;
}

/** X'WX, a stretch of rows at a time. */
function* gramOfAll(
  { samples: { data, rows, columns }, weights }: LinearProblem,
  shift: Float64Array,
): Training<Float64Array> {
  const stretch = Math.max(64, Math.floor((2 * PRODUCTS_PER_REPORT) / columns ** 2 / 64) * 64);
  const total = new Float64Array(columns * columns);
  for (let from = 0; from < rows; from += stretch) {
    const to = Math.min(rows, from + stretch);
    const part = yield* gramInSteps(
      data.subarray(from * columns, to * columns),
      to - from,
      columns,
      weights?.subarray(from, to),
      shift,
    );
    for (let at = 0; at < part.length; at++) total[at] += part[at];
    yield { done: to, total: 2 * rows, unit: 'row' };
  }
  return total;
}

/**
 * What gives each column unit norm; 0 for a constant column, whose coefficient is 0.
 *
 * @param noise - size of the rounding noise of a column, as a share of its mean
 * @returns undefined when a column's norm is out of range, or little more than noise
 */
function columnScales(
  G: Float64Array,
  problem: LinearProblem,
  shift: Float64Array,
  noise: number,
): Float64Array | undefined {
  const scale = new Float64Array(shift.length);
  for (let j = 0; j < scale.length; j++) {
    const squares = G[j * scale.length + j];
    if (squares === 0 && isConstant(problem, j, shift[j])) continue;
    if (!(squares > 1e-250 && squares < 1e250)) return undefined;
    scale[j] = 1 / Math.sqrt(squares);
    if (noise * Math.abs(shift[j]) * scale[j] > MAX_NOISE) return undefined;
  }
  return scale;
}

function isConstant({ samples, weights }: LinearProblem, j: number, value: number): boolean {
  const { data, rows, columns } = samples;
  for (let i = 0; i < rows; i++) {
    if (data[i * columns + j] !== value && (weights === undefined || weights[i] > 0)) return false;
  }
  return true;
}

/** G becomes the Cholesky factor of itself with unit diagonal, if that is well-conditioned. */
export function* factorScaled(G: Float64Array, scale: Float64Array): Steps<boolean> {
  const n = scale.length;
  let norm = 0;
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let k = 0; k < n; k++) {
      G[j * n + k] *= scale[j] * scale[k];
      sum += Math.abs(G[j * n + k]);
    }
    if (scale[j] === 0) G[j * n + j] = 1;
    norm = Math.max(norm, sum);
  }
  if (!(yield* choleskyFactorInSteps(G, n))) return false;
  return norm * (yield* inverseNorm(G, n)) <= MAX_CONDITION;
}
