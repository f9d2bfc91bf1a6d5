import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { IsotonicRegression } from '../../src/estimators/isotonic-regression.js';
import { setWarningHandler } from '../../src/warnings.js';
import { reference } from '../reference/reference.js';

interface Case {
  x: number[];
  y: number[];
  predicted: number[];
  increasing: boolean;
}
const { isotonic } = reference<{
  isotonic: {
    X: number[];
    y: number[];
    weights: number[];
    new: number[];
    cases: Record<string, Case>;
  };
}>('ensembles');
const { X, y, weights, cases } = isotonic;

const close = (values: readonly number[], expected: readonly number[]) => {
  expect(values.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(values[i]).toBeCloseTo(value, 12);
};

afterEach(() => {
  setWarningHandler(null);
});

describe('isotonic regression', () => {
  it.each([
    ['plain', {}, undefined],
    ['weighted', {}, weights],
    ['falling', { increasing: false }, weights],
    ['auto', { increasing: 'auto' }, undefined],
    ['bounded', { yMin: -1, yMax: 0.75 }, weights],
  ] as const)('is that of scikit-learn: %s', (name, options, sampleWeight) => {
    const model = new IsotonicRegression({ ...options, outOfBounds: 'clip' });
    model.fit(X, y, { sampleWeight });
    close(model.XThresholds, cases[name].x);
    close(model.yThresholds, cases[name].y);
    close(model.predict(isotonic.new), cases[name].predicted);
    expect(model.increasing).toBe(cases[name].increasing);
  });

  const samples = fc.array(
    fc.record({
      x: fc.integer({ min: -5, max: 5 }),
      y: fc.integer({ min: -9, max: 9 }),
      weight: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 1, maxLength: 12 },
  );

  it('meets the conditions of the optimum: no block of samples is better moved as a whole', () => {
    fc.assert(
      fc.property(samples, (rows) => {
        const x = rows.map((row) => row.x);
        const sampleWeight = rows.map((row) => row.weight);
        const model = new IsotonicRegression({ outOfBounds: 'clip' });
        const said = model
          .fit(
            x,
            rows.map((row) => row.y),
            { sampleWeight },
          )
          .predict(x);
        // Sums of residuals over all samples from some x up are 0 at most, and 0 at the steps and in all.
        const levels = [...new Set(x)].sort((a, b) => a - b);
        for (const level of levels) {
          let sum = 0;
          for (const [i, row] of rows.entries()) {
            if (row.x >= level) sum += row.weight * (row.y - said[i]);
          }
          const own = said[x.indexOf(level)];
          const below = levels[levels.indexOf(level) - 1];
          const isStep = below === undefined || own > said[x.indexOf(below)];
          expect(sum).toBeLessThan(1e-9);
          if (isStep) expect(sum).toBeCloseTo(0, 9);
        }
      }),
    );
  });

  it('takes a weight of two for a repeated sample, whatever the order', () => {
    fc.assert(
      fc.property(samples, (rows) => {
        const repeated = rows.flatMap((row) => new Array(row.weight).fill(row)).reverse();
        const made = (of: typeof rows, sampleWeight?: number[]) =>
          new IsotonicRegression({ outOfBounds: 'clip', increasing: 'auto' })
            .fit(
              of.map(({ x }) => x),
              of.map((row) => row.y),
              { sampleWeight },
            )
            .predict([-5, -2.5, 0, 0.5, 5]);
        setWarningHandler(() => {});
        close(
          made(
            rows,
            rows.map(({ weight }) => weight),
          ),
          made(repeated),
        );
      }),
    );
  });

  it('says what lies beyond the samples as outOfBounds asks for', () => {
    const made = (outOfBounds: 'nan' | 'clip' | 'raise') =>
      new IsotonicRegression({ outOfBounds }).fit([[1], [2]], [10, 20]);
    expect(made('nan').predict([0, 1.5, 3])).toEqual([Number.NaN, 15, Number.NaN]);
    expect(made('clip').predict([0, 1.5, 3])).toEqual([10, 15, 20]);
    expect(() => made('raise').predict([1, 3])).toThrow(
      'IsotonicRegression.predict: X[1] is 3, beyond the samples of fit, which go from 1 to 2. Drop it, or set outOfBounds to "clip".',
    );
    // One value of x says the same of all, as in scikit-learn.
    expect(new IsotonicRegression().fit([4, 4], [1, 3]).predict([-1, 4, 9])).toEqual([2, 2, 2]);
  });

  it('bears numbers at the edge of the range', () => {
    const model = new IsotonicRegression().fit([-1e308, 0, 1e308], [-1e308, 1e308, 1e308]);
    expect(model.predict([-1e308, -5e307, 1e308])).toEqual([-1e308, 0, 1e308]);
    const pooled = new IsotonicRegression().fit([1, 2], [1.7e308, -1.7e308], {
      sampleWeight: [8e307, 8e307],
    });
    expect(pooled.predict([1])).toEqual([0]);
  });

  it('warns where the samples do not tell whether to rise', () => {
    const seen: string[] = [];
    setWarningHandler(({ message }) => seen.push(message));
    new IsotonicRegression({ increasing: 'auto' }).fit([1, 2, 3, 4, 5, 6], [1, 3, 1, 3, 1, 3]);
    expect(seen).toEqual([
      expect.stringContaining('too little with X to tell which (rank correlation 0.29)'),
    ]);
  });

  it('refuses several columns and swapped bounds by name', () => {
    expect(() => new IsotonicRegression().fit([[1, 2]], [1])).toThrow(
      'IsotonicRegression.fit: X has 2 features, but isotonic regression is of one. Pass one column.',
    );
    expect(() => new IsotonicRegression({ yMin: 2, yMax: 1 })).toThrow(
      'IsotonicRegression: yMin is 2, above yMax, which is 1. Swap them.',
    );
  });

  it('is a step of pipelines: a column in, a column out', () => {
    const model = new IsotonicRegression();
    expect(model.fitTransform([[1], [2]], [3, 4]).to2DArray()).toEqual([[3], [4]]);
    expect(model.getFeatureNamesOut()).toEqual(['isotonicregression0']);
    expect(model.score([1, 2], [3, 4])).toBe(1);
  });
});
