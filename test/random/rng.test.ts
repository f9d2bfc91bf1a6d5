import { expect, it } from 'vitest';
import { createRng, Rng } from '../../src/random/rng.js';

const draws = (rng: Rng, n: number) => Array.from({ length: n }, () => rng.nextUint32());

/** Pearson's statistic of counts that should be equal. */
function chiSquare(counts: ArrayLike<number>): number {
  let total = 0;
  for (let k = 0; k < counts.length; k++) total += counts[k];
  const expected = total / counts.length;
  let sum = 0;
  for (let k = 0; k < counts.length; k++) sum += (counts[k] - expected) ** 2 / expected;
  return sum;
}

/** Five standard deviations above the mean of the statistic; the seeds are fixed, so no run is unlucky. */
const limit = (cells: number) => cells - 1 + 5 * Math.sqrt(2 * (cells - 1));

it('follows the reference implementation of xoshiro128**', () => {
  // From state 1, 2, 3, 4: rotl(2 · 5, 7) · 9 = 11520; the words after the first step are 7, 0, 1026, 12288.
  expect(draws(new Rng(1, 2, 3, 4), 4)).toEqual([11520, 0, 5927040, 70819200]);
});

it('gives the same numbers for the same seed, on every platform', () => {
  expect(draws(createRng(42), 3)).toMatchInlineSnapshot(`
    [
      73941081,
      2796005267,
      1327574828,
    ]
  `);
  expect(draws(createRng('42'), 3)).toMatchInlineSnapshot(`
    [
      907773277,
      1791881292,
      99328256,
    ]
  `);
  expect(createRng(0).next()).toMatchInlineSnapshot(`0.4899424792204127`);
  expect(draws(createRng(7), 100)).toEqual(draws(createRng(7), 100));
});

it('gives other numbers for another seed: 1, -1, 0.5 and the text 1', () => {
  const first = [1, -1, 0.5, '1', 'a', ''].map((seed) => createRng(seed).nextUint32());
  expect(new Set(first).size).toBe(first.length);
  expect(draws(createRng(null), 4)).not.toEqual(draws(createRng(null), 4));
});

it('gives numbers in [0, 1), evenly, with mean 1/2 and variance 1/12', () => {
  const rng = createRng(1);
  const counts = new Int32Array(100);
  const n = 200_000;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const value = rng.next();
    counts[Math.floor(value * 100)]++;
    sum += value;
    squares += (value - 0.5) ** 2;
  }
  expect(chiSquare(counts)).toBeLessThan(limit(100));
  expect(Math.abs(sum / n - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / n));
  expect(Math.abs(squares / n - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / n));
});

it('gives all 53 bits a chance', () => {
  const rng = createRng(2);
  const ones = new Int32Array(53);
  const n = 20_000;
  for (let i = 0; i < n; i++) {
    let rest = rng.next();
    for (let bit = 0; bit < 53; bit++) {
      rest *= 2;
      if (rest >= 1) {
        ones[bit]++;
        rest -= 1;
      }
    }
    expect(rest).toBe(0);
  }
  for (const count of ones) expect(Math.abs(count - n / 2)).toBeLessThan(5 * Math.sqrt(n / 4));
});

it.each([1, 2, 3, 6, 7, 10, 100])('gives integers below %d, each as often', (n) => {
  const rng = createRng(n);
  const counts = new Int32Array(n);
  for (let i = 0; i < 50_000; i++) counts[rng.nextInteger(n)]++;
  expect(chiSquare(counts)).toBeLessThan(limit(n) + 1e-9);
});

it('is not biased where a remainder would be: 3 · 2^30 of 2^32', () => {
  // The remainder of 32 random bits would fall below 2^30 half of the time; a third is right.
  const rng = createRng(3);
  const n = 30_000;
  let low = 0;
  for (let i = 0; i < n; i++) if (rng.nextInteger(3 * 2 ** 30) < 2 ** 30) low++;
  expect(Math.abs(low / n - 1 / 3)).toBeLessThan(5 * Math.sqrt(2 / 9 / n));
});

it('gives integers up to the whole range', () => {
  const rng = createRng(4);
  const same = createRng(4);
  expect(rng.nextInteger(2 ** 32)).toBe(same.nextUint32());
  expect(rng.nextInteger(1)).toBe(0);
});

it('has successive draws that do not depend on each other', () => {
  const rng = createRng(5);
  const counts = new Int32Array(256);
  for (let i = 0; i < 100_000; i++) counts[rng.nextInteger(16) * 16 + rng.nextInteger(16)]++;
  expect(chiSquare(counts)).toBeLessThan(limit(256));
});

it('clones into one that goes the same way and leaves this one alone', () => {
  const rng = createRng(6);
  rng.nextUint32();
  const copy = rng.clone();
  const ahead = draws(copy, 50);
  expect(draws(rng, 50)).toEqual(ahead);
});

it('forks without advancing, the same stream for the same number', () => {
  const rng = createRng(7);
  const untouched = rng.clone();
  const forks = [0, 1, 2].map((i) => draws(rng.fork(i), 20));
  expect(draws(rng.fork(1), 20)).toEqual(forks[1]);
  expect(draws(rng, 20)).toEqual(draws(untouched, 20));
  expect(createRng(7).fork(3).nextUint32()).toMatchInlineSnapshot(`1475075624`);
});

it('forks into streams that differ from each other, from their parent and from those of other parents', () => {
  const first = new Set<number>();
  for (const seed of [1, 2, 3, 4]) {
    const rng = createRng(seed);
    first.add(rng.nextUint32());
    for (let i = 0; i < 500; i++) first.add(rng.fork(i).nextUint32());
    first.add(rng.fork(2 ** 32).nextUint32());
    first.add(rng.fork(2 ** 32 + 1).nextUint32());
  }
  // 2012 of 2^32: even one collision is unlikely (1 in 2000).
  expect(first.size).toBe(4 * 503);
});

it('forks into neighbours that are not correlated, at their first draw and later', () => {
  const rng = createRng(8);
  for (const later of [0, 5]) {
    const counts = new Int32Array(256);
    for (let i = 0; i < 50_000; i++) {
      const [a, b] = [rng.fork(i), rng.fork(i + 1)];
      draws(a, later);
      draws(b, later);
      counts[(a.nextUint32() >>> 28) * 16 + (b.nextUint32() >>> 28)]++;
    }
    expect(chiSquare(counts)).toBeLessThan(limit(256));
  }
});

it('leaves the state of zeros, which would give zeros for ever', () => {
  expect(new Set(draws(new Rng(0, 0, 0, 0), 20)).size).toBeGreaterThan(10);
});
