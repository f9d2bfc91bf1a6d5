import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { squaredDistance } from '../../../src/numeric/distances.js';
import { pickedDistances } from '../../../src/solvers/k-means/picked-distances.js';

it('four pairs at a time have the distances of one after another, to the bit', () => {
  const { samples, centers: picked, distances, measure } = pickedDistances;
  const size = fc.integer({ min: 1, max: 9 });
  const seed = fc.integer({ min: 1, max: 2 ** 20 });
  fc.assert(
    fc.property(size, size, fc.integer({ min: 0, max: 30 }), seed, (rows, columns, count, seed) => {
      const value = (_: unknown, at: number) => Math.sin(at * seed);
      const data = Float64Array.from({ length: rows * columns }, value);
      const centers = data.map((x) => x + Math.cos(x));
      for (let at = 0; at < count; at++) {
        samples[at] = (at * seed) % rows;
        picked[at] = (at + seed) % rows;
      }
      measure(data, centers, columns, count);
      for (let at = 0; at < count; at++) {
        const [row, center] = [samples[at] * columns, picked[at] * columns];
        expect(distances[at]).toBe(squaredDistance(data, row, centers, center, columns));
      }
    }),
  );
});
