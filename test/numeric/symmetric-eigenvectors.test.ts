import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
