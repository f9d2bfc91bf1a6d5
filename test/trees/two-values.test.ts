import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { drain } from '../../src/progress.js';
import { cutPoints, encode } from '../../src/trees/bins.js';
import { countFewValues } from '../../src/trees/few-values.js';
import { codeTwoValues } from '../../src/trees/two-values.js';

// Columns of a few values, one of which most rows have, over several blocks of rows.
const value = fc.constantFrom(0, -0, 1, -2.5, Number.NaN, 5e-324, 1 + Number.EPSILON);
const column = fc.record({
  usual: value,
  others: fc.array(fc.record({ row: fc.nat(79), value }), { maxLength: 4 }),
});
const ROWS = 80;
const COLUMNS = 250;

it('are those of columns that have no others, coded as other columns are', () => {
  fc.assert(
    fc.property(fc.array(column, { minLength: 4, maxLength: 4 }), (few) => {
      const columns = Array.from({ length: COLUMNS }, (_, j) => {
        const { usual, others } = few[j % few.length];
        const values = new Float64Array(ROWS).fill(usual);
        for (const { row, value } of others) values[(row + j) % ROWS] = value;
        return values;
      });
      const data = new Float64Array(ROWS * COLUMNS).map(
        (_, at) => columns[at % COLUMNS][Math.floor(at / COLUMNS)],
      );
      const found = drain(codeTwoValues({ data, rows: ROWS, columns: COLUMNS }));
      for (const [j, values] of columns.entries()) {
        const distinct: number[] = [];
        for (const v of values)
          if (!distinct.some((other) => Object.is(other, v))) distinct.push(v);
        const isTwoValued =
          distinct.length <= 2 &&
          !values.some(Number.isNaN) &&
          !(distinct.length === 2 && distinct[0] === distinct[1]);
        if (!isTwoValued) {
          expect(found.has(j)).toBe(false);
          continue;
        }
        const own = countFewValues(values)?.values ?? values;
        const codes = new Uint8Array(ROWS);
        encode(values, cutPoints({ low: own, high: own }), codes);
        expect(found.get(j)).toEqual({ values: own, codes });
      }
    }),
    { numRuns: 30 },
  );
});

it('are not looked for where a column has others in its first rows', () => {
  const data = Float64Array.from({ length: 4000 }, (_, i) => i);
  expect(drain(codeTwoValues({ data, rows: 2000, columns: 2 })).size).toBe(0);
});
