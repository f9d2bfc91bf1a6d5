/** The operators of `ai.onnx.ml` that `toONNX` writes, as they are defined at https://onnx.ai/onnx/operators. */

import { ModelFormatError } from '../../errors.js';
import type { OnnxNode, Tensor } from './onnx-model.js';
import {
  type Attributes,
  intOf,
  numbersOf,
  numeric,
  type Operator,
  sizeOf,
} from './tensor-operators.js';
import { MEMBER } from './tree-ensembles.js';

/** Inner nodes and leaves of all trees, whichever operator they came from. */
interface Nodes {
  readonly roots: readonly number[];
  readonly feature: ArrayLike<number>;
  readonly split: ArrayLike<number>;
  /** What a node asks: whether the value is at most its split, equal to it, or in a set. */
  readonly asks: (node: number, x: number) => boolean;
  readonly missingLeft: ArrayLike<number>;
  /** The next node, or the complement of a leaf. */
  readonly yes: ArrayLike<number>;
  readonly no: ArrayLike<number>;
  /** Outputs of each leaf, and what is added to them. */
  readonly leaves: readonly (readonly [output: number, weight: number][])[];
  readonly outputs: number;
}

function listOf(attributes: Attributes, name: string): ArrayLike<number> {
  const attribute = attributes[name];
  if (attribute === undefined) return [];
  if ('ints' in attribute) return attribute.ints;
  if ('floats' in attribute) return attribute.floats;
  if ('tensor' in attribute) return numbersOf(attribute.tensor);
  throw new ModelFormatError(`The ONNX file has no numbers in ${name}.`);
}

function textsOf(attributes: Attributes, name: string): readonly string[] {
  const attribute = attributes[name];
  return attribute !== undefined && 'strings' in attribute ? attribute.strings : [];
}

function doubleNodes(attributes: Attributes): Nodes {
  const list = (name: string) => listOf(attributes, name);
  const modes = list('nodes_modes');
  const split = list('nodes_splits');
  const sets = new Map<number, Set<number>>();
  const members = Array.from(list('membership_values'));
  for (let node = 0; node < modes.length; node++) {
    if (modes[node] !== MEMBER) continue;
    const end = members.findIndex(Number.isNaN);
    sets.set(node, new Set(members.splice(0, end < 0 ? members.length : end + 1)));
  }
  const side = (ids: ArrayLike<number>, areLeaves: ArrayLike<number>) =>
    Int32Array.from(ids, (id, node) => (areLeaves[node] === 1 ? ~id : id));
  const weights = list('leaf_weights');
  return {
    roots: Array.from(list('tree_roots')),
    feature: list('nodes_featureids'),
    split,
    asks: (node, x) => sets.get(node)?.has(x) ?? x <= split[node],
    missingLeft: list('nodes_missing_value_tracks_true'),
    yes: side(list('nodes_truenodeids'), list('nodes_trueleafs')),
    no: side(list('nodes_falsenodeids'), list('nodes_falseleafs')),
    leaves: Array.from(list('leaf_targetids'), (output, leaf) => [[output, weights[leaf]]]),
    outputs: intOf(attributes, 'n_targets', 1),
  };
}

