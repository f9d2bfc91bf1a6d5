import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GradientBoostingRegressor } from '../../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { RandomForestRegressor } from '../../src/estimators/random-forest/random-forest-regressor.js';
import { anomalyReport } from '../../src/metrics/anomaly-report.js';
import { calibrationCurve } from '../../src/metrics/calibration.js';
import { d2PinballScore } from '../../src/metrics/d2-scores.js';
import { medianAbsoluteError } from '../../src/metrics/regression.js';
import { residualStatistics } from '../../src/metrics/residuals.js';
import { weightedQuantile } from '../../src/numeric/quantiles.js';
import { binFeatures } from '../support/bin-features.js';

const rows = fc
  .array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 0, max: 4 })), {
    minLength: 1,
    maxLength: 30,
  })
  .filter((some) => some.some(([, weight]) => weight > 0));
const share = fc.integer({ min: 0, max: 20 }).map((twentieths) => twentieths / 20);
/** Units of weights that make sums round, overflow and go under. */
const unit = fc.constantFrom(0.1, 0.7, 70.1, 1e-310, 1e-7, 1 / 3, 3e307);

const quantileOf = (some: readonly (readonly [number, number])[], q: number, times = 1) =>
  weightedQuantile(
    Float64Array.from(some, ([value]) => value),
    Float64Array.from(some, ([, weight]) => weight * times),
    q,
  );

describe('a weighted quantile', () => {
  it('does not depend on the unit of the weights', () => {
    fc.assert(
      fc.property(rows, share, unit, (some, q, times) => {
        expect(quantileOf(some, q, times)).toBe(quantileOf(some, q));
      }),
    );
  });

  it('takes a weight of two for a repeated value, and the order does not matter', () => {
    fc.assert(
      fc.property(rows, share, (some, q) => {
        const repeated = some.flatMap(([value, times]) => new Array<number>(times).fill(value));
        const plain = weightedQuantile(Float64Array.from(repeated), undefined, q);
        expect(quantileOf(some, q)).toBe(plain);
        expect(quantileOf([...some].reverse(), q)).toBe(plain);
      }),
    );
  });

  it('is the same seen from the other side', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 20 }), unit, (some, twentieths, times) => {
        const turned = some.map(([value, weight]) => [-value, weight] as const);
        expect(quantileOf(some, twentieths / 20, times)).toBeCloseTo(
          -quantileOf(turned, (20 - twentieths) / 20, times),
          12,
        );
      }),
    );
  });

  it('lies half-way where the share ends exactly at a value, also of huge and of many values', () => {
    expect(weightedQuantile(Float64Array.of(1.7e308, 1.5e308), undefined, 0.5)).toBe(1.6e308);
    expect(weightedQuantile(Float64Array.of(5e-324, 5e-324), undefined, 0.5)).toBe(5e-324);
    const many = Float64Array.from({ length: 1e6 }, (_, i) => i);
    expect(weightedQuantile(many, many.slice().fill(0.1), 0.5)).toBe(499999.5);
  });
});

describe.each([1, 0.1, 0.7, 70.1, 1 / 3])(
  'of ten values of the weight %s, the median is 5.5',
  (weight) => {
    const y = Array.from({ length: 10 }, (_, i) => i + 1);
    const zeros = y.map(() => 0);
    const X = y.map(() => [0]);
    const sampleWeight = y.map(() => weight);

    it('in metrics', () => {
      expect(medianAbsoluteError(y, zeros, { sampleWeight })).toBe(5.5);
      expect(d2PinballScore(y, zeros.fill(5.5), { sampleWeight })).toBe(0);
      expect(
        residualStatistics(
          y,
          y.map(() => 0),
          { sampleWeight },
        ).quantiles.q50,
      ).toBe(5.5);
      expect(
        anomalyReport(
          y.map(() => 1),
          y,
          { sampleWeight },
        ).scores.median,
      ).toBe(5.5);
    });

    it('in boosting and forests', () => {
      for (const objective of ['absoluteError', 'quantile'] as const) {
        const boosting = new GradientBoostingRegressor({ objective, nEstimators: 1 });
        expect(boosting.fit(X, y, { sampleWeight }).predict([[0]])).toEqual([5.5]);
      }
      const forest = new RandomForestRegressor({
        criterion: 'absoluteError',
        bootstrap: false,
        nEstimators: 1,
      });
      expect(forest.fit(X, y, { sampleWeight }).predict([[0]])).toEqual([5.5]);
    });

    it('and bins hold the same', () => {
      const truth = Array.from({ length: 40 }, (_, i) => i % 3 === 0);
      const shares = truth.map((_, i) => i / 40);
      const curve = (sampleWeight: number[]) =>
        calibrationCurve(truth, shares, { strategy: 'quantile', nBins: 8, sampleWeight }).probTrue;
      const plain = curve(truth.map(() => 1));
      for (const [at, happened] of curve(truth.map(() => weight)).entries()) {
        expect(happened).toBeCloseTo(plain[at], 12);
      }
      const data = Float64Array.from({ length: 383 }, (_, i) => i);
      const bins = (each: number) =>
        binFeatures({ data, rows: data.length, columns: 1 }, data.slice().fill(each))
          .columnCodes[0];
      expect(bins(weight)).toEqual(bins(1));
    });
  },
);
