import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cos, sin } from '../../src/numeric/trigonometry.js';

/** The distance from a number to the next larger one of its size. */
const ulp = (value: number) => 2 ** (Math.floor(Math.log2(Math.max(Math.abs(value), 1e-300))) - 52);

it('agrees with Math.sin and Math.cos to the last place but one', () => {
  // Both are within 1 unit of the truth, so within 2 of each other.
  for (const limit of [1, Math.PI, 100, 1e5]) {
    const angle = fc.double({ min: -limit, max: limit, noNaN: true });
    fc.assert(
      fc.property(angle, (x) => {
        expect(Math.abs(sin(x) - Math.sin(x))).toBeLessThanOrEqual(2 * ulp(Math.sin(x)));
        expect(Math.abs(cos(x) - Math.cos(x))).toBeLessThanOrEqual(2 * ulp(Math.cos(x)));
      }),
      { numRuns: 2000 },
    );
  }
});

it('keeps its accuracy beside multiples of π', () => {
  expect(sin(Math.PI)).toBe(1.2246467991473532e-16);
  expect(cos(Math.PI / 2)).toBe(6.123233995736766e-17);
  expect(sin(355)).toBe(-3.014435335948845e-5);
});

it('gives these bits on every engine', () => {
  expect([sin(0), sin(1), sin(-2), sin(1e5)]).toEqual([
    0, 0.8414709848078965, -0.9092974268256817, 0.03574879797201651,
  ]);
  expect([cos(0), cos(1), cos(-2), cos(1e5)]).toEqual([
    1, 0.5403023058681398, -0.4161468365471424, -0.9993608074382124,
  ]);
});

it('is NaN for infinities and NaN', () => {
  for (const x of [Infinity, -Infinity, Number.NaN]) {
    expect(sin(x)).toBeNaN();
    expect(cos(x)).toBeNaN();
  }
});