function singleNodes(attributes: Attributes): Nodes {
  const list = (name: string) => listOf(attributes, name);
  const [trees, ids] = [list('nodes_treeids'), list('nodes_nodeids')];
  const most = Array.from(ids).reduce((largest, id) => Math.max(largest, id + 1), 1);
  const places = new Map<number, number>();
  for (let at = 0; at < ids.length; at++) places.set(trees[at] * most + ids[at], at);
  const placeOf = (tree: number, id: number) => places.get(tree * most + id) ?? 0;
  const leaves: [number, number][][] = Array.from(ids, () => []);
  const [leafTrees, leafIds] = [list('target_treeids'), list('target_nodeids')];
  const [outputs, weights] = [list('target_ids'), list('target_weights')];
  for (let at = 0; at < outputs.length; at++) {
    leaves[placeOf(leafTrees[at], leafIds[at])].push([outputs[at], weights[at]]);
  }
  const modes = textsOf(attributes, 'nodes_modes');
  const side = (next: ArrayLike<number>) =>
    Int32Array.from(next, (id, at) => {
      const place = placeOf(trees[at], id);
      return modes[place] === 'LEAF' ? ~place : place;
    });
  const split = list('nodes_values');
  const first = Array.from(ids.length === 0 ? [] : Array.from(ids).keys());
  return {
    roots: first.filter((at) => ids[at] === 0).map((at) => (modes[at] === 'LEAF' ? ~at : at)),
    feature: list('nodes_featureids'),
    split,
    asks: (node, x) => (modes[node] === 'BRANCH_EQ' ? x === split[node] : x <= split[node]),
    missingLeft: list('nodes_missing_value_tracks_true'),
    yes: side(list('nodes_truenodeids')),
    no: side(list('nodes_falsenodeids')),
    leaves,
    outputs: intOf(attributes, 'n_targets', 1),
  };
}

/** The leaf that each row reaches from each root, row by row [N × nRoots]. */
function leavesFrom({ roots, feature, asks, missingLeft, yes, no }: Nodes, x: Tensor): Int32Array {
  const [rows, columns] = x.dims;
  const values = numbersOf(x);
  const leaves = new Int32Array(rows * roots.length);
  for (let i = 0, at = 0; i < rows; i++) {
    for (const root of roots) {
      let node = root;
      while (node >= 0) {
        const value = values[i * columns + feature[node]];
        const goesLeft = Number.isNaN(value) ? missingLeft[node] === 1 : asks(node, value);
        node = goesLeft ? yes[node] : no[node];
      }
      leaves[at++] = ~node;
    }
  }
  return leaves;
}

/** The leaves that each row reaches, added up by output [N × nOutputs]. */
const sumOfLeaves =
  (nodesOf: (attributes: Attributes) => Nodes): Operator =>
  ([x], attributes) => {
    const nodes = nodesOf(attributes);
    const { roots, leaves, outputs } = nodes;
    const sums = new Float64Array(x.dims[0] * outputs);
    for (const [at, leaf] of leavesFrom(nodes, x).entries()) {
      const row = Math.floor(at / roots.length) * outputs;
      for (const [output, weight] of leaves[leaf]) sums[row + output] += weight;
    }
    return numeric(x.type, [x.dims[0], outputs], sums);
  };

/**
 * The leaves that rows reach in the trees of an operator [N × nTrees]: their numbers among the leaves of all of its
 * trees.
 */
export function leavesReached({ op, attributes }: OnnxNode, x: Tensor): Int32Array {
  const nodes = op === 'TreeEnsemble' ? doubleNodes(attributes) : singleNodes(attributes);
  const numbers = new Map<number, number>();
  for (const [leaf, { length }] of nodes.leaves.entries()) {
    if (length > 0) numbers.set(leaf, numbers.size);
  }
  return leavesFrom(nodes, x).map((leaf) => numbers.get(leaf) ?? -1);
}

/** Text to integers. */
const labelEncoder: Operator = ([x], attributes) => {
  const codes = listOf(attributes, 'values_int64s');
  const positions = new Map(textsOf(attributes, 'keys_strings').map((key, at) => [key, codes[at]]));
  const otherwise = intOf(attributes, 'default_int64', -1);
  const values = new Float64Array(sizeOf(x.dims));
  for (let i = 0; i < values.length; i++) values[i] = positions.get(`${x.values[i]}`) ?? otherwise;
  return { type: 'int64', dims: x.dims, values } satisfies Tensor;
};

export const ML_OPERATORS: Readonly<Record<string, Operator>> = {
  LabelEncoder: labelEncoder,
  TreeEnsemble: sumOfLeaves(doubleNodes),
  TreeEnsembleRegressor: sumOfLeaves(singleNodes),
};
