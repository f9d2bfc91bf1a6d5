import { makeReflection, reflect } from '../../numeric/qr.js';
import { dot } from '../../numeric/vectors.js';
import type { Training } from '../../progress.js';
import { centre, centredColumns, interceptOf, normaliseColumns, triangulate } from './centring.js';
import type { LinearFit, LinearProblem, Origin } from './linear-problem.js';

/** Least squares with coefficients of at least 0. */
export function* solveNonNegative(problem: LinearProblem, origin: Origin): Training<LinearFit> {
  const { rows, columns } = problem.samples;
  const centring = yield* centre(problem, origin);
  const { A, rhs } = yield* rows > columns
    ? triangulate(problem, origin, centring)
    : centredColumns(problem, origin, centring);
  const { perUnit } = normaliseColumns(A, rhs.length, origin, centring.scale);
  const { x: coef, converged } = nnls(A, rhs.length, columns, rhs);
  for (let j = 0; j < columns; j++) coef[j] *= perUnit[j];
  return { coef, intercept: interceptOf(origin, centring, coef), rank: null, converged };
}

export interface NonNegativeSolution {
  /** [n], at least 0 */
  readonly x: Float64Array;
  /** Columns tried. */
  readonly nIter: number;
  /** Whether the optimum was reached; false when 3 n columns have been tried. */
  readonly converged: boolean;
}

/**
 * Minimise ‖A x - b‖ with x ≥ 0.
 * Source: Lawson and Hanson, Solving Least Squares Problems (1974), chapter 23, algorithm NNLS: the
 * columns in use are kept triangular by reflections, and by rotations when one of them leaves.
 *
 * @param A - column j at [j · m], of norm 1 or 0; destroyed
 * @param m - rows of A
 * @param n - columns of A
 * @param b - [m]; destroyed
 */
export function nnls(A: Float64Array, m: number, n: number, b: Float64Array): NonNegativeSolution {
  const x = new Float64Array(n);
  const order = Int32Array.from(x.keys());
  const problem = { A, m, n, b, order };
  const refused = new Uint8Array(n);
  const z = new Float64Array(Math.min(m, n));
  const tolerance = 10 * Math.max(m, n) * Number.EPSILON * Math.sqrt(dot(b, b));
  const maxIter = 3 * n;
  let used = 0;
  for (let nIter = 0; nIter <= maxIter; nIter++) {
    refused.fill(0);
    let entered = false;
    while (!entered) {
      const position = steepest(problem, used, refused, tolerance);
      if (position < 0) return { x, nIter, converged: true };
      entered = enter(problem, used, position);
      if (!entered) refused[order[position]] = 1;
    }
    used++;
    for (;;) {
      solveUpper(problem, used, z);
      const blocking = stepTowards(x, z, order, used);
      if (blocking < 0) break;
      for (let k = used - 1; k >= 0; k--) {
        if (k !== blocking && x[order[k]] > 0) continue;
        x[order[k]] = 0;
        leave(problem, used, k);
        used--;
      }
    }
  }
  return { x, nIter: maxIter, converged: false };
}

/** A problem whose columns in use are triangular; all of it is changed in place. */
interface Triangular {
  /** Column j at [j · m] */
  readonly A: Float64Array;
  readonly m: number;
  readonly n: number;
  /** [m] */
  readonly b: Float64Array;
  /** Numbers of the columns [n]: the first `used` are in use, in this order. */
  readonly order: Int32Array;
}

/** Position of the unused column along which the error falls fastest; -1 when it falls along none. */
function steepest(
  { A, m, b, order }: Triangular,
  used: number,
  refused: Uint8Array,
  tolerance: number,
): number {
  let best = -1;
  let most = tolerance;
  if (used === m) return best;
  for (let k = used; k < order.length; k++) {
    const j = order[k];
    if (refused[j]) continue;
    let slope = 0;
    for (let i = used; i < m; i++) slope += A[j * m + i] * b[i];
    if (slope > most) {
      most = slope;
      best = k;
    }
  }
  return best;
}

/** Take a column into use, unless it depends on those in use or rounding would make it negative. */
function enter({ A, m, n, b, order }: Triangular, used: number, position: number): boolean {
  const j = order[position];
  const column = A.slice(j * m, (j + 1) * m);
  const rhs = b.slice();
  const diagonal = j * m + used;
  const tau = makeReflection(A, diagonal, m - used);
  reflect(A, diagonal, m - used, tau, rhs, used);
  const independent = Math.abs(A[diagonal]) > 10 * m * Number.EPSILON;
  if (!independent || !(rhs[used] / A[diagonal] > 0)) {
    A.set(column, j * m);
    return false;
  }
  b.set(rhs);
  order[position] = order[used];
  order[used] = j;
  for (let k = used + 1; k < n; k++) {
    reflect(A, diagonal, m - used, tau, A, order[k] * m + used);
  }
  A.fill(0, diagonal + 1, (j + 1) * m);
  return true;
}

/** The unconstrained solution on the columns in use. */
function solveUpper({ A, m, b, order }: Triangular, used: number, z: Float64Array): void {
  for (let k = 0; k < used; k++) z[k] = b[k];
  for (let k = used - 1; k >= 0; k--) {
    const column = order[k] * m;
    z[k] /= A[column + k];
    for (let i = 0; i < k; i++) z[i] -= A[column + i] * z[k];
  }
}

/**
 * Move x to z, or as far as it stays at least 0.
 *
 * @returns position of the column that stopped it, -1 when none did
 */
function stepTowards(x: Float64Array, z: Float64Array, order: Int32Array, used: number): number {
  let blocking = -1;
  let share = 1;
  for (let k = 0; k < used; k++) {
    if (z[k] > 0) continue;
    const reach = x[order[k]] / (x[order[k]] - z[k]);
    if (blocking < 0 || reach < share) {
      share = reach;
      blocking = k;
    }
  }
  for (let k = 0; k < used; k++) {
    const j = order[k];
    x[j] = blocking < 0 ? z[k] : x[j] + share * (z[k] - x[j]);
  }
  return blocking;
}

/** Take a column out of use: rotations of neighbouring rows make the others triangular again. */
function leave({ A, m, n, b, order }: Triangular, used: number, position: number): void {
  const j = order[position];
  order.copyWithin(position, position + 1, used);
  order[used - 1] = j;
  for (let row = position; row < used - 1; row++) {
    const pivot = order[row] * m + row;
    const radius = Math.sqrt(A[pivot] * A[pivot] + A[pivot + 1] * A[pivot + 1]);
    const cos = A[pivot] / radius;
    const sin = A[pivot + 1] / radius;
    for (let k = row; k < n; k++) rotate(A, order[k] * m + row, cos, sin);
    rotate(b, row, cos, sin);
    A[pivot + 1] = 0;
  }
}

function rotate(values: Float64Array, at: number, cos: number, sin: number): void {
  const upper = values[at];
  values[at] = cos * upper + sin * values[at + 1];
  values[at + 1] = cos * values[at + 1] - sin * upper;
}
