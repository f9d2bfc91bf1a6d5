import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { drain } from '../../src/progress.js';
import {
  binFinelyInSteps,
  cutPoints,
  MISSING,
  thresholdBetween,
  WIDE_MISSING,
} from '../../src/trees/bins.js';
import { countFewValues } from '../../src/trees/few-values.js';
import { binFeatures } from '../support/bin-features.js';

const column = (values: number[]) => ({
  data: Float64Array.from(values),
  rows: values.length,
  columns: 1,
});
const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constant(Number.NaN),
  fc.integer({ min: -3, max: 3 }),
);

it('keep the order of the values, one bin a value where these are few', () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), (values) => {
      const { columnCodes, bins, hasMissing } = binFeatures(column(values));
      const [codes] = columnCodes;
      const distinct = [...new Set(values.filter((v) => !Number.isNaN(v)).map((v) => v + 0))].sort(
        (a, b) => a - b,
      );
      expect(Array.from(bins[0].low)).toEqual(distinct);
      expect(hasMissing[0]).toBe(values.some(Number.isNaN) ? 1 : 0);
      for (const [i, v] of values.entries()) {
        expect(codes[i]).toBe(Number.isNaN(v) ? MISSING : distinct.indexOf(v + 0));
      }
    }),
  );
});

it('hold about the same weight each where values are many, and split as the codes do', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
        minLength: 20,
        maxLength: 200,
      }),
      fc.integer({ min: 2, max: 12 }),
      (values, maxBins) => {
        const { columnCodes, bins } = binFeatures(column(values), undefined, () => maxBins);
        const [codes] = columnCodes;
        expect(bins[0].low.length).toBeLessThanOrEqual(maxBins);
        const cuts = cutPoints(bins[0]);
        for (const [i, v] of values.entries()) {
          const code = codes[i];
          if (code > 0) expect(v).toBeGreaterThan(cuts[code - 1]);
          if (code < cuts.length) expect(v).toBeLessThanOrEqual(cuts[code]);
        }
      },
    ),
  );
  const even = binFeatures(column(Array.from({ length: 1000 }, (_, i) => i)), undefined, () => 10);
  const counts = new Int32Array(10);
  for (const code of even.columnCodes[0]) counts[code]++;
  for (const n of counts) expect(Math.abs(n - 100)).toBeLessThanOrEqual(1);
});

it('are found without sorting where values are few, with the same zero', () => {
  const few = fc.constantFrom(0, -0, 1, -1, 5e-324, -1e300, Infinity, 2, 3, 4);
  fc.assert(
    fc.property(fc.array(few, { maxLength: 60 }), (numbers) => {
      const sorted = Float64Array.from(numbers).sort();
      const values = sorted.filter((v, i) => i === 0 || v !== sorted[i - 1]);
      const counts = values.map((v) => sorted.filter((other) => other === v).length);
      const expected = values.length > 8 ? undefined : { values, counts };
      expect(countFewValues(Float64Array.from(numbers))).toEqual(expected);
    }),
  );
});

it('give a heavy value a bin of its own', () => {
  const values = [...new Array(500).fill(0), ...Array.from({ length: 500 }, (_, i) => i + 1)];
  const { bins } = binFeatures(column(values), undefined, () => 10);
  expect([bins[0].low[0], bins[0].high[0]]).toEqual([0, 0]);
  expect(bins[0].low.length).toBe(10);
});

it('weigh what their rows weigh, wherever the values lie and however far apart', () => {
  const value = fc.oneof(
    fc.double({ noNaN: true }),
    fc.constantFrom(0, -0, 5e-324, 1e308, -1e308, Infinity, -Infinity),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(value, fc.integer({ min: 0, max: 4 }))), (rows) => {
      // A weight of n is n rows.
      const repeated = rows.flatMap(([x, weight]) => new Array<number>(weight).fill(x));
      const values = column(rows.map(([x]) => x));
      const weights = Float64Array.from(rows, ([, weight]) => weight);
      const expected = binFeatures(column(repeated), undefined, () => 3).bins;
      expect(binFeatures(values, weights, () => 3).bins).toEqual(expected);
    }),
  );
});

it('are empty for a column that is missing everywhere', () => {
  const { columnCodes, bins } = binFeatures(column([Number.NaN, Number.NaN]));
  expect(Array.from(columnCodes[0])).toEqual([MISSING, MISSING]);
  expect(bins[0].low.length).toBe(0);
});

it('have codes of two bytes where there are more than 255 of them', () => {
  const values = Array.from({ length: 3000 }, (_, i) =>
    i % 10 === 9 ? Number.NaN : (i * 7919) % 3000,
  );
  const { columnCodes, bins } = drain(binFinelyInSteps(column(values), undefined, () => 65_535));
  const distinct = values.filter((v) => !Number.isNaN(v)).sort((a, b) => a - b);
  expect(Array.from(bins[0].low)).toEqual(distinct);
  expect(columnCodes[0]).toEqual(
    Uint16Array.from(values, (v) => (Number.isNaN(v) ? WIDE_MISSING : distinct.indexOf(v))),
  );
  const few = drain(binFinelyInSteps(column(values), undefined, () => 255));
  expect(few.columnCodes).toEqual(binFeatures(column(values)).columnCodes);
});

it('split half-way, and between any two values however near or far apart', () => {
  const between = (a: number, b: number) =>
    thresholdBetween({ low: Float64Array.of(a, b), high: Float64Array.of(a, b) }, 0, 1);
  expect(between(1, 2)).toBe(1.5);
  for (const [a, b] of [
    [1, 1 + Number.EPSILON],
    [-1.7e308, 1.7e308],
    [0, 5e-324],
    [1.6e308, 1.7e308],
  ]) {
    expect(between(a, b)).toBeGreaterThanOrEqual(a);
    expect(between(a, b)).toBeLessThan(b);
  }
});
