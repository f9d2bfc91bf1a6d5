import { inverseNorm, solveLowerTransposed } from '../numeric/cholesky.js';
import { singularValues } from '../numeric/linear-systems.js';
import { addRows, factorQr, multiplyByQ, multiplyByQTransposed } from '../numeric/qr.js';
import type { LinearProblem } from '../numeric/residuals.js';
import { axpy, dot, maxAbs } from '../numeric/vectors.js';
import type { Training } from '../progress.js';
import type { LinearFit, Origin } from './least-squares.js';
import { nnls } from './nnls.js';

/** Rows that meet the triangle at a time. */
const BLOCK_ROWS = 128;
/** Singular values below this many times the rounding noise of the samples are taken for zero. */
const NOISE_MARGIN = 8;

/**
 * Least squares by Householder QR, for as many rows as columns or more. The rank is decided on
 * columns of unit norm, so that units do not matter; the solution of smallest norm is in the units
 * given.
 */
export function* solveNarrow(problem: LinearProblem, origin: Origin): Training<LinearFit> {
  const { rows, columns } = problem.samples;
  const centring = centre(problem, origin);
  const { R, rhs } = yield* triangulate(problem, origin, centring);
  const { perUnit, noise } = normaliseColumns(R, columns, origin, centring.scale);
  const tolerance = (Math.sqrt(rows) + columns) * Number.EPSILON;
  const { coef, rank } = solveTriangle(R, rhs, perUnit, noise, tolerance);
  return { coef, intercept: interceptOf(origin, centring, coef), rank, converged: true };
}

/**
 * Least squares for fewer rows than columns: the smallest coefficients that fit, through the QR
 * factorisation of the transpose.
 */
export function solveWide(problem: LinearProblem, origin: Origin): LinearFit {
  const { rows, columns } = problem.samples;
  const centring = centre(problem, origin);
  // One scale for all columns: which solution is smallest depends on their units.
  const scale = maxAbs(centring.scale) === 0 ? 0 : smallestPositive(centring.scale);
  centring.scale.fill(scale);
  const { block, targets } = centredRows(problem, origin, centring);
  const qr = factorQr(block, columns, rows);
  const L = new Float64Array(rows * rows); // R', row-major
  for (let k = 0; k < rows; k++) {
    for (let i = 0; i <= k; i++) L[k * rows + i] = qr.factors[k * columns + i];
  }
  const { values, left, right } = singularValues(L, rows);
  const means = scale * Math.sqrt(dot(origin.shift, origin.shift));
  const tolerance =
    Number.EPSILON * (Math.sqrt(columns) + rows) * values[0] +
    NOISE_MARGIN * Number.EPSILON * means * (1 + Math.sqrt(rows / columns));
  const coef = new Float64Array(columns);
  let rank = 0;
  for (let k = 0; k < rows && values[k] > tolerance; k++) {
    const share = dot(left.subarray(k * rows, (k + 1) * rows), targets) / values[k];
    axpy(share, right.subarray(k * rows, (k + 1) * rows), coef);
    rank++;
  }
  multiplyByQ(qr, coef);
  for (let j = 0; j < columns; j++) coef[j] *= scale;
  return { coef, intercept: interceptOf(origin, centring, coef), rank, converged: true };
}

/** Least squares with coefficients of at least 0. */
export function* solveNonNegative(problem: LinearProblem, origin: Origin): Training<LinearFit> {
  const { rows, columns } = problem.samples;
  const centring = centre(problem, origin);
  let A: Float64Array;
  let rhs: Float64Array;
  if (rows > columns) {
    ({ R: A, rhs } = yield* triangulate(problem, origin, centring));
  } else {
    const { block, targets } = centredRows(problem, origin, centring);
    A = transposed(block, rows, columns);
    rhs = targets;
  }
  const { perUnit } = normaliseColumns(A, rhs.length, origin, centring.scale);
  const { x: coef, converged } = nnls(A, rhs.length, columns, rhs);
  for (let j = 0; j < columns; j++) coef[j] *= perUnit[j];
  return { coef, intercept: interceptOf(origin, centring, coef), rank: null, converged };
}

/** How samples are centred to the last digit, and brought to a size that cannot overflow. */
interface Centring {
  /** What the shift has left of the mean of each column [nFeatures]. */
  readonly remainder: Float64Array;
  readonly targetRemainder: number;
  /** Powers of two that bring the largest size in each column near 1 [nFeatures]; 0 for a constant column. */
  readonly scale: Float64Array;
}

