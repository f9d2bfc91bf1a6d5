import { type Progress, Stretch } from '../progress.js';
import type { KdTree } from './kd-tree.js';
import { nearRows } from './near-rows.js';

/** What is done with the pairs of nodes of a tree that `walkPairs` meets; a node is paired with itself too. */
export interface PairVisitor {
  /** Whether nothing can be learnt from the points of the two. */
  isSettled(a: number, b: number): boolean;
  /** All points of the two are neighbours. */
  visitWhole(a: number, b: number): void;
  /** Two leaves, some of whose points may be neighbours: `neighborsOf` tells which. */
  visitLeaves(a: number, b: number): void;
}

/** Which walk of how many, for the progress. */
export interface WalkNumber {
  readonly walk: number;
  readonly walks: number;
}

const ROOT_WITH_ITSELF = [0, 0];

/**
 * Distances of order p that are no plain sums come from `exp` and `log`, whose rounding might turn two that are
 * nearly alike: boxes are trusted beyond this share only.
 */
const POWER_SLACK = 1e-9;

/**
 * Meet all points with all others, a pair of nodes at a time: pairs whose boxes are too far apart are dropped,
 * those whose farthest corners are neighbours are taken whole, others are cut down to pairs of leaves. Each pair
 * of points is met at most once, near ones first, which lets visitors settle the far ones unseen.
 * Source: the dual-tree algorithms of Gray and Moore, NIPS (2000).
 *
 * @param from - the pairs to meet, one after the other, the last first: all points by default
 */
export function* walkPairs(
  tree: KdTree,
  radius: number,
  visitor: PairVisitor,
  { walk, walks }: WalkNumber,
  from: readonly number[] = ROOT_WITH_ITSELF,
): Generator<Progress | undefined, void, void> {
  const { starts, ends, firstLeaf, columns, p } = tree;
  const slack = p === 1 || p === 2 || p === Infinity ? 0 : POWER_SLACK;
  const dropped = radius * (1 + slack);
  const whole = radius * (1 - slack);
  const stretch = new Stretch();
  const total = walks * ends[0] ** 2;
  let done = walk * ends[0] ** 2;
  const stack = [...from];
  while (stack.length > 0) {
    const b = stack.pop() as number;
    const a = stack.pop() as number;
    const sizeA = ends[a] - starts[a];
    const sizeB = ends[b] - starts[b];
    let work = 2 * columns;
    let met = true;
    if (visitor.isSettled(a, b) || tree.nearestOfPair(a, b) > dropped) {
      // nothing to do
    } else if (tree.farthestOfPair(a, b) <= whole) {
      visitor.visitWhole(a, b);
      work += sizeA + sizeB;
    } else if (a >= firstLeaf) {
      visitor.visitLeaves(a, b);
      work += sizeA * sizeB * columns;
    } else {
      met = false;
      // Last in, first out: pairs of a node with itself come before those of two.
      const left = 2 * a + 1;
      if (a === b) {
        stack.push(left, left + 1, left + 1, left + 1, left, left);
      } else {
        const other = 2 * b + 1;
        stack.push(left, other + 1, left + 1, other, left + 1, other + 1, left, other);
      }
    }
    if (met) done += (a === b ? 1 : 2) * sizeA * sizeB;
    if (stretch.spend(work)) yield { done: Math.min(done, total - 1), total, unit: 'pair' };
  }
}

/**
 * The points of leaf b that are neighbours of the point at position i, which is in leaf a; where both are one leaf,
 * only those behind it, so that each pair is met once.
 *
 * @param found - out: their positions, with room for a leaf
 * @returns how many there are
 */
export function neighborsOf(
  { points, columns, starts, ends, p }: KdTree,
  i: number,
  a: number,
  b: number,
  radius: number,
  found: Int32Array,
): number {
  const from = a === b ? i + 1 : starts[b];
  return nearRows(points, columns, i * columns, from, ends[b], p, radius, found);
}
