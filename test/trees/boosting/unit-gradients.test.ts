import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { drain } from '../../../src/progress.js';
import { createRng } from '../../../src/random/rng.js';
import { createNormal } from '../../../src/random/sampling.js';
import { roundUnitGradients } from '../../../src/trees/boosting/unit-gradients.js';

const ROWS = 2 ** 15;

const pairsOf = (gradient: (i: number) => number, curvature = (_: number) => 1) =>
  Float64Array.from({ length: 2 * ROWS }, (_, at) =>
    (at % 2 === 0 ? gradient : curvature)(Math.floor(at / 2)),
  );

it('rounds gradients of any unit to a common last digit, by less than single precision does to the largest', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: -250, max: 250 }), (seed, exponent) => {
      const normal = createNormal(createRng(seed));
      const before = pairsOf(() => normal() * 10 ** exponent);
      const { pairs, scale } = drain(roundUnitGradients(before.slice()));
      const largest = before.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      let worst = 0;
      for (let at = 0; at < pairs.length; at += 2) {
        const isInteger = Number.isInteger(pairs[at] * scale);
        worst = Math.max(worst, isInteger ? Math.abs(pairs[at] - before[at]) : Infinity);
      }
      expect(worst).toBeLessThanOrEqual(largest * 2 ** -25);
      const again = drain(roundUnitGradients(pairs.slice()));
      expect(again.scale).toBe(scale);
      expect(again.pairs.every((value, at) => value === pairs[at])).toBe(true);
    }),
    { numRuns: 5 },
  );
});

it.each([
  [
    'curvatures other than 1',
    pairsOf(
      (i) => i - 7,
      () => 0.5,
    ),
  ],
  [
    'one curvature that is not 1',
    pairsOf(
      (i) => i - 7,
      (i) => (i === 70 ? 2 : 1),
    ),
  ],
  ['one gradient far above all others', pairsOf((i) => (i === 9 ? 1e9 : i % 3))],
  ['zeros', pairsOf(() => 0)],
  ['numbers next to zero', pairsOf((i) => (i % 5) * 5e-324)],
  ['infinities', pairsOf((i) => (i === 4 ? Infinity : i))],
  ['what is no number', pairsOf((i) => (i === 4 ? Number.NaN : i))],
  ['few rows', pairsOf((i) => i - 7).slice(0, 600)],
])('leaves %s as they are', (_, pairs) => {
  const { pairs: after, scale } = drain(roundUnitGradients(pairs.slice()));
  expect(scale).toBe(0);
  expect(after.every((value, at) => Object.is(value, pairs[at]))).toBe(true);
});
