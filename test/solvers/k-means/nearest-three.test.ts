import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { squaredDistance } from '../../../src/numeric/distances.js';
import { findNearestThree } from '../../../src/solvers/k-means/nearest-three.js';
import { createNearestThree } from '../../../src/solvers/k-means/nearest-three-plain.js';
import { packCenters } from '../../../src/solvers/k-means/packed-centers.js';

it('seven centres at a time find what one by one would, ties included', () => {
  const size = fc.integer({ min: 1, max: 9 });
  const count = fc.integer({ min: 1, max: 30 });
  // Of the widest, no centres, some of them or all fit into the closure.
  const width = fc.oneof(size, fc.constantFrom(2400, 2000, 800));
  fc.assert(
    fc.property(
      size,
      width,
      count,
      fc.integer({ min: 1, max: 2 ** 20 }),
      (rows, columns, k, seed) => {
        const value = (_: unknown, at: number) => ((at + 1) * seed) % 5; // few values, so that there are ties
        const data = Float64Array.from({ length: rows * columns }, value);
        const centers = Float64Array.from({ length: k * columns }, (_, at) => value(_, at + 3));
        const [all, listed] = [createNearestThree(rows), createNearestThree(rows)];
        listed.labels.fill(-1);
        const packed = packCenters(centers, columns);
        const samples = { data, rows, columns };
        findNearestThree({ samples, centers: packed }, all);
        const odd = Int32Array.from({ length: rows }, (_, i) => i).filter((i) => i % 2 === 1);
        findNearestThree({ samples, centers: packed, listed: odd }, listed);
        for (let i = 0; i < rows; i++) {
          const distances = Array.from({ length: k }, (_, c) =>
            squaredDistance(data, i * columns, centers, c * columns, columns),
          );
          // Sorting is stable: of equal ones the first comes first.
          const [label, other = 0] = distances
            .map((_, c) => c)
            .sort((a, b) => distances[a] - distances[b]);
          const [nearest, second = Infinity, third = Infinity] = [...distances].sort(
            (a, b) => a - b,
          );
          const expected = [label, other, nearest, second, third];
          const found = (of: typeof all) =>
            [of.labels, of.others, of.nearest, of.second, of.third].map((values) => values[i]);
          expect(found(all)).toEqual(expected);
          expect(found(listed)).toEqual(i % 2 === 1 ? expected : [-1, 0, 0, 0, 0]);
        }
      },
    ),
  );
});
