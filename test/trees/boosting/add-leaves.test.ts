import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { drain } from '../../../src/progress.js';
import { createRng } from '../../../src/random/rng.js';
import { range } from '../../../src/random/sampling.js';
import { addLeaves } from '../../../src/trees/boosting/add-leaves.js';
import { GradientTreeGrower } from '../../../src/trees/boosting/gradient-tree.js';
import { layOutHistogram } from '../../../src/trees/boosting/histogram-layout.js';
import { LoneCrew } from '../../../src/trees/boosting/lone-crew.js';
import { binFeatures } from '../../support/bin-features.js';

const COLUMNS = 4;
/** Sizes on both sides of where slots are listed, and of where margins are near. */
const SIZES = [2, 40, 1500, 2 ** 14 + 700];

const setting = fc.record({
  seed: fc.integer(),
  rows: fc.constantFrom(...SIZES),
  maxDepth: fc.integer({ min: 1, max: 6 }),
  maxLeaves: fc.constantFrom(Infinity, 3, 12),
  growPolicy: fc.constantFrom('depthwise' as const, 'lossguide' as const),
  nOutputs: fc.constantFrom(1, 3),
});

it('adds the value of its leaf to each row, whether the rows above leaves are parted or not', () => {
  fc.assert(
    fc.property(setting, ({ seed, rows, maxDepth, maxLeaves, growPolicy, nOutputs }) => {
      const rng = createRng(seed);
      // Even numbers, some that are missing, categories, and two values.
      const data = Float64Array.from({ length: rows * COLUMNS }, (_, at) => {
        const value = rng.next();
        if (at % COLUMNS === 1) return value < 0.2 ? Number.NaN : value;
        if (at % COLUMNS === 2) return Math.floor(6 * value);
        return at % COLUMNS === 3 ? Math.round(value) : value;
      });
      const features = binFeatures({ data, rows, columns: COLUMNS });
      const pairs = Float64Array.from({ length: 2 * rows }, (_, at) =>
        at % 2 === 0 ? rng.next() - (data[COLUMNS * (at >> 1) + 2] > 3 ? 0.9 : 0.4) : 1,
      );
      const plan = {
        features,
        layout: drain(layOutHistogram(features)),
        limits: {
          regLambda: 1,
          regAlpha: 0,
          maxDeltaStep: 0,
          minChildWeight: 1,
          smallestGain: 1e-6,
          monotone: undefined,
          categorical: Uint8Array.of(0, 0, 1, 0),
          maxCatToOnehot: 4,
        },
        maxDepth,
        maxLeaves,
        growPolicy,
        gamma: 0,
        shares: { byTree: 1, byLevel: 1, byNode: 1 },
        interactions: undefined,
      };
      const grow = (partsAll: boolean) => {
        const tree = { ...plan, partsAll };
        const memory = { threads: 1, rowNumbers: rows, nOutputs: 1, hasIntegers: false };
        const crew = new LoneCrew({ ...memory, tree, loss: undefined });
        return drain(new GradientTreeGrower(tree, crew).grow(range(rows), { pairs }, createRng(1)));
      };
      const parted = grow(true);
      const whole = grow(false);
      expect(whole.tree).toEqual(parted.tree);
      expect(parted.lastSplits).toEqual([]);
      const margins = Float64Array.from({ length: rows * nOutputs }, (_, at) => Math.sin(at));
      const expected = margins.slice();
      for (let node = 0; node < parted.tree.left.length; node++) {
        if (parted.tree.left[node] !== 0) continue;
        for (let at = parted.ranges[2 * node]; at < parted.ranges[2 * node + 1]; at++) {
          expected[parted.rows[at] * nOutputs + nOutputs - 1] += parted.tree.value[node];
        }
      }
      for (const grown of [parted, whole]) {
        const own = margins.slice();
        addLeaves(grown, nOutputs, nOutputs - 1, own);
        expect(own).toEqual(expected);
      }
    }),
    { numRuns: 25 },
  );
});
