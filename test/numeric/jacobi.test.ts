import { describe, expect, it } from 'vitest';
import { orthogonaliseColumns } from '../../src/numeric/jacobi.js';
import { dot } from '../../src/numeric/vectors.js';
import { drain } from '../../src/progress.js';
import { createRng } from '../../src/random/rng.js';

/** Numbers from -0.5 to 0.5. */
function numbers(count: number, seed: number): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: count }, () => rng.next() - 0.5);
}

describe('columns made orthogonal', () => {
  const rows = 45;
  const columns = 36;
  /** The largest cosine that is left, and the sizes of the columns. */
  function orthogonal(A: Float64Array, turnsFirst: boolean) {
    const W = A.slice();
    const sizes = drain(orthogonaliseColumns(W, rows, columns, turnsFirst));
    const at = (k: number) => W.subarray(k * rows, (k + 1) * rows);
    let cosine = 0;
    for (let k = 0; k < columns; k++) {
      for (let j = 0; j < k; j++) {
        cosine = Math.max(cosine, Math.abs(dot(at(j), at(k))) / (sizes[j] * sizes[k]));
      }
    }
    return { cosine, sizes: sizes.sort() };
  }

  it.each([0, 4, 100])(
    'have the sizes they have by sweeps alone, with rows of scales of 1 to 10^-%i',
    (digits) => {
      const A = numbers(rows * columns, 5);
      for (let i = 0; i < rows; i++) {
        for (let k = 0; k < columns; k++) A[k * rows + i] *= 10 ** ((-digits * i) / rows);
      }
      const first = orthogonal(A, true);
      const plain = orthogonal(A, false);
      expect(first.cosine).toBeLessThan(1e-14);
      for (let k = 0; k < columns; k++) expect(first.sizes[k] / plain.sizes[k]).toBeCloseTo(1, 12);
    },
  );

  it('are orthogonal where some are sums of others, or nothing', () => {
    const A = numbers(rows * columns, 6);
    for (let i = 0; i < rows; i++) {
      A[3 * rows + i] = A[rows + i] + A[2 * rows + i];
      A[35 * rows + i] = 0;
    }
    const { sizes } = orthogonal(A, true);
    expect(sizes[0]).toBe(0);
    expect(sizes[1]).toBeLessThan(1e-14);
    const plain = orthogonal(A, false);
    for (let k = 2; k < columns; k++) expect(sizes[k] / plain.sizes[k]).toBeCloseTo(1, 12);
  });
});
