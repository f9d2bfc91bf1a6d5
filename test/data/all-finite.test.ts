import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { allFinite } from '../../src/data/all-finite.js';

const odd = fc.constantFrom(Number.NaN, Infinity, -Infinity);
const common = fc.double({ noNaN: true, min: -1e300, max: 1e300 });
const stretch = fc.tuple(fc.nat(40), fc.nat(40)).map((ends) => ends.sort((a, b) => a - b));

it('a stretch is finite when each of its numbers is, whatever lies around it', () => {
  const values = fc.array(fc.oneof({ weight: 9, arbitrary: common }, odd), {
    minLength: 40,
    maxLength: 40,
  });
  fc.assert(
    fc.property(values, stretch, (given, [from, to]) => {
      const data = Float64Array.from(given);
      expect(allFinite(data, from, to)).toBe(data.subarray(from, to).every(Number.isFinite));
    }),
    { numRuns: 1000 },
  );
});

it('of numbers near the largest it may say no, never yes of what is not finite', () => {
  expect(allFinite(new Float64Array(8).fill(Number.MAX_VALUE), 0, 8)).toBe(false);
  const data = Float64Array.of(Infinity, -Infinity, Number.MAX_VALUE, -Number.MAX_VALUE);
  expect(allFinite(data, 0, 4)).toBe(false);
});
