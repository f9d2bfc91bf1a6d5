import fc from 'fast-check';
import { expect, it } from 'vitest';
import { asin, atan } from '../../src/numeric/arctangent.js';

it('agrees with Math.atan to one unit in the last place', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.double({ noNaN: true }), fc.double({ noNaN: true, min: -5, max: 5 })),
      (x) => {
        const expected = Math.atan(x);
        expect(Math.abs(atan(x) - expected)).toBeLessThanOrEqual(2.3e-16 * Math.abs(expected));
      },
    ),
    { numRuns: 5000 },
  );
});

it('is exact where the angle is known', () => {
  expect(atan(0)).toBe(0);
  expect(atan(-0)).toBe(-0);
  expect(atan(1)).toBe(Math.PI / 4);
  expect(atan(-1)).toBe(-Math.PI / 4);
  expect(atan(Infinity)).toBe(Math.PI / 2);
  expect(atan(-Infinity)).toBe(-Math.PI / 2);
  expect(atan(Number.NaN)).toBeNaN();
  for (const edge of [0.4375, 0.6875, 1.1875, 2.4375]) {
    expect(atan(edge)).toBeCloseTo(Math.atan(edge), 15);
  }
});

it('agrees with Math.asin to three units in the last place', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -1, max: 1 }), (x) => {
      const expected = Math.asin(x);
      expect(Math.abs(asin(x) - expected)).toBeLessThanOrEqual(6.7e-16 * Math.abs(expected));
    }),
    { numRuns: 5000 },
  );
  expect(asin(1)).toBe(Math.PI / 2);
  expect(asin(-1)).toBe(-Math.PI / 2);
  expect(asin(-0)).toBe(-0);
  expect(asin(1.1)).toBeNaN();
});
