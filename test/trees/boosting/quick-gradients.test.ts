import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { logistic } from '../../../src/numeric/special.js';
import { drain } from '../../../src/progress.js';
import { logLossOfTwo, squaredError } from '../../../src/trees/boosting/boosting-objectives.js';

// Exponentials are made of 256 rows at a time, another way where one leaves the range of numbers.
const rows = fc.array(
  fc.record({
    margin: fc.oneof(
      fc.double({ min: -50, max: 50, noNaN: true }),
      fc.constantFrom(0, -0, 708, -708, 1e3, -1e3),
    ),
    target: fc.constantFrom(0, 1),
    weight: fc.double({ min: 0, max: 10, noNaN: true }),
  }),
  { maxLength: 600, size: 'max' },
);

it.each([
  {
    name: 'squared error',
    loss: squaredError(),
    gradient: (m: number, y: number) => m - y,
    curvature: () => 1,
  },
  {
    name: 'log loss',
    loss: logLossOfTwo(),
    gradient: (m: number, y: number) => logistic(m) - y,
    curvature: (m: number) => Math.max(logistic(m) * (1 - logistic(m)), 1e-16),
  },
])('are those of the formula, times the weight: $name', ({ loss, gradient, curvature }) => {
  fc.assert(
    fc.property(rows, (samples) => {
      const column = (name: 'margin' | 'target' | 'weight') =>
        Float64Array.from(samples, (sample) => sample[name]);
      const pairs = new Float64Array(2 * samples.length);
      const totals = drain<unknown>(
        loss.differentiate(column('margin'), column('target'), column('weight'), pairs),
      );
      const expected = samples.flatMap(({ margin, target, weight }) => [
        weight * gradient(margin, target),
        weight * curvature(margin),
      ]);
      expect(pairs).toEqual(Float64Array.from(expected));
      const sumOf = (part: number) =>
        expected.filter((_, at) => at % 2 === part).reduce((sum, value) => sum + value, 0);
      expect(totals).toEqual({ G: sumOf(0), H: sumOf(1) });
    }),
  );
});
