import { inStretches, type Steps, Stretch } from '../progress.js';

/**
 * Factor a symmetric positive definite matrix: A = L L', L lower triangular.
 * Source: Golub and Van Loan, Matrix Computations (2013), 4.2.5, left-looking; four rows share each
 * row they are multiplied with. Cost: n³/3 flops.
 *
 * @param A - row-major [n × n]; its lower triangle is read, and becomes L. The rest is left as it is.
 * @returns whether A is positive definite as far as its digits tell; if not, A is left half done
 */
export function choleskyFactor(A: Float64Array, n: number): boolean {
  for (let j = 0; j < n; j++) {
    if (!factorPivot(A, n, j)) return false;
    factorColumn(A, n, j, j + 1, n);
  }
  return true;
}

/** As `choleskyFactor`, in steps of some rows of a column. */
export function* choleskyFactorInSteps(A: Float64Array, n: number): Steps<boolean> {
  const stretch = new Stretch();
  for (let j = 0; j < n; j++) {
    if (!factorPivot(A, n, j)) return false;
    for (let from = j + 1; from < n; from += STEP_ROWS) {
      const to = Math.min(n, from + STEP_ROWS);
      factorColumn(A, n, j, from, to);
      if (stretch.spend(j * (to - from))) yield;
    }
  }
  return true;
}

/** Rows of a step, a multiple of the four that share a row. */
const STEP_ROWS = 64;

/** The diagonal of column j, once the columns before it are done; false where there is none. */
function factorPivot(A: Float64Array, n: number, j: number): boolean {
  const rowJ = j * n;
  let pivot = A[rowJ + j];
  for (let k = 0; k < j; k++) pivot -= A[rowJ + k] * A[rowJ + k];
  if (!(pivot > 0) || pivot === Infinity) return false; // also refuses NaN
  A[rowJ + j] = Math.sqrt(pivot);
  return true;
}

/** Column j of the rows from `from` up to `to`, once its diagonal is done. */
function factorColumn(A: Float64Array, n: number, j: number, from: number, to: number): void {
  const rowJ = j * n;
  const diagonal = A[rowJ + j];
  let i = from;
  for (; i + 3 < to; i += 4) {
    const row0 = i * n;
    const row1 = row0 + n;
    const row2 = row1 + n;
    const row3 = row2 + n;
    let sum0 = A[row0 + j];
    let sum1 = A[row1 + j];
    let sum2 = A[row2 + j];
    let sum3 = A[row3 + j];
    for (let k = 0; k < j; k++) {
      const left = A[rowJ + k];
      sum0 -= left * A[row0 + k];
      sum1 -= left * A[row1 + k];
      sum2 -= left * A[row2 + k];
      sum3 -= left * A[row3 + k];
    }
    A[row0 + j] = sum0 / diagonal;
    A[row1 + j] = sum1 / diagonal;
    A[row2 + j] = sum2 / diagonal;
    A[row3 + j] = sum3 / diagonal;
  }
  for (; i < to; i++) {
    const row = i * n;
    let sum = A[row + j];
    for (let k = 0; k < j; k++) sum -= A[rowJ + k] * A[row + k];
    A[row + j] = sum / diagonal;
  }
}

/**
 * Solve L L' x = b with the factor of `choleskyFactor`. Cost: 2n² flops.
 *
 * @param L - row-major [n × n]; only its lower triangle is read
 * @param b - in: right-hand side [n]; out: x
 */
export function choleskySolve(L: Float64Array, n: number, b: Float64Array): void {
  solveLower(L, n, b);
  solveLowerTransposed(L, n, b);
}

/** As `choleskySolve`, in steps of some rows. */
export function* choleskySolveInSteps(L: Float64Array, n: number, b: Float64Array): Steps<void> {
  yield* inStretches(n, n, (from, to) => solveLowerRows(L, n, b, from, to));
  yield* inStretches(n, n, (from, to) => solveTransposedRows(L, n, b, n - to, n - from));
}

/** Solve L x = b in place. */
export function solveLower(L: Float64Array, n: number, b: Float64Array): void {
  solveLowerRows(L, n, b, 0, n);
}

/** The rows from `from` up to `to`, once those before them are done. */
function solveLowerRows(
  L: Float64Array,
  n: number,
  b: Float64Array,
  from: number,
  to: number,
): void {
  for (let i = from, row = from * n; i < to; i++, row += n) {
    let sum = b[i];
    for (let k = 0; k < i; k++) sum -= L[row + k] * b[k];
    b[i] = sum / L[row + i];
  }
}

/** Solve L' x = b in place, along the rows of L. */
export function solveLowerTransposed(L: Float64Array, n: number, b: Float64Array): void {
  solveTransposedRows(L, n, b, 0, n);
}

/** The rows below `to` down to `from`, once those from `to` on are done. */
function solveTransposedRows(
  L: Float64Array,
  n: number,
  b: Float64Array,
  from: number,
  to: number,
): void {
  for (let i = to - 1; i >= from; i--) {
    const row = i * n;
    const x = b[i] / L[row + i];
    b[i] = x;
    for (let k = 0; k < i; k++) b[k] -= L[row + k] * x;
  }
}

/**
 * An estimate of the 1-norm of (L L')⁻¹, from below and rarely less than a third of it.
 * Source: Higham, ACM TOMS 14 (1988), algorithm 674, the estimator behind LAPACK's condition
 * numbers. Cost: at most eleven solves. In steps of some rows.
 */
export function* inverseNorm(L: Float64Array, n: number): Steps<number> {
  const x = new Float64Array(n).fill(1 / n);
  let estimate = 0;
  for (let step = 0, last = -1; step < 5; step++) {
    yield* choleskySolveInSteps(L, n, x);
    const norm = sumOfSizes(x);
    if (!(norm > estimate)) break;
    estimate = norm;
    for (let i = 0; i < n; i++) x[i] = x[i] < 0 ? -1 : 1;
    yield* choleskySolveInSteps(L, n, x); // the gradient of the norm; the inverse is symmetric
    let steepest = 0;
    for (let i = 1; i < n; i++) if (Math.abs(x[i]) > Math.abs(x[steepest])) steepest = i;
    if (steepest === last) break;
    x.fill(0);
    x[steepest] = 1;
    last = steepest;
  }
  for (let i = 0; i < n; i++) x[i] = (i % 2 === 0 ? 1 : -1) * (1 + i / Math.max(1, n - 1));
  yield* choleskySolveInSteps(L, n, x);
  return Math.max(estimate, (2 * sumOfSizes(x)) / (3 * n));
}

function sumOfSizes(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += Math.abs(x[i]);
  return sum;
}
