import { CATEGORICAL } from '../../trees/tree.js';
import { realText, type Written } from './write-json.js';
import type { Boosting } from './written-boosting.js';
import { baseScoreOf, type Link, marginOf } from './xgboost-objectives.js';
import { writeTree } from './xgboost-tree-writing.js';

/** The version whose keys are written: the oldest in which all that is written can be read. */
const VERSION = [1, 7, 6];

/** The whole file. */
export function writeLearner(
  boosting: Boosting,
  featureNames: readonly string[],
  where: string,
): Written {
  const { nFeatures, start, classes, objective, numParallelTree, link } = boosting;
  const nOutputs = start.length;
  const margins = start.map(Math.fround);
  const baseScore = baseScoreFor(margins, link);
  const perRound = nOutputs * numParallelTree;
  const trees = boosting.trees.map((tree) => ({ tree, scale: boosting.scale }));
  if (baseScore === undefined) trees.unshift(...startRound(boosting, margins));
  const rounds = trees.length / perRound;
  return {
    version: VERSION,
    learner: {
      attributes: {
        ...(classes?.some((label, k) => label !== k)
          ? { 'fitpredict.classes': JSON.stringify(classes) }
          : {}),
        ...(baseScore === undefined ? { 'fitpredict.startRounds': '1' } : {}),
      },
      feature_names: featureNames,
      feature_types: featureTypes(boosting),
      gradient_booster: {
        name: 'gbtree',
        model: {
          gbtree_model_param: {
            num_parallel_tree: String(numParallelTree),
            num_trees: String(trees.length),
            size_leaf_vector: '0',
          },
          iteration_indptr: Array.from({ length: rounds + 1 }, (_, round) => round * perRound),
          tree_info: trees.map((_, t) => Math.floor(t / numParallelTree) % nOutputs),
          trees: trees.map(({ tree, scale }, t) => writeTree(tree, t, nFeatures, scale, where)),
        },
      },
      learner_model_param: {
        base_score: realText(baseScore ?? NEUTRAL[link]),
        boost_from_average: '0',
        num_class: nOutputs === 1 ? '0' : String(nOutputs),
        num_feature: String(nFeatures),
        num_target: '1',
      },
      objective,
    },
  };
}

/** Base scores whose margin is 0. */
const NEUTRAL: Readonly<Record<Link, number>> = { identity: 0, log: 1, logistic: 0.5 };

/**
 * The base score whose margin in XGBoost is the start to the bit: one for all outputs, since older versions ignore a list in
 * silence. Undefined where there is none.
 */
function baseScoreFor(margins: readonly number[], link: Link): number | undefined {
  const [margin] = margins;
  if (margins.some((other) => other !== margin)) return undefined;
  const score = Math.fround(baseScoreOf(margin, link));
  return marginOf(score, link) === margin ? score : undefined;
}

/** A first round that says the start: single leaves, the others of the parallel trees 0. */
function startRound({ trees, numParallelTree }: Boosting, margins: readonly number[]) {
  return margins.flatMap((margin, k) =>
    Array.from({ length: numParallelTree }, (_, p) => ({
      tree: leaf(p === 0 ? margin : 0, trees[k * numParallelTree].cover[0]),
      scale: 1,
    })),
  );
}

function leaf(value: number, cover: number) {
  return {
    feature: Int32Array.of(0),
    threshold: Float64Array.of(0),
    left: Int32Array.of(0),
    flags: Uint8Array.of(0),
    value: Float64Array.of(value),
    cover: Float64Array.of(cover),
    loss: Float64Array.of(0),
    categories: new Int32Array(0),
  };
}

/** Which columns are categories, where any is: XGBoost trains further on those alone as such. */
function featureTypes({ trees, nFeatures, categorical }: Boosting): string[] {
  const columns = new Set(categorical);
  for (const { flags, feature } of trees) {
    for (let node = 0; node < flags.length; node++) {
      if (flags[node] & CATEGORICAL) columns.add(feature[node]);
    }
  }
  if (columns.size === 0) return [];
  return Array.from({ length: nFeatures }, (_, j) => (columns.has(j) ? 'c' : 'float'));
}
