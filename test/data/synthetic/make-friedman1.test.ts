import { expect, it } from 'vitest';
import { makeFriedman1 } from '../../../src/data/synthetic/make-friedman1.js';

const signal = ([a, b, c, d, e]: number[]) =>
  10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e;

it('makes the target from the first five of its features', () => {
  const { X, y } = makeFriedman1({ nSamples: 300, nFeatures: 7, randomState: 0 });
  expect([X.rows, X.columns, y.length]).toEqual([300, 7, 300]);
  X.to2DArray().forEach((row, i) => {
    expect(row.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(Math.abs(y[i] - signal(row))).toBeLessThan(1e-13);
  });
});

it('adds noise of the standard deviation it is asked for', () => {
  const { X, y } = makeFriedman1({ nSamples: 20_000, noise: 2, randomState: 1 });
  const rest = X.to2DArray().map((row, i) => y[i] - signal(row));
  const variance = rest.reduce((sum, r) => sum + r * r, 0) / rest.length;
  expect(Math.abs(Math.sqrt(variance) - 2)).toBeLessThan(0.05); // five standard errors
});

it('gives the same data for the same seed, and pins it', () => {
  const make = (randomState: number) =>
    makeFriedman1({ nSamples: 2, nFeatures: 5, noise: 1, randomState });
  expect(make(9)).toEqual(make(9));
  expect(make(9)).not.toEqual(make(10));
  const { X, y } = make(42);
  expect({ X: X.to2DArray(), y }).toMatchInlineSnapshot(`
    {
      "X": [
        [
          0.01721574851122276,
          0.30910010243057573,
          0.988817653895151,
          0.7343808785162884,
          0.518515900492969,
        ],
        [
          0.8945329052798424,
          0.7006397917271459,
          0.1797424605847715,
          0.47105487222988596,
          0.8486515134770811,
        ],
      ],
      "y": [
        14.239150570056307,
        20.681998935001694,
      ],
    }
  `);
});

it('needs five features', () => {
  expect(() => makeFriedman1({ nFeatures: 4 })).toThrow(
    'makeFriedman1: nFeatures must be an integer >= 5, but got 4. Pass how many features.',
  );
});
