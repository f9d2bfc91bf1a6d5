import fc from 'fast-check';
import { expect, it } from 'vitest';
import { correctedTTest } from '../../src/model-selection/corrected-t-test.js';

const first = [0.91, 0.93, 0.9, 0.95, 0.92];
const second = [0.9, 0.9, 0.91, 0.92, 0.9];

it('agrees with the formula by hand and the t-distribution of scipy', () => {
  const { difference, t, pValue } = correctedTTest(first, second, 1 / 4);
  // Differences 0.01, 0.03, -0.01, 0.03, 0.02: mean 0.016, variance (0.0024 - 5 × 0.016²) / 4 = 0.00028.
  expect(difference).toBeCloseTo(0.016, 14);
  expect(t).toBeCloseTo(0.016 / Math.sqrt((1 / 5 + 1 / 4) * 0.00028), 12);
  // scipy 1.17.1: 2 * scipy.stats.t.sf(1.425393290199597, 4)
  expect(pValue).toBeCloseTo(0.22717687883017695, 12);
});

it('is the paired t-test where test parts weigh nothing', () => {
  // scipy 1.17.1: scipy.stats.ttest_rel(first, second)
  const { t, pValue } = correctedTTest(first, second, 0);
  expect(t).toBeCloseTo(2.138089935299395, 12);
  expect(pValue).toBeCloseTo(0.09930068321372679, 12);
});

it('does not tell models of equal scores apart, and always those that differ alike in all folds', () => {
  expect(correctedTTest(first, first, 0.25)).toEqual({ difference: 0, t: 0, pValue: 1 });
  expect(correctedTTest([1, 1, 1], [0.5, 0.5, 0.5], 0.25).pValue).toBe(0);
});

it('knows nothing of a single fold', () => {
  const { t, pValue } = correctedTTest([0.9], [0.8], 0.25);
  expect([t, pValue]).toEqual([Number.NaN, Number.NaN]);
});

it('is the same both ways, whatever the unit, and more careful the larger the test part', () => {
  const scores = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
    minLength: 4,
    maxLength: 4,
  });
  fc.assert(
    fc.property(scores, scores, (a, b) => {
      const { difference, pValue } = correctedTTest(a, b, 0.25);
      const swapped = correctedTTest(b, a, 0.25);
      expect(swapped.pValue).toBe(pValue);
      expect(swapped.difference).toBe(-difference);
      const doubled = correctedTTest(
        a.map((score) => 2 * score),
        b.map((score) => 2 * score),
        0.25,
      );
      expect(doubled.pValue).toBe(pValue);
      expect(correctedTTest(a, b, 1).pValue).toBeGreaterThanOrEqual(pValue);
    }),
  );
});
