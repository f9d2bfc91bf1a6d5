import { SingularValueDecomposition } from 'ml-matrix';
import { expect, it } from 'vitest';
import { makeRegression } from '../../../src/data/synthetic/make-regression.js';

const residuals = ({ X, y, coef }: ReturnType<typeof makeRegression>, bias = 0) =>
  y.map((target, i) => target - bias - X.getRow(i).reduce((sum, x, j) => sum + x * coef[j], 0));

it('has the shape it is asked for, 100 × 100 by default, ten of which matter', () => {
  const { X, y, coef } = makeRegression({ randomState: 0 });
  expect([X.rows, X.columns, y.length, coef.length]).toEqual([100, 100, 100, 100]);
  expect(coef.filter((c) => c !== 0)).toHaveLength(10);
  expect(coef.every((c) => c >= 0 && c < 100)).toBe(true);
});

it('makes targets that its coefficients and bias explain, shuffled or not', () => {
  for (const shuffle of [true, false]) {
    const made = makeRegression({ nSamples: 50, nFeatures: 12, bias: 5, shuffle, randomState: 1 });
    for (const rest of residuals(made, 5)) expect(Math.abs(rest)).toBeLessThan(1e-11);
  }
  const { coef } = makeRegression({
    nFeatures: 12,
    nInformative: 3,
    shuffle: false,
    randomState: 1,
  });
  expect(coef.map((c) => c > 0)).toEqual([true, true, true, ...new Array(9).fill(false)]);
});

it('adds noise of the standard deviation it is asked for', () => {
  const made = makeRegression({ nSamples: 20_000, nFeatures: 3, noise: 7, randomState: 2 });
  const rest = residuals(made);
  const mean = rest.reduce((sum, r) => sum + r, 0) / rest.length;
  const deviation = Math.sqrt(rest.reduce((sum, r) => sum + (r - mean) ** 2, 0) / rest.length);
  // Five standard errors: 7 / √20000 and 7 / √40000.
  expect(Math.abs(mean)).toBeLessThan(0.25);
  expect(Math.abs(deviation - 7)).toBeLessThan(0.18);
});

it('gives the same data for the same seed, and other data for another', () => {
  const make = (randomState: number) => makeRegression({ randomState, noise: 1 });
  expect(make(3)).toEqual(make(3));
  expect(make(3).y).not.toEqual(make(4).y);
});

it('pins its numbers, so that a seed means the same data for ever', () => {
  const { X, y, coef } = makeRegression({ nSamples: 2, nFeatures: 2, noise: 1, randomState: 42 });
  expect({ X: X.to2DArray(), y, coef }).toMatchInlineSnapshot(`
    {
      "X": [
        [
          -0.8967276161050624,
          0.5617954926520128,
        ],
        [
          0.9701283732060273,
          0.04552928332035498,
        ],
      ],
      "coef": [
        84.8651513477081,
        47.10548722298859,
      ],
      "y": [
        -49.178052992669905,
        83.83151000111354,
      ],
    }
  `);
});

it('takes all features as informative when asked for more', () => {
  const { coef } = makeRegression({ nFeatures: 4, nInformative: 9, randomState: 0 });
  expect(coef.every((c) => c > 0)).toBe(true);
  expect(makeRegression({ nInformative: 0, randomState: 0 }).y.every((v) => v === 0)).toBe(true);
});

it('has the singular values of a low effective rank: a bell and a tail', () => {
  for (const [nSamples, nFeatures] of [
    [60, 20],
    [15, 40],
  ]) {
    const options = { nSamples, nFeatures, effectiveRank: 4, tailStrength: 0.3, randomState: 5 };
    const { X } = makeRegression(options);
    const wide = nFeatures > nSamples;
    const { diagonal } = new SingularValueDecomposition(wide ? X.transpose() : X);
    // scikit-learn's profile: (1 - t) exp(-(k/r)²) + t exp(-0.1 k/r)
    diagonal.forEach((value, k) => {
      const expected = 0.7 * Math.exp(-((k / 4) ** 2)) + 0.3 * Math.exp((-0.1 * k) / 4);
      expect(Math.abs(value - expected)).toBeLessThan(1e-12);
    });
  }
});

it('refuses options by name', () => {
  expect(() => makeRegression({ noise: -1 })).toThrow(
    'makeRegression: noise must be a number >= 0, but got -1. Pass the standard deviation of the noise.',
  );
  expect(() => makeRegression({ effectiveRank: 0 })).toThrow(
    'makeRegression: effectiveRank must be an integer >= 1, or null, but got 0.',
  );
  expect(() => makeRegression({ tailStrength: 2 })).toThrow(
    'tailStrength must be a number >= 0 and <= 1',
  );
});
