import { expect } from 'vitest';

/** Rows in which null is missing. */
export type Rows = (number | null)[][];

/**
 * That every 40th row is the one wanted, which is all that the reference values hold.
 *
 * @param tolerance - relative to the value, and to 1 where that is smaller
 */
export function expectSome(
  actual: { to2DArray(): number[][] },
  wanted: Rows,
  tolerance: number,
): void {
  const rows = actual.to2DArray().filter((_, i) => i % 40 === 0);
  expect(rows).toHaveLength(wanted.length);
  for (const [i, row] of wanted.entries()) {
    for (const [j, value] of row.entries()) {
      if (value === null) expect(rows[i][j]).toBeNaN();
      else expectNear(rows[i][j], value, tolerance);
    }
  }
}

/** That a number is the one wanted, relative to its size, and to 1 where that is smaller. */
export function expectNear(actual: number, wanted: number, tolerance: number): void {
  expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(wanted)));
}
