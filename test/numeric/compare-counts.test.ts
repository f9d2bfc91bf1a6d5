import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareCounts, fisherExact } from '../../src/numeric/compare-counts.js';
import { adjustForMany } from '../../src/numeric/false-discoveries.js';
import { reference } from '../reference/reference.js';

/** drift.py makes them. */
const wanted = reference<{
  chiSquare: [[number[], number[]], number, number][];
  fisher: [[[number, number], [number, number]], number][];
  adjusted: [number[], number[]];
}>('drift');

const relative = (actual: number, right: number) => Math.abs(actual / right - 1);

it('agrees with chi2_contingency of SciPy', () => {
  for (const [[a, b], statistic, p] of wanted.chiSquare) {
    const found = compareCounts(a, b);
    expect(found?.method).toBe('chiSquare');
    expect(relative(found?.statistic ?? 0, statistic)).toBeLessThan(1e-12);
    expect(relative(found?.pValue ?? 0, p)).toBeLessThan(1e-11);
  }
});

it('agrees with fisher_exact of SciPy, which takes over where a count is small', () => {
  for (const [[a, b], p] of wanted.fisher) {
    expect(relative(fisherExact(a, b), p), `${a} ${b}`).toBeLessThan(1e-9);
  }
  expect(compareCounts([8, 2], [1, 5])).toMatchObject({ method: 'fisher', statistic: null });
});

it('counts rare categories together', () => {
  const found = compareCounts([100, 50, 1, 2, 0, 3], [90, 60, 2, 1, 1, 0]);
  expect(found).toEqual(compareCounts([100, 50, 6], [90, 60, 4]));
  expect(compareCounts([100, 50, 1], [90, 60, 0])).toEqual(compareCounts([101, 50], [90, 60]));
  // all of them rare: the largest against the rest
  expect(compareCounts([3, 1, 0], [2, 0, 1])).toEqual(compareCounts([3, 1], [2, 1]));
});

it('says nothing of an empty sample, and nothing against a single category', () => {
  expect(compareCounts([0, 0], [1, 2])).toBeNull();
  expect(compareCounts([], [])).toBeNull();
  expect(compareCounts([0, 9], [0, 4])?.pValue).toBe(1);
});

it('gives a p-value in [0, 1], the same whichever sample is first', () => {
  const rows = fc.array(fc.tuple(fc.nat(200), fc.nat(200)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(rows, (pairs) => {
      const a = pairs.map(([x]) => x);
      const b = pairs.map(([, y]) => y);
      const p = compareCounts(a, b)?.pValue ?? 1;
      expect(p).toBeGreaterThanOrEqual(0);
      expect(p).toBeLessThanOrEqual(1);
      expect(compareCounts(b, a)?.pValue ?? 1).toBeCloseTo(p, 12);
    }),
  );
});

it('adjusts as false_discovery_control of SciPy, and leaves out what was not tested', () => {
  const [given, adjusted] = wanted.adjusted;
  for (const [k, p] of adjustForMany(given).entries()) {
    expect(relative(p ?? 0, adjusted[k])).toBeLessThan(1e-14);
  }
  expect(adjustForMany([null, 0.01, null, 0.04])).toEqual([null, 0.02, null, 0.04]);
});

it('counts of more cells than a call can have arguments', () => {
  const counts = new Float64Array(200_000).fill(10);
  expect(compareCounts(counts, counts)).toMatchObject({ method: 'chiSquare', statistic: 0 });
});
