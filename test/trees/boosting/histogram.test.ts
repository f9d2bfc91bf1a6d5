import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { drain } from '../../../src/progress.js';
import { createRng } from '../../../src/random/rng.js';
import { createNormal, range } from '../../../src/random/sampling.js';
import { binFinelyInSteps } from '../../../src/trees/bins.js';
import { ADD_PACKED } from '../../../src/trees/boosting/add-packed-words.js';
import { UNBOUNDED } from '../../../src/trees/boosting/gradient-gain.js';
import { GradientSplit } from '../../../src/trees/boosting/gradient-split.js';
import { GradientSplitter } from '../../../src/trees/boosting/gradient-splitter.js';
import { listAllSlots, listSlots, subtractHeld } from '../../../src/trees/boosting/held-slots.js';
import {
  fillFew,
  fillHistogram,
  subtractHistogram,
} from '../../../src/trees/boosting/histogram.js';
import {
  type HistogramLayout,
  layOutHistogram,
} from '../../../src/trees/boosting/histogram-layout.js';
import { HistogramPool } from '../../../src/trees/boosting/histogram-pool.js';
import { SMALLEST_GAIN } from '../../../src/trees/boosting/smallest-gain.js';
import type { Gradients } from '../../../src/trees/boosting/unit-gradients.js';
import { binFeatures } from '../../support/bin-features.js';

/** Multiples of 2^-10 with curvatures of 1, also as integers. The pairs are not there until they are asked for. */
const inUnits = (pairs: Float64Array): Gradients => ({
  pairs: new Float64Array(pairs.length),
  units: {
    integers: Int32Array.from({ length: pairs.length / 2 }, (_, i) => 1024 * pairs[2 * i]),
    scale: 1024,
    adders: ADD_PACKED,
  },
});

const table = fc.integer({ min: 1, max: 11 }).chain((columns) =>
  fc.array(
    fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(Number.NaN)), {
      minLength: columns,
      maxLength: columns,
    }),
    { minLength: 2, maxLength: 30 },
  ),
);

it('holds the sums of each bin of each column, and subtraction leaves those of the other rows', () => {
  fc.assert(
    fc.property(table, fc.nat(29), (rows, cut) => {
      const columns = rows[0].length;
      const features = binFeatures({
        data: Float64Array.from(rows.flat()),
        rows: rows.length,
        columns,
      });
      const layout = drain(layOutHistogram(features));
      const pool = new HistogramPool(layout);
      // Powers of two, so that sums are exact in any order.
      const gradients = Float64Array.from({ length: 2 * rows.length }, (_, i) =>
        i % 2 === 0 ? (i % 16) - 8 : 0.5,
      );
      const given = { pairs: gradients };
      const order = Int32Array.from(rows.keys());
      const middle = Math.min(cut, rows.length);
      const [all, left, right] = [pool.take(), pool.take(), pool.take()];
      drain(fillHistogram(layout, order, 0, rows.length, given, all.sums));
      drain(fillHistogram(layout, order, 0, middle, given, left.sums));
      drain(fillHistogram(layout, order, middle, rows.length, given, right.sums));
      for (let j = 0; j < columns; j++) {
        const values = Array.from(features.bins[j].low);
        for (let slot = layout.starts[j]; slot <= layout.missings[j]; slot++) {
          const value = values[slot - layout.starts[j]] ?? Number.NaN; // the last slot is the missing one
          const inside = [...rows.keys()].filter((i) => Object.is(rows[i][j] + 0, value + 0));
          expect(all.sums[2 * slot]).toBe(inside.reduce((sum, i) => sum + gradients[2 * i], 0));
          expect(all.sums[2 * slot + 1]).toBe(inside.length / 2);
        }
      }
      subtractHistogram(all.sums, left.sums);
      const known = (sums: Float64Array) => Array.from(sums, (sum) => sum + 0);
      expect(known(all.sums)).toEqual(known(right.sums));
      pool.give(left);
      expect(pool.take()).toBe(left);
    }),
  );
});

