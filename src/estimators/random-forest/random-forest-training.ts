import type { Resolved } from '../../hyperparameters.js';
import type { Training } from '../../progress.js';
import { randomSeed, type Seed } from '../../random/rng.js';
import { addDraws, type DrawnTrees, forestDraws } from '../../trees/drawn-rows.js';
import type { Criterion } from '../../trees/forest/forest.js';
import { growForestShared } from '../../trees/forest/grow-shared.js';
import { outOfBagValues } from '../../trees/forest/out-of-bag.js';
import { nodesOf, openEach, type StoredTree } from '../../trees/slim-tree.js';
import { TreeShelf } from '../../trees/tree-shelf.js';
import type { RandomForestOptions } from './random-forest-options.js';
import { type ForestData, planForest } from './random-forest-plan.js';

/** What forests of both kinds learn. */
export interface GrownForest {
  readonly nFeatures: number;
  readonly trees: StoredTree[];
  readonly seed: Seed;
  /** How the trees came by their rows; null when an older file does not tell. */
  readonly draws: DrawnTrees[] | null;
}

/** What differs between the forests of one training and another. */
export interface ForestJob {
  readonly owner: string;
  readonly params: Resolved<RandomForestOptions> & { readonly criterion: Criterion };
  readonly data: ForestData;
  /** The forest that is gone on from. */
  readonly kept: GrownForest | undefined;
  /**
   * Refuses so many nodes where memory may not hold them: before the first tree those of the largest that can be,
   * after each those that all trees will have if they are like the ones that are grown.
   */
  readonly reserve?: (nodes: number) => void;
}

/**
 * Grow the trees that are missing, a report each, and ask those that have not seen a sample about it.
 *
 * @returns the forest, and what it says of the training samples out of bag [nSamples × nValues]: null without `oobScore`
 * @throws as `planForest`
 */
export function* trainForest({
  owner,
  params,
  data,
  kept,
  reserve,
}: ForestJob): Training<{ forest: GrownForest; outside: Float64Array | null }> {
  const { samples, nClasses } = data;
  const { nEstimators: total, oobScore } = params;
  const seed = kept?.seed ?? params.randomState ?? randomSeed();
  const plan = yield* planForest(params, data, seed, owner);
  const trees = kept?.trees.slice() ?? [];
  const first = trees.length;
  let nodes = trees.reduce((sum, tree) => sum + nodesOf(tree), 0);
  const nValues = Math.max(1, nClasses);
  const shelf = new TreeShelf(samples.columns, nValues, total - first);
  reserve?.(largestTree(params, samples.rows));
  if (first === total) yield { done: total, total, unit: 'tree' };
  for (const tree of growForestShared(plan, [first, total], params.nJobs, `${owner}.fit`)) {
    if (tree === undefined) {
      yield;
      continue;
    }
    trees.push(shelf.add(tree));
    nodes += tree.left.length;
    reserve?.((nodes / trees.length) * total);
    yield { done: trees.length, total, unit: 'tree' };
  }
  const outside =
    oobScore && plan.bootstrap !== undefined
      ? yield* outOfBagValues(openEach(trees), samples, nValues, plan.bootstrap, seed)
      : null;
  const draws = addDraws(kept?.draws, forestDraws(plan, total - first));
  return { forest: { nFeatures: samples.columns, trees, seed, draws }, outside };
}

/** Nodes that a tree has at most. */
function largestTree({ maxDepth, maxLeafNodes }: ForestJob['params'], rows: number): number {
  return 2 * Math.min(rows, maxLeafNodes ?? Infinity, 2 ** (maxDepth ?? Infinity));
}
