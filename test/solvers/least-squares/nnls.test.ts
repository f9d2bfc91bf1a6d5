import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nnls } from '../../../src/solvers/least-squares/nnls.js';

const entry = fc.integer({ min: -50, max: 50 }).map((tenths) => tenths / 10);
const problem = fc
  .record({ m: fc.integer({ min: 1, max: 9 }), n: fc.integer({ min: 1, max: 7 }) })
  .chain(({ m, n }) =>
    fc.record({
      m: fc.constant(m),
      n: fc.constant(n),
      A: fc.array(entry, { minLength: m * n, maxLength: m * n }).map((values) => unit(values, m)),
      b: fc.array(entry, { minLength: m, maxLength: m }).map((values) => Float64Array.from(values)),
    }),
  );

/** Columns of norm 1, as the solver wants them; column j at [j · m]. */
function unit(values: number[], m: number): Float64Array {
  const A = Float64Array.from(values);
  for (let from = 0; from < A.length; from += m) {
    const norm = Math.sqrt(A.slice(from, from + m).reduce((sum, v) => sum + v * v, 0)) || 1;
    for (let i = from; i < from + m; i++) A[i] /= norm;
  }
  return A;
}

function residual(A: Float64Array, m: number, x: Float64Array, b: Float64Array): Float64Array {
  return b.map((value, i) => x.reduce((left, xj, j) => left - A[j * m + i] * xj, value));
}

/** The plain way: the best of all sets of columns whose unconstrained solution is at least 0. */
function smallestError(A: Float64Array, m: number, n: number, b: Float64Array): number {
  let least = b.reduce((sum, value) => sum + value * value, 0);
  for (let set = 1; set < 2 ** n; set++) {
    const columns = Array.from({ length: n }, (_, j) => j).filter((j) => (set >> j) & 1);
    const basis: Float64Array[] = []; // Gram-Schmidt, with the coefficients on the way
    const combination: number[][] = [];
    for (const j of columns) {
      let v = A.slice(j * m, (j + 1) * m);
      const parts = columns.map((k) => (k === j ? 1 : 0));
      for (let pass = 0; pass < 2; pass++) {
        basis.forEach((q, k) => {
          const share = q.reduce((sum, value, i) => sum + value * v[i], 0);
          v = v.map((value, i) => value - share * q[i]);
          combination[k].forEach((part, c) => {
            parts[c] -= share * part;
          });
        });
      }
      const norm = Math.sqrt(v.reduce((sum, value) => sum + value * value, 0));
      if (norm < 1e-9) break;
      basis.push(v.map((value) => value / norm));
      combination.push(parts.map((part) => part / norm));
    }
    if (basis.length < columns.length) continue; // a smaller set does as well
    const x = new Float64Array(n);
    basis.forEach((q, k) => {
      const share = q.reduce((sum, value, i) => sum + value * b[i], 0);
      combination[k].forEach((part, c) => {
        x[columns[c]] += share * part;
      });
    });
    if (x.some((value) => value < 0)) continue;
    least = Math.min(
      least,
      residual(A, m, x, b).reduce((sum, value) => sum + value * value, 0),
    );
  }
  return least;
}

it('finds as small an error as any set of columns gives', () => {
  fc.assert(
    fc.property(problem, ({ m, n, A, b }) => {
      const { x, converged } = nnls(A.slice(), m, n, b.slice());
      expect(converged).toBe(true);
      expect(x.every((value) => value >= 0)).toBe(true);
      const error = residual(A, m, x, b).reduce((sum, value) => sum + value * value, 0);
      const size = b.reduce((sum, value) => sum + value * value, 0);
      expect(error).toBeLessThanOrEqual(smallestError(A, m, n, b) + 1e-12 * size);
    }),
  );
});

it('leaves at 0 whatever would have to be negative', () => {
  const { x } = nnls(Float64Array.of(1, 0, 0, 1), 2, 2, Float64Array.of(3, -4));
  expect(Array.from(x)).toEqual([3, 0]);
});

it('takes one of two equal columns, and none that is all 0', () => {
  const { x, converged } = nnls(Float64Array.of(1, 0, 1, 0, 0, 0), 2, 3, Float64Array.of(2, 1));
  expect(Array.from(x)).toEqual([2, 0, 0]);
  expect(converged).toBe(true);
});

it('lets a column go again when others replace it', () => {
  // The first column is nearest to b, but b is a sum of the other two.
  const s = Math.SQRT1_2;
  const A = Float64Array.of(s, s, 0, 1, 0, 0, 0, 1, 0.1);
  const { x, nIter } = nnls(unit(Array.from(A), 3), 3, 3, Float64Array.of(1, 1, 0.1));
  expect(nIter).toBeGreaterThan(2);
  expect(x[0]).toBeCloseTo(0, 12);
  expect(x[1]).toBeCloseTo(1, 12);
});
