import { expect, it } from 'vitest';
import type { MatrixLike } from '../../src/contracts.js';
import { parseFeatures } from '../../src/data/dense.js';
import { LinearRegression } from '../../src/estimators/linear/linear-regression.js';
import {
  permutationImportance,
  permutationImportanceAsync,
} from '../../src/inspection/permutation-importance.js';
import type { Progress } from '../../src/progress.js';

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

it('leaves missing values to the model', () => {
  const gaps = [[1], [Number.NaN], [3], [Number.NaN]];
  const truth = [1, 0, 1, 0];
  const known = {
    score(samples: MatrixLike, targets: ArrayLike<number>) {
      const { data } = parseFeatures(samples, 'test', { allowMissing: true });
      return data.filter((value, i) => Number.isNaN(value) === (targets[i] === 0)).length / 4;
    },
  };
  const { importancesMean } = permutationImportance(known, gaps, truth, { randomState: 1 });
  expect(importancesMean[0]).toBeGreaterThan(0);
  const strict = { score: (samples: MatrixLike) => parseFeatures(samples, 'Strict.score').rows };
  expect(() => permutationImportance(strict, gaps, truth)).toThrow('Strict.score: X[1][0] is NaN');
});

it('must be repeated at least once', () => {
  expect(() => permutationImportance(model, X, y, { nRepeats: 0 })).toThrow(
    'permutationImportance: nRepeats must be an integer >= 1, but got 0.',
  );
});

it('draws the rows that it may score, and is the same in time slices', async () => {
  const seen: number[] = [];
  const model = {
    score(samples: MatrixLike, targets: ArrayLike<number>) {
      const { rows, columns, data } = parseFeatures(samples, 'test');
      seen.push(rows);
      let errors = 0;
      for (let i = 0; i < rows; i++) errors += Math.abs(data[i * columns] - targets[i]);
      return -errors;
    },
  };
  const X = Array.from({ length: 40 }, (_, i) => [i, i % 3]);
  const y = X.map(([first]) => first);
  const options = { maxSamples: 7, nRepeats: 2, randomState: 1 };
  const found = permutationImportance(model, X, y, options);
  expect(seen).toEqual(new Array(5).fill(7));
  expect(found.importancesMean[0]).toBeGreaterThan(0);
  expect(found.importancesMean[1]).toBeCloseTo(0, 12);
  const reports: number[] = [];
  const onProgress = ({ done, total }: Progress) => reports.push(done / total);
  expect(await permutationImportanceAsync(model, X, y, { ...options, onProgress })).toEqual(found);
  expect(reports).toEqual([0.25, 0.5, 0.75, 1]);
  expect(() => permutationImportance(model, X, y, { maxSamples: 0.5 })).toThrow(
    'permutationImportance: maxSamples must be an integer >= 1, but got 0.5. Pass how many rows to score.',
  );
});
