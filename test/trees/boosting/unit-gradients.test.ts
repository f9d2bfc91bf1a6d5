import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { drain } from '../../../src/progress.js';
import { createRng } from '../../../src/random/rng.js';
import { createNormal } from '../../../src/random/sampling.js';
import {
  createUnitSquares,
  roundUnitGradients,
  writePairs,
} from '../../../src/trees/boosting/unit-gradients.js';

const ROWS = 2 ** 15;

const ALL = Int32Array.from({ length: ROWS }, (_, i) => i);

const rounded = (pairs: Float64Array) =>
  drain(roundUnitGradients(pairs.slice(), new Int32Array(pairs.length / 2)));

const pairsOf = (gradient: (i: number) => number, curvature = (_: number) => 1) =>
  Float64Array.from({ length: 2 * ROWS }, (_, at) =>
    (at % 2 === 0 ? gradient : curvature)(Math.floor(at / 2)),
  );

it('rounds gradients of any unit to a common last digit, by less than single precision does to the largest', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: -250, max: 250 }), (seed, exponent) => {
      const normal = createNormal(createRng(seed));
      const before = pairsOf(() => normal() * 10 ** exponent);
      const given = rounded(before);
      const { pairs, units } = given;
      writePairs(given, ALL, 0, ROWS);
      const scale = units?.scale ?? 0;
      const largest = before.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      let worst = 0;
      for (let at = 0; at < pairs.length; at += 2) {
        const isInteger = Number.isInteger(pairs[at] * scale);
        worst = Math.max(worst, isInteger ? Math.abs(pairs[at] - before[at]) : Infinity);
      }
      expect(worst).toBeLessThanOrEqual(largest * 2 ** -25);
      expect(pairs.every((value, at) => at % 2 === 0 || value === 1)).toBe(true);
      expect(rounded(pairs).units).toEqual(units);
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
  const given = rounded(pairs);
  writePairs(given, ALL, 0, pairs.length / 2);
  expect(given.units).toBeUndefined();
  expect(given.pairs.every((value, at) => Object.is(value, pairs[at]))).toBe(true);
  if (pairs.some((value, at) => at % 2 === 1 && value !== 1)) return;
  const targets = pairs.filter((_, at) => at % 2 === 0);
  const squares = createUnitSquares()(
    new Float64Array(targets.length),
    targets,
    new Int32Array(ROWS),
  );
  expect(drain(squares)).toBeUndefined();
});

it('tells gradients of squared errors by margins and targets as by pairs', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 0, max: 9 }), (seed, more) => {
      const normal = createNormal(createRng(seed));
      const [margins, targets] = [0, 1].map(() =>
        Float64Array.from({ length: ROWS + more }, () => normal() + (normal() > 2 ? 30 : 0)),
      );
      const pairs = new Float64Array(2 * margins.length).fill(1);
      for (let i = 0; i < margins.length; i++) pairs[2 * i] = margins[i] - targets[i];
      // Once more with the digit known, and then with a finer one.
      const unitSquares = createUnitSquares();
      for (const shrink of [1, 1, 1 / 8]) {
        for (const column of [margins, targets, pairs]) {
          for (let i = 0; i < column.length; i++)
            column[i] *= column === pairs && i % 2 === 1 ? 1 : shrink;
        }
        const units = drain(unitSquares(margins, targets, new Int32Array(margins.length)));
        expect(units).toBeDefined();
        expect(units).toEqual(rounded(pairs).units);
      }
    }),
    { numRuns: 5 },
  );
});
