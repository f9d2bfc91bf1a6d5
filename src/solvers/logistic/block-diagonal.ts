import { InvalidInputError } from '../../errors.js';
import { choleskyFactor, choleskySolve } from '../../numeric/cholesky.js';

/** A symmetric positive semi-definite matrix of square blocks on the diagonal, zero elsewhere. */
export interface BlockDiagonal {
  /** Rows of one block; 1 makes a diagonal matrix. */
  readonly blockSize: number;
  /** The blocks one after another, each row-major [blockSize × blockSize]. */
  readonly blocks: Float64Array;
}

/** Added to the diagonal in relation to it, so that collinear columns have a factor: a Gram matrix carries rounding of this size. */
export const JITTER = 1e-13;

/** What to throw when a curvature is no number, which values and weights of any sane size do not reach. */
export function curvatureOverflow(): InvalidInputError {
  return new InvalidInputError(
    'LogisticRegression.fit: products of values and weights overflow. Scale the features with StandardScaler, and divide all weights by the same number.',
  );
}

/**
 * Factor a block-diagonal matrix.
 *
 * @returns a function that replaces v by the solution x of A x = v; a direction that A does not
 *   know (a zero on the diagonal) stays as it is
 */
export function factorise({ blockSize, blocks }: BlockDiagonal): (v: Float64Array) => void {
  const area = blockSize * blockSize;
  if (blockSize === 1) {
    return (v) => {
      for (let j = 0; j < blocks.length; j++) if (blocks[j] > 0) v[j] /= blocks[j];
    };
  }
  const factors = new Float64Array(blocks.length);
  for (let start = 0; start < blocks.length; start += area) {
    const block = blocks.subarray(start, start + area);
    const factor = factors.subarray(start, start + area);
    for (let jitter = JITTER; ; jitter *= 100) {
      factor.set(block);
      for (let d = 0; d < area; d += blockSize + 1) {
        factor[d] = factor[d] > 0 ? factor[d] * (1 + jitter) : 1;
      }
      if (choleskyFactor(factor, blockSize)) break;
      if (jitter > 1) throw curvatureOverflow();
    }
  }
  return (v) => {
    for (let start = 0, at = 0; start < factors.length; start += area, at += blockSize) {
      const factor = factors.subarray(start, start + area);
      choleskySolve(factor, blockSize, v.subarray(at, at + blockSize));
    }
  };
}
