import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRng } from '../../../src/random/rng.js';
import { couplePairs, fitSigmoid, sigmoidAt } from '../../../src/solvers/svm/platt.js';

const ones = (n: number) => new Float64Array(n).fill(1);

it('finds the sigmoid whose likelihood has no slope', () => {
  const rng = createRng('platt');
  const values = Float64Array.from({ length: 200 }, () => 4 * rng.next() - 2);
  const positive = Uint8Array.from(values, (value) =>
    rng.next() < 1 / (1 + Math.exp(-2 * value - 0.5)) ? 1 : 0,
  );
  const { A, B } = fitSigmoid(values, positive, ones(200));
  const count = positive.reduce((sum, p) => sum + p, 0);
  let slopeA = 0;
  let slopeB = 0;
  for (let i = 0; i < values.length; i++) {
    const target = positive[i] === 1 ? (count + 1) / (count + 2) : 1 / (200 - count + 2);
    const error = target - 1 / (1 + Math.exp(A * values[i] + B));
    slopeA += values[i] * error;
    slopeB += error;
  }
  expect(Math.abs(slopeA)).toBeLessThan(1e-5);
  expect(Math.abs(slopeB)).toBeLessThan(1e-5);
  expect(A).toBeCloseTo(-2, 0);
});

it('takes a weight of two for a repeated value', () => {
  const weighted = fitSigmoid(
    Float64Array.of(-1, 0.5, 2),
    Uint8Array.of(0, 1, 1),
    Float64Array.of(1, 2, 1),
  );
  const repeated = fitSigmoid(Float64Array.of(-1, 0.5, 0.5, 2), Uint8Array.of(0, 1, 1, 1), ones(4));
  expect(weighted.A).toBeCloseTo(repeated.A, 9);
  expect(weighted.B).toBeCloseTo(repeated.B, 9);
});

it('gives the shares of the classes where all values are equal', () => {
  const { A, B } = fitSigmoid(
    new Float64Array(6).fill(1),
    Uint8Array.of(1, 1, 1, 1, 0, 0),
    ones(6),
  );
  // Targets 5/6 and 1/4 on 4 and 2 samples: their mean.
  expect(sigmoidAt(A, B, 1)).toBeCloseTo((4 * (5 / 6) + 2 / 4) / 6, 4);
});

it('keeps probabilities finite at any decision value', () => {
  expect([sigmoidAt(-1, 0, 1e5), sigmoidAt(-1, 0, -1e5), sigmoidAt(-1, 0, 0)]).toEqual([1, 0, 0.5]);
});

it('recovers probabilities from pairs that agree with each other', () => {
  const share = fc.double({ min: 0.02, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(share, { minLength: 3, maxLength: 8 }), (sizes) => {
      const k = sizes.length;
      const total = sizes.reduce((sum, size) => sum + size, 0);
      const r = Float64Array.from({ length: k * k }, (_, at) => {
        const [s, t] = [Math.floor(at / k), at % k];
        return sizes[s] / (sizes[s] + sizes[t]);
      });
      const p = new Float64Array(k + 1);
      couplePairs(r, k, p, 1);
      expect(p[0]).toBe(0);
      // LIBSVM's tolerance, 0.005 / k on the conditions, is what limits this.
      for (let s = 0; s < k; s++) expect(Math.abs(p[s + 1] - sizes[s] / total)).toBeLessThan(0.03);
      expect(p.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    }),
  );
});
