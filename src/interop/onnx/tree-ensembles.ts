/** Trees as the operators of `ai.onnx.ml` hold them. */

import { TREES, type TreeEnsemble, type WithTrees } from '../../trees/ensemble.js';
import { CATEGORICAL, MISSING_LEFT, type Tree } from '../../trees/tree.js';
import { toAtMostSingle } from '../single-thresholds.js';
import { type Block, pick } from './features.js';
import type { GraphBuilder } from './graph-builder.js';
import type { Attribute, Tensor } from './onnx-model.js';

export const treesOf = (estimator: object): TreeEnsemble => (estimator as WithTrees)[TREES]();

/** Modes of nodes in `TreeEnsemble`. */
const LESS_OR_EQUAL = 0;
export const MEMBER = 6;

/** What stands for a missing category, and for a negative number, which no set holds: runtimes differ on NaN in a set. */
const MISSING_CATEGORY = -2;
const NO_CATEGORY = -1;

/**
 * The values of the leaves that each row reaches, summed over the trees: [N × nOutputs].
 *
 * Categories are compared as whole numbers, the part behind the point cut off as the library does; so the features
 * that are categories stand behind the others once more, made ready for that.
 */
export function writeTrees(graph: GraphBuilder, input: Block, ensemble: TreeEnsemble): string {
  graph.ensembles.push(ensemble);
  const categorical = categoricalFeatures(ensemble.trees);
  const places = new Map(categorical.map((feature, at) => [feature, input.width + at]));
  const features =
    categorical.length === 0
      ? input.tensor
      : graph.beside([input.tensor, wholeCategories(graph, pick(graph, input, categorical))]);
  return graph.precision === 'double'
    ? graph.addMl('TreeEnsemble', features, doubleTrees(ensemble, places))
    : graph.addMl('TreeEnsembleRegressor', features, singleTrees(ensemble, places));
}

function wholeCategories(graph: GraphBuilder, { tensor }: Block): string {
  const number = (value: number) => graph.numbers([value], []);
  const whole = graph.add('Max', [graph.add('Floor', [tensor]), number(NO_CATEGORY)]);
  const isMissing = graph.add('IsNaN', [tensor]);
  return graph.add('Where', [isMissing, number(MISSING_CATEGORY), whole]);
}

