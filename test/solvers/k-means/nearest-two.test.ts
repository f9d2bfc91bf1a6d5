import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { squaredDistance } from '../../../src/numeric/distances.js';
import { findNearestTwo } from '../../../src/solvers/k-means/nearest-two.js';
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
        const room = () => ({
          labels: new Int32Array(rows).fill(-1),
          nearest: new Float64Array(rows),
          second: new Float64Array(rows),
        });
        const [all, listed] = [room(), room()];
        const packed = packCenters(centers, columns);
        const samples = { data, rows, columns };
        findNearestTwo({ samples, centers: packed }, all);
        const odd = Int32Array.from({ length: rows }, (_, i) => i).filter((i) => i % 2 === 1);
        findNearestTwo({ samples, centers: packed, listed: odd }, listed);
        for (let i = 0; i < rows; i++) {
          const distances = Array.from({ length: k }, (_, c) =>
            squaredDistance(data, i * columns, centers, c * columns, columns),
          );
          const nearest = Math.min(...distances);
          const label = distances.indexOf(nearest);
          const second = Math.min(Infinity, ...distances.filter((_, c) => c !== label));
          expect([all.labels[i], all.nearest[i], all.second[i]]).toEqual([label, nearest, second]);
          expect(listed.labels[i]).toBe(i % 2 === 1 ? label : -1);
          if (i % 2 === 1) expect([listed.nearest[i], listed.second[i]]).toEqual([nearest, second]);
        }
      },
    ),
  );
});
