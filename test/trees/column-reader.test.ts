import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { drain } from '../../src/progress.js';
import { createRng } from '../../src/random/rng.js';
import { ColumnReader } from '../../src/trees/column-reader.js';

it('gives the columns that are asked for, and calls whole none that has missing values', () => {
  const shapes = fc.record({
    rows: fc.integer({ min: 1, max: 700 }),
    asked: fc.uniqueArray(fc.nat(22), { minLength: 1 }),
    seed: fc.integer(),
    missing: fc.constantFrom(0, 0.0005, 0.1),
  });
  fc.assert(
    fc.property(shapes, ({ rows, asked, seed, missing }) => {
      const rng = createRng(seed);
      const data = Float64Array.from({ length: rows * 23 }, () =>
        rng.next() < missing ? Number.NaN : rng.next(),
      );
      const columns = asked.sort((a, b) => a - b);
      const reader = new ColumnReader({ data, rows, columns: 23 }, columns);
      for (const [at, j] of columns.entries()) {
        const expected = Float64Array.from({ length: rows }, (_, i) => data[23 * i + j]);
        expect(drain(reader.read())).toEqual(expected);
        if (expected.some(Number.isNaN)) expect(reader.isWhole).toBe(false);
        // Four columns at a time are looked at; the last ones, where they are fewer, are not.
        else if (missing === 0) expect(reader.isWhole).toBe(at - (at % 4) + 4 <= columns.length);
      }
    }),
  );
});
