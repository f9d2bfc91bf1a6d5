import { goesToPool, type Jobs, type KernelName, shareBlocks } from '../parallel-work.js';
import type { Progress } from '../progress.js';
import type { Density } from './density-clusters.js';
import type { KdTree } from './kd-tree.js';
import { walkPairs } from './leaf-pairs.js';
import { type PairBlock, type SharedWeighing, Weighing, weighingOf } from './weighing.js';

/** What the samples of a tree have around them, by position. */
export interface NeighborCounts {
  /** 1 where the neighbours weigh `minSamples` or more. */
  readonly hasEnough: Uint8Array;
  /** 1 where there is any neighbour besides the sample itself. */
  readonly hasNeighbors: Uint8Array;
}

/** Weigh the neighbours of all samples, themselves included, as far as it takes to know whether they are enough. */
export function* countNeighbors(
  tree: KdTree,
  radius: number,
  { weights, minSamples, jobs }: Density,
): Generator<Progress | undefined, NeighborCounts, void> {
  const own = Float64Array.from(tree.order, (i) => (weights === undefined ? 1 : weights[i]));
  const doubt = weights?.some((weight) => !Number.isInteger(weight)) ? DOUBT : 0;
  const known = { sums: own.slice(), hasNeighbors: new Uint8Array(own.length) };
  const weighed = { radius, own, enough: minSamples * (1 + doubt) };
  const work = tree.points.length * WORK_OF_VALUE;
  if (jobs !== undefined && goesToPool({ kernel: COUNT_NEAR_LEAVES, ...jobs, work })) {
    yield* weighShared(tree, { ...weighed, tree: tree.memory, known }, jobs);
  } else {
    yield* walkPairs(tree, radius, new Weighing(tree, weighed, known), { walk: 0, walks: 3 });
  }
  const { sums, hasNeighbors } = known;
  const hasEnough = new Uint8Array(sums.length);
  const found = new Int32Array(doubt > 0 ? sums.length : 0);
  for (let at = 0; at < sums.length; at++) {
    const isDoubtful = Math.abs(sums[at] - minSamples) <= doubt * minSamples;
    if (weights !== undefined && doubt > 0 && isDoubtful) {
      sums[at] = sumInOrder(tree, at, radius, weights, found);
      yield;
    }
    hasEnough[at] = sums[at] >= minSamples ? 1 : 0;
  }
  return { hasEnough, hasNeighbors };
}

/** Sums of fractions depend on their order in the last digits: within this share they are taken again, in order. */
const DOUBT = 1e-9;

/** The weight of the neighbours, added in the order of their numbers. */
function sumInOrder(
  tree: KdTree,
  at: number,
  radius: number,
  weights: Float64Array,
  found: Int32Array,
): number {
  const count = tree.query(tree.points, at * tree.columns, radius, found, Infinity);
  let sum = 0;
  for (const i of found.subarray(0, count).sort()) sum += weights[i];
  return sum;
}

/** What is around the samples of some nodes of a tree. */
export const COUNT_NEAR_LEAVES: KernelName = { name: 'neighbours in a tree', estimators: true };

/** Elementary operations that a coordinate costs, about. */
const WORK_OF_VALUE = 256;
/** Levels below the root at which a tree is cut into blocks: sixteen parts. */
const CUT_LEVEL = 4;

/**
 * Weigh by workers, in two rounds: each part of the tree by itself, then each with those behind it. What is settled
 * within the parts, and that is most, is not met again.
 */
function* weighShared(
  tree: KdTree,
  shared: SharedWeighing,
  { nJobs }: Jobs,
): Generator<Progress | undefined, void, void> {
  const { starts, ends, firstLeaf } = tree;
  const first = Math.min(firstLeaf, 2 ** CUT_LEVEL - 1);
  const last = 2 * first; // a level has one node more than all above it
  const nodes = Array.from({ length: first + 1 }, (_, at) => first + at);
  const total = 3 * ends[0] ** 2;
  let done = 0;
  for (const round of ['within', 'across'] as const) {
    const blocks = nodes.flatMap((node): PairBlock[] => {
      if (round === 'within') return [{ pairs: [node, node], range: [starts[node], ends[node]] }];
      const pairs = nodes.slice(node - first + 1).flatMap((other) => [node, other]);
      return node === last ? [] : [{ pairs, range: [starts[node], ends[0]] }];
    });
    const here = weighingOf(shared);
    yield* shareBlocks(
      { kernel: COUNT_NEAR_LEAVES, shared, blocks, nJobs, here },
      ({ sums, hasNeighbors }, { range: [from, to], pairs: [node] }): Progress => {
        for (let at = from; at < to; at++) {
          shared.known.sums[at] += sums[at - from];
          shared.known.hasNeighbors[at] |= hasNeighbors[at - from];
        }
        const size = ends[node] - starts[node];
        done += round === 'within' ? size * size : 2 * size * (ends[0] - ends[node]);
        return { done, total, unit: 'pair' };
      },
    );
  }
}