it.each([false, true])('adds many rows in several steps, of curvature 1: %s', (isUnit) => {
  const rows = 40_000;
  const data = Float64Array.from({ length: 9 * rows }, (_, at) => (at * 7) % 31);
  const layout = drain(layOutHistogram(binFeatures({ data, rows, columns: 9 })));
  const normal = createNormal(createRng(1));
  const gradients = dyadic(rows, normal);
  if (isUnit) for (let i = 0; i < rows; i++) gradients[2 * i + 1] = 1;
  const given = isUnit ? inUnits(gradients) : { pairs: gradients };
  const { sums: histogram } = new HistogramPool(layout).take();
  const order = Int32Array.from({ length: rows }, (_, i) => rows - 1 - i);
  expect([...fillHistogram(layout, order, 0, rows, given, histogram)]).toHaveLength(2);
  const sums = new Float64Array(histogram.length);
  for (const row of order) {
    for (let j = 0; j < 9; j++) {
      const slot = layout.starts[j] + data[9 * row + j];
      sums[2 * slot] += gradients[2 * row];
      sums[2 * slot + 1] += gradients[2 * row + 1];
    }
  }
  for (let j = 0; j < 9; j++) {
    const [first, end] = [2 * layout.starts[j], 2 * layout.missings[j]];
    expect(histogram.subarray(first, end)).toEqual(sums.subarray(first, end));
  }
});

it('gives columns that exclude each other one byte, and columns of few combinations too', () => {
  const rows = 8000;
  const rng = createRng(3);
  const data = new Float64Array(rows * 46);
  for (let i = 0; i < rows; i++) {
    data[46 * i + Math.floor(40 * rng.next())] = 1; // one of forty
    for (let j = 40; j < 46; j++) data[46 * i + j] = rng.next() < 0.3 ? 1 : 0;
  }
  const layout = drain(layOutHistogram(binFeatures({ data, rows, columns: 46 })));
  // Two of the last six go with the forty: with a third there were 40 × 2³ combinations.
  expect(layout.joints.map(({ width }) => width)).toEqual([42, 4]);
  expect(layout.slotGroups).toEqual([]);
  expect(layout.wordGroups.map(({ width }) => width)).toEqual([1]);
});

it('joins no columns of a few samples, whose combinations would be as many as they are', () => {
  const data = Float64Array.from({ length: 9 * 60 }, (_, at) => (at * 7) % 5);
  const layout = drain(layOutHistogram(binFeatures({ data, rows: 60, columns: 9 })));
  expect(layout.joints).toEqual([]);
  expect(layout.slotGroups.map(({ width }) => width)).toEqual([8, 1]);
});

/** Multiples of 2^-10: sums are exact in any order. */
const dyadic = (rows: number, next: () => number) =>
  Float64Array.from({ length: 2 * rows }, () => Math.round(1024 * (next() - 0.5)) / 1024);

it.each([40, 3000])('leaves nothing of what was in a histogram before: %i rows', (rows) => {
  const normal = createNormal(createRng(1));
  const data = Float64Array.from({ length: 5 * 3000 }, (_, at) =>
    at % 5 === 0 ? Math.round(normal()) : at % 5 === 1 ? Number(normal() > 0) : normal(),
  );
  const layout = drain(layOutHistogram(binFeatures({ data, rows: 3000, columns: 5 })));
  const pairs = Float64Array.from({ length: 6000 }, (_, at) => (at % 2 === 0 ? (at % 16) - 8 : 1));
  for (const gradients of [{ pairs }, inUnits(pairs)]) {
    for (const end of [0, rows]) {
      const [clean, used] = [0, 7].map((value) => new Float64Array(2 * layout.slots).fill(value));
      for (const sums of [clean, used]) {
        drain(fillHistogram(layout, range(3000), 0, end, gradients, sums));
      }
      expect(used).toEqual(clean);
    }
  }
});

it('adds columns of any number of bins, by words, jointly or by slots, as one row after another does', () => {
  const rows = 5000;
  const kinds = [2, 63, 64, 255, 256, 4000];
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 45 }),
      fc.integer(),
      (distinct, seed) => {
        const columns = distinct.length;
        const rng = createRng(seed);
        const data = Float64Array.from({ length: rows * columns }, (_, at) =>
          rng.next() < 0.05 ? Number.NaN : Math.floor(rng.next() * distinct[at % columns]),
        );
        const features = drain(binFinelyInSteps({ data, rows, columns }, undefined, () => 65_535));
        const layout = drain(layOutHistogram(features));
        const gradients = dyadic(rows, () => rng.next());
        if (seed % 2 === 0) for (let i = 0; i < rows; i++) gradients[2 * i + 1] = 1;
        const given = seed % 2 === 0 ? inUnits(gradients) : { pairs: gradients };
        const share = rng.next(); // many rows, or few
        const order = Int32Array.from(range(rows).filter(() => rng.next() < share));
        const { sums: histogram } = new HistogramPool(layout).take();
        drain(fillHistogram(layout, order, 0, order.length, given, histogram));
        const own = new Set<number>();
        for (let j = 0; j < columns; j++) {
          const { low } = features.bins[j];
          const sums = new Float64Array(2 * (low.length + 1));
          const slotOf = new Map(Array.from(low, (value, b) => [value, b]));
          for (const row of order) {
            const slot = slotOf.get(data[row * columns + j]) ?? low.length;
            sums[2 * slot] += gradients[2 * row];
            sums[2 * slot + 1] += gradients[2 * row + 1];
          }
          const [first, end] = [2 * layout.starts[j], 2 * layout.missings[j] + 2];
          expect(histogram.subarray(first, end)).toEqual(sums);
          for (let at = first; at < end; at++) own.add(at);
        }
        expect(own.size).toBe(
          features.bins.reduce((sum, { low }) => sum + 2 * (low.length + 1), 0),
        );
      },
    ),
    { numRuns: 20 },
  );
});

