import type { Label } from '../contracts.js';
import { FitPredictError } from '../errors.js';
import { Estimator } from '../estimator.js';
import { show } from '../words.js';
import { assert, thrownBy } from './checks.js';

/** Bad input must end in an error of this library, not in a TypeError or a silent answer. */
export async function refuses(action: () => unknown, what: string): Promise<void> {
  try {
    await thrownBy(action, FitPredictError);
  } catch (error) {
    throw new Error(`${what}: ${(error as Error).message}`);
  }
}

export async function fitsOrExplains(action: () => Label[][]): Promise<void> {
  let rows: Label[][];
  try {
    rows = action();
  } catch (error) {
    assert(error instanceof FitPredictError, `it fails without explaining: ${String(error)}`);
    return;
  }
  assertFinite(rows, 'its answers');
}

export function assertFinite(rows: Label[][], what: string): void {
  for (const value of rows.flat()) {
    assert(typeof value !== 'number' || Number.isFinite(value), `${what}: the answer is ${value}`);
  }
}

/** Equal to the last bit, whatever the values are. */
export function assertSame(actual: unknown, expected: unknown, what: string): void {
  assert(isSame(actual, expected), `${what}: ${show(actual)} instead of ${show(expected)}`);
}

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Estimator && b instanceof Estimator) return isSame(a.getParams(), b.getParams());
  const keys = Object.keys(a);
  return (
    Object.getPrototypeOf(a) === Object.getPrototypeOf(b) &&
    keys.length === Object.keys(b).length &&
    keys.every((key) => isSame(a[key as keyof typeof a], b[key as keyof typeof b]))
  );
}

/** Numbers within `tolerance` of the largest one of their kind; labels equal. */
export function assertClose(
  actual: Label[][],
  expected: Label[][],
  tolerance: number,
  what: string,
): void {
  let scale = 1;
  for (const value of expected.flat()) {
    if (typeof value === 'number') scale = Math.max(scale, Math.abs(value));
  }
  assert(actual.length === expected.length, `${what}: another number of answers`);
  for (const [i, row] of expected.entries()) {
    for (const [k, value] of row.entries()) {
      const other = actual[i][k];
      const near =
        typeof value === 'number' && typeof other === 'number'
          ? Math.abs(value - other) <= tolerance * scale
          : value === other;
      assert(near, `${what}: row ${i} gives ${show(other)} instead of ${show(value)}`);
    }
  }
}
