import { expect, it } from 'vitest';
import { makeFriedman2 } from '../../../src/data/synthetic/make-friedman2.js';

const signal = ([a, b, c, d]: number[]) => Math.hypot(a, b * c - 1 / (b * d));

it('makes the target the impedance of random circuits', () => {
  const { X, y } = makeFriedman2({ nSamples: 300, randomState: 0 });
  expect([X.rows, X.columns, y.length]).toEqual([300, 4, 300]);
  const bounds = [
    [0, 100],
    [40 * Math.PI, 560 * Math.PI],
    [0, 1],
    [1, 11],
  ];
  X.to2DArray().forEach((row, i) => {
    row.forEach((value, j) => {
      expect(value).toBeGreaterThanOrEqual(bounds[j][0]);
      expect(value).toBeLessThan(bounds[j][1]);
    });
    expect(Math.abs(y[i] - signal(row))).toBeLessThan(1e-12 * y[i]);
  });
});

it('adds noise of the standard deviation it is asked for', () => {
  const { X, y } = makeFriedman2({ nSamples: 20_000, noise: 2, randomState: 1 });
  const rest = X.to2DArray().map((row, i) => y[i] - signal(row));
  const variance = rest.reduce((sum, r) => sum + r * r, 0) / rest.length;
  expect(Math.abs(Math.sqrt(variance) - 2)).toBeLessThan(0.05); // five standard errors
});

it('gives the same data for the same seed, and pins it', () => {
  const make = (randomState: number) => makeFriedman2({ nSamples: 2, noise: 1, randomState });
  expect(make(9)).toEqual(make(9));
  expect(make(9)).not.toEqual(make(10));
  const { X, y } = make(42);
  expect({ X: X.to2DArray(), y }).toMatchInlineSnapshot(`
    {
      "X": [
        [
          1.7215748511222762,
          630.6183438738614,
          0.988817653895151,
          8.343808785162885,
        ],
        [
          51.8515900492969,
          1586.997868026765,
          0.7006397917271459,
          2.797424605847715,
        ],
      ],
      "y": [
        623.4698556110541,
        1114.3130257779437,
      ],
    }
  `);
});

it('refuses options by name', () => {
  expect(() => makeFriedman2({ nSamples: 0 })).toThrow(
    'makeFriedman2: nSamples must be an integer >= 1, but got 0. Pass how many samples.',
  );
  // @ts-expect-error: the circuit has four features
  expect(() => makeFriedman2({ nFeatures: 5 })).toThrow('there is no option "nFeatures"');
});
