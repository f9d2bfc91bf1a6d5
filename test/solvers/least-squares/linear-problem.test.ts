import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addResidualGradient } from '../../../src/solvers/least-squares/linear-problem.js';

const exact = fc.integer({ min: -64, max: 64 }).map((quarters) => quarters / 4);
const vector = (length: number) =>
  fc.array(exact, { minLength: length, maxLength: length }).map((v) => Float64Array.from(v));

const problem = fc
  .record({ rows: fc.integer({ min: 0, max: 11 }), columns: fc.integer({ min: 1, max: 4 }) })
  .chain(({ rows, columns }) =>
    fc.record({
      samples: vector(rows * columns).map((data) => ({ data, rows, columns })),
      targets: vector(rows),
      weights: fc.option(vector(rows), { nil: undefined }),
      shift: vector(columns),
      coef: fc.option(vector(columns), { nil: undefined }),
      base: exact,
    }),
  );

it('equals the sums taken one by one, on numbers that are exact', () => {
  fc.assert(
    fc.property(problem, ({ samples, targets, weights, shift, coef, base }) => {
      const { data, rows, columns } = samples;
      const expected = new Float64Array(columns);
      let sum = 0;
      for (let i = 0; i < rows; i++) {
        const row = Array.from(shift, (at, j) => data[i * columns + j] - at);
        const model = row.reduce((value, x, j) => value + x * (coef?.[j] ?? 0), base);
        const residual = (weights?.[i] ?? 1) * (targets[i] - model);
        sum += residual;
        for (let j = 0; j < columns; j++) expected[j] += row[j] * residual;
      }
      const gradient = new Float64Array(columns);
      const total = addResidualGradient({ samples, targets, weights }, shift, coef, base, gradient);
      expect(total).toBe(sum);
      expect(gradient).toEqual(expected);
    }),
  );
});
