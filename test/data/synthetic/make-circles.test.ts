import { expect, it } from 'vitest';
import { makeCircles } from '../../../src/data/synthetic/make-circles.js';

it('puts half of the samples on each of two circles', () => {
  const { X, y } = makeCircles({ nSamples: 101, factor: 0.3, randomState: 0 });
  expect([X.rows, X.columns, y.length]).toEqual([101, 2, 101]);
  expect(y.filter((label) => label === 0)).toHaveLength(50);
  X.to2DArray().forEach(([x0, x1], i) => {
    expect(Math.abs(Math.hypot(x0, x1) - (y[i] === 0 ? 1 : 0.3))).toBeLessThan(1e-15);
  });
});

it('goes once around each circle, unshuffled', () => {
  const { X, y } = makeCircles({ nSamples: [4, 2], shuffle: false, factor: 0.5 });
  expect(y).toEqual([0, 0, 0, 0, 1, 1]);
  const expected = [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
    [0.5, 0],
    [-0.5, 0],
  ];
  X.to2DArray().forEach(([x0, x1], i) => {
    expect(x0).toBeCloseTo(expected[i][0], 15);
    expect(x1).toBeCloseTo(expected[i][1], 15);
  });
  expect(makeCircles({ nSamples: [0, 1] }).X.to2DArray()).toEqual([[0.8, 0]]);
  const [x0, x1] = makeCircles({ nSamples: [3, 3], factor: 0, shuffle: false }).X.getRow(4);
  expect(Math.hypot(x0, x1)).toBe(0);
});

it('adds noise of the standard deviation it is asked for', () => {
  const options = { nSamples: 20_000, randomState: 1 };
  const clean = makeCircles(options).X.to1DArray();
  const noisy = makeCircles({ ...options, noise: 0.3 }).X.to1DArray();
  const variance = noisy.reduce((sum, v, i) => sum + (v - clean[i]) ** 2, 0) / noisy.length;
  expect(Math.abs(Math.sqrt(variance) - 0.3)).toBeLessThan(0.006); // five standard errors
});

it('gives the same data for the same seed, and pins it', () => {
  const make = (randomState: number) => makeCircles({ nSamples: 3, noise: 0.1, randomState });
  expect(make(9)).toEqual(make(9));
  expect(make(9)).not.toEqual(make(10));
  const { X, y } = make(42);
  expect({ X: X.to2DArray(), y }).toMatchInlineSnapshot(`
    {
      "X": [
        [
          -0.6268099266810919,
          0.013681876201859528,
        ],
        [
          0.8622411141905046,
          0.03165273167567751,
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
  expect(() => makeCircles({ factor: 1 })).toThrow(
    'makeCircles: factor must be a number >= 0 and < 1, but got 1.',
  );
  expect(() => makeCircles({ nSamples: 0 })).toThrow('makeCircles: nSamples must be an integer');
  // @ts-expect-error: a JavaScript user's slip
  expect(() => makeCircles({ radius: 1 })).toThrow('there is no option "radius"');
});
