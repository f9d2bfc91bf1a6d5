import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { argsort, select } from '../../src/numeric/ordering.js';
import { createRng } from '../../src/random/rng.js';

/** The oracle: a stable comparison sort, NaN last. */
function plainArgsort(values: Float64Array): number[] {
  const rank = (value: number) => (Number.isNaN(value) ? 1 : 0);
  return Array.from(values.keys()).sort(
    (i, k) => rank(values[i]) - rank(values[k]) || values[i] - values[k] || i - k,
  );
}

it('sorts as a stable comparison does, whatever the numbers', () => {
  const special = fc.constantFrom(0, -0, Infinity, -Infinity, Number.NaN, 5e-324, -5e-324, 1e308);
  const numbers = fc.array(fc.oneof(fc.double(), special, fc.integer({ min: -3, max: 3 })));
  fc.assert(
    fc.property(numbers, (list) => {
      const values = Float64Array.from(list);
      expect(Array.from(argsort(values))).toEqual(plainArgsort(values));
    }),
  );
});

it('sorts long lists by their digits to the same order', () => {
  const rng = createRng('argsort');
  const specials = [0, -0, Infinity, -Infinity, Number.NaN, 5e-324, -5e-324];
  const values = Float64Array.from({ length: 6000 }, (_, i) => {
    if (i % 10 === 0) return specials[rng.nextInteger(specials.length)];
    return i % 3 === 0
      ? rng.nextInteger(50) - 25
      : (rng.next() - 0.5) * 10 ** (rng.nextInteger(600) - 300);
  });
  expect(Array.from(argsort(values))).toEqual(plainArgsort(values));
});

it('selects the k-th smallest, the smaller ones before it', () => {
  const values = fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(values, fc.nat(), (given, at) => {
      const k = at % given.length;
      const parted = Float64Array.from(given);
      const chosen = select(parted, k);
      expect(chosen === [...given].sort((a, b) => a - b)[k]).toBe(true);
      expect(parted.subarray(0, k).every((value) => value <= chosen)).toBe(true);
      expect(parted.subarray(k).every((value) => value >= chosen)).toBe(true);
      expect(parted.slice().sort()).toEqual(Float64Array.from(given).sort());
    }),
  );
});
