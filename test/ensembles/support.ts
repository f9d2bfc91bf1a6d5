import { expect } from 'vitest';
import { LogisticRegression } from '../../src/estimators/linear/logistic-regression.js';
import { Pipeline } from '../../src/preprocessing/composition/pipeline.js';
import { StandardScaler } from '../../src/preprocessing/scalers/standard-scaler.js';

/** A logistic regression at its optimum to the last digits, of scaled features. */
export const scaledLogistic = (C = 1) =>
  new Pipeline({
    steps: [
      ['scale', new StandardScaler()],
      ['model', new LogisticRegression({ C, tol: 1e-13 })],
    ],
  });

/** Every n-th row, from the first. */
export const every = <T>(n: number, rows: readonly T[]): T[] => rows.filter((_, i) => i % n === 0);

/** Expect numbers that differ by `tolerance` at most, relative to their size where that is above 1. */
export function closeRows(
  rows: readonly (readonly number[])[],
  expected: readonly (readonly number[])[],
  tolerance: number,
): void {
  expect(rows.map((row) => row.length)).toEqual(expected.map((row) => row.length));
  let worst = 0;
  for (const [i, row] of expected.entries()) {
    for (const [j, value] of row.entries()) {
      worst = Math.max(worst, Math.abs(rows[i][j] - value) / Math.max(1, Math.abs(value)));
    }
  }
  expect(worst).toBeLessThan(tolerance);
}
