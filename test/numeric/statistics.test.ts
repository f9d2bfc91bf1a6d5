import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dense } from '../../src/data/dense.js';
import {
  columnMeans,
  columnMoments,
  rSquared,
  sumOfWeights,
} from '../../src/numeric/statistics.js';

const dense = (rows: number[][]): Dense => ({
  data: Float64Array.from(rows.flat()),
  rows: rows.length,
  columns: rows[0].length,
});

/** The plain version: one column after the other, by the definition. */
function plainMoments(rows: number[][], weights = rows.map(() => 1)) {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const average = (value: (row: number[]) => number) =>
    rows.reduce((sum, row, i) => sum + weights[i] * value(row), 0) / total;
  const mean = rows[0].map((_, j) => average((row) => row[j]));
  return { mean, variance: rows[0].map((_, j) => average((row) => (row[j] - mean[j]) ** 2)) };
}

const table = fc
  .record({ rows: fc.integer({ min: 1, max: 14 }), columns: fc.integer({ min: 1, max: 4 }) })
  .chain(({ rows, columns }) => {
    const value = fc.integer({ min: -1000, max: 1000 }).map((tenths) => tenths / 10);
    const row = fc.array(value, { minLength: columns, maxLength: columns });
    return fc.record({
      X: fc.array(row, { minLength: rows, maxLength: rows }),
      weights: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: rows, maxLength: rows }),
    });
  });

describe('columnMoments', () => {
  it('agrees with the definition', () => {
    fc.assert(
      fc.property(table, ({ X }) => {
        const { mean, variance, totalWeight } = columnMoments(dense(X));
        const plain = plainMoments(X);
        expect(totalWeight).toBe(X.length);
        for (let j = 0; j < mean.length; j++) {
          expect(mean[j]).toBeCloseTo(plain.mean[j], 12);
          expect(variance[j]).toBeCloseTo(plain.variance[j], 10);
        }
      }),
    );
  });

  it('takes a weight as so many repeated rows', () => {
    fc.assert(
      fc.property(table, ({ X, weights }) => {
        fc.pre(weights.some((weight) => weight > 0));
        const repeated = X.flatMap((row, i) => new Array<number[]>(weights[i]).fill(row));
        const weighted = columnMoments(dense(X), Float64Array.from(weights));
        const plain = columnMoments(dense(repeated));
        expect(weighted.totalWeight).toBe(plain.totalWeight);
        for (let j = 0; j < plain.mean.length; j++) {
          expect(weighted.mean[j]).toBeCloseTo(plain.mean[j], 12);
          expect(weighted.variance[j]).toBeCloseTo(plain.variance[j], 10);
        }
      }),
    );
  });

  it('loses no digits to an offset', () => {
    const X = Array.from({ length: 1001 }, (_, i) => [1e9 + (i % 7) - 3]);
    const { mean, variance } = columnMoments(dense(X));
    expect(mean[0]).toBe(1e9);
    expect(variance[0]).toBeCloseTo(4, 13);
  });

  it('gives a constant column its value and no variance, exactly', () => {
    const X = Array.from({ length: 1003 }, () => [0.1]);
    const { mean, variance } = columnMoments(dense(X));
    expect([mean[0], variance[0]]).toEqual([0.1, 0]);
  });
});

describe('columnMeans', () => {
  it('is exact for a constant column, rows of weight 0 left out', () => {
    const X = Array.from({ length: 1003 }, (_, i) => [i === 0 ? 5 : 0.1]);
    const weights = Float64Array.from(X, (_, i) => (i === 0 ? 0 : 0.3));
    expect(columnMeans(dense(X), weights)[0]).toBe(0.1);
  });

  it('leaves the samples as they are', () => {
    const samples = dense([[1], [2], [3], [4], [5]]);
    columnMeans(samples);
    expect(Array.from(samples.data)).toEqual([1, 2, 3, 4, 5]);
  });
});

it('sumOfWeights counts rows where there are no weights', () => {
  expect(sumOfWeights(3)).toBe(3);
  expect(sumOfWeights(3, Float64Array.of(0.5, 0, 2))).toBe(2.5);
});

describe('rSquared', () => {
  const y = Float64Array.of(1, 2, 3, 6);

  it('is 1 for the truth, 0 for the mean, negative for worse', () => {
    expect(rSquared(y, y)).toBe(1);
    expect(rSquared(y, [3, 3, 3, 3])).toBe(0);
    expect(rSquared(y, [6, 3, 2, 1])).toBeCloseTo(1 - 52 / 14, 14);
  });

  it('takes a weight as so many repeated samples', () => {
    const weighted = rSquared(Float64Array.of(1, 2, 6), [1, 3, 5], Float64Array.of(2, 0, 1));
    expect(weighted).toBeCloseTo(rSquared(Float64Array.of(1, 1, 6), [1, 1, 5]), 14);
  });

  it('knows no unit: squares may under- or overflow', () => {
    const predicted = [1, 2, 4, 5];
    const expected = rSquared(y, predicted);
    for (const unit of [1e-310, 1e-200, 1e-150, 1e154, 1e200, 1e300]) {
      const scaled = predicted.map((value) => value * unit);
      expect(
        rSquared(
          y.map((value) => value * unit),
          scaled,
        ),
      ).toBeCloseTo(expected, 12);
    }
    expect(rSquared(y, [1e200, 2, 3, 6])).toBe(-Infinity);
    expect(rSquared(Float64Array.of(0, 0), [1e-200, 0])).toBe(0);
  });

  it('is 1 or 0 for constant targets, met or missed', () => {
    const constant = Float64Array.of(0.1, 0.1, 0.1);
    expect(rSquared(constant, constant)).toBe(1);
    expect(rSquared(constant, [0.1, 0.1, 0.2])).toBe(0);
    expect(rSquared(Float64Array.of(1, 1, 5), [1, 1, 9], Float64Array.of(1, 1, 0))).toBe(1);
  });
});
