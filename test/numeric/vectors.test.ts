import fc from 'fast-check';
import { expect, it } from 'vitest';
import { affine, axpy, dot, largestOf, maxAbs, toArray } from '../../src/numeric/vectors.js';

// Eighths up to 64: every product and sum is exact, so the order of additions does not show.
const exact = fc.integer({ min: -512, max: 512 }).map((eighths) => eighths / 8);
const pair = fc
  .array(fc.tuple(exact, exact), { maxLength: 40 })
  .map((pairs) => [
    Float64Array.from(pairs, ([left]) => left),
    Float64Array.from(pairs, ([, right]) => right),
  ]);

it('dot is the sum of products, whatever the length', () => {
  fc.assert(
    fc.property(pair, ([a, b]) => {
      expect(dot(a, b)).toBe(a.reduce((sum, value, i) => sum + value * b[i], 0));
    }),
  );
});

it('axpy adds a multiple in place and leaves the other vector as it is', () => {
  const x = Float64Array.of(1, 2, 3, 4, 5);
  const y = Float64Array.of(10, 20, 30, 40, 50);
  axpy(2, x, y);
  expect(Array.from(y)).toEqual([12, 24, 36, 48, 60]);
  expect(Array.from(x)).toEqual([1, 2, 3, 4, 5]);
});

it('maxAbs is the largest size, 0 of nothing', () => {
  expect(maxAbs(Float64Array.of(1, -3, 2))).toBe(3);
  expect(maxAbs(new Float64Array(0))).toBe(0);
});

it('toArray gives a plain array of the same values', () => {
  const array = toArray(Float64Array.of(1, Number.NaN, -0));
  expect(Array.isArray(array)).toBe(true);
  expect(array).toEqual([1, Number.NaN, -0]);
});

it('affine is the dot product of each row with the coefficients, and the intercept', () => {
  const problem = fc
    .record({ rows: fc.integer({ min: 0, max: 9 }), columns: fc.integer({ min: 1, max: 6 }) })
    .chain(({ rows, columns }) =>
      fc.record({
        X: fc.array(exact, { minLength: rows * columns, maxLength: rows * columns }),
        coef: fc.array(exact, { minLength: columns, maxLength: columns }),
        intercept: exact,
        rows: fc.constant(rows),
      }),
    );
  fc.assert(
    fc.property(problem, ({ X, rows, coef, intercept }) => {
      const expected = Array.from({ length: rows }, (_, i) =>
        coef.reduce((sum, value, j) => sum + value * X[i * coef.length + j], intercept),
      );
      const values = affine(Float64Array.from(X), rows, Float64Array.from(coef), intercept);
      expect(values.map((value) => value + 0)).toEqual(expected.map((value) => value + 0));
    }),
  );
});

it('affine gives a row the same bits alone and among others', () => {
  const coef = Float64Array.from({ length: 7 }, (_, j) => Math.sin(j));
  const X = Float64Array.from({ length: 7 * 4107 }, (_, at) => Math.cos(at) / 3); // the last rows are not taken by lanes
  const together = affine(X, 4107, coef, 0.1);
  const alone = together.map((_, i) => affine(X.subarray(7 * i, 7 * i + 7), 1, coef, 0.1)[0]);
  expect(alone).toEqual(together);
});

it.each([1, 8, 20_000])(
  'affine asks for checks of %i rows only where a sum is not finite on its way',
  (rows) => {
    const coef = Float64Array.of(1e150, 1e150);
    const asked: string[] = [];
    const predict = (X: Float64Array) =>
      affine(
        X,
        rows,
        coef,
        1,
        () => asked.push('check'),
        () => asked.push('refuse'),
      );
    const X = new Float64Array(2 * rows).fill(1e150);
    predict(X);
    expect(asked).toEqual([]);
    X.set([1e159, -1e159], 2 * rows - 2); // both products are beyond the range, their sum is not
    const values = predict(X);
    expect(asked).toEqual(['check', 'refuse']);
    expect(values.at(-1)).toBe(0);
  },
);

it('turns numbers into a plain array, however many', () => {
  for (const length of [0, 3, 20_000]) {
    const values = Float64Array.from({ length }, (_, i) => i / 2);
    expect(toArray(values)).toEqual(Array.from(values));
    expect(toArray(Int32Array.from(values))).toEqual(Array.from(Int32Array.from(values)));
  }
});

it('finds the largest of more numbers than a call takes arguments', () => {
  const values = Array.from({ length: 500_000 }, (_, i) => 1 - Math.abs(i - 400_000));
  expect(largestOf(values)).toBe(1);
  expect(largestOf([-3])).toBe(-3);
});
