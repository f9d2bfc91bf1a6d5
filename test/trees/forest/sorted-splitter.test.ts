import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { drain } from '../../../src/progress.js';
import { createRng } from '../../../src/random/rng.js';
import { binFeatures, MISSING } from '../../../src/trees/bins.js';
import { growTree } from '../../../src/trees/forest/grow.js';
import { squaredError } from '../../../src/trees/forest/impurity.js';
import { ImpuritySplitter } from '../../../src/trees/forest/impurity-splitter.js';
import { NodeBins } from '../../../src/trees/forest/node-bins.js';
import { SortedSplitter } from '../../../src/trees/forest/sorted-splitter.js';
import { gatherSamples } from '../../../src/trees/forest/tree-samples.js';
import { TreeBuilder } from '../../../src/trees/tree.js';

const small = fc.integer({ min: 0, max: 4 });
const problem = fc.record({
  // Whole numbers: sums round nothing, in whatever order they are added.
  rows: fc.array(fc.tuple(small, small, fc.integer({ min: 0, max: 300 }), small, small), {
    minLength: 1,
    maxLength: 60,
  }),
  mostSorted: fc.constantFrom(1, 2, 3, 10, 1000),
  minSamplesLeaf: fc.integer({ min: 1, max: 3 }),
  minWeightLeaf: fc.constantFrom(0, 5),
  maxDepth: fc.constantFrom(2, Infinity),
  seed: fc.nat(),
});

it('sorted nodes are split as counted ones, from whatever size on they are sorted', () => {
  fc.assert(
    fc.property(problem, ({ rows, mostSorted, minSamplesLeaf, minWeightLeaf, maxDepth, seed }) => {
      const samples = {
        data: Float64Array.from(rows.flatMap((row) => row.slice(0, 3))),
        columns: 3,
      };
      const features = binFeatures({ ...samples, rows: rows.length });
      const targets = Float64Array.from(rows, (row) => row[3]);
      const weights = Float64Array.from(rows, (row) => row[4]);
      weights[0] = 1;
      const limits = { minSamples: minSamplesLeaf, minWeight: minWeightLeaf };
      const options = { impurity: squaredError, nClasses: 0, center: 7, limits };
      const grow = (sorted: boolean) => {
        const own = gatherSamples(weights, targets);
        const bins = new NodeBins(2, false, minSamplesLeaf > 1);
        const coding = { features, bins, missingCode: MISSING };
        const splitter = sorted
          ? new SortedSplitter(coding, own, options, mostSorted)
          : new ImpuritySplitter(coding, own, options);
        const growLimits = {
          maxDepth,
          maxLeafNodes: Infinity,
          minSamplesSplit: 2,
          minSamplesLeaf,
          minWeightLeaf,
          minImpurityDecrease: 0,
          maxFeatures: 2,
        };
        const size = own.rows.length;
        const rng = createRng(seed);
        return drain(growTree({ features, size, splitter }, growLimits, rng, new TreeBuilder(1)));
      };
      expect(grow(true)).toEqual(grow(false));
    }),
    { numRuns: 300 },
  );
});
