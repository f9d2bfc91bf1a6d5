import { expect } from 'vitest';

/** Numbers as the reference files have them: null for NaN, text for infinities. */
export type Clean = (number | string | null)[];

/** What a scoring function of scikit-learn gives. */
export interface Scored {
  scores: Clean;
  pValues: Clean | null;
}

/** Numbers that are equal but for a relative tolerance. */
export function expectClean(actual: readonly number[], wanted: Clean, tolerance: number): void {
  expect(actual).toHaveLength(wanted.length);
  for (const [j, value] of wanted.entries()) {
    if (value === null) expect(actual[j], `[${j}]`).toBeNaN();
    else if (typeof value === 'string')
      expect(actual[j]).toBe(value === 'inf' ? Infinity : -Infinity);
    else {
      const distance = Math.abs(actual[j] - value);
      expect(distance, `[${j}]: ${actual[j]} ${value}`).toBeLessThanOrEqual(
        tolerance * Math.abs(value),
      );
    }
  }
}
