import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { drain } from '../../src/progress.js';
import { createRng } from '../../src/random/rng.js';
import { createNormal } from '../../src/random/sampling.js';
import { binsOfCells } from '../../src/trees/bins-of-cells.js';
import { binsOfEqualMass } from '../../src/trees/equal-mass.js';

const ofCells = (numbers: Float64Array, maxBins: number) => {
  const room = {
    values: new Float64Array(numbers.length),
    spare: new Float64Array(numbers.length),
  };
  return drain(binsOfCells(numbers, room, maxBins));
};

/** The plain way. */
function bySorting(numbers: Float64Array, maxBins: number) {
  const sorted = numbers.slice().sort();
  const values = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  const counts = new Map<number, number>();
  for (const value of sorted) counts.set(value, (counts.get(value) ?? 0) + 1);
  return binsOfEqualMass(
    values,
    values.map((value) => counts.get(value) ?? 0),
    maxBins,
  );
}

const normal = createNormal(createRng('cells'));
const even = createRng('even');
/** Columns by what their numbers look like. */
const kinds: Record<string, () => number> = {
  normal,
  single: () => Math.fround(normal()),
  rounded: () => Math.round(200 * normal()),
  halves: () => (even.next() < 0.2 ? -0 : Math.round(20 * normal()) / 2 || normal()),
  'far ends': () => normal() / normal(),
  'huge ends': () => (even.next() < 0.01 ? 1e308 * (even.next() - 0.5) : normal()),
  'infinite ends': () => (even.next() < 0.01 ? Infinity * normal() : normal()),
  tiny: () => 1e-310 * even.next(),
};

it('are those of sorted numbers, to the bit', () => {
  let found = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(kinds)),
      fc.integer({ min: 1000, max: 6000 }),
      fc.integer({ min: 2, max: 40 }),
      (kind, rows, maxBins) => {
        const numbers = Float64Array.from({ length: rows }, kinds[kind]);
        const bins = ofCells(numbers, maxBins);
        if (bins === undefined) return;
        found++;
        expect(bins).toEqual(bySorting(numbers, maxBins));
      },
    ),
    { numRuns: 60 },
  );
  expect(found).toBeGreaterThan(20);
});

it('are left to sorting where numbers are few, all alike or crowded', () => {
  const of = (rows: number, number: (i: number) => number) =>
    ofCells(
      Float64Array.from({ length: rows }, (_, i) => number(i)),
      4,
    );
  expect(of(100, (i) => i)).toBeUndefined();
  expect(of(2000, () => 1)).toBeUndefined();
  expect(of(2000, (i) => (i % 2 === 0 ? 0 : i))).toBeUndefined();
  expect(of(2000, (i) => (i % 2 === 0 ? -1e308 : 1e308))).toBeUndefined();
  expect(of(2000, (i) => i)?.high).toEqual(Float64Array.of(499, 999, 1499, 1999));
});
