import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gram } from '../../src/numeric/gram.js';

/** The plain version: one entry after the other. */
function plainGram(
  X: Float64Array,
  rows: number,
  columns: number,
  weights?: Float64Array,
  shift?: Float64Array,
): Float64Array {
  const out = new Float64Array(columns * columns);
  for (let j = 0; j < columns; j++) {
    for (let k = 0; k < columns; k++) {
      for (let i = 0; i < rows; i++) {
        const left = X[i * columns + j] - (shift?.[j] ?? 0);
        const right = X[i * columns + k] - (shift?.[k] ?? 0);
        out[j * columns + k] += (weights?.[i] ?? 1) * left * right;
      }
    }
  }
  return out;
}

const shape = fc.record({
  rows: fc.integer({ min: 0, max: 150 }),
  columns: fc.integer({ min: 1, max: 11 }),
});
const values = (length: number, min: number) =>
  fc
    .array(fc.integer({ min, max: 64 }), { minLength: length, maxLength: length })
    .map((eighths) => Float64Array.from(eighths, (value) => value / 8));

describe('gram', () => {
  it('equals the plain sums on numbers whose products are exact', () => {
    const problem = shape.chain(({ rows, columns }) =>
      fc.record({
        rows: fc.constant(rows),
        columns: fc.constant(columns),
        X: values(rows * columns, -64),
        shift: fc.option(values(columns, -64), { nil: undefined }),
      }),
    );
    fc.assert(
      fc.property(problem, ({ rows, columns, X, shift }) => {
        expect(gram(X, rows, columns, undefined, shift)).toEqual(
          plainGram(X, rows, columns, undefined, shift),
        );
      }),
    );
  });

  it('weighs rows, up to the rounding of a square root', () => {
    const problem = shape.chain(({ rows, columns }) =>
      fc.record({
        rows: fc.constant(rows),
        columns: fc.constant(columns),
        X: values(rows * columns, -64),
        weights: values(rows, 0),
        shift: values(columns, -64),
      }),
    );
    fc.assert(
      fc.property(problem, ({ rows, columns, X, weights, shift }) => {
        const fast = gram(X, rows, columns, weights, shift);
        const plain = plainGram(X, rows, columns, weights, shift);
        for (let j = 0; j < columns; j++) {
          for (let k = 0; k < columns; k++) {
            const size = Math.sqrt(plain[j * columns + j] * plain[k * columns + k]);
            const error = Math.abs(fast[j * columns + k] - plain[j * columns + k]);
            expect(error).toBeLessThanOrEqual(1e-13 * size);
            expect(fast[k * columns + j]).toBe(fast[j * columns + k]);
          }
        }
      }),
    );
  });

  it('leaves what it is given untouched', () => {
    const X = Float64Array.of(1, 2, 3, 4);
    const weights = Float64Array.of(1, 2);
    const shift = Float64Array.of(1, 1);
    gram(X, 2, 2, weights, shift);
    expect([X, weights, shift]).toEqual([
      Float64Array.of(1, 2, 3, 4),
      Float64Array.of(1, 2),
      Float64Array.of(1, 1),
    ]);
  });
});
