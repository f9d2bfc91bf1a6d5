import type { Dense } from '../../data/dense.js';
import type { Steps } from '../../progress.js';
import { AnswerSums } from './by-answers.js';
import { addMixture, addMixturePairs, Mixtures } from './by-mixtures.js';
import { interventionalPairs, interventionalWeights, leafBackground } from './interventional.js';
import { type LeafValues, type LeafWeights, pairsOf } from './leaf-weights.js';
import { LeafFactors, pathDependentPairs, pathDependentWeights } from './path-dependent.js';
import type { ShapTree } from './shap-tree.js';
import { UnitTables } from './unit-tables.js';

export interface ExplainedTree {
  readonly tree: ShapTree;
  readonly outputs: readonly LeafValues[];
  readonly samples: Dense;
  /** What stands for features that are not known; null: what the training samples answer. */
  readonly background: Dense | null;
}

/** Explains samples one after the other, each in one part or more. */
export interface TreeExplainer {
  readonly parts: number;
  /** Elementary operations a part of a sample, about. */
  readonly cost: number;
  /** Add what the tree gives to each feature of the sample in row i, or to each pair in one of both orders. */
  add(i: number, part: number): void;
}

/**
 * What single features add.
 *
 * @param tabulate - whether to keep the weights of all patterns: as fast as can be where they are few
 */
export function* featureExplainer(
  explained: ExplainedTree,
  tabulate = UnitTables.suit(explained.tree, (width) => width, explained.outputs.length),
): Steps<TreeExplainer> {
  const { tree, samples, background } = explained;
  if (tabulate) {
    const weights =
      background === null
        ? pathDependentWeights(tree)
        : interventionalWeights(tree, yield* leafBackground(tree, background));
    return byTables(explained, weights, featureTargets(tree));
  }
  if (background !== null) return byMixtures(explained, background, samples.columns, addMixture);
  const sums = new AnswerSums(tree);
  return {
    parts: 1,
    cost: tree.asked.length * tree.widest * explained.outputs.length,
    add(i) {
      sums.load(samples, i);
      for (const { values, out } of explained.outputs) sums.add(values, out, i * samples.columns);
    },
  };
}

/** What pairs of features do together: half of it. Parameters as `featureExplainer`. */
export function* pairExplainer(
  explained: ExplainedTree,
  tabulate = UnitTables.suit(explained.tree, pairsOf, explained.outputs.length),
): Steps<TreeExplainer> {
  const { tree, samples, background } = explained;
  const { columns } = samples;
  if (tabulate) {
    const weights =
      background === null
        ? pathDependentPairs(tree)
        : interventionalPairs(tree, yield* leafBackground(tree, background));
    return byTables(explained, weights, pairTargets(tree, columns));
  }
  return background === null
    ? pairsByLeaves(explained)
    : byMixtures(explained, background, columns * columns, addMixturePairs);
}

/** The feature in each place of each leaf. */
function featureTargets({ asked, answers }: ShapTree): Int32Array {
  return answers.map((answer) => asked[answer]);
}

/** Where each pair of places of each leaf goes in [nFeatures × nFeatures]. */
function pairTargets({ asked, answers, starts, widths }: ShapTree, columns: number): Int32Array {
  const targets: number[] = [];
  for (let l = 0; l < starts.length; l++) {
    const features = answers.subarray(starts[l], starts[l] + widths[l]).map((at) => asked[at]);
    for (let p = 0; p < features.length; p++) {
      for (let r = p + 1; r < features.length; r++) {
        targets.push(features[p] * columns + features[r]);
      }
    }
  }
  return Int32Array.from(targets);
}

function byTables(
  { tree, outputs, samples }: ExplainedTree,
  weights: LeafWeights,
  targets: Int32Array,
): TreeExplainer {
  const tables = new UnitTables(tree, weights, targets, outputs);
  return { parts: 1, cost: tables.cost, add: (i) => tables.add(samples, i) };
}

function byMixtures(
  { tree, outputs, samples }: ExplainedTree,
  background: Dense,
  stride: number,
  add: typeof addMixturePairs,
): TreeExplainer {
  const mixtures = new Mixtures(tree, samples.columns);
  return {
    parts: background.rows,
    cost: tree.leaves.length * tree.widest * outputs.length,
    add(i, b) {
      mixtures.visit(samples, i, background, b, (l, gains, loses) => {
        for (const { values, out } of outputs) {
          add(values[l] / background.rows, gains, loses, out, i * stride, samples.columns);
        }
      });
    },
  };
}

function pairsByLeaves({ tree, outputs, samples }: ExplainedTree): TreeExplainer {
  const { leaves, starts, widths } = tree;
  const { columns } = samples;
  const factors = new LeafFactors(tree);
  const sums = new AnswerSums(tree);
  const targets = pairTargets(tree, columns);
  return {
    parts: 1,
    cost: leaves.length * tree.widest ** 2 * tree.widest,
    add(i) {
      sums.load(samples, i);
      for (let l = 0, at = 0; l < leaves.length; l++) {
        factors.load(l, (p) => sums.meets(tree.answers[starts[l] + p]));
        for (let p = 0; p < widths[l]; p++) {
          for (let r = p + 1; r < widths[l]; r++, at++) {
            const weight = factors.pairWeight(p, r);
            for (const { values, out } of outputs) {
              out[i * columns * columns + targets[at]] += weight * values[l];
            }
          }
        }
      }
    },
  };
}
