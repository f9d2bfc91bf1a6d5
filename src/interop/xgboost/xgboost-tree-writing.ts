import { ModelFormatError } from '../../errors.js';
import { CATEGORICAL, MISSING_LEFT, splitGain, type Tree } from '../../trees/tree.js';
import { toBelowSingle } from '../single-thresholds.js';
import type { Written } from './write-json.js';
import { CATEGORIES_END } from './xgboost-tree.js';

/** XGBoost's parent of the root. */
const NO_PARENT = 2 ** 31 - 1;
/** What it has for a threshold where a node asks about categories. */
const SMALLEST_SINGLE = 2 ** -149;
/** SHAP divides by covers, which are never 0 there. */
const LEAST_COVER = 2 ** -100;

/**
 * A tree as XGBoost holds it: breadth first with siblings side by side, in single precision. Older versions go to
 * `left + 1` without looking, so the right child must be there.
 *
 * @param scale - what the values of the nodes are multiplied by
 * @throws ModelFormatError for numbers beyond single precision and categories that XGBoost does not tell apart
 */
export function writeTree(
  tree: Tree,
  id: number,
  nFeatures: number,
  scale: number,
  where: string,
): { [name: string]: Written } {
  const order = orderOf(tree);
  const nodes = order.length;
  const place = new Int32Array(nodes);
  for (let at = 0; at < nodes; at++) place[order[at]] = at;
  const left = new Int32Array(nodes).fill(-1);
  const right = new Int32Array(nodes).fill(-1);
  const parents = new Int32Array(nodes).fill(NO_PARENT);
  const indices = new Int32Array(nodes);
  const conditions = new Float32Array(nodes);
  const defaultLeft = new Uint8Array(nodes);
  const types = new Uint8Array(nodes);
  const weights = new Float32Array(nodes);
  const gains = new Float32Array(nodes);
  const covers = new Float32Array(nodes);
  const sets: { readonly node: number; readonly members: number[] }[] = [];
  for (let at = 0; at < nodes; at++) {
    const node = order[at];
    weights[at] = scale * tree.value[node];
    covers[at] = Math.max(tree.cover[node], LEAST_COVER);
    const child = tree.left[node];
    if (child === 0) {
      conditions[at] = weights[at];
      continue;
    }
    const isCategorical = (tree.flags[node] & CATEGORICAL) !== 0;
    const missingLeft = (tree.flags[node] & MISSING_LEFT) !== 0;
    // There, the categories of the set go right and all else left: the other way round than here.
    left[at] = place[isCategorical ? child + 1 : child];
    right[at] = left[at] + 1;
    parents[left[at]] = at;
    parents[right[at]] = at;
    indices[at] = tree.feature[node];
    defaultLeft[at] = Number(missingLeft !== isCategorical);
    types[at] = Number(isCategorical);
    gains[at] = splitGain(tree, node);
    conditions[at] = isCategorical ? SMALLEST_SINGLE : toBelowSingle(tree.threshold[node]);
    if (isCategorical) sets.push({ node: at, members: membersOf(tree, node, where) });
  }
  for (const values of [weights, gains, covers]) {
    if (values.every(Number.isFinite)) continue;
    throw new ModelFormatError(
      `${where}: a leaf, gain or cover of tree ${id} is beyond single precision, which XGBoost computes in. Scale the target before fit.`,
    );
  }
  const sizes = sets.map(({ members }) => members.length);
  let end = 0;
  const segments = sizes.map((size) => {
    end += size;
    return end - size;
  });
  return {
    base_weights: weights,
    categories: Int32Array.from(sets.flatMap(({ members }) => members)),
    categories_nodes: Int32Array.from(sets, ({ node }) => node),
    categories_segments: BigInt64Array.from(segments, BigInt),
    categories_sizes: BigInt64Array.from(sizes, BigInt),
    default_left: defaultLeft,
    id,
    left_children: left,
    loss_changes: gains,
    parents,
    right_children: right,
    split_conditions: conditions,
    split_indices: indices,
    split_type: types,
    sum_hessian: covers,
    tree_param: {
      num_deleted: '0',
      num_feature: String(nFeatures),
      num_nodes: String(nodes),
      size_leaf_vector: '1',
    },
  };
}

/** The nodes breadth first; of the children of a categorical node the right one first. */
function orderOf({ left, flags }: Tree): Int32Array {
  const order = new Int32Array(left.length);
  let length = 1;
  for (let at = 0; at < length; at++) {
    const child = left[order[at]];
    if (child === 0) continue;
    const first = (flags[order[at]] & CATEGORICAL) === 0 ? 0 : 1;
    order[length++] = child + first;
    order[length++] = child + 1 - first;
  }
  return order;
}

/** The categories that go left at a node, ascending. */
function membersOf({ threshold, categories }: Tree, node: number, where: string): number[] {
  const set = threshold[node];
  const members: number[] = [];
  for (let entry = 0; entry < categories[set]; entry++) {
    const bits = categories[set + 1 + entry];
    for (let bit = 0; bit < 32; bit++) if ((bits >>> bit) & 1) members.push(32 * entry + bit);
  }
  if (members.length === 0 || members[members.length - 1] < CATEGORIES_END) return members;
  throw new ModelFormatError(
    `${where}: category ${members[members.length - 1]} is beyond 2^24, where XGBoost knows none. Number the categories from 0.`,
  );
}
