import { expect, it } from 'vitest';
import { RandomForestRegressor } from '../../src/estimators/random-forest/random-forest-regressor.js';
import { createRng } from '../../src/random/rng.js';
import { addStored } from '../../src/trees/stored-trees.js';
import type { Tree } from '../../src/trees/tree.js';
import { TreeShelf } from '../../src/trees/tree-shelf.js';
import { addValuesByWalk } from '../../src/trees/walk.js';

const COLUMNS = 4;
const rng = createRng('tops');
const X = Array.from({ length: 4500 }, () => [rng.next(), rng.next(), rng.next(), -rng.next()]);
const y = X.map(([a, b, c]) => 10 * a * b + (c > 0.5 ? 5 : 0) + rng.next());
const limits = [{ nEstimators: 3 }, { nEstimators: 2, maxDepth: 5 }, { nEstimators: 1 }];
const deep = limits.flatMap((limit) => [
  ...new RandomForestRegressor({ ...limit, randomState: 0 }).fit(X, y).estimators,
]);

/** Values as they were learned from, thresholds, and what lies a bit beside them. */
function anyRow(trees: readonly Tree[]): number[] {
  return Array.from({ length: COLUMNS }, (_, j) => {
    if (rng.next() < 0.5) return X[rng.nextInteger(X.length)][j];
    const { feature, threshold, left } = trees[rng.nextInteger(trees.length)];
    let node = 0;
    while (left[node] > 0 && (feature[node] !== j || rng.next() < 0.7)) {
      node = left[node] + rng.nextInteger(2);
    }
    const beside = [0, 2 ** -52, -(2 ** -52), 2 ** -25, -(2 ** -18)][rng.nextInteger(5)];
    return threshold[node] * (1 + beside);
  });
}

it.each([
  ['deep trees', deep],
  ['one tree', deep.slice(0, 1)],
  ['shallow trees, some of which end within a top', deep.slice(3, 5)],
  ['more splits than the caches hold', new Array<Tree[]>(60).fill(deep).flat()],
])('single rows find the values that the plain walk finds: %s', (_, trees) => {
  const shelf = new TreeShelf(COLUMNS, 1, trees.length);
  const stored = trees.map((tree) => shelf.add(tree));
  for (let i = 0; i < 300; i++) {
    const sample = { data: Float64Array.from(anyRow(trees)), rows: 1, columns: COLUMNS };
    const expected = new Float64Array(1);
    const sums = new Float64Array(1);
    addValuesByWalk(trees, sample, 1, expected);
    addStored(stored, sample, 1, sums);
    expect(sums).toEqual(expected);
  }
});
