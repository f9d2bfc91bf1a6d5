import type { Tree } from '../../trees/tree.js';
import { type ForeignSplit, fromForeignTree } from '../foreign-tree.js';
import { fromAtMostSingle } from '../single-thresholds.js';
import type { SklearnRecord } from './sklearn-record.js';

/** What the nodes of a tree say, in the terms of the model. */
export interface NodeValues {
  readonly nValues: number;
  /** The values of a node, from where they stand among those of all nodes. */
  of(values: Float64Array): number | ArrayLike<number>;
}

/** A number, multiplied by the learning rate where there is one. */
export const scaledNumber = (rate: number): NodeValues => ({
  nValues: 1,
  of: ([value]) => rate * value,
});

/** Shares of the classes: newer versions keep these, older ones the weights of the samples. */
export const classShares = (nValues: number): NodeValues => ({
  nValues,
  of(values) {
    const total = values.reduce((sum, value) => sum + value, 0);
    return values.map((value) => value / total);
  },
});

/** A tree, and for each of its nodes how many samples it had. */
export interface RebuiltTree {
  readonly tree: Tree;
  readonly samples: Int32Array;
}

/**
 * The trees that an export holds end to end. scikit-learn rounds what it asks about to single precision, so each
 * threshold becomes the double up to which that goes left.
 *
 * @param columns - which column of X each feature of tree t is; default the same
 */
export function rebuildTrees(
  record: SklearnRecord,
  values: NodeValues,
  columns?: (t: number) => ArrayLike<number>,
): RebuiltTree[] {
  const { counts, total } = record.counts('node_count');
  const nodes = {
    left: record.integers('children_left', total),
    right: record.integers('children_right', total),
    feature: record.integers('feature', total),
    threshold: record.floats('threshold', total),
    missingLeft: record.flags('missing_go_to_left', total),
    value: record.floats('value', total, values.nValues),
    samples: record.integers('n_node_samples', total),
    weight: record.floats('weighted_n_node_samples', total),
    impurity: record.floats('impurity', total),
  };
  let start = 0;
  return Array.from(counts, (count, t) => {
    const rebuilt = rebuildOne(record, nodes, { start, count, values, columns: columns?.(t) });
    start += count;
    return rebuilt;
  });
}

interface Nodes {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly missingLeft: Uint8Array;
  readonly value: Float64Array;
  readonly samples: Int32Array;
  readonly weight: Float64Array;
  readonly impurity: Float64Array;
}

interface OneOf {
  readonly start: number;
  readonly count: number;
  readonly values: NodeValues;
  readonly columns: ArrayLike<number> | undefined;
}

function rebuildOne(
  record: SklearnRecord,
  { left, right, feature, threshold, missingLeft, value, samples, weight, impurity }: Nodes,
  { start, count, values, columns }: OneOf,
): RebuiltTree {
  const { nValues } = values;
  const lossAt = (at: number) => weight[at] * impurity[at];
  const split = (node: number): ForeignSplit | undefined => {
    const at = start + node;
    if (left[at] === -1) return undefined;
    if (Number.isNaN(threshold[at])) throw record.refuse(`node ${node} has no threshold.`);
    return {
      feature: columns === undefined ? feature[at] : (columns[feature[at]] ?? -1),
      left: left[at],
      right: right[at],
      missingLeft: missingLeft[at] !== 0,
      goesLeft: fromAtMostSingle(threshold[at]),
    };
  };
  const numbers: number[] = [];
  const tree = fromForeignTree(
    {
      nodes: count,
      root: 0,
      nValues,
      split,
      value: (node) =>
        values.of(value.subarray((start + node) * nValues, (start + node + 1) * nValues)),
      cover: (node) => weight[start + node],
      gain: (node) =>
        lossAt(start + node) -
        lossAt(start + left[start + node]) -
        lossAt(start + right[start + node]),
    },
    record.path,
    numbers,
  );
  return { tree, samples: Int32Array.from(numbers, (node) => samples[start + node]) };
}
