import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRng } from '../../src/random/rng.js';
import { chooseByWeight, cumulate, drawIndex } from '../../src/random/weighted-sampling.js';

const weights = Float64Array.of(1, 0, 2, 5, 0, 12);
const DRAWS = 20_000;

/** Pearson's statistic of counts against what the weights expect; without weight there must be none. */
function chiSquare(counts: Float64Array): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.reduce((sum, weight, i) => {
    if (weight === 0) return counts[i] === 0 ? sum : Infinity;
    const expected = (DRAWS * weight) / total;
    return sum + (counts[i] - expected) ** 2 / expected;
  }, 0);
}

/** Four values with weight leave three degrees of freedom: above this once in a hundred thousand seeds. */
const LIMIT = 25.9;

it('draws in proportion to weights, with replacement', () => {
  const rng = createRng(1);
  const cumulative = cumulate(weights);
  const counts = new Float64Array(weights.length);
  for (let draw = 0; draw < DRAWS; draw++) counts[drawIndex(cumulative, rng.next())]++;
  expect(chiSquare(counts)).toBeLessThan(LIMIT);
});

it('chooses the first in proportion to weights, without replacement', () => {
  const rng = createRng(2);
  const counts = new Float64Array(weights.length);
  for (let draw = 0; draw < DRAWS; draw++) counts[chooseByWeight(weights, 1, rng)[0]]++;
  expect(chiSquare(counts)).toBeLessThan(LIMIT);
});

it('chooses different indices, all that have weight and no other', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0, 1e-300, 0.5, 1, 1e300), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 25 }),
      fc.integer(),
      (given, size, seed) => {
        const chosen = chooseByWeight(Float64Array.from(given), size, createRng(seed));
        const weighted = given.filter((weight) => weight > 0).length;
        expect(chosen).toHaveLength(Math.min(size, weighted));
        expect(new Set(chosen).size).toBe(chosen.length);
        for (const i of chosen) expect(given[i]).toBeGreaterThan(0);
      },
    ),
  );
});

it('never falls to what has no weight, at either end of the shares', () => {
  const cumulative = cumulate(weights);
  expect(drawIndex(cumulative, 0)).toBe(0);
  expect(drawIndex(cumulative, 1 - 2 ** -53)).toBe(5);
  expect(drawIndex(cumulate(Float64Array.of(0, 0, 3, 0)), 0)).toBe(2);
  expect(drawIndex(cumulate(Float64Array.of(0, 0, 3, 0)), 1 - 2 ** -53)).toBe(2);
});
