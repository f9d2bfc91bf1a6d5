import { SingularValueDecomposition } from 'ml-matrix';
import { toMatrix } from '../data/dense.js';

/** A = left · diag(values) · right'. */
export interface SingularValues {
  /** The singular values [n], largest first. */
  readonly values: Float64Array;
  /** Left singular vectors, one a row [n × n]. */
  readonly left: Float64Array;
  /** Right singular vectors, one a row [n × n]. */
  readonly right: Float64Array;
}

/**
 * Singular value decomposition of a small square matrix, by ml-matrix.
 *
 * @param A - row-major [n × n]
 */
export function singularValues(A: Float64Array, n: number): SingularValues {
  const { diagonal, leftSingularVectors, rightSingularVectors } = new SingularValueDecomposition(
    toMatrix(A, n, n),
  );
  const left = new Float64Array(n * n);
  const right = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      left[k * n + i] = leftSingularVectors.get(i, k);
      right[k * n + i] = rightSingularVectors.get(i, k);
    }
  }
  return { values: Float64Array.from(diagonal), left, right };
}
