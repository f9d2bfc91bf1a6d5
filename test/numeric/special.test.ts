import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  log1pExp,
  logistic,
  logOneAndOdds,
  logSumExp,
  softmax,
} from '../../src/numeric/special.js';

const real = fc.double({ min: -1000, max: 1000, noNaN: true });

it('gives the logistic function all its digits at both ends', () => {
  expect(logistic(0)).toBe(0.5);
  expect(logistic(1000)).toBe(1);
  expect(logistic(-1000)).toBe(0);
  expect(logistic(-700) / Math.exp(-700)).toBeCloseTo(1, 12);
  fc.assert(fc.property(real, (x) => Math.abs(logistic(x) + logistic(-x) - 1) < 1e-15));
});

it('gives log(1 + e^x) without overflow, and all its digits far below zero', () => {
  expect(log1pExp(1000)).toBe(1000);
  expect(log1pExp(0)).toBeCloseTo(Math.LN2, 15);
  expect(log1pExp(-50) / Math.exp(-50)).toBeCloseTo(1, 14);
  fc.assert(
    fc.property(real, (x) => {
      const expected = x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
      expect(Math.abs(log1pExp(x) - expected)).toBeLessThanOrEqual(4e-16 * expected);
    }),
  );
});

it('gives log(1 + x) where 1 + x rounds', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e10, noNaN: true }), (x) => {
      expect(Math.abs(logOneAndOdds(x) - Math.log1p(x))).toBeLessThanOrEqual(4e-16 * Math.log1p(x));
    }),
  );
  expect(logOneAndOdds(Infinity)).toBe(Infinity);
});

it('sums exponentials without overflow or underflow', () => {
  expect(logSumExp(Float64Array.of(1000, 1000))).toBeCloseTo(1000 + Math.LN2, 12);
  expect(logSumExp(Float64Array.of(-1000, -1000))).toBeCloseTo(-1000 + Math.LN2, 12);
  expect(logSumExp(Float64Array.of(9, 1, 2, 9), 1, 2)).toBeCloseTo(
    Math.log(Math.exp(1) + Math.exp(2)),
    14,
  );
  expect(logSumExp(new Float64Array(0))).toBe(-Infinity);
  expect(logSumExp(Float64Array.of(-Infinity, -Infinity))).toBe(-Infinity);
});

it('turns a row into shares that sum to 1, whatever is added to all', () => {
  fc.assert(
    fc.property(fc.array(real, { minLength: 1, maxLength: 8 }), real, (row, shift) => {
      const shares = Float64Array.from(row);
      const total = softmax(shares);
      expect(total).toBeCloseTo(logSumExp(Float64Array.from(row)), 12);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 14);
      const shifted = Float64Array.from(row, (x) => x + shift);
      softmax(shifted);
      for (let k = 0; k < row.length; k++) expect(shifted[k]).toBeCloseTo(shares[k], 11);
    }),
  );
});

it('leaves the rows beside the one it works on', () => {
  const values = Float64Array.of(5, 0, 0, 7);
  softmax(values, 1, 2);
  expect([...values]).toEqual([5, 0.5, 0.5, 7]);
});
