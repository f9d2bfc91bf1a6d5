import { goesToPool, type KernelName, SharedWork } from '../../parallel-work.js';
import type { Steps } from '../../progress.js';
import { range } from '../../random/sampling.js';
import { copyTree, type Tree } from '../tree.js';
import { type ForestPlan, forestGrower, growForest } from './forest.js';

/** A tree of a forest, by its number: what all share is the plan. */
export const GROW_TREE: KernelName = { name: 'growing trees', estimators: false };

/** Elementary operations that one value costs at one level of a tree, about. */
const WORK_OF_VALUE = 32;

/**
 * As `growForest`, on workers where there are some and it is worth it: a tree a block. Each draws from a stream of its own,
 * so the forest is the same.
 *
 * @param where - the method that was called, for messages
 */
export function* growForestShared(
  plan: ForestPlan,
  [first, count]: readonly [number, number],
  nJobs: number | null,
  where: string,
): Generator<Tree | undefined, void, void> {
  const { rows } = plan.features;
  const levels = Math.min(plan.limits.maxDepth, 32 - Math.clz32(rows));
  const values = rows * levels * plan.limits.maxFeatures;
  const sum = (count - first) * values * WORK_OF_VALUE;
  if (!goesToPool({ kernel: GROW_TREE, nJobs, where, work: sum })) {
    yield* growForest(plan, first, count);
    return;
  }
  const numbers = range(count).slice(first);
  const work = new SharedWork<number, Tree>(GROW_TREE, plan, [...numbers], nJobs);
  let here: ReturnType<typeof numberGrower> | undefined;
  try {
    for (const [block, t] of numbers.entries()) {
      yield yield* work.resultOf(block, () => {
        here ??= numberGrower(plan);
        return here(t);
      });
    }
  } finally {
    work.close();
  }
}

/** Grows tree `t` of a forest, in arrays of its own: for whoever is asked for one after the other. */
export function numberGrower(plan: ForestPlan): (t: number) => Steps<Tree> {
  const grow = forestGrower(plan);
  return function* (t) {
    return copyTree(yield* grow(t));
  };
}
