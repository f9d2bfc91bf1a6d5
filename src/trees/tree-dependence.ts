import type { Dense } from '../data/dense.js';
import { Stretch, type Training } from '../progress.js';
import type { TreeEnsemble } from './ensemble.js';
import { nodeCount, shareOfLeft, type Tree } from './tree.js';
import { goesLeft } from './walk.js';

/**
 * What trees predict on average where a few features are known: a node that asks about one of these sends a point one way,
 * any other both ways, weighted as the training samples parted there. Reports each tree.
 * Source: Friedman, Annals of Statistics 29 (2001), section 8.2.
 * Cost: for each point the nodes above the last question about a known feature, since what is below is one mean.
 *
 * @param known - numbers of features
 * @param points - their values [nPoints × known.length]; NaN is missing
 * @returns for each output [nPoints]
 */
export function* treeDependence(
  ensemble: TreeEnsemble,
  known: readonly number[],
  points: Dense,
): Training<Float64Array[]> {
  const { trees, nFeatures, start, scale, outputOf } = ensemble;
  const out = Array.from(start, (first) => new Float64Array(points.rows).fill(first));
  const place = new Int32Array(nFeatures).fill(-1);
  for (const [at, feature] of known.entries()) place[feature] = at;
  const stretch = new Stretch();
  for (const [t, tree] of trees.entries()) {
    const outputs = outputOf === null ? out : [out[outputOf(t)]];
    const walk = weightedWalk(tree, place, outputs.length);
    if (stretch.spend(nodeCount(tree))) yield;
    for (let i = 0; i < points.rows; i++) {
      const { said, steps } = walk(points.data, i * points.columns);
      for (let v = 0; v < outputs.length; v++) outputs[v][i] += scale * said[v];
      if (stretch.spend(4 * steps)) yield;
    }
    yield { done: t + 1, total: trees.length, unit: 'tree' };
  }
  return out;
}

/** Gives what one tree says of the point whose values begin at `row`, and in how many steps. */
function weightedWalk(tree: Tree, place: Int32Array, nValues: number) {
  const { feature, left } = tree;
  const { mean, asks } = meansBelow(tree, place, nValues);
  const said = new Float64Array(nValues);
  // Each step down leaves at most one node to come back to, so the depth bounds both.
  const nodes = new Int32Array(nodeCount(tree) + 1);
  const weights = new Float64Array(nodes.length);
  return (values: Float64Array, row: number) => {
    said.fill(0);
    let steps = 0;
    let waiting = 1;
    nodes[0] = 0;
    weights[0] = 1;
    while (waiting > 0) {
      steps++;
      const node = nodes[--waiting];
      const weight = weights[waiting];
      if (asks[node] === 0) {
        for (let v = 0; v < nValues; v++) said[v] += weight * mean[node * nValues + v];
        continue;
      }
      const child = left[node];
      const at = place[feature[node]];
      if (at >= 0) {
        nodes[waiting] = goesLeft(tree, node, values[row + at]) ? child : child + 1;
        weights[waiting++] = weight;
        continue;
      }
      const share = shareOfLeft(tree, child);
      nodes[waiting] = child + 1;
      weights[waiting++] = weight * (1 - share);
      nodes[waiting] = child;
      weights[waiting++] = weight * share;
    }
    return { said, steps };
  };
}

/** The mean of the leaves below each node [nNodes × nValues], and whether a known feature is asked about there [nNodes]. */
function meansBelow(tree: Tree, place: Int32Array, nValues: number) {
  const { feature, left, value } = tree;
  const mean = value.slice();
  const asks = new Uint8Array(nodeCount(tree));
  for (let node = asks.length - 1; node >= 0; node--) {
    const child = left[node];
    if (child === 0) continue;
    asks[node] = place[feature[node]] >= 0 ? 1 : asks[child] | asks[child + 1];
    const share = shareOfLeft(tree, child);
    for (let v = 0; v < nValues; v++) {
      mean[node * nValues + v] =
        share * mean[child * nValues + v] + (1 - share) * mean[(child + 1) * nValues + v];
    }
  }
  return { mean, asks };
}
