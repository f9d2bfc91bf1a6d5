import { type Dense, takeRows } from '../../data/dense.js';
import { inStretches, type Steps } from '../../progress.js';
import type { Tree } from '../tree.js';
import { addValuesByWalk } from '../walk.js';
import type { Bootstrap } from './bootstrap.js';
import { outOfBag } from './forest.js';

/** What a walk through a tree costs, in elementary operations: several of its nodes are not in the cache. */
const WORK_OF_WALK = 64;

/**
 * What the trees that have not seen a sample say of it, on average; in steps of a tree and less.
 * Source: Breiman, Machine Learning 45 (2001), section 3.1.
 *
 * @param seed - of the forest: the draws of each tree are made again
 * @returns [nSamples × nValues]; NaN for a sample that every tree has seen
 */
export function* outOfBagValues(
  trees: Iterable<Tree>,
  samples: Dense,
  nValues: number,
  bootstrap: Bootstrap,
  seed: number | string,
): Steps<Float64Array> {
  const { rows } = samples;
  const sums = new Float64Array(rows * nValues);
  const seenBy = new Int32Array(rows);
  const drawn = new Float64Array(rows);
  let t = 0;
  for (const tree of trees) {
    const outside = outOfBag(bootstrap, seed, t++, drawn);
    yield;
    yield* inStretches(outside.length, samples.columns + WORK_OF_WALK + nValues, (from, to) => {
      const unseen = outside.subarray(from, to);
      const said = new Float64Array(unseen.length * nValues);
      addValuesByWalk([tree], takeRows(samples, unseen), nValues, said);
      for (let at = 0; at < unseen.length; at++) {
        const i = unseen[at];
        seenBy[i]++;
        for (let k = 0; k < nValues; k++) sums[i * nValues + k] += said[at * nValues + k];
      }
    });
  }
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < nValues; k++) sums[i * nValues + k] /= seenBy[i]; // 0 / 0: NaN
  }
  return sums;
}
