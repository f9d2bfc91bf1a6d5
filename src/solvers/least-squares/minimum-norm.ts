import { factorQrInSteps, multiplyByQ } from '../../numeric/qr.js';
import { dot, maxAbs } from '../../numeric/vectors.js';
import type { Steps, Training } from '../../progress.js';
import {
  centre,
  centredColumns,
  centredRows,
  interceptOf,
  normaliseColumns,
  triangulate,
  withOneScale,
} from './centring.js';
import type { LinearFit, LinearProblem, Origin } from './linear-problem.js';
import { NOISE_MARGIN, smallestSolution } from './smallest-solution.js';

/**
 * Least squares by Householder QR, for as many rows as columns or more. The rank is decided on
 * columns of unit norm, so that units do not matter; the solution of smallest norm is in the units
 * given.
 */
export function* solveNarrow(problem: LinearProblem, origin: Origin): Training<LinearFit> {
  const { rows, columns } = problem.samples;
  const centring = yield* centre(problem, origin);
  // A triangle first costs more where there are few rows more than columns.
  const { A, rhs } = yield* rows < 2 * columns
    ? centredColumns(problem, origin, centring)
    : triangulate(problem, origin, centring);
  const { perUnit, noise } = normaliseColumns(A, rhs.length, origin, centring.scale);
  const tolerance = (Math.sqrt(rows) + columns) * Number.EPSILON;
  const rank = yield* smallestSolution(A, rhs, perUnit, noise, tolerance);
  const coef = rhs.slice(0, columns);
  return { coef, intercept: interceptOf(origin, centring, coef), rank, converged: true };
}

/**
 * Least squares for fewer rows than columns: the smallest coefficients that fit, through the QR
 * factorisation of the transpose.
 */
export function* solveWide(problem: LinearProblem, origin: Origin): Steps<LinearFit> {
  const { rows, columns } = problem.samples;
  const centring = withOneScale(yield* centre(problem, origin));
  const scale = maxAbs(centring.scale);
  const { block, targets } = centredRows(problem, origin, centring);
  const qr = yield* factorQrInSteps(block, columns, rows);
  // X = R' Q', so R' t = y, and the smallest coefficients are Q t with the smallest t.
  const transposedR = new Float64Array(rows * rows);
  for (let k = 0; k < rows; k++) {
    for (let i = 0; i <= k; i++) transposedR[i * rows + k] = qr.factors[k * columns + i];
  }
  const means = origin.shift.map((mean) => mean * scale);
  const noise = Number.EPSILON * Math.sqrt(dot(means, means)) * (1 + Math.sqrt(rows / columns));
  const tolerance =
    (Math.sqrt(columns) + rows) * Number.EPSILON +
    (NOISE_MARGIN * noise) / largestColumn(transposedR, rows);
  const ones = new Float64Array(rows).fill(1);
  const rank = yield* smallestSolution(
    transposedR,
    targets,
    ones,
    new Float64Array(rows),
    tolerance,
  );
  const coef = new Float64Array(columns);
  coef.set(targets);
  multiplyByQ(qr, coef);
  for (let j = 0; j < columns; j++) coef[j] *= scale;
  return { coef, intercept: interceptOf(origin, centring, coef), rank, converged: true };
}

function largestColumn(A: Float64Array, n: number): number {
  let largest = 0;
  for (let k = 0; k < n; k++) {
    const column = A.subarray(k * n, (k + 1) * n);
    largest = Math.max(largest, dot(column, column));
  }
  return Math.sqrt(largest) || 1;
}
