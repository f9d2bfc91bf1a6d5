import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRng } from '../../src/random/rng.js';
import { choice, createNormal, permutation, range, shuffle } from '../../src/random/sampling.js';

function chiSquare(counts: Iterable<number>, expected: number): number {
  let sum = 0;
  for (const count of counts) sum += (count - expected) ** 2 / expected;
  return sum;
}

/** Five standard deviations above the mean of the statistic; the seeds are fixed, so no run is unlucky. */
const limit = (cells: number) => cells - 1 + 5 * Math.sqrt(2 * (cells - 1));

it('shuffles into every order alike', () => {
  const rng = createRng(1);
  const counts = new Map<string, number>();
  for (let i = 0; i < 24_000; i++) {
    const order = shuffle(['a', 'b', 'c', 'd'], rng).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(24);
  expect(chiSquare(counts.values(), 1000)).toBeLessThan(limit(24));
});

it('shuffles in place and gives back what it was given', () => {
  const values = Float64Array.of(3, 1, 2);
  expect(shuffle(values, createRng(2))).toBe(values);
  expect([...values].sort()).toEqual([1, 2, 3]);
  expect(shuffle([], createRng(2))).toEqual([]);
  expect(shuffle([1], createRng(2))).toEqual([1]);
});

it('permutes the integers from 0', () => {
  const order = permutation(1000, createRng(3));
  expect([...order].sort((a, b) => a - b)).toEqual([...range(1000)]);
  expect([...order]).not.toEqual([...range(1000)]);
  expect([...permutation(6, createRng(3))]).toMatchInlineSnapshot(`
    [
      2,
      1,
      4,
      5,
      0,
      3,
    ]
  `);
  expect(permutation(0, createRng(3))).toHaveLength(0);
});

it('counts up', () => {
  expect([...range(4)]).toEqual([0, 1, 2, 3]);
  expect(range(0)).toHaveLength(0);
});

it('chooses different integers, every ordered choice alike', () => {
  const rng = createRng(4);
  const counts = new Map<string, number>();
  for (let i = 0; i < 20_000; i++) {
    const chosen = choice(5, 2, rng).join();
    counts.set(chosen, (counts.get(chosen) ?? 0) + 1);
  }
  expect(counts.size).toBe(20);
  expect(chiSquare(counts.values(), 1000)).toBeLessThan(limit(20));
  expect([...choice(5, 5, rng)].sort()).toEqual([0, 1, 2, 3, 4]);
  expect(choice(5, 0, rng)).toHaveLength(0);
  expect([...choice(100, 4, createRng(4))]).toMatchInlineSnapshot(`
    [
      15,
      6,
      3,
      55,
    ]
  `);
});

it('chooses few of many as a shuffle of all that stops early', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(), fc.nat(), (n, part, seed) => {
      const size = part % (n + 1);
      const rng = createRng(seed);
      const values = range(n);
      for (let i = 0; i < size; i++) {
        const j = i + rng.nextInteger(n - i);
        [values[i], values[j]] = [values[j], values[i]];
      }
      expect(choice(n, size, createRng(seed))).toEqual(values.slice(0, size));
    }),
  );
});

it('draws normal numbers: mean 0, variance 1, no skew, the tails of the bell', () => {
  const normal = createNormal(createRng(5));
  const n = 200_000;
  const moments = [0, 0, 0, 0];
  let beyondTwo = 0;
  for (let i = 0; i < n; i++) {
    const value = normal();
    for (let k = 0; k < 4; k++) moments[k] += value ** (k + 1) / n;
    if (Math.abs(value) > 2) beyondTwo++;
  }
  // Five standard errors; the variances of x, x², x³ and x⁴ are 1, 2, 15 and 96.
  const expected = [0, 1, 0, 3];
  const variances = [1, 2, 15, 96];
  moments.forEach((moment, k) => {
    expect(Math.abs(moment - expected[k])).toBeLessThan(5 * Math.sqrt(variances[k] / n));
  });
  const share = 0.04550026389635842; // beyond two standard deviations
  expect(Math.abs(beyondTwo / n - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / n));
});

it('draws normal numbers evenly over the quantiles', () => {
  // Octiles of the standard normal distribution.
  const cuts = [-1.1503493803760079, -0.6744897501960817, -0.31863936396437514];
  const edges = [...cuts, 0, ...cuts.map((cut) => -cut).reverse()];
  const counts = new Array<number>(8).fill(0);
  const normal = createNormal(createRng(6));
  for (let i = 0; i < 80_000; i++) {
    const value = normal();
    counts[edges.filter((edge) => edge < value).length]++;
  }
  expect(chiSquare(counts, 10_000)).toBeLessThan(limit(8));
});

it('draws pairs of normal numbers that do not depend on each other', () => {
  const normal = createNormal(createRng(7));
  const n = 50_000;
  let product = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const [a, b] = [normal(), normal()];
    product += a * b;
    squares += (a * a - 1) * (b * b - 1);
  }
  expect(Math.abs(product / n)).toBeLessThan(5 / Math.sqrt(n));
  expect(Math.abs(squares / n)).toBeLessThan(5 * Math.sqrt(4 / n));
});

it('draws the same normal numbers on every platform', () => {
  const normal = createNormal(createRng(42));
  expect([normal(), normal(), normal()]).toMatchInlineSnapshot(`
    [
      0.04552928332035498,
      0.9701283732060273,
      0.5617954926520128,
    ]
  `);
});
