import { expect, it } from 'vitest';
import { LinearRegression } from '../../src/estimators/linear/linear-regression.js';
import { permutationImportance } from '../../src/inspection/permutation-importance.js';

const X = Array.from({ length: 200 }, (_, i) => [i % 10, (i * 7) % 11, i % 3]);
const y = X.map(([a, b]) => 3 * a + b);
const model = new LinearRegression().fit(X, y);

it('is what shuffling a column costs: much, little or nothing', () => {
  const { importancesMean, importancesStd } = permutationImportance(model, X, y, {
    randomState: 1,
  });
  // R² loses twice the column's share of the variance: 2 · 9 · 8.25 / 84.25 and 2 · 10 / 84.25.
  expect(importancesMean[0]).toBeCloseTo(1.76, 0);
  expect(importancesMean[1]).toBeCloseTo(0.24, 1);
  expect(Math.abs(importancesMean[2])).toBeLessThan(1e-9);
  expect(importancesStd[0]).toBeGreaterThan(0);
});

it('is repeatable by its seed, and leaves X as it is', () => {
  const before = JSON.stringify(X);
  const options = { nRepeats: 2, randomState: 'seed' };
  const first = permutationImportance(model, X, y, options);
  expect(permutationImportance(model, X, y, options)).toEqual(first);
  expect(JSON.stringify(X)).toBe(before);
});

it('must be repeated at least once', () => {
  expect(() => permutationImportance(model, X, y, { nRepeats: 0 })).toThrow(
    'permutationImportance: nRepeats must be an integer >= 1, but got 0.',
  );
});
