import { ModelFormatError } from '../../errors.js';
import { CATEGORICAL, MISSING_LEFT, splitGain, type Tree } from '../../trees/tree.js';
import { breadthFirstOrder } from '../verify.js';

/** Decision types: a category; a number whose missing values are NaN, and which of these go left. */
const CATEGORY = 9;
const NUMBER = 8;
const NUMBER_MISSING_LEFT = 10;

/**
 * The paragraph of a tree, without its first line. Splits and leaves are numbered level by level.
 *
 * @throws ModelFormatError for a split on categories that sends missing values left, as no split of LightGBM does
 */
export function lightGBMTree(tree: Tree, where: string): string {
  const order = breadthFirstOrder(tree.left);
  const inner = order.filter((node) => tree.left[node] !== 0);
  const leaves = order.filter((node) => tree.left[node] === 0);
  const numbers = new Int32Array(order.length);
  for (const [split, node] of inner.entries()) numbers[node] = split;
  for (const [leaf, node] of leaves.entries()) numbers[node] = ~leaf;
  const sets: Int32Array[] = [];
  const thresholds: number[] = [];
  const decisions: number[] = [];
  for (const node of inner) {
    const missingLeft = (tree.flags[node] & MISSING_LEFT) !== 0;
    if ((tree.flags[node] & CATEGORICAL) === 0) {
      thresholds.push(tree.threshold[node]);
      decisions.push(missingLeft ? NUMBER_MISSING_LEFT : NUMBER);
      continue;
    }
    if (missingLeft) {
      throw new ModelFormatError(
        `${where}: a split on the categories of feature ${tree.feature[node]} sends missing values to the side of its set, but LightGBM sends them to the other. Fill in what is missing, as a category of its own, and train again.`,
      );
    }
    thresholds.push(sets.length);
    decisions.push(CATEGORY);
    sets.push(setAt(tree, tree.threshold[node]));
  }
  const counts = wholeCounts(tree, order);
  const of = (nodes: Int32Array, value: (node: number) => number) =>
    Array.from(nodes, (node) => decimal(value(node))).join(' ');
  const lines = [
    `num_leaves=${leaves.length}`,
    `num_cat=${sets.length}`,
    `split_feature=${of(inner, (node) => tree.feature[node])}`,
    `split_gain=${of(inner, (node) => splitGain(tree, node))}`,
    `threshold=${thresholds.map(decimal).join(' ')}`,
    `decision_type=${decisions.join(' ')}`,
    `left_child=${of(inner, (node) => numbers[tree.left[node]])}`,
    `right_child=${of(inner, (node) => numbers[tree.left[node] + 1])}`,
    `leaf_value=${of(leaves, (node) => tree.value[node])}`,
    `leaf_weight=${of(leaves, (node) => tree.cover[node])}`,
    `leaf_count=${of(leaves, (node) => counts[node])}`,
    `internal_value=${of(inner, (node) => tree.value[node])}`,
    `internal_weight=${of(inner, (node) => tree.cover[node])}`,
    `internal_count=${of(inner, (node) => counts[node])}`,
  ];
  if (sets.length > 0) {
    const ends = [0];
    for (const set of sets) ends.push(ends[ends.length - 1] + set.length);
    lines.push(`cat_boundaries=${ends.join(' ')}`);
    lines.push(
      `cat_threshold=${sets.flatMap((set) => Array.from(set, (bits) => bits >>> 0)).join(' ')}`,
    );
  }
  return [...lines, 'is_linear=0', 'shrinkage=1'].join('\n');
}

/** The bits of a set; one entry at least, which LightGBM needs. */
function setAt({ categories }: Tree, start: number): Int32Array {
  const entries = categories[start];
  return entries === 0 ? new Int32Array(1) : categories.subarray(start + 1, start + 1 + entries);
}

/** Counts stay below 2^31, also where many leaves are rounded up to 1. */
const LARGEST_COUNT = 2 ** 29;

/**
 * Covers as the whole numbers that LightGBM explains trees by: as they are where they are counts, else scaled, so that
 * shares of them are the same to nine digits.
 */
function wholeCounts({ left, cover }: Tree, order: Int32Array): Float64Array {
  const areCounts = cover.every(
    (weight) => Number.isInteger(weight) && weight >= 1 && weight <= LARGEST_COUNT,
  );
  if (areCounts) return cover;
  const counts = new Float64Array(cover.length);
  const scale = cover[0] > 0 ? LARGEST_COUNT / cover[0] : 1;
  for (let at = order.length - 1; at >= 0; at--) {
    const node = order[at];
    const child = left[node];
    counts[node] =
      child === 0
        ? Math.max(1, Math.min(LARGEST_COUNT, Math.round(cover[node] * scale)))
        : counts[child] + counts[child + 1];
  }
  return counts;
}

/** The shortest decimal that reads as the same double. */
function decimal(value: number): string {
  if (Math.abs(value) === Infinity) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0) ? '-0' : String(value);
}
