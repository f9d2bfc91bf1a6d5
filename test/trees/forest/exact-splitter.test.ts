import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drain } from '../../../src/progress.js';
import { createRng } from '../../../src/random/rng.js';
import { type RankedFeatures, rankFeatures } from '../../../src/trees/forest/exact-features.js';
import { type ExactOptions, ExactSplitter } from '../../../src/trees/forest/exact-splitter.js';
import { type GrowLimits, growTree, type NodeSplitter } from '../../../src/trees/forest/grow.js';
import { KeptOrders } from '../../../src/trees/forest/kept-orders.js';
import { SortedAnew } from '../../../src/trees/forest/sorted-anew.js';
import { gatherSamples } from '../../../src/trees/forest/tree-samples.js';
import { type Tree, TreeBuilder } from '../../../src/trees/tree.js';
import { PlainSplitter } from './plain-splitter.js';

type Criterion = ExactOptions['criterion'];

interface Problem {
  features: RankedFeatures;
  weights: Float64Array;
  targets: Float64Array;
  criterion: Criterion;
  nClasses: number;
  minSamples: number;
  minWeight: number;
}

/** A tree by the plain splitter, which sorts and sums every column of every node, or by the fast one. */
function grow(problem: Problem, way: 'plain' | 'kept' | 'anew' | 'counted', seed: number): Tree {
  const { features, weights, targets, criterion, nClasses, minSamples, minWeight } = problem;
  const options = { criterion, nClasses, center: 7, minSamples };
  const samples = gatherSamples(weights, targets);
  const size = samples.rows.length;
  let splitter: NodeSplitter;
  if (way === 'plain') {
    splitter = new PlainSplitter(features, samples, options, { minSamples, minWeight });
  } else {
    const pairs = criterion === 'gini' ? nClasses === 2 : nClasses === 0;
    const orders =
      way === 'kept'
        ? new KeptOrders(features)
        : new SortedAnew(features, way === 'counted' && pairs && minSamples === 1);
    const exact = new ExactSplitter(features, orders, targets, options);
    drain(exact.begin(weights, minWeight));
    splitter = exact;
  }
  const growLimits: GrowLimits = {
    maxDepth: Infinity,
    maxLeafNodes: Infinity,
    minSamplesSplit: 2,
    minSamplesLeaf: minSamples,
    minWeightLeaf: minWeight,
    minImpurityDecrease: 0,
    maxFeatures: 2,
  };
  const builder = new TreeBuilder(Math.max(1, nClasses));
  return drain(growTree({ features, size, splitter }, growLimits, createRng(seed), builder));
}

const cells = [
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 0, max: 1e6 }),
  fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 60 }) }, fc.constant(Number.NaN)),
] as const;
const problems = fc.record({
  rows: fc.array(fc.tuple(...cells, fc.nat(5), fc.nat(3)), { minLength: 1, maxLength: 150 }),
  criterion: fc.constantFrom<Criterion>('gini', 'entropy', 'squaredError', 'poisson'),
  twoClasses: fc.boolean(),
  mostGroups: fc.constantFrom(null, 2, 9),
  minSamples: fc.integer({ min: 1, max: 3 }),
  minWeight: fc.constantFrom(0, 5),
  seed: fc.nat(),
});

describe('the fast splitter', () => {
  it('grows the trees of the plain one, to the bit where sums round nothing', () => {
    fc.assert(
      fc.property(problems, ({ rows, criterion, twoClasses, mostGroups, seed, ...limits }) => {
        const data = Float64Array.from(rows.flatMap((row) => row.slice(0, 3)));
        const groups = mostGroups === null ? undefined : { most: mostGroups, weights: undefined };
        const features = drain(rankFeatures({ data, rows: rows.length, columns: 3 }, groups));
        const ofClasses = criterion === 'gini' || criterion === 'entropy';
        const nClasses = ofClasses ? (twoClasses ? 2 : 6) : 0;
        const targets = Float64Array.from(rows, (row) => (nClasses === 2 ? row[3] % 2 : row[3]));
        const weights = Float64Array.from(rows, (row) => row[4]);
        weights[0] = 1;
        const problem = { features, weights, targets, criterion, nClasses, ...limits };
        const plain = grow(problem, 'plain', seed);
        for (const way of ['kept', 'anew', 'counted'] as const) {
          expect(grow(problem, way, seed)).toEqual(plain);
        }
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['rows whose marks are far apart', 16_000, 0.012],
    ['rows beyond two bytes', 66_000, 0.003],
  ])('sorts %s', (_name, rows, share) => {
    const rng = createRng('sparse');
    const data = Float64Array.from({ length: 3 * rows }, (_, at) =>
      at % 3 === 0 ? rng.nextInteger(100) : rng.next(),
    );
    const features = drain(rankFeatures({ data, rows, columns: 3 }));
    const weights = Float64Array.from({ length: rows }, () => (rng.next() < share ? 1 : 0));
    const targets = Float64Array.from(
      { length: rows },
      (_, i) => (data[3 * i] > 40 ? 1 : 0) ^ (rng.next() < 0.2 ? 1 : 0),
    );
    const shared = { features, weights, targets, minSamples: 1, minWeight: 0 };
    const problem: Problem = { ...shared, criterion: 'gini', nClasses: 2 };
    const plain = grow(problem, 'plain', 1);
    for (const way of ['kept', 'anew', 'counted'] as const) {
      expect(grow(problem, way, 1)).toEqual(plain);
    }
  });

  it('grows trees of the same loss where weights are fractions and targets far from 0', () => {
    const rng = createRng('fractions');
    const rows = 400;
    const data = Float64Array.from({ length: 3 * rows }, () => rng.next());
    const features = drain(rankFeatures({ data, rows, columns: 3 }));
    const weights = Float64Array.from({ length: rows }, () => 1e-3 + rng.next());
    const targets = Float64Array.from({ length: rows }, (_, i) => 1e4 + data[3 * i] + rng.next());
    const shared = { features, weights, targets, minSamples: 5, minWeight: 0 };
    const problem: Problem = { ...shared, criterion: 'squaredError', nClasses: 0 };
    const plain = grow(problem, 'plain', 1);
    for (const way of ['kept', 'anew'] as const) {
      const fast = grow(problem, way, 1);
      expect(fast.threshold).toEqual(plain.threshold);
      for (let node = 0; node < fast.loss.length; node++) {
        expect(fast.loss[node]).toBeCloseTo(plain.loss[node], 6);
      }
    }
  });
});
