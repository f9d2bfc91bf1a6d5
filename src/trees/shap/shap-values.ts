import type { Dense } from '../../data/dense.js';
import { type Steps, Stretch, type Training } from '../../progress.js';
import type { TreeEnsemble } from '../ensemble.js';
import { walkBlock, walkKind } from '../walk.js';
import { type ShapTree, shapTree } from './shap-tree.js';
import {
  type ExplainedTree,
  featureExplainer,
  pairExplainer,
  type TreeExplainer,
} from './tree-explainer.js';

/** What is to be explained, and what stands for features that are not known; null: what the training samples answer. */
export interface ShapInput {
  readonly samples: Dense;
  readonly background: Dense | null;
}

/**
 * What each feature adds to each output, so that with the expected value all sum to what the trees predict. Reports
 * each tree.
 *
 * @returns for each output [nSamples × nFeatures]
 */
export function* shapValues(ensemble: TreeEnsemble, input: ShapInput): Training<Float64Array[]> {
  const { rows, columns } = input.samples;
  const out = Array.from(ensemble.start, () => new Float64Array(rows * columns));
  yield* explain(ensemble, input, out, featureExplainer);
  return out;
}

/**
 * What each two features add together to each output, half of it in either order, and on the diagonal what a feature
 * adds by itself: the rows sum to the values of the features. Reports each tree.
 *
 * @param values - what `shapValues` gave
 * @returns for each output [nSamples × nFeatures × nFeatures]
 */
export function* shapInteractions(
  ensemble: TreeEnsemble,
  input: ShapInput,
  values: readonly Float64Array[],
): Training<Float64Array[]> {
  const { rows, columns } = input.samples;
  const out = values.map(() => new Float64Array(rows * columns * columns));
  yield* explain(ensemble, input, out, pairExplainer);
  for (const [k, pairs] of out.entries()) {
    for (let i = 0; i < rows; i++) {
      const square = pairs.subarray(i * columns * columns, (i + 1) * columns * columns);
      bothOrders(square, values[k].subarray(i * columns, (i + 1) * columns));
    }
    yield;
  }
  return out;
}

/** Pairs found in one of both orders, in both, and on the diagonal what is left of the features' own values. */
function bothOrders(square: Float64Array, values: Float64Array): void {
  const n = values.length;
  for (let j = 0; j < n; j++) square[j * n + j] = values[j];
  for (let j = 0; j < n; j++) {
    for (let k = j + 1; k < n; k++) {
      const both = square[j * n + k] + square[k * n + j];
      square[j * n + k] = both;
      square[k * n + j] = both;
      square[j * n + j] -= both;
      square[k * n + k] -= both;
    }
  }
}

function* explain(
  ensemble: TreeEnsemble,
  { samples, background }: ShapInput,
  out: readonly Float64Array[],
  explainerOf: (explained: ExplainedTree) => Steps<TreeExplainer>,
): Training<void> {
  const total = ensemble.trees.length;
  const stretch = new Stretch();
  for (const [t, grown] of ensemble.trees.entries()) {
    const tree = shapTree(grown);
    const outputs = outputsOf(ensemble, t).map((k, at) => ({
      out: out[k],
      values: leafValues(ensemble, tree, at),
    }));
    const explainer = yield* explainerOf({ tree, outputs, samples, background });
    const { parts, cost } = explainer;
    for (let i = 0; i < samples.rows; i++) {
      for (let part = 0; part < parts; part++) {
        explainer.add(i, part);
        if (stretch.spend(cost)) yield;
      }
    }
    yield { done: t + 1, total, unit: 'tree' };
  }
}

/** The outputs that tree t adds to, in the order of the values of its nodes. */
function outputsOf({ start, outputOf }: TreeEnsemble, t: number): number[] {
  return outputOf === null ? Array.from(start.keys()) : [outputOf(t)];
}

function leafValues(
  { start, outputOf, scale }: TreeEnsemble,
  { tree, leaves }: ShapTree,
  at: number,
) {
  const nValues = outputOf === null ? start.length : 1;
  return Float64Array.from(leaves, (leaf) => scale * tree.value[leaf * nValues + at]);
}

/** What the trees predict where nothing is known of a sample [nOutputs]. */
export function* expectedValues(
  ensemble: TreeEnsemble,
  background: Dense | null,
): Steps<Float64Array> {
  const expected = ensemble.start.slice();
  for (const [t, grown] of ensemble.trees.entries()) {
    const tree = shapTree(grown);
    const shares = background === null ? trainingShares(tree) : sharesOf(tree, background);
    for (const [at, k] of outputsOf(ensemble, t).entries()) {
      const values = leafValues(ensemble, tree, at);
      for (let l = 0; l < values.length; l++) expected[k] += shares[l] * values[l];
    }
    yield;
  }
  return expected;
}

/** The share of the training samples that reaches each leaf. */
function trainingShares({ leaves, widths, starts, answers, share }: ShapTree): Float64Array {
  return Float64Array.from(leaves, (_leaf, l) => {
    let product = 1;
    for (let p = 0; p < widths[l]; p++) product *= share[answers[starts[l] + p]];
    return product;
  });
}

/** The share of some samples that reaches each leaf. */
function sharesOf({ tree, leaves }: ShapTree, samples: Dense): Float64Array {
  const { data, rows, columns } = samples;
  const reached = new Int32Array(rows);
  walkBlock(tree, data, columns, 0, reached, walkKind([tree], samples));
  const counts = new Float64Array(tree.left.length);
  for (const leaf of reached) counts[leaf]++;
  return Float64Array.from(leaves, (leaf) => counts[leaf] / rows);
}
