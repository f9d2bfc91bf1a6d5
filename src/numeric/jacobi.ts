import { type Steps, Stretch } from '../progress.js';
import { gramInSteps } from './gram.js';
import { eigenvectors } from './symmetric-eigenvectors.js';
import { dot, maxAbs } from './vectors.js';

const MAX_SWEEPS = 60;
/** Columns from which on eigenvectors first save more than they cost. */
const WORTH_TURNING = 32;

/**
 * Turns the columns of a matrix until all are orthogonal: A J = W S, where J is a rotation. W are the left singular
 * vectors of A, and the norms S its singular values, the small ones too to most of their digits, whatever the scales of
 * the columns, which a method by way of A'A or of bidiagonals alone cannot give: A'A says how to turn first, the sweeps find the digits.
 * Source: Hestenes (1958), de Rijk, SIAM Journal on Scientific and Statistical Computing 10 (1989), the largest column
 * first; Drmač and Veselić (2008) for turning before. Cost: some 6 to 10 sweeps of 5 · rows · columns² flops, and of many columns half to a
 * third of that.
 *
 * @param A - column k at [k · rows], none with a norm whose square overflows; becomes W S
 * @param turnsFirst - whether eigenvectors of A'A make the columns nearly orthogonal before
 * @returns the norms of the columns [columns], in no order
 */
export function* orthogonaliseColumns(
  A: Float64Array,
  rows: number,
  columns: number,
  turnsFirst: boolean = columns >= WORTH_TURNING,
): Steps<Float64Array> {
  if (turnsFirst) yield* turnByGram(A, rows, columns);
  const stretch = new Stretch();
  const tolerance = Number.EPSILON * Math.sqrt(rows);
  const squares = new Float64Array(columns);
  for (let sweep = 0, isDone = false; !isDone && sweep < MAX_SWEEPS; sweep++) {
    // Summed anew, as what rotations add to and take from them is not exact.
    for (let k = 0; k < columns; k++) squares[k] = product(A, k * rows, k * rows, rows);
    const most = { common: 0, sine: 0 };
    for (let j = 0; j < columns - 1; j++) {
      moveLargest(A, rows, squares, j);
      for (let k = j + 1; k < columns; k++) {
        turn(A, rows, squares, j, k, tolerance, most);
        if (stretch.spend(8 * rows)) yield;
      }
    }
    // What turns bring back between columns that were orthogonal is no more than that.
    isDone = columns * most.common * Math.max(most.common, most.sine) <= tolerance;
  }
  return squares.map((_, k) => Math.sqrt(product(A, k * rows, k * rows, rows)));
}

/**
 * Turn the columns by the eigenvectors of A'A: they are nearly orthogonal then, and little is left to the sweeps. It rounds
 * as the sweeps do, each row by its own size.
 */
function* turnByGram(A: Float64Array, rows: number, columns: number): Steps<void> {
  const rowByRow = transposed(A, columns, rows);
  const G = yield* gramInSteps(rowByRow, rows, columns);
  const largest = maxAbs(G);
  if (largest === 0) return;
  for (let i = 0; i < G.length; i++) G[i] /= largest; // its squares are to be in the range of numbers
  const V = transposed(yield* eigenvectors(G, columns), columns, columns);
  const row = Array.from({ length: rows }, (_, i) =>
    rowByRow.subarray(i * columns, (i + 1) * columns),
  );
  const stretch = new Stretch();
  for (let c = 0, at = 0; c < columns; c++) {
    const own = V.subarray(c * columns, (c + 1) * columns);
    for (let i = 0; i < rows; i++, at++) A[at] = dot(row[i], own);
    if (stretch.spend(rows * columns)) yield;
  }
}

/** [columns × rows] of the first rows of A [rows × columns]. */
function transposed(A: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) out[j * rows + i] = A[at];
  }
  return out;
}

/** The largest cosine between two columns that were not orthogonal, and the largest sine of a turn, in a sweep. */
interface Most {
  common: number;
  sine: number;
}

/** Make columns j and k orthogonal, unless they are to within the tolerance. */
function turn(
  A: Float64Array,
  rows: number,
  squares: Float64Array,
  j: number,
  k: number,
  tolerance: number,
  most: Most,
): void {
  const [a, b] = [j * rows, k * rows];
  const common = product(A, a, b, rows);
  const [larger, smaller] = [squares[j], squares[k]];
  const size = Math.sqrt(larger) * Math.sqrt(smaller);
  if (!(Math.abs(common) > tolerance * size)) return;
  // Tangent of the angle. Its square may overflow where the columns are of very different sizes.
  const ratio = (smaller - larger) / (2 * common);
  const length =
    Math.abs(ratio) > 1e8 ? 2 * Math.abs(ratio) : Math.abs(ratio) + Math.sqrt(1 + ratio * ratio);
  const tangent = ratio < 0 ? -1 / length : 1 / length;
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = cosine * tangent;
  for (let i = 0; i < rows; i++) {
    const x = A[a + i];
    const y = A[b + i];
    A[a + i] = cosine * x - sine * y;
    A[b + i] = sine * x + cosine * y;
  }
  squares[j] = larger - tangent * common;
  squares[k] = Math.max(0, smaller + tangent * common);
  most.common = Math.max(most.common, Math.abs(common) / size);
  most.sine = Math.max(most.sine, Math.abs(sine));
}

/** Exchange column j with the largest of those from j on. */
function moveLargest(A: Float64Array, rows: number, squares: Float64Array, j: number): void {
  let largest = j;
  for (let k = j + 1; k < squares.length; k++) if (squares[k] > squares[largest]) largest = k;
  if (largest === j) return;
  const kept = A.slice(j * rows, (j + 1) * rows);
  A.copyWithin(j * rows, largest * rows, (largest + 1) * rows);
  A.set(kept, largest * rows);
  const square = squares[j];
  squares[j] = squares[largest];
  squares[largest] = square;
}

/** Sum of products of two columns; four running sums, so that an addition does not wait for the one before. */
function product(A: Float64Array, a: number, b: number, rows: number): number {
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  let i = 0;
  for (; i + 3 < rows; i += 4) {
    sum0 += A[a + i] * A[b + i];
    sum1 += A[a + i + 1] * A[b + i + 1];
    sum2 += A[a + i + 2] * A[b + i + 2];
    sum3 += A[a + i + 3] * A[b + i + 3];
  }
  for (; i < rows; i++) sum0 += A[a + i] * A[b + i];
  return sum0 + sum1 + (sum2 + sum3);
}
