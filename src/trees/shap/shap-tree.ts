import { nodeCount, shareOfLeft, type Tree } from '../tree.js';

/**
 * A tree seen from its leaves: which features the path to each of them asks about, and what share of the training
 * samples answers so. All answers about one feature on a path count as one: a sample meets them all, or not.
 */
export interface ShapTree {
  readonly tree: Tree;
  /** What the parent asked about [nNodes]; the answers that lead to a node are those of its path. */
  readonly asked: Int32Array;
  /** The nearest node above that is an answer about the same feature [nNodes]; -1 where there is none. */
  readonly earlier: Int32Array;
  /** Share of the training samples that meet all answers about the feature down to this node [nNodes]. */
  readonly share: Float64Array;
  /** Place of the feature among those of the path, in the order in which it meets them [nNodes]. */
  readonly place: Int32Array;
  /** How many features the path to a node asks about [nNodes]. */
  readonly width: Int32Array;
  /** The leaves, ascending. */
  readonly leaves: Int32Array;
  /** How many features the path to each leaf asks about [nLeaves]. */
  readonly widths: Int32Array;
  /** Where the features of each leaf begin in `answers` [nLeaves]. */
  readonly starts: Int32Array;
  /** The last answer about each feature of a leaf's path, by place. */
  readonly answers: Int32Array;
  /** Most features on one path. */
  readonly widest: number;
}

export function shapTree(tree: Tree): ShapTree {
  const nodes = nodeCount(tree);
  const parent = new Int32Array(nodes).fill(-1);
  const asked = new Int32Array(nodes);
  const earlier = new Int32Array(nodes).fill(-1);
  const share = new Float64Array(nodes).fill(1);
  const place = new Int32Array(nodes);
  const width = new Int32Array(nodes);
  for (let node = 0; node < nodes; node++) {
    const child = tree.left[node];
    if (child === 0) continue;
    const feature = tree.feature[node];
    let last = node;
    while (last > 0 && asked[last] !== feature) last = parent[last];
    const leftShare = shareOfLeft(tree, child);
    for (let side = 0; side < 2; side++) {
      const next = child + side;
      parent[next] = node;
      asked[next] = feature;
      earlier[next] = last > 0 ? last : -1;
      share[next] = (side === 0 ? leftShare : 1 - leftShare) * (last > 0 ? share[last] : 1);
      place[next] = last > 0 ? place[last] : width[node];
      width[next] = width[node] + (last > 0 ? 0 : 1);
    }
  }
  return { tree, asked, earlier, share, place, width, ...leavesOf(tree, parent, place, width) };
}

function leavesOf({ left }: Tree, parent: Int32Array, place: Int32Array, width: Int32Array) {
  const leaves = Int32Array.from(left.keys()).filter((node) => left[node] === 0);
  const widths = leaves.map((leaf) => width[leaf]);
  const starts = new Int32Array(leaves.length);
  for (let l = 1; l < leaves.length; l++) starts[l] = starts[l - 1] + widths[l - 1];
  const last = leaves.length - 1;
  const answers = new Int32Array(starts[last] + widths[last]).fill(-1);
  let widest = 0;
  for (let l = 0; l < leaves.length; l++) {
    widest = Math.max(widest, widths[l]);
    for (let node = leaves[l]; node > 0; node = parent[node]) {
      const at = starts[l] + place[node];
      if (answers[at] < 0) answers[at] = node;
    }
  }
  return { leaves, widths, starts, answers, widest };
}