it('lists the slots that a node holds where samples are few, and searches those alone to the same split', () => {
  const cell = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant(Number.NaN));
  const sizes = fc.record({ rows: fc.integer({ min: 2, max: 60 }), columns: fc.nat(9) });
  fc.assert(
    fc.property(
      sizes,
      fc.infiniteStream(cell),
      fc.integer(),
      ({ rows, columns: more }, cells, seed) => {
        const columns = more + 1;
        const data = Float64Array.from({ length: rows * columns }, () => cells.next().value);
        const layout = drain(layOutHistogram(binFeatures({ data, rows, columns })));
        const rng = createRng(seed);
        const pairs = Float64Array.from(
          { length: 2 * rows },
          (_, i) => rng.next() - (i % 2 ? 0 : 0.5),
        );
        const order = Int32Array.from(new Array(rows).keys());
        const pool = new HistogramPool(layout);
        const [parent, child] = [pool.take(), pool.take()];
        if (parent.held === undefined || child.held === undefined) throw new Error('no lists');
        const middle = rng.nextInteger(rows + 1);
        const whole = sumsOf(layout, order, 0, rows, pairs);
        const part = sumsOf(layout, order, 0, middle, pairs);
        fillFew(layout, order, 0, rows, { pairs }, parent.sums);
        expect(parent.sums).toEqual(whole);
        listSlots(parent.sums, layout, parent.held);
        fillFew(layout, order, 0, middle, { pairs }, child.sums);
        subtractHeld(parent.sums, parent.held, child.sums, child.held, true);
        subtractHistogram(whole, part);
        const limits = {
          regLambda: 1,
          regAlpha: 0,
          maxDeltaStep: 0,
          minChildWeight: 0.5,
          smallestGain: SMALLEST_GAIN,
          monotone: undefined,
          categorical: undefined,
          maxCatToOnehot: 4,
        };
        const splitter = new GradientSplitter(layout, limits);
        for (const [few, plain] of [
          [parent, whole],
          [child, part],
        ] as const) {
          expect(few.sums).toEqual(plain);
          const { slots, begins } = few.held ?? { slots: new Int32Array(0), begins: [] };
          const holding = [...plain.keys()].filter((at) => plain[at] !== 0).map((at) => at >> 1);
          expect([...slots.subarray(0, begins[columns])]).toEqual([...new Set(holding)]);
          const rest = plain === whole ? [middle, rows] : [0, middle];
          const node = { G: 0, H: 0, bounds: UNBOUNDED };
          for (let i = rest[0]; i < rest[1]; i++) {
            node.G += pairs[2 * i];
            node.H += pairs[2 * i + 1];
          }
          splitter.begin(node.H);
          const [found, best] = [new GradientSplit(), new GradientSplit()];
          for (let j = 0; j < columns; j++) {
            splitter.tryFeature(j, few, node, found);
            splitter.tryFeature(j, { sums: plain, held: undefined }, node, best);
          }
          expect(found).toEqual(best);
          if (!splitter.mayPart(node.H)) expect(best.feature).toBe(-1);
          // Slots of no rows listed too, as those of the root are, say nothing new.
          if (few.held !== undefined) listAllSlots(layout, few.held);
          const all = new GradientSplit();
          for (let j = 0; j < columns; j++) splitter.tryFeature(j, few, node, all);
          expect(all).toEqual(best);
        }
        pool.give(child);
        expect(pool.take().sums.every((sum) => sum === 0)).toBe(true);
      },
    ),
  );
});

function sumsOf(
  layout: HistogramLayout,
  rows: Int32Array,
  start: number,
  end: number,
  pairs: Float64Array,
): Float64Array {
  const sums = new Float64Array(2 * layout.slots);
  drain(fillHistogram(layout, rows, start, end, { pairs }, sums));
  return sums;
}
