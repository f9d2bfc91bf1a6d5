import { type Steps, Stretch } from '../progress.js';

const MAX_SWEEPS = 60;

/**
 * Turns the columns of a matrix until all are orthogonal: A J = W S, where J is a rotation. W are the left singular
 * vectors of A, and the norms S its singular values, the small ones too to most of their digits, whatever the scales of
 * the columns, which a method by way of A'A or of bidiagonals cannot give.
 * Source: Hestenes (1958), de Rijk, SIAM Journal on Scientific and Statistical Computing 10 (1989), the largest column
 * first. Cost: some 6 to 10 sweeps of 5 · rows · columns² flops.
 *
 * @param A - column k at [k · rows], none with a norm whose square overflows; becomes W S
 * @returns the norms of the columns [columns], in no order
 */
export function* orthogonaliseColumns(
  A: Float64Array,
  rows: number,
  columns: number,
): Steps<Float64Array> {
  const stretch = new Stretch();
  const tolerance = Number.EPSILON * Math.sqrt(rows);
  const squares = new Float64Array(columns);
  for (let sweep = 0, turned = true; turned && sweep < MAX_SWEEPS; sweep++) {
    turned = false;
    // Summed anew, as what rotations add to and take from them is not exact.
    for (let k = 0; k < columns; k++) squares[k] = product(A, k * rows, k * rows, rows);
    for (let j = 0; j < columns - 1; j++) {
      moveLargest(A, rows, squares, j);
      for (let k = j + 1; k < columns; k++) {
        if (turn(A, rows, squares, j, k, tolerance)) turned = true;
        if (stretch.spend(8 * rows)) yield;
      }
    }
  }
  return squares.map((_, k) => Math.sqrt(product(A, k * rows, k * rows, rows)));
}

/** Make columns j and k orthogonal, unless they are to within the tolerance; returns whether they were not. */
function turn(
  A: Float64Array,
  rows: number,
  squares: Float64Array,
  j: number,
  k: number,
  tolerance: number,
): boolean {
  const [a, b] = [j * rows, k * rows];
  const common = product(A, a, b, rows);
  const [larger, smaller] = [squares[j], squares[k]];
  if (!(Math.abs(common) > tolerance * Math.sqrt(larger) * Math.sqrt(smaller))) return false;
  // Tangent of the angle. Its square may overflow where the columns are of very different sizes.
  const ratio = (smaller - larger) / (2 * common);
  const size =
    Math.abs(ratio) > 1e8 ? 2 * Math.abs(ratio) : Math.abs(ratio) + Math.sqrt(1 + ratio * ratio);
  const tangent = ratio < 0 ? -1 / size : 1 / size;
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
  return true;
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
