import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { squaredDistance } from '../../../src/numeric/distances.js';
import { createRng } from '../../../src/random/rng.js';
import { addGains } from '../../../src/solvers/k-means/candidate-gains.js';

it('gains of four candidates at a time are those of one after another, to the bit', () => {
  const columns = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(1024, 1025));
  const seed = fc.integer({ min: 1, max: 2 ** 30 });
  fc.assert(
    fc.property(columns, fc.integer({ min: 1, max: 9 }), seed, fc.boolean(), (d, k, from, even) => {
      const rng = createRng(from);
      const random = (length: number) => Float64Array.from({ length }, () => rng.next());
      const rows = 20;
      const samples = { data: random(rows * d), rows, columns: d };
      const weights = even ? undefined : random(rows);
      const candidates = { rows: random(k * d), gains: new Float64Array(k) };
      const seeding = {
        closest: random(rows).map((x) => (x * d) / 3),
        owner: new Int32Array(rows).map((_, i) => i % 2),
        blockSums: new Float64Array(1),
        reach: Float64Array.of(0, d / 8),
        distances: new Float64Array(rows * k).fill(-1),
      };
      addGains({ samples, weights }, 0, 11, seeding, candidates);
      addGains({ samples, weights }, 11, rows, seeding, candidates);
      const gains = new Float64Array(k);
      const distances = new Float64Array(rows * k).fill(-1);
      for (let i = 0; i < rows; i++) {
        const known = seeding.closest[i];
        if (known <= seeding.reach[i % 2]) continue;
        for (let t = 0; t < k; t++) {
          const distance = squaredDistance(samples.data, i * d, candidates.rows, t * d, d);
          distances[i * k + t] = distance;
          if (known > distance) gains[t] += (weights?.[i] ?? 1) * (known - distance);
        }
      }
      expect(seeding.distances).toEqual(distances);
      expect(candidates.gains).toEqual(gains);
    }),
  );
});
