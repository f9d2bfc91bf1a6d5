import fc from 'fast-check';
import { expect, it } from 'vitest';
import { softmax } from '../../src/numeric/special.js';
import { drain } from '../../src/progress.js';
import { fitTemperature } from '../../src/solvers/temperature.js';

const rows = fc.array(
  fc.record({
    logits: fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 3, maxLength: 3 }),
    code: fc.integer({ min: 0, max: 2 }),
    weight: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 1, maxLength: 12 },
);

/** The summed log loss, written down as it is defined. */
function loss(beta: number, data: { logits: number[]; code: number; weight: number }[]): number {
  return data.reduce((sum, { logits, code, weight }) => {
    const scaled = Float64Array.from(logits, (logit) => beta * logit);
    const logSum = softmax(scaled);
    return sum + weight * (logSum - beta * logits[code]);
  }, 0);
}

it('finds the factor at which no other one is better', () => {
  fc.assert(
    fc.property(rows, (data) => {
      const logits = Float64Array.from(data.flatMap((row) => row.logits));
      const codes = Int32Array.from(data, ({ code }) => code);
      const weights = Float64Array.from(data, ({ weight }) => weight);
      const beta = drain(fitTemperature(logits, codes, weights));
      const least = loss(beta, data);
      for (const other of [Math.exp(-10), beta * 0.9, beta * 1.1, Math.exp(10)]) {
        if (other < Math.exp(-10) || other > Math.exp(10)) continue;
        expect(least).toBeLessThanOrEqual(loss(other, data) + 1e-9 * (1 + Math.abs(least)));
      }
    }),
  );
});

it('ends at the ends of its range, and bears logits at the edge of the numbers', () => {
  const right = Float64Array.of(1, 0, 0, 1);
  expect(drain(fitTemperature(right, Int32Array.of(0, 1), undefined))).toBeCloseTo(Math.exp(10), 6);
  expect(drain(fitTemperature(right, Int32Array.of(1, 0), undefined))).toBeCloseTo(
    Math.exp(-10),
    12,
  );
  const huge = Float64Array.of(1e308, -1e308, 1e308, -1e308);
  expect(drain(fitTemperature(huge, Int32Array.of(0, 1), undefined))).toBeCloseTo(
    Math.exp(-10),
    12,
  );
  expect(drain(fitTemperature(new Float64Array(0), new Int32Array(0), undefined))).toBe(1);
});
