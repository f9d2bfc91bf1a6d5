import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  exactSurvival,
  oneSampleSurvival,
  twoSampleSurvival,
} from '../../src/numeric/kolmogorov-smirnov.js';
import { reference } from '../reference/reference.js';

/** drift.py makes them. */
const wanted = reference<{
  exactSurvival: { n: number; m: number; reach: number; pValue: number }[];
  oneSample: [number, number, number][];
}>('drift');

const relative = (actual: number, right: number) => Math.abs(actual / right - 1);

it('agrees with the exact p-values of SciPy, far into the tail', () => {
  for (const { n, m, reach, pValue } of wanted.exactSurvival) {
    expect(relative(exactSurvival(reach, n, m), pValue), `${n}, ${m}, ${reach}`).toBeLessThan(
      1e-11,
    );
  }
  expect(Math.min(...wanted.exactSurvival.map(({ pValue }) => pValue))).toBeLessThan(1e-20);
});

it('agrees with the law of one sample that SciPy takes for many values', () => {
  for (const [n, d, p] of wanted.oneSample) {
    // SciPy is exact up to 140 values, where the series of Pelz and Good is within 1e-5
    expect(relative(oneSampleSurvival(d, n), p), `${n}, ${d}`).toBeLessThan(n > 140 ? 1e-11 : 1e-5);
  }
});

it('counts what the definition says, of all orders of two small samples', () => {
  const sizes = fc.record({ n: fc.integer({ min: 1, max: 6 }), m: fc.integer({ min: 1, max: 6 }) });
  fc.assert(
    fc.property(sizes, fc.nat(), ({ n, m }, wish) => {
      const reach = wish % (n * m + 2);
      const { all, left } = paths(n, m, reach);
      expect(exactSurvival(reach, n, m)).toBeCloseTo(left / all, 14);
    }),
  );
});

/** Every order of n values of one sample and m of another, and those whose statistic is at least that. */
function paths(n: number, m: number, reach: number): { all: number; left: number } {
  let all = 0;
  let left = 0;
  const walk = (i: number, j: number, most: number) => {
    const far = Math.max(most, Math.abs(i * m - j * n));
    if (i === n && j === m) {
      all++;
      if (far >= reach) left++;
      return;
    }
    if (i < n) walk(i + 1, j, far);
    if (j < m) walk(i, j + 1, far);
  };
  walk(0, 0, 0);
  return { all, left };
}

it('is 1 where nothing differs, 0 where all does, and the same whichever sample is first', () => {
  expect(twoSampleSurvival(0, 5, 7)).toBe(1);
  expect(twoSampleSurvival(1e12, 1e6, 1e6)).toBe(0);
  expect(twoSampleSurvival(0, 1e6, 1e6)).toBe(1);
  for (const [n, m] of [
    [30, 40],
    [3000, 70_000],
  ]) {
    const reach = Math.round(n * m * 0.1);
    expect(relative(twoSampleSurvival(reach, n, m), twoSampleSurvival(reach, m, n))).toBeLessThan(
      1e-12,
    );
  }
});

it('goes on without a jump where paths are too many to be counted', () => {
  const [n, m] = [2048, 2048];
  for (const d of [0.03, 0.045, 0.06]) {
    const exact = exactSurvival(Math.ceil(d * n) * m, n, m);
    // half a step between possible values, and what is left of an asymptotic law
    const asymptotic = oneSampleSurvival((Math.ceil(d * n) - 0.5) / n, n / 2);
    expect(relative(asymptotic, exact), `${d}`).toBeLessThan(0.05);
  }
});