function categoricalFeatures(trees: readonly Tree[]): number[] {
  const found = new Set<number>();
  for (const { feature, flags, left } of trees) {
    for (let node = 0; node < left.length; node++) {
      if (left[node] !== 0 && (flags[node] & CATEGORICAL) !== 0) found.add(feature[node]);
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** The categories of a node that go left, a missing one included; null at a node that asks for no set, or for an empty one. */
function leftCategories(tree: Tree, node: number): number[] | null {
  const { threshold, categories, flags } = tree;
  if ((flags[node] & CATEGORICAL) === 0) return null;
  const set = threshold[node];
  const found = (flags[node] & MISSING_LEFT) === 0 ? [] : [MISSING_CATEGORY];
  for (let entry = 0; entry < categories[set]; entry++) {
    for (let bit = 0; bit < 32; bit++) {
      if ((categories[set + 1 + entry] >>> bit) & 1) found.push(32 * entry + bit);
    }
  }
  return found.length === 0 ? null : found;
}

/** What a node without a set compares with: an empty set lets nothing go left, as no number is below -Infinity. */
const splitOf = ({ threshold, flags }: Tree, node: number): number =>
  (flags[node] & CATEGORICAL) === 0 ? threshold[node] : -Infinity;

/** One output of one tree: an operator's leaf has one value, so a tree with several outputs is written once for each. */
function* treesByOutput({ trees, start, outputOf }: TreeEnsemble) {
  for (const [t, tree] of trees.entries()) {
    if (outputOf !== null) yield { tree, output: outputOf(t), stride: 1, shift: 0 };
    else {
      for (let k = 0; k < start.length; k++) {
        yield { tree, output: k, stride: start.length, shift: k };
      }
    }
  }
}

/** `TreeEnsemble`, whose inner nodes and leaves are separate lists, numbered over all trees. */
function doubleTrees(
  ensemble: TreeEnsemble,
  categorical: ReadonlyMap<number, number>,
): Record<string, Attribute> {
  const roots: number[] = [];
  const features: number[] = [];
  const modes: number[] = [];
  const splits: number[] = [];
  const missingLeft: number[] = [];
  const children: [ids: number[], areLeaves: number[]][] = [
    [[], []],
    [[], []],
  ];
  const members: number[] = [];
  const targets: number[] = [];
  const weights: number[] = [];
  for (const { tree, output, stride, shift } of treesByOutput(ensemble)) {
    const { left, feature, flags, value } = tree;
    const places = new Int32Array(left.length);
    let next = modes.length;
    for (let node = 0; node < left.length; node++) {
      if (left[node] !== 0) places[node] = next++;
      else places[node] = targets.push(output) - 1;
      if (left[node] === 0) weights.push(value[node * stride + shift]);
    }
    roots.push(modes.length);
    const addNode = (column: number, split: number, missing: boolean, sides: readonly number[]) => {
      features.push(column);
      splits.push(split);
      missingLeft.push(missing ? 1 : 0);
      for (const [side, child] of sides.entries()) {
        children[side][0].push(places[child]);
        children[side][1].push(left[child] === 0 ? 1 : 0);
      }
    };
    // A tree of one leaf is a node both sides of which are that leaf.
    if (left.length === 1) {
      modes.push(LESS_OR_EQUAL);
      addNode(0, 0, false, [0, 0]);
    }
    for (let node = 0; node < left.length; node++) {
      if (left[node] === 0) continue;
      const sides = [left[node], left[node] + 1];
      const set = leftCategories(tree, node);
      if (set === null) {
        modes.push(LESS_OR_EQUAL);
        addNode(feature[node], splitOf(tree, node), (flags[node] & MISSING_LEFT) !== 0, sides);
        continue;
      }
      modes.push(MEMBER);
      addNode(categorical.get(feature[node]) ?? 0, 0, false, sides);
      if (members.length > 0) members.push(Number.NaN);
      for (const category of set) members.push(category);
    }
  }
  const doubles = (values: readonly number[]): Attribute => ({ tensor: vector('double', values) });
  return {
    aggregate_function: { int: 1 },
    post_transform: { int: 0 },
    n_targets: { int: ensemble.start.length },
    tree_roots: { ints: roots },
    nodes_featureids: { ints: features },
    nodes_modes: { tensor: vector('uint8', modes) },
    nodes_splits: doubles(splits),
    nodes_truenodeids: { ints: children[0][0] },
    nodes_trueleafs: { ints: children[0][1] },
    nodes_falsenodeids: { ints: children[1][0] },
    nodes_falseleafs: { ints: children[1][1] },
    nodes_missing_value_tracks_true: { ints: missingLeft },
    ...(members.length > 0 && { membership_values: doubles(members) }),
    leaf_targetids: { ints: targets },
    leaf_weights: doubles(weights),
  };
}

const vector = (type: Tensor['type'], values: ArrayLike<number>): Tensor => ({
  type,
  dims: [values.length],
  values: Float64Array.from(values),
});

/**
 * `TreeEnsembleRegressor`, whose nodes are numbered within their tree. It knows no sets: a set becomes a chain of
 * nodes that each ask for one category, all of which lead to the same left child.
 */
function singleTrees(
  { trees, start, outputOf }: TreeEnsemble,
  categorical: ReadonlyMap<number, number>,
): Record<string, Attribute> {
  const ints: Record<string, number[]> = Object.fromEntries(
    [
      'nodes_treeids',
      'nodes_nodeids',
      'nodes_featureids',
      'nodes_truenodeids',
      'nodes_falsenodeids',
      'nodes_missing_value_tracks_true',
      'target_treeids',
      'target_nodeids',
      'target_ids',
    ].map((name) => [name, []]),
  );
  const modes: string[] = [];
  const splits: number[] = [];
  const weights: number[] = [];
  for (const [t, tree] of trees.entries()) {
    const { left, feature, flags, value } = tree;
    let extra = left.length;
    const addNode = (
      node: number,
      mode: string,
      [column, split, missing]: readonly [number, number, boolean],
      [yes, no]: readonly [number, number],
    ) => {
      ints.nodes_treeids.push(t);
      ints.nodes_nodeids.push(node);
      ints.nodes_featureids.push(column);
      ints.nodes_truenodeids.push(yes);
      ints.nodes_falsenodeids.push(no);
      ints.nodes_missing_value_tracks_true.push(missing ? 1 : 0);
      modes.push(mode);
      splits.push(split);
    };
    for (let node = 0; node < left.length; node++) {
      const child = left[node];
      if (child === 0) {
        addNode(node, 'LEAF', [0, 0, false], [0, 0]);
        for (let k = 0; k < (outputOf === null ? start.length : 1); k++) {
          ints.target_treeids.push(t);
          ints.target_nodeids.push(node);
          ints.target_ids.push(outputOf === null ? k : outputOf(t));
          weights.push(value[outputOf === null ? node * start.length + k : node]);
        }
        continue;
      }
      const set = leftCategories(tree, node);
      if (set === null) {
        const split = toAtMostSingle(splitOf(tree, node));
        const missing = (flags[node] & MISSING_LEFT) !== 0;
        addNode(node, 'BRANCH_LEQ', [feature[node], split, missing], [child, child + 1]);
        continue;
      }
      const column = categorical.get(feature[node]) ?? 0;
      for (const [at, category] of set.entries()) {
        const here = at === 0 ? node : extra++;
        const next = at === set.length - 1 ? child + 1 : extra;
        addNode(here, 'BRANCH_EQ', [column, category, false], [child, next]);
      }
    }
  }
  const lists = Object.entries(ints).map(([name, list]) => [name, { ints: list }] as const);
  return {
    ...Object.fromEntries(lists),
    nodes_modes: { strings: modes },
    nodes_values: { floats: splits },
    target_weights: { floats: weights },
    n_targets: { int: start.length },
  };
}
