import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { drain } from '../../../src/progress.js';
import { createRng } from '../../../src/random/rng.js';
import { UNBOUNDED } from '../../../src/trees/boosting/gradient-gain.js';
import { GradientSplit } from '../../../src/trees/boosting/gradient-split.js';
import { GradientSplitter } from '../../../src/trees/boosting/gradient-splitter.js';
import { fillHistogram, subtractHistogram } from '../../../src/trees/boosting/histogram.js';
import { layOutHistogram } from '../../../src/trees/boosting/histogram-layout.js';
import { SMALLEST_GAIN } from '../../../src/trees/boosting/smallest-gain.js';
import { binFeatures } from '../../support/bin-features.js';

const ROWS = 1100;
const COLUMNS = 9;

// Columns of 2, 5, 100 and many values, one with some that are missing, one with nothing else, and one twice.
const cell = (j: number, random: () => number, row: Float64Array): number => {
  if (j < 2) return Math.floor(2 * random());
  if (j === 2) return Math.floor(5 * random());
  if (j === 3) return Math.floor(100 * random());
  if (j === 4) return random() < 0.1 ? Number.NaN : random();
  if (j === 5) return Number.NaN;
  return j === 8 ? row[7] : random();
};

const setting = fc.record({
  seed: fc.integer(),
  regLambda: fc.constantFrom(0, 1, 0.3),
  minChildWeight: fc.constantFrom(0, 1, 20),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  signal: fc.constantFrom(0, 1, 1e6),
  curvature: fc.constantFrom('one', 'even', 'tiny'),
});

it('finds the splits of a search of all columns, and leaves the same sums', () => {
  fc.assert(
    fc.property(setting, ({ seed, regLambda, minChildWeight, share, signal, curvature }) => {
      const rng = createRng(seed);
      const random = () => rng.next();
      const data = new Float64Array(ROWS * COLUMNS);
      const pairs = new Float64Array(2 * ROWS);
      for (let i = 0; i < ROWS; i++) {
        const row = data.subarray(i * COLUMNS, (i + 1) * COLUMNS);
        for (let j = 0; j < COLUMNS; j++) row[j] = cell(j, random, row);
        pairs[2 * i] = random() - 0.5 + signal * (row[6] > 0.7 ? row[0] : row[2] / 9);
        const scale = { one: 1, even: random(), tiny: 1e-9 * random() }[curvature];
        pairs[2 * i + 1] = scale;
      }
      const layout = drain(layOutHistogram(binFeatures({ data, rows: ROWS, columns: COLUMNS })));
      const rows = Int32Array.from({ length: ROWS }, (_, i) => i);
      const sumsOf = (end: number) => {
        const sums = new Float64Array(2 * layout.slots);
        drain(fillHistogram(layout, rows, 0, end, { pairs }, sums));
        return sums;
      };
      const middle = Math.floor((share * ROWS) / 2);
      const nodeOf = (start: number, end: number) => {
        const node = { G: 0, H: 0, bounds: UNBOUNDED };
        for (let i = start; i < end; i++) {
          node.G += pairs[2 * i];
          node.H += pairs[2 * i + 1];
        }
        return node;
      };
      const splitter = new GradientSplitter(layout, {
        regLambda,
        minChildWeight,
        smallestGain: SMALLEST_GAIN,
        regAlpha: 0,
        maxDeltaStep: 0,
        monotone: undefined,
        categorical: undefined,
        maxCatToOnehot: 4,
      });
      expect(splitter.searchesSiblings).toBe(true);
      splitter.begin(nodeOf(0, ROWS).H);
      const smaller = { node: nodeOf(0, middle), best: new GradientSplit() };
      const larger = { node: nodeOf(middle, ROWS), best: new GradientSplit() };
      const [parent, child, plain] = [sumsOf(ROWS), sumsOf(middle), sumsOf(ROWS)];
      subtractHistogram(plain, child);
      splitter.trySiblings(parent, child, smaller, larger);
      for (const [sums, { node, best }] of [
        [child, smaller],
        [plain, larger],
      ] as const) {
        const found = new GradientSplit();
        for (let j = 0; j < COLUMNS; j++) {
          splitter.tryFeature(j, { sums, held: undefined }, node, found);
        }
        if (found.feature < 0) expect(best.feature).toBe(-1);
        else expect(best).toEqual(found);
      }
      for (let j = 0; j < COLUMNS; j++) {
        const [from, to] = [2 * layout.starts[j], 2 * layout.missings[j] + 2];
        expect(parent.subarray(from, to)).toEqual(plain.subarray(from, to));
      }
    }),
  );
});
