import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRng } from '../../../src/random/rng.js';
import { partitionRows } from '../../../src/trees/boosting/partition-rows.js';

it.each([Uint8Array, Uint16Array])(
  'moves rows that go left before the others, each side in its order: %o',
  (Codes) => {
    const sizes = fc.record({ start: fc.nat(9), count: fc.nat(7000), seed: fc.integer() });
    fc.assert(
      fc.property(
        sizes,
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ start, count, seed }, share) => {
          const rng = createRng(seed);
          const total = start + count + 5;
          const rows = Int32Array.from({ length: total }, (_, i) => total - 1 - i);
          const codes = new Codes(total).map(() => rng.nextInteger(256));
          const isLeft = Uint8Array.from({ length: 300 }, () => Number(rng.next() < share));
          const goes = (row: number) => isLeft[codes[row]] === 1;
          const own = [...rows.subarray(start, start + count)];
          const parted = [...own.filter(goes), ...own.filter((row) => !goes(row))];
          const expected = rows.slice();
          expected.set(parted, start);
          const moved = new Int32Array(total);
          const middle = partitionRows(rows, start, start + count, codes, isLeft, moved);
          expect(middle).toBe(start + own.filter(goes).length);
          expect(rows).toEqual(expected);
        },
      ),
      { numRuns: 50 },
    );
  },
);
