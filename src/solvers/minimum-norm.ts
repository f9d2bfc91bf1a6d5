import {
  addRows,
  factorPivotedQr,
  factorQr,
  multiplyByQ,
  multiplyByQTransposed,
  type PivotedQr,
  solveUpper,
} from '../numeric/qr.js';
import type { LinearProblem } from '../numeric/residuals.js';
import { dot, maxAbs } from '../numeric/vectors.js';
import type { Training } from '../progress.js';
import type { LinearFit, Origin } from './least-squares.js';
import { nnls } from './nnls.js';

/** Rows that meet the triangle at a time. */
const BLOCK_ROWS = 128;
/** What is below this many times the rounding noise of the samples is taken for zero. */
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
  const rank = smallestSolution(R, rhs, perUnit, noise, tolerance);
  return { coef: rhs, intercept: interceptOf(origin, centring, rhs), rank, converged: true };
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
  // X = R' Q', so R' t = y, and the smallest coefficients are Q t with the smallest t.
  const transposedR = new Float64Array(rows * rows);
  for (let k = 0; k < rows; k++) {
    for (let i = 0; i <= k; i++) transposedR[i * rows + k] = qr.factors[k * columns + i];
  }
  const means = scale * Math.sqrt(dot(origin.shift, origin.shift));
  const noise = Number.EPSILON * means * (1 + Math.sqrt(rows / columns));
  const tolerance =
    (Math.sqrt(columns) + rows) * Number.EPSILON +
    (NOISE_MARGIN * noise) / largestColumn(transposedR, rows);
  const ones = new Float64Array(rows).fill(1);
  const rank = smallestSolution(transposedR, targets, ones, new Float64Array(rows), tolerance);
  const coef = new Float64Array(columns);
  coef.set(targets);
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
 * The least-squares solution of A z = b with the smallest perUnit · z.
 * Source: Golub and Van Loan (2013), 5.5.5, as LAPACK's gelsy does it.
 *
 * A column counts as dependent on those before it when its distance from them is what rounding
 * alone can make of zero: of the arithmetic (`tolerance` times the largest column), or of the samples as
 * they were given (`noise` of each column).
 *
 * @param A - column k at [k · n], [n × n]; destroyed
 * @param b - in: right-hand side [n]; out: perUnit · z
 * @returns the rank
 */
function smallestSolution(
  A: Float64Array,
  b: Float64Array,
  perUnit: Float64Array,
  noise: Float64Array,
  tolerance: number,
): number {
  const n = b.length;
  const qr = factorPivotedQr(A, n, n);
  const { factors, order } = qr;
  const largest = Math.abs(factors[0]);
  let rank = n;
  for (; rank > 0; rank--) {
    const last = rank - 1;
    const direction = dependency(qr, last, last);
    let squares = noise[order[last]] * noise[order[last]];
    for (let k = 0; k < last; k++) {
      const share = direction[k] * noise[order[k]];
      squares += share * share;
    }
    const distance = Math.abs(factors[last * n + last]);
    const zero = tolerance * largest + NOISE_MARGIN * Math.sqrt(squares);
    if (distance > zero) break;
  }
  multiplyByQTransposed(qr, b);
  solveUpper(qr, rank, b);
  b.fill(0, rank);
  const units = Float64Array.from(order, (j) => perUnit[j]);
  for (let k = 0; k < rank; k++) b[k] *= units[k];
  if (rank > 0 && rank < n) {
    const gap = Math.abs(factors[(rank - 1) * n + rank - 1]);
    const uncertainty = (16 * n * Number.EPSILON * largest) / gap;
    const nullDirections: Float64Array[] = [];
    for (let k = rank; k < n; k++) {
      const direction = new Float64Array(n);
      direction.set(cleanDependency(qr, rank, k, uncertainty));
      direction[k] = -1;
      nullDirections.push(direction);
    }
    removeNullPart(b, nullDirections, units);
  }
  const sorted = b.slice();
  for (let k = 0; k < n; k++) b[order[k]] = sorted[k];
  return rank;
}

/** Column k as a combination of the first `rank` columns. */
function dependency(qr: PivotedQr, rank: number, k: number): Float64Array {
  const direction = qr.factors.slice(k * qr.rows, k * qr.rows + rank);
  solveUpper(qr, rank, direction);
  return direction;
}

/**
 * As `dependency`, on those columns alone that take part in it by more than rounding. The others get
 * exactly 0, so that their coefficients stay, whatever their units.
 */
function cleanDependency(
  qr: PivotedQr,
  rank: number,
  k: number,
  uncertainty: number,
): Float64Array {
  const direction = dependency(qr, rank, k);
  const involved = Array.from(direction.keys()).filter((j) => Math.abs(direction[j]) > uncertainty);
  if (involved.length === rank) return direction;
  const columns = new Float64Array(rank * involved.length);
  involved.forEach((j, at) => {
    columns.set(qr.factors.subarray(j * qr.rows, j * qr.rows + j + 1), at * rank);
  });
  const target = qr.factors.slice(k * qr.rows, k * qr.rows + rank);
  const part = factorQr(columns, rank, involved.length);
  multiplyByQTransposed(part, target);
  solveUpper(part, involved.length, target);
  direction.fill(0);
  involved.forEach((j, at) => {
    direction[j] = target[at];
  });
  return direction;
}

/**
 * Subtract from the coefficients what lies in the null space: what is left fits as well, and is
 * the smallest that does.
 */
function removeNullPart(
  coef: Float64Array,
  nullDirections: Float64Array[],
  perUnit: Float64Array,
): void {
  const n = coef.length;
  const sizes = new Float64Array(n);
  for (const direction of nullDirections) {
    for (let j = 0; j < n; j++) sizes[j] = Math.max(sizes[j], Math.abs(direction[j]));
  }
  const unit = (j: number) => (perUnit[j] > 0 ? perUnit[j] : 1); // 1 for a constant column
  const involved = Array.from(sizes.keys()).filter((j) => sizes[j] > 0);
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

function largestColumn(A: Float64Array, n: number): number {
  let largest = 0;
  for (let k = 0; k < n; k++) {
    const column = A.subarray(k * n, (k + 1) * n);
    largest = Math.max(largest, dot(column, column));
  }
  return Math.sqrt(largest) || 1;
}

function smallestPositive(values: Float64Array): number {
  let smallest = Infinity;
  for (const value of values) if (value > 0 && value < smallest) smallest = value;
  return smallest;
}
