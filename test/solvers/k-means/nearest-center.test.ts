import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { findNearest, packAll } from '../../../src/solvers/k-means/nearest-center.js';
import { assignToNearest } from '../../../src/solvers/k-means/plain-assignment.js';

it('the nearest of all centres is that of the plain search: ties, and distances beyond the range of numbers', () => {
  const size = fc.integer({ min: 1, max: 9 });
  const value = fc.constantFrom(...[0, -0, 1, -1, 2, 0.1, 1e-200, 1e150, 1e300, -1e300]);
  fc.assert(
    fc.property(size, size, size, fc.array(value, { minLength: 1 }), (rows, columns, k, values) => {
      const data = Float64Array.from(
        { length: rows * columns },
        (_, at) => values[(at * 7) % values.length],
      );
      const centers = Float64Array.from(
        { length: k * columns },
        (_, at) => values[(at * 5 + 1) % values.length],
      );
      const [plain, fast] = [new Int32Array(rows).fill(-1), new Int32Array(rows).fill(-1)];
      const shift = Float64Array.from(
        { length: columns },
        (_, j) => values[(j * 3) % values.length],
      );
      const centred = data.map((value, at) => value - shift[at % columns]);
      assignToNearest({ data: centred, rows, columns }, centers, plain);
      findNearest({ data, rows, columns }, shift, packAll(centers, columns), fast);
      expect(fast).toEqual(plain);
    }),
  );
});

it('says where a distance is no number, as it is of samples that are not finite', () => {
  const [shift, packed, labels] = [
    new Float64Array(2),
    packAll(Float64Array.of(1, 2, 3, 4), 2),
    new Int32Array(3),
  ];
  for (const value of [0, Number.NaN, Infinity, -Infinity]) {
    const data = Float64Array.of(1, 2, 3, 4, 5, value);
    const found = findNearest({ data, rows: 3, columns: 2 }, shift, packed, labels);
    expect(found).toBe(value === 0);
  }
});
