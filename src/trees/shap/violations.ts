import type { Dense } from '../../data/dense.js';
import { CATEGORICAL, type Tree } from '../tree.js';
import { goesLeft } from '../walk.js';
import type { ShapTree } from './shap-tree.js';

/**
 * Which answers of the path to each node a sample does not meet.
 *
 * @param tree - of at most 30 features a path
 * @param i - row of the sample
 * @param patterns - out [nNodes]: bit p is set where the answers about the feature in place p are not met
 */
export function violations(
  shap: ShapTree,
  { data, columns }: Dense,
  i: number,
  patterns: Int32Array,
): void {
  const { tree } = shap;
  patterns[0] = 0;
  for (let node = 0; node < tree.left.length; node++) {
    if (tree.left[node] !== 0) {
      passOn(shap, node, isLeftOf(tree, node, data[i * columns + tree.feature[node]]), patterns);
    }
  }
}

/** The patterns of the children of a node, from its own. */
export function passOn(
  { tree, place }: ShapTree,
  node: number,
  isLeft: boolean,
  patterns: Int32Array,
): void {
  const child = tree.left[node];
  const pattern = patterns[node];
  const violated = pattern | (1 << place[child]);
  patterns[child] = isLeft ? pattern : violated;
  patterns[child + 1] = isLeft ? violated : pattern;
}

/** As `goesLeft`, quickest where it asks whether a number is small. */
export function isLeftOf(tree: Tree, node: number, x: number): boolean {
  const plain = (tree.flags[node] & CATEGORICAL) === 0 && !Number.isNaN(x);
  return plain ? x <= tree.threshold[node] : goesLeft(tree, node, x);
}
