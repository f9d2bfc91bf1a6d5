import type { Tree } from '../../trees/tree.js';
import { type ForeignSplit, type ForeignTree, fromForeignTree } from '../foreign-tree.js';
import { fromBelowSingle } from '../single-thresholds.js';
import type { NumberList, Section } from './file-values.js';

/** Categories from here on are none to XGBoost, which keeps them in single precision. */
export const CATEGORIES_END = 2 ** 24;

/** How the trees of a file are read. */
export interface TreeReading {
  readonly nFeatures: number;
  readonly where: string;
  /** Entries of 32 categories that the sets of the file may yet take, so that no small file fills the memory. */
  entriesLeft: number;
}

/**
 * A tree of the file. Thresholds become those of doubles, so that every decision is the same for any input.
 *
 * @param weight - what the leaves are multiplied by, in single precision: dart drops trees so
 * @param numbers - out: for each node of the result its number in XGBoost
 */
export function readTree(
  tree: Section,
  reading: TreeReading,
  weight: number,
  numbers?: number[],
): Tree {
  const left = tree.numbers('left_children');
  const nodes = left.length;
  const right = tree.numbers('right_children', nodes);
  const feature = tree.numbers('split_indices', nodes);
  const condition = tree.numbers('split_conditions', nodes);
  const gain = tree.numbers('loss_changes', nodes);
  const cover = tree.numbers('sum_hessian', nodes);
  const missingLeft = tree.numbers('default_left', nodes);
  if (tree.has('tree_param') && tree.section('tree_param').count('size_leaf_vector', 0) > 1) {
    throw tree.wrong(
      'has vectors for leaves (multi_strategy "multi_output_tree"), which the trees here do not have. Train with multi_strategy "one_output_per_tree".',
    );
  }
  const types = tree.has('split_type') ? tree.numbers('split_type', nodes) : undefined;
  const goesRight = types?.includes(1) ? categoriesOf(tree, reading) : undefined;
  // The value of a node above the leaves, which nothing asks for but drawings: the mean of what is below.
  const value = new Float64Array(nodes);
  const foreign: ForeignTree = {
    nodes,
    root: 0,
    split(node): ForeignSplit | undefined {
      if (left[node] === -1) return undefined;
      if (
        !(
          Number.isInteger(feature[node]) &&
          feature[node] >= 0 &&
          feature[node] < reading.nFeatures
        )
      ) {
        throw tree.wrong(
          `asks about feature ${feature[node]} of ${reading.nFeatures}. The file is damaged.`,
        );
      }
      const defaultLeft = missingLeft[node] === 1;
      if (types?.[node] === 1) {
        const categories = goesRight?.get(node);
        if (categories === undefined) throw tree.wrong(`has no set of categories for ${node}.`);
        // There, what is in the list goes right and all else left: here the other way round.
        return {
          feature: feature[node],
          left: right[node],
          right: left[node],
          missingLeft: !defaultLeft,
          goesLeft: categories,
        };
      }
      const threshold = Math.fround(condition[node]);
      if (Number.isNaN(threshold)) throw tree.wrong('has a threshold that is NaN.');
      return {
        feature: feature[node],
        left: left[node],
        right: right[node],
        missingLeft: defaultLeft,
        goesLeft: fromBelowSingle(threshold),
      };
    },
    value(node) {
      const l = left[node];
      const r = right[node];
      if (l === -1) {
        value[node] = weight === 1 ? Math.fround(condition[node]) : times(condition[node], weight);
        if (!Number.isFinite(value[node])) throw tree.wrong('has a leaf that is not finite.');
      } else {
        const both = cover[l] + cover[r];
        const share = both > 0 && both < Infinity ? cover[l] / both : 0.5;
        value[node] = share * value[l] + (1 - share) * value[r];
      }
      return value[node];
    },
    cover: (node) => finite(cover[node], 0, tree),
    gain: (node) => finite(gain[node], -Infinity, tree),
  };
  return fromForeignTree(foreign, reading.where, numbers);
}

/** Dart's leaves as XGBoost multiplies them. */
const times = (leaf: number, weight: number) =>
  Math.fround(Math.fround(leaf) * Math.fround(weight));

function finite(value: number, least: number, tree: Section): number {
  const single = Math.fround(value);
  if (Number.isFinite(single) && single >= least) return single;
  throw tree.wrong('has a gain that is not finite, or a cover that is not finite and >= 0.');
}

/** The categories that go right at each categorical node, ascending. */
function categoriesOf(tree: Section, reading: TreeReading): Map<number, number[]> {
  const nodes = tree.numbers('categories_nodes');
  const starts = tree.numbers('categories_segments', nodes.length);
  const sizes = tree.numbers('categories_sizes', nodes.length);
  const all = tree.numbers('categories');
  const found = new Map<number, number[]>();
  let taken = 0;
  for (let i = 0; i < nodes.length; i++) {
    taken += sizes[i];
    const own = taken <= all.length ? setFrom(all, starts[i], sizes[i]) : undefined;
    if (own === undefined) {
      throw tree.wrong('has sets of categories that are not in its list. The file is damaged.');
    }
    reading.entriesLeft -= own.length === 0 ? 0 : Math.floor(own[own.length - 1] / 32) + 1;
    if (reading.entriesLeft < 0) {
      throw tree.wrong('has sets of categories with numbers too large for all to be kept.');
    }
    found.set(nodes[i], own);
  }
  return found;
}

/** Categories from the list of all, ascending; undefined where these are not there, or are none. */
function setFrom(all: NumberList, start: number, size: number): number[] | undefined {
  if (!(size >= 0 && start >= 0 && start + size <= all.length)) return undefined;
  const own = Array.from(all.subarray(start, start + size)).sort((a, b) => a - b);
  const fits = (category: number) =>
    Number.isInteger(category) && category >= 0 && category < CATEGORIES_END;
  return own.every(fits) ? own : undefined;
}
