import {
  factorPivotedQrInSteps,
  factorQrInSteps,
  makeReflection,
  multiplyByQ,
  multiplyByQTransposed,
  type PivotedQr,
  reflect,
  solveUpper,
} from '../../numeric/qr.js';
import type { Steps } from '../../progress.js';

/** What is below this many times the rounding noise of the samples is taken for zero. */
export const NOISE_MARGIN = 8;

/**
 * The least-squares solution of A z = b with the smallest perUnit · z.
 * Source: Golub and Van Loan (2013), 5.5.5, as LAPACK's gelsy does it.
 *
 * A column counts as dependent on those before it when its distance from them is what rounding
 * alone can make of zero: of the arithmetic (`tolerance` times the largest column), or of the samples as
 * they were given (`noise` of each column).
 *
 * @param A - column k at [k · m], [m × n] with m ≥ n; destroyed
 * @param b - in: right-hand side [m]; out: perUnit · z in the first n
 * @returns the rank
 */
export function* smallestSolution(
  A: Float64Array,
  b: Float64Array,
  perUnit: Float64Array,
  noise: Float64Array,
  tolerance: number,
): Steps<number> {
  const n = perUnit.length;
  const m = b.length;
  const qr = yield* factorPivotedQrInSteps(A, m, n);
  const { factors, order } = qr;
  const largest = Math.abs(factors[0]);
  let rank = n;
  for (; rank > 0; rank--) {
    if (rank < n) yield;
    const last = rank - 1;
    const direction = dependency(qr, last, last);
    let squares = noise[order[last]] * noise[order[last]];
    for (let k = 0; k < last; k++) {
      const share = direction[k] * noise[order[k]];
      squares += share * share;
    }
    const distance = Math.abs(factors[last * m + last]);
    const zero = tolerance * largest + NOISE_MARGIN * Math.sqrt(squares);
    if (distance > zero) break;
  }
  multiplyByQTransposed(qr, b);
  solveUpper(qr, rank, b);
  b.fill(0, rank);
  const units = Float64Array.from(order, (j) => perUnit[j]);
  for (let k = 0; k < rank; k++) b[k] *= units[k];
  if (rank > 0 && rank < n) {
    const gap = Math.abs(factors[(rank - 1) * m + rank - 1]);
    const uncertainty = (16 * n * Number.EPSILON * largest) / gap;
    const nullDirections: Float64Array[] = [];
    for (let k = rank; k < n; k++) {
      yield;
      const direction = new Float64Array(n);
      direction.set(cleanDependency(qr, rank, k, uncertainty));
      direction[k] = -1;
      nullDirections.push(direction);
    }
    yield* removeNullPart(b.subarray(0, n), nullDirections, units);
  }
  const sorted = b.slice(0, n);
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
  const part = new Float64Array(rank * involved.length);
  involved.forEach((j, at) => {
    part.set(qr.factors.subarray(j * qr.rows, j * qr.rows + j + 1), at * rank);
  });
  const target = qr.factors.slice(k * qr.rows, k * qr.rows + rank);
  const tau = new Float64Array(involved.length);
  // A column ends at the row of its number, and so does its reflection.
  involved.forEach((j, at) => {
    const diagonal = at * rank + at;
    const length = j + 1 - at;
    tau[at] = makeReflection(part, diagonal, length);
    reflect(part, diagonal, length, tau[at], target, at);
    for (let to = at + 1; to < involved.length; to++) {
      reflect(part, diagonal, length, tau[at], part, to * rank + at);
    }
  });
  const triangle = { factors: part, tau, rows: rank, columns: involved.length };
  solveUpper(triangle, involved.length, target);
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
function* removeNullPart(
  coef: Float64Array,
  nullDirections: Float64Array[],
  perUnit: Float64Array,
): Steps<void> {
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
  const qr = yield* factorQrInSteps(basis, height, nullDirections.length);
  multiplyByQTransposed(qr, part);
  part.fill(0, 0, nullDirections.length);
  multiplyByQ(qr, part);
  for (let i = 0; i < height; i++) {
    coef[involved[i]] = perUnit[involved[i]] > 0 ? part[i] : 0;
  }
}
