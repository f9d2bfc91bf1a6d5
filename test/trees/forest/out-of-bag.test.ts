import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Dense } from '../../../src/data/dense.js';
import { outOfBag } from '../../../src/trees/forest/forest.js';
import { outOfBagValues } from '../../../src/trees/forest/out-of-bag.js';
import type { Tree } from '../../../src/trees/tree.js';
import { addValuesByWalk } from '../../../src/trees/walk.js';
import { anyTree } from '../../support/any-tree.js';
import { STRETCH } from '../../support/watch-steps.js';

/** Every tree asked about all of its samples at once. */
function plainly(trees: readonly Tree[], samples: Dense, nValues: number): Float64Array {
  const { data, rows, columns } = samples;
  const sums = new Float64Array(rows * nValues);
  const seenBy = new Int32Array(rows);
  for (const [t, tree] of trees.entries()) {
    const said = new Float64Array(rows * nValues);
    addValuesByWalk([tree], { data, rows, columns }, nValues, said);
    const bootstrap = { draws: rows, cumulative: undefined };
    for (const i of outOfBag(bootstrap, 7, t, new Float64Array(rows))) {
      seenBy[i]++;
      for (let k = 0; k < nValues; k++) sums[i * nValues + k] += said[i * nValues + k];
    }
  }
  return sums.map((sum, at) => sum / seenBy[Math.floor(at / nValues)]);
}

it('trees are asked out of bag a stretch of their samples at a time, and say what they say of all at once', () => {
  const [rows, columns, nValues] = [20_000, 3, 2];
  const data = new Float64Array(rows * columns);
  for (let at = 0; at < data.length; at++) data[at] = ((at * at) % 89) / 2 - 4;
  const samples = { data, rows, columns };
  const trees = fc.sample(anyTree({ nFeatures: columns, categories: true }), {
    numRuns: 4,
    seed: 1,
  });
  const bootstrap = { draws: rows, cumulative: undefined };
  const work = outOfBagValues(trees, samples, nValues, bootstrap, 7);
  let yields = 0;
  let step = work.next();
  for (; !step.done; step = work.next()) yields++;
  expect(step.value).toEqual(plainly(trees, samples, nValues));
  // A third of the samples is outside of each tree, and a walk counts as no less than 64 operations.
  expect(yields).toBeGreaterThanOrEqual(4 * Math.floor((0.36 * rows * 64) / STRETCH));
});
