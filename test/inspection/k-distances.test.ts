import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { kDistances } from '../../src/inspection/k-distances.js';

it('are the sorted distances to the k-th other sample', () => {
  const rows = fc.array(
    fc.tuple(fc.integer({ min: -5, max: 5 }), fc.double({ min: -5, max: 5, noNaN: true })),
    { minLength: 4, maxLength: 80 },
  );
  fc.assert(
    fc.property(
      rows,
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom('euclidean', 'manhattan', 'chebyshev'),
      (X, k, metric) => {
        const apart = (a: readonly number[], b: readonly number[]) => {
          const gaps = a.map((value, j) => Math.abs(value - b[j]));
          if (metric === 'manhattan') return gaps[0] + gaps[1];
          return metric === 'chebyshev' ? Math.max(...gaps) : Math.hypot(...gaps);
        };
        const expected = X.map((a) => X.map((b) => apart(a, b)).sort((p, q) => p - q)[k]).sort(
          (p, q) => p - q,
        );
        for (const [i, distance] of kDistances(X, k, { metric }).entries()) {
          expect(distance).toBeCloseTo(expected[i], 12);
        }
      },
    ),
  );
});

it('refuses a k that no sample has neighbours for', () => {
  expect(() => kDistances([[1], [2]], 2)).toThrow(
    'kDistances: k must be an integer >= 1 and < 2, the number of samples, but got 2.',
  );
  expect(() => kDistances([[1], [2]], 0)).toThrow('but got 0');
  expect(() => kDistances([[1]], 1)).toThrow('at least 2 are needed');
});
