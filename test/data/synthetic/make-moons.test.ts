import { expect, it } from 'vitest';
import { makeMoons } from '../../../src/data/synthetic/make-moons.js';

it('puts half of the samples on each of two half circles', () => {
  const { X, y } = makeMoons({ nSamples: 101, randomState: 0 });
  expect([X.rows, X.columns, y.length]).toEqual([101, 2, 101]);
  expect(y.filter((label) => label === 0)).toHaveLength(50);
  X.to2DArray().forEach(([x0, x1], i) => {
    const [dx, dy] = y[i] === 0 ? [x0, x1] : [1 - x0, 0.5 - x1];
    expect(Math.abs(Math.hypot(dx, dy) - 1)).toBeLessThan(1e-15);
    expect(dy).toBeGreaterThanOrEqual(0);
  });
});

it('goes from end to end of each moon, unshuffled', () => {
  const { X, y } = makeMoons({ nSamples: [3, 2], shuffle: false });
  expect(y).toEqual([0, 0, 0, 1, 1]);
  const expected = [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, 0.5],
    [2, 0.5],
  ];
  X.to2DArray().forEach(([x0, x1], i) => {
    expect(x0).toBeCloseTo(expected[i][0], 15);
    expect(x1).toBeCloseTo(expected[i][1], 15);
  });
  expect(makeMoons({ nSamples: [1, 0] }).X.to2DArray()).toEqual([[1, 0]]);
});

it('adds noise of the standard deviation it is asked for', () => {
  const options = { nSamples: 20_000, randomState: 1 };
  const clean = makeMoons(options).X.to1DArray();
  const noisy = makeMoons({ ...options, noise: 0.3 }).X.to1DArray();
  const variance = noisy.reduce((sum, v, i) => sum + (v - clean[i]) ** 2, 0) / noisy.length;
  expect(Math.abs(Math.sqrt(variance) - 0.3)).toBeLessThan(0.006); // five standard errors
});

it('gives the same data for the same seed, and pins it', () => {
  const make = (randomState: number) => makeMoons({ nSamples: 3, noise: 0.1, randomState });
  expect(make(9)).toEqual(make(9));
  expect(make(9)).not.toEqual(make(10));
  const { X, y } = make(42);
  expect({ X: X.to2DArray(), y }).toMatchInlineSnapshot(`
    {
      "X": [
        [
          2.1731900733189082,
          0.5136818762018593,
        ],
        [
          0.06224111419050459,
          0.5316527316756775,
        ],
        [
          0.8676612981235592,
          -0.011960875743125328,
        ],
      ],
      "y": [
        1,
        1,
        0,
      ],
    }
  `);
});

it('refuses options by name', () => {
  expect(() => makeMoons({ noise: -1 })).toThrow(
    'makeMoons: noise must be a number >= 0, or null, but got -1.',
  );
  // @ts-expect-error: three moons
  expect(() => makeMoons({ nSamples: [1, 2, 3] })).toThrow(
    'makeMoons: nSamples must be an integer >= 1, or an array of 2 values, each an integer >= 0, but got [1, 2, 3].',
  );
});