function centre({ samples, targets, weights }: LinearProblem, origin: Origin): Centring {
  const { data, rows, columns } = samples;
  const { shift, targetShift, totalWeight, fitIntercept } = origin;
  const remainder = new Float64Array(columns);
  const largest = new Float64Array(columns);
  let targetRemainder = 0;
  for (let i = 0, row = 0; i < rows; i++, row += columns) {
    const weight = weights === undefined ? 1 : weights[i];
    if (weight === 0) continue;
    targetRemainder += weight * (targets[i] - targetShift);
    for (let j = 0; j < columns; j++) {
      const value = data[row + j] - shift[j];
      remainder[j] += weight * value;
      if (Math.abs(value) > largest[j]) largest[j] = Math.abs(value);
    }
  }
  const scale = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    remainder[j] = fitIntercept ? remainder[j] / totalWeight : 0;
    if (largest[j] > 0) scale[j] = 2 ** -Math.max(-1000, Math.ceil(Math.log2(largest[j])));
  }
  return {
    remainder,
    targetRemainder: fitIntercept ? targetRemainder / totalWeight : 0,
    scale,
  };
}

/** The value of the plane at zero. */
function interceptOf(origin: Origin, centring: Centring, coef: Float64Array): number {
  if (!origin.fitIntercept) return 0;
  const height = origin.targetShift + centring.targetRemainder;
  return height - dot(origin.shift, coef) - dot(centring.remainder, coef);
}

/** The triangle of the QR factorisation of the centred samples, and Q' times the centred targets. */
function* triangulate(
  { samples: { data, rows, columns }, targets, weights }: LinearProblem,
  { shift, targetShift }: Origin,
  { remainder, targetRemainder, scale }: Centring,
): Training<{ R: Float64Array; rhs: Float64Array }> {
  const triangle = new Float64Array(columns * (columns + 1));
  const block = new Float64Array((columns + 1) * BLOCK_ROWS);
  for (let from = 0; from < rows; from += BLOCK_ROWS) {
    const size = Math.min(BLOCK_ROWS, rows - from);
    for (let i = 0, row = from * columns; i < size; i++, row += columns) {
      const root = weights === undefined ? 1 : Math.sqrt(weights[from + i]);
      for (let j = 0, at = i; j < columns; j++, at += BLOCK_ROWS) {
        block[at] = root * scale[j] * (data[row + j] - shift[j] - remainder[j]);
      }
      block[columns * BLOCK_ROWS + i] = root * (targets[from + i] - targetShift - targetRemainder);
    }
    addRows(triangle, columns, columns + 1, block, BLOCK_ROWS, size);
    if (from + size < rows) yield { done: rows + from + size, total: 2 * rows, unit: 'row' };
  }
  const end = columns * columns;
  return { R: triangle.subarray(0, end), rhs: triangle.subarray(end) };
}

/** The centred samples themselves, row-major, and the centred targets. */
function centredRows(
  { samples: { data, rows, columns }, targets, weights }: LinearProblem,
  { shift, targetShift }: Origin,
  { remainder, targetRemainder, scale }: Centring,
): { block: Float64Array; targets: Float64Array } {
  const block = new Float64Array(rows * columns);
  const centred = new Float64Array(rows);
  for (let i = 0, row = 0; i < rows; i++, row += columns) {
    const root = weights === undefined ? 1 : Math.sqrt(weights[i]);
    centred[i] = root * (targets[i] - targetShift - targetRemainder);
    for (let j = 0; j < columns; j++) {
      block[row + j] = root * scale[j] * (data[row + j] - shift[j] - remainder[j]);
    }
  }
  return { block, targets: centred };
}

/**
 * Divide each column by its norm; one that is rounding noise becomes 0.
 *
 * @param A - column k at [k · height]
 * @returns perUnit: a coefficient for the given columns is this many times that for the unit ones;
 *   noise: the rounding noise in each unit column
 */
function normaliseColumns(
  A: Float64Array,
  height: number,
  { shift, totalWeight }: Origin,
  scale: Float64Array,
): { perUnit: Float64Array; noise: Float64Array } {
  const columns = scale.length;
  const perUnit = new Float64Array(columns);
  const noise = new Float64Array(columns);
  for (let k = 0; k < columns; k++) {
    const column = A.subarray(k * height, (k + 1) * height);
    const norm = Math.sqrt(dot(column, column));
    const rounding = Number.EPSILON * Math.sqrt(totalWeight) * Math.abs(shift[k]) * scale[k];
    if (norm <= NOISE_MARGIN * rounding) {
      column.fill(0);
      continue;
    }
    for (let i = 0; i < height; i++) column[i] /= norm;
    perUnit[k] = scale[k] / norm;
    noise[k] = rounding / norm;
  }
  return { perUnit, noise };
}

