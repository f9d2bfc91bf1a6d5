import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  choleskyFactor,
  choleskyFactorInSteps,
  choleskySolve,
  choleskySolveInSteps,
  inverseNorm,
  solveLower,
  solveLowerTransposed,
} from '../../src/numeric/cholesky.js';
import { drain } from '../../src/progress.js';
import { STRETCH, watch } from '../support/watch-steps.js';

const entry = fc.integer({ min: -1000, max: 1000 }).map((hundredths) => hundredths / 100);

/** B B' + I: symmetric and positive definite. */
const definite = fc.integer({ min: 1, max: 13 }).chain((n) =>
  fc.array(entry, { minLength: n * n, maxLength: n * n }).map((b) => {
    const A = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        for (let k = 0; k < n; k++) A[i * n + j] += b[i * n + k] * b[j * n + k];
        if (i === j) A[i * n + j] += 1;
      }
    }
    return { n, A };
  }),
);

const trace = (A: Float64Array, n: number) => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += A[i * n + i];
  return sum;
};

describe('choleskyFactor', () => {
  it('gives a lower triangle whose product with its transpose is A', () => {
    fc.assert(
      fc.property(definite, ({ n, A }) => {
        const L = A.slice();
        expect(choleskyFactor(L, n)).toBe(true);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j <= i; j++) {
            let product = 0;
            for (let k = 0; k <= j; k++) product += L[i * n + k] * L[j * n + k];
            expect(Math.abs(product - A[i * n + j])).toBeLessThan(1e-14 * trace(A, n));
          }
        }
      }),
    );
  });

  it('reads and writes the lower triangle only', () => {
    const A = Float64Array.of(4, 99, 2, 5);
    expect(choleskyFactor(A, 2)).toBe(true);
    expect(Array.from(A)).toEqual([2, 99, 1, 2]);
  });

  it('refuses what is not positive definite', () => {
    expect(choleskyFactor(Float64Array.of(0), 1)).toBe(false);
    expect(choleskyFactor(Float64Array.of(-1), 1)).toBe(false);
    expect(choleskyFactor(Float64Array.of(1, 2, 2, 1), 2)).toBe(false);
    expect(choleskyFactor(Float64Array.of(1, 1, 1, 1), 2)).toBe(false);
    expect(choleskyFactor(Float64Array.of(Number.NaN), 1)).toBe(false);
    expect(choleskyFactor(Float64Array.of(Infinity), 1)).toBe(false);
    expect(choleskyFactor(Float64Array.of(1, 0, Number.NaN, 1), 2)).toBe(false);
  });

  it('gives the same bits in steps, which are many where there are many rows, and so does solving', () => {
    const n = 401;
    const A = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) A[i * n + j] = i === j ? n : ((i * 7 + j * 3) % 11) / 11;
    }
    const wanted = A.slice();
    expect(choleskyFactor(wanted, n)).toBe(true);
    const x = Float64Array.from({ length: n }, (_, i) => (i * 5) % 7);
    const solution = x.slice();
    choleskySolve(wanted, n, solution);
    const { yields } = watch(choleskyFactorInSteps(A, n), () => 0);
    expect(A).toEqual(wanted);
    // A block of rows ends a little after the stretch is over.
    expect(yields).toBeGreaterThan((0.8 * n ** 3) / 6 / STRETCH);
    expect(watch(choleskySolveInSteps(A, n, x), () => 0).yields).toBe(2);
    expect(x).toEqual(solution);
    expect(drain(choleskyFactorInSteps(Float64Array.of(1, 2, 2, 1), 2))).toBe(false);
  });

  it('takes a matrix of no rows', () => {
    expect(choleskyFactor(new Float64Array(0), 0)).toBe(true);
  });
});

describe('choleskySolve', () => {
  it('leaves a residual at the level of rounding', () => {
    fc.assert(
      fc.property(definite, fc.infiniteStream(entry), ({ n, A }, stream) => {
        const b = Float64Array.from({ length: n }, () => stream.next().value as number);
        const L = A.slice();
        choleskyFactor(L, n);
        const x = b.slice();
        choleskySolve(L, n, x);
        const largest = x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        for (let i = 0; i < n; i++) {
          let residual = b[i];
          for (let k = 0; k < n; k++) residual -= A[i * n + k] * x[k];
          expect(Math.abs(residual)).toBeLessThanOrEqual(1e-14 * trace(A, n) * largest);
        }
      }),
    );
  });

  it('is the two triangular solves, one after the other', () => {
    const L = Float64Array.of(2, 0, 1, 2);
    const half = Float64Array.of(2, 5);
    solveLower(L, 2, half);
    expect(Array.from(half)).toEqual([1, 2]);
    solveLowerTransposed(L, 2, half);
    expect(Array.from(half)).toEqual([0, 1]);
    const whole = Float64Array.of(2, 5);
    choleskySolve(L, 2, whole);
    expect(Array.from(whole)).toEqual([0, 1]);
  });
});

describe('inverseNorm', () => {
  it('is at most the norm of the inverse, and at least a tenth of it', () => {
    fc.assert(
      fc.property(definite, ({ n, A }) => {
        const L = A.slice();
        choleskyFactor(L, n);
        let norm = 0;
        for (let j = 0; j < n; j++) {
          const column = new Float64Array(n);
          column[j] = 1;
          choleskySolve(L, n, column);
          norm = Math.max(
            norm,
            column.reduce((sum, value) => sum + Math.abs(value), 0),
          );
        }
        const estimate = drain(inverseNorm(L, n));
        expect(estimate).toBeLessThanOrEqual(norm * (1 + 1e-9));
        // Mostly at least a third; searching for the worst of thousands of small matrices finds a sixth.
        expect(estimate).toBeGreaterThanOrEqual(norm / 10);
      }),
    );
  });

  it('is exact for a diagonal', () => {
    expect(drain(inverseNorm(Float64Array.of(2, 0, 0, 0.5), 2))).toBe(4);
  });
});
