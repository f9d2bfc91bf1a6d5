import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  r2Score,
  rootMeanSquaredError,
} from '../../src/metrics/regression.js';
import { residualStatistics } from '../../src/metrics/residuals.js';
import { setWarningHandler, type Warning } from '../../src/warnings.js';
import { DIGITS, expected } from './reference.js';

const warnings: Warning[] = [];
beforeEach(() => {
  warnings.length = 0;
  setWarningHandler((warning) => warnings.push(warning));
});
afterEach(() => setWarningHandler(null));

const { truth, predicted, weight, ...scores } = expected.regression;

it.each(['plain', 'weighted'] as const)('equals scikit-learn, %s', (weighting) => {
  const options = weighting === 'weighted' ? { sampleWeight: weight } : {};
  const reference = scores[weighting];
  expect(r2Score(truth, predicted, options)).toBeCloseTo(reference.r2, DIGITS);
  expect(meanSquaredError(truth, predicted, options)).toBeCloseTo(reference.mse, DIGITS);
  expect(rootMeanSquaredError(truth, predicted, options)).toBeCloseTo(reference.rmse, DIGITS);
  expect(meanAbsoluteError(truth, predicted, options)).toBeCloseTo(reference.mae, DIGITS);
  expect(meanAbsolutePercentageError(truth, predicted, options)).toBeCloseTo(
    reference.mape,
    DIGITS,
  );
});

it('equals scikit-learn where y is 0 or constant', () => {
  const { mape, r2Constant, r2ConstantMissed } = expected.extremes;
  expect(meanAbsolutePercentageError([0, 1], [0.5, 1])).toBe(mape);
  expect(r2Score([3, 3], [3, 3])).toBe(r2Constant);
  expect(r2Score([3, 3], [3, 4])).toBe(r2ConstantMissed);
});

it('warns that R² of one sample is not defined', () => {
  expect(r2Score([1], [1])).toBeNaN();
  expect(warnings[0].message).toBe('r2Score: R² is not defined for one sample. Pass more samples.');
});

describe('the statistics of the residuals', () => {
  it('equal NumPy’s', () => {
    const statistics = residualStatistics(truth, predicted);
    expect(statistics.std).toBeCloseTo(scores.std, DIGITS);
    expect(statistics.skewness).toBeCloseTo(scores.skewness, DIGITS);
    for (const [i, quantile] of Object.values(statistics.quantiles).entries()) {
      expect(quantile).toBeCloseTo(scores.quantiles[i], DIGITS);
    }
  });

  it('take a weight of two for a repeated row, and of zero for an absent one', () => {
    const row = fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 0, max: 3 }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
        fc.pre(rows.some(([, times]) => times > 0));
        const repeated = rows.flatMap(([value, times]) => new Array<number>(times).fill(value));
        const values = rows.map(([value]) => value);
        const weighted = residualStatistics(
          values,
          values.map(() => 0),
          {
            sampleWeight: rows.map(([, times]) => times),
          },
        );
        const plain = residualStatistics(
          repeated,
          repeated.map(() => 0),
        );
        expect(weighted.mean).toBeCloseTo(plain.mean, 10);
        expect(weighted.std).toBeCloseTo(plain.std, 10);
        expect(weighted.min).toBe(plain.min);
        for (const name of ['q05', 'q25', 'q50', 'q75', 'q95'] as const) {
          expect(weighted.quantiles[name]).toBeCloseTo(plain.quantiles[name], 10);
        }
      }),
    );
  });

  it('know no skewness of a constant error', () => {
    const { mean, std, skewness, withinOneSigma } = residualStatistics([0.1, 0.1, 0.1], [0, 0, 0]);
    expect([mean, std, skewness, withinOneSigma]).toEqual([0.1, 0, 0, 1]);
  });

  it('count what lies within one and two sigma', () => {
    const statistics = residualStatistics([-10, -1, 0, 1, 10], [0, 0, 0, 0, 0]);
    expect(statistics.withinOneSigma).toBe(0.6);
    expect(statistics.withinTwoSigma).toBe(1);
    expect(statistics.skewness).toBe(0);
  });
});

describe('they refuse', () => {
  it('values that are not finite, naming the place', () => {
    expect(() => meanSquaredError([1, 2], [1, Infinity])).toThrow(
      'meanSquaredError: yPred[1] is Infinity, not a finite number. Drop the sample, or mend what made it.',
    );
  });

  it('no samples, other lengths and impossible weights', () => {
    expect(() => r2Score([], [])).toThrow('r2Score: there are no samples.');
    expect(() => r2Score([1, 2], [1])).toThrow('yTrue has 2 values, but yPred has 1 value.');
    expect(() => r2Score([1, 2], [1, 2], { sampleWeight: [1, -1] })).toThrow(
      'sampleWeight[1] is -1',
    );
  });
});