/**
 * Solve R z = rhs with R of unit columns, z in the end multiplied by `perUnit`.
 *
 * A direction v counts as null when ‖R v‖ is what rounding alone can make of zero: of the
 * arithmetic (`tolerance` times the norm of R), or of the samples as they were given (`noise`).
 *
 * @param R - column k at [k · n]
 */
function solveTriangle(
  R: Float64Array,
  rhs: Float64Array,
  perUnit: Float64Array,
  noise: Float64Array,
  tolerance: number,
): { coef: Float64Array; rank: number } {
  const n = perUnit.length;
  const z = new Float64Array(n);
  const coef = new Float64Array(n);
  const most = tolerance * Math.sqrt(n) + NOISE_MARGIN * Math.sqrt(dot(noise, noise));
  const smallest = 1 / Math.sqrt(inverseNorm(R, n)); // of the singular values, within a factor
  let rank = 0;
  if (smallest > 100 * most) {
    rank = n;
    z.set(rhs);
    solveLowerTransposed(R, n, z);
    for (let j = 0; j < n; j++) coef[j] = perUnit[j] * z[j];
    return { coef, rank };
  }
  // The rows of R as stored are its columns, so its right singular vectors are the left ones here.
  const { values, left: directions, right } = singularValues(R, n);
  const nullDirections: Float64Array[] = [];
  let gap = Infinity;
  for (let k = 0; k < n; k++) {
    const direction = directions.subarray(k * n, (k + 1) * n);
    let squares = 0;
    for (let j = 0; j < n; j++) {
      const share = noise[j] * direction[j];
      squares += share * share;
    }
    if (values[k] <= tolerance * values[0] + NOISE_MARGIN * Math.sqrt(squares)) {
      nullDirections.push(direction);
      continue;
    }
    axpy(dot(right.subarray(k * n, (k + 1) * n), rhs) / values[k], direction, z);
    gap = values[k];
    rank++;
  }
  for (let j = 0; j < n; j++) coef[j] = perUnit[j] * z[j];
  if (nullDirections.length > 0 && rank > 0) {
    const uncertainty = (16 * n * Number.EPSILON * values[0]) / gap;
    removeNullPart(coef, nullDirections, perUnit, uncertainty);
  }
  return { coef, rank };
}

/**
 * Subtract from the coefficients what lies in the null space: what is left fits as well, and is
 * the smallest that does.
 *
 * @param uncertainty - entries of the null directions up to this size are rounding. A column that
 *   has no others takes part in no dependency, and keeps its coefficient whatever its units.
 */
function removeNullPart(
  coef: Float64Array,
  nullDirections: Float64Array[],
  perUnit: Float64Array,
  uncertainty: number,
): void {
  const n = coef.length;
  const sizes = new Float64Array(n);
  for (const direction of nullDirections) {
    for (let j = 0; j < n; j++) sizes[j] = Math.max(sizes[j], Math.abs(direction[j]));
  }
  const unit = (j: number) => (perUnit[j] > 0 ? perUnit[j] : 1); // 1 for a constant column
  const involved = Array.from(sizes.keys()).filter((j) => sizes[j] > uncertainty);
  // Largest rows first: then each row of the factorisation has small errors beside its own size.
  involved.sort((a, b) => sizes[b] * unit(b) - sizes[a] * unit(a) || a - b);
  const height = involved.length;
  const basis = new Float64Array(height * nullDirections.length);
  nullDirections.forEach((direction, k) => {
    for (let i = 0; i < height; i++) {
      basis[k * height + i] = direction[involved[i]] * unit(involved[i]);
    }
  });
  const part = Float64Array.from(involved, (j) => coef[j]);
  const qr = factorQr(basis, height, nullDirections.length);
  multiplyByQTransposed(qr, part);
  part.fill(0, 0, nullDirections.length);
  multiplyByQ(qr, part);
  for (let i = 0; i < height; i++) {
    coef[involved[i]] = perUnit[involved[i]] > 0 ? part[i] : 0;
  }
}

function transposed(block: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(block.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) out[j * rows + i] = block[i * columns + j];
  }
  return out;
}

function smallestPositive(values: Float64Array): number {
  let smallest = Infinity;
  for (const value of values) if (value > 0 && value < smallest) smallest = value;
  return smallest;
}
