import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orthogonaliseColumns } from '../../src/numeric/jacobi.js';
import { eigenvectors } from '../../src/numeric/symmetric-eigenvectors.js';
import { dot } from '../../src/numeric/vectors.js';
import { drain } from '../../src/progress.js';
import { createRng } from '../../src/random/rng.js';

/** Numbers from -0.5 to 0.5. */
function numbers(count: number, seed: number): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: count }, () => rng.next() - 0.5);
}

describe('eigenvectors', () => {
  const symmetric = fc
    .record({ n: fc.integer({ min: 1, max: 40 }), zeros: fc.nat({ max: 3 }), seed: fc.nat() })
    .map(({ n, zeros, seed }) => {
      const G = numbers(n * n, seed);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          G[i * n + j] = Math.max(i, j) < n - zeros ? G[Math.min(i, j) * n + Math.max(i, j)] : 0;
        }
      }
      return { G, n, zeros: Math.min(zeros, n) };
    });

  it('are orthogonal unit vectors that make G diagonal, and zeros at its end stay apart', () => {
    fc.assert(
      fc.property(symmetric, ({ G, n, zeros }) => {
        const V = drain(eigenvectors(G.slice(), n));
        const vectors = Array.from({ length: n }, (_, c) =>
          Float64Array.from({ length: n }, (_, i) => V[i * n + c]),
        );
        let worst = 0;
        for (const [a, own] of vectors.entries()) {
          const turned = Float64Array.from(own, (_, i) => dot(G.subarray(i * n, (i + 1) * n), own));
          for (const [b, other] of vectors.entries()) {
            const beside = a === b ? 0 : Math.abs(dot(other, turned));
            worst = Math.max(worst, beside, Math.abs(dot(own, other) - (a === b ? 1 : 0)));
          }
        }
        expect(worst).toBeLessThan(1e-13);
        for (let i = n - zeros; i < n; i++) {
          expect(vectors.map((own) => own[i] + 0)).toEqual(
            vectors.map((_, c) => (c === i ? 1 : 0)),
          );
        }
      }),
    );
  });

  it('are those of a matrix whose turns do not fit the memory for them', () => {
    const n = 230;
    const G = numbers(n * n, 3);
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) G[i * n + j] = G[j * n + i];
    const V = drain(eigenvectors(G.slice(), n));
    const own = Float64Array.from({ length: n }, (_, i) => V[i * n + 7]);
    const turned = own.map((_, i) => dot(G.subarray(i * n, (i + 1) * n), own));
    const value = dot(own, turned);
    for (let i = 0; i < n; i++) expect(Math.abs(turned[i] - value * own[i])).toBeLessThan(1e-12);
  });
});

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
