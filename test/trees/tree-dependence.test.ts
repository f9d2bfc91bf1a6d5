import fc from 'fast-check';
import { expect, it } from 'vitest';
import { drain } from '../../src/progress.js';
import { meanOfTrees } from '../../src/trees/ensemble.js';
import { MISSING_LEFT, type Tree, TreeBuilder } from '../../src/trees/tree.js';
import { treeDependence } from '../../src/trees/tree-dependence.js';
import { goesLeft } from '../../src/trees/walk.js';
import { reference } from '../reference/reference.js';

interface ForeignTree {
  feature: number[];
  threshold: number[];
  left: number[];
  right: number[];
  value: number[];
  cover: number[];
}
interface OfTrees {
  trees: ForeignTree[];
  learningRate?: number;
  one: { gridValues: number[][]; average: number[][] };
  two: { gridValues: number[][]; average: number[][][] };
}

/** A tree of scikit-learn, whose children need not lie side by side. */
function treeOf({ feature, threshold, left, right, value, cover }: ForeignTree): Tree {
  const builder = new TreeBuilder(1);
  builder.begin();
  const copy = (from: number, to: number) => {
    builder.value[to] = value[from];
    builder.cover[to] = cover[from];
    if (left[from] < 0) return;
    const child = builder.split(to, feature[from], threshold[from], false);
    copy(left[from], child);
    copy(right[from], child + 1);
  };
  copy(0, 0);
  return builder.finish();
}

const pairs = ([first, second]: number[][]) => first.flatMap((a) => second.map((b) => [a, b]));
const block = (rows: number[][]) => ({
  data: Float64Array.from(rows.flat()),
  rows: rows.length,
  columns: rows[0].length,
});

it.each(['forest', 'boosting', 'tree'] as const)("is scikit-learn 1.9.1's: %s", (name) => {
  const { trees, learningRate, one, two } = reference<{ dependence: Record<string, OfTrees> }>(
    'inspection',
  ).dependence[name];
  const own = meanOfTrees(trees.map(treeOf), 4, 1);
  const ensemble = learningRate === undefined ? own : { ...own, scale: learningRate };
  const curve = drain(treeDependence(ensemble, [0], block(one.gridValues[0].map((x) => [x]))));
  for (const [at, expected] of one.average[0].entries()) {
    expect(curve[0][at]).toBeCloseTo(expected, 10);
  }
  const surface = drain(treeDependence(ensemble, [0, 2], block(pairs(two.gridValues))));
  for (const [at, expected] of two.average[0].flat().entries()) {
    expect(surface[0][at]).toBeCloseTo(expected, 10);
  }
});

/** The plain walk: both ways at every question about what is not known. */
function plain(tree: Tree, known: readonly number[], point: readonly number[], node = 0): number {
  const child = tree.left[node];
  if (child === 0) return tree.value[node];
  const at = known.indexOf(tree.feature[node]);
  if (at >= 0) {
    return plain(tree, known, point, goesLeft(tree, node, point[at]) ? child : child + 1);
  }
  const both = tree.cover[child] + tree.cover[child + 1];
  const share = both > 0 ? tree.cover[child] / both : 0.5;
  return (
    share * plain(tree, known, point, child) + (1 - share) * plain(tree, known, point, child + 1)
  );
}

/** A tree of up to some 20 splits on four features, of numbers, categories and missing values. */
const someTree = fc
  .array(
    fc.record({
      leaf: fc.nat(30),
      feature: fc.nat(3),
      threshold: fc.integer({ min: -3, max: 3 }),
      set: fc.nat(255),
      missingLeft: fc.boolean(),
      values: fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 })),
      covers: fc.tuple(fc.nat(5), fc.nat(5)),
    }),
    { maxLength: 20 },
  )
  .map((splits) => {
    const builder = new TreeBuilder(1);
    builder.begin();
    builder.value[0] = 7;
    const leaves = [0];
    for (const { leaf, feature, threshold, set, missingLeft, values, covers } of splits) {
      const [node] = leaves.splice(leaf % leaves.length, 1);
      const child =
        feature === 3
          ? builder.splitOnCategories(node, feature, Int32Array.of(set), missingLeft)
          : builder.split(node, feature, threshold, missingLeft);
      for (const side of [0, 1]) {
        builder.value[child + side] = values[side];
        builder.cover[child + side] = covers[side];
        leaves.push(child + side);
      }
    }
    return builder.finish();
  });

it('is what the plain walk gives, with categories, missing values and nodes without samples', () => {
  const value = fc.oneof(fc.integer({ min: -4, max: 7 }), fc.constant(Number.NaN));
  const features = fc.subarray([0, 1, 2, 3], { minLength: 1 });
  const points = fc.array(fc.tuple(value, value, value, value), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(
      fc.array(someTree, { minLength: 1, maxLength: 3 }),
      features,
      points,
      (trees, known, all) => {
        const rows = all.map((row) => row.slice(0, known.length));
        const [found] = drain(treeDependence(meanOfTrees(trees, 4, 1), known, block(rows)));
        for (const [i, row] of rows.entries()) {
          const expected = trees.reduce((sum, tree) => sum + plain(tree, known, row), 0);
          expect(found[i]).toBeCloseTo(expected / trees.length, 9);
        }
      },
    ),
  );
});

it('sends missing values where the node says', () => {
  const builder = new TreeBuilder(1);
  builder.begin();
  const child = builder.split(0, 0, 1, true);
  builder.value.set([10, 20], child);
  const tree = builder.finish();
  expect(tree.flags[0]).toBe(MISSING_LEFT);
  const [found] = drain(treeDependence(meanOfTrees([tree], 1, 1), [0], block([[Number.NaN], [2]])));
  expect(Array.from(found)).toEqual([10, 20]);
});
