import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortedInSteps, sortInSteps } from '../../src/numeric/sorted-numbers.js';
import { drain } from '../../src/progress.js';
import { createRng } from '../../src/random/rng.js';

const numbers = (n: number, seed: number, scale: number, single: boolean) => {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => {
    const value = (rng.next() - 0.4) * 10 ** (scale * (rng.next() - 0.5));
    return single ? Math.fround(value) : value;
  });
};

it('sorts as the engine does, signs of zero included, wherever the numbers lie', () => {
  const odd = [0, -0, 0, Infinity, -Infinity, 5e-324, -5e-324, 1.7e308, -1.7e308, 1, 1];
  fc.assert(
    fc.property(
      fc.integer({ min: 2030, max: 5000 }),
      fc.integer(),
      fc.constantFrom(0, 3, 600),
      fc.boolean(),
      (n, seed, scale, single) => {
        const values = numbers(n, seed, scale, single);
        values.set(odd, Math.abs(seed) % 1000);
        const kept = values.slice();
        const expected = values.slice().sort();
        expect(drain(sortedInSteps(values))).toEqual(expected);
        expect(values).toEqual(kept);
        // In a part of a larger array, as a column's values are.
        const room = new Float64Array(2 * n + 3);
        room.set(values, 1);
        const within = room.subarray(1, n + 1);
        expect(drain(sortInSteps(within, room.subarray(n + 2, 2 * n + 2)))).toEqual(expected);
      },
    ),
    { numRuns: 15 },
  );
});

it.each([-1, 1])('sorts numbers of one sign (%s), and equal ones', (sign) => {
  const values = numbers(3000, 1, 3, false).map((value) => sign * Math.abs(value));
  expect(drain(sortedInSteps(values))).toEqual(values.slice().sort());
  expect(drain(sortedInSteps(new Float64Array(3000).fill(sign)))).toEqual(
    new Float64Array(3000).fill(sign),
  );
  expect(drain(sortedInSteps(new Float64Array(0)))).toEqual(new Float64Array(0));
});

it('pauses within the passes over many numbers', () => {
  expect([...sortedInSteps(numbers(100_000, 2, 3, true))].length).toBeGreaterThan(10);
});
