import { IsolationForest } from '../../estimators/isolation-forest.js';
import { RandomForestClassifier } from '../../estimators/random-forest/random-forest-classifier.js';
import { RandomForestRegressor } from '../../estimators/random-forest/random-forest-regressor.js';
import { averagePathLength } from '../../trees/isolation/path-length.js';
import { nodeDepths } from '../../trees/tree.js';
import { classesOf, fitted, ofNumbers, optionsFrom, type Rebuild } from './sklearn-rebuilding.js';
import type { SklearnRecord } from './sklearn-record.js';
import { classShares, rebuildTrees, scaledNumber } from './sklearn-trees.js';

/** Those whose numbers mean the same; a count and a share cannot be told apart once they are in JSON. */
const OPTIONS = {
  max_depth: 'maxDepth',
  max_leaf_nodes: 'maxLeafNodes',
  min_impurity_decrease: 'minImpurityDecrease',
  min_weight_fraction_leaf: 'minWeightFractionLeaf',
  ccp_alpha: 'ccpAlpha',
  bootstrap: 'bootstrap',
};

/** A tree that stands alone is a forest of one, on all samples. */
const isAlone = (record: SklearnRecord) =>
  /^(DecisionTree|ExtraTree)(Classifier|Regressor)$/.test(record.type);

function forestOptions(record: SklearnRecord, nEstimators: number) {
  const alone = isAlone(record) ? { bootstrap: false, maxFeatures: null } : {};
  return { nEstimators: Math.max(1, nEstimators), ...alone };
}

/** What no export tells of a forest. */
const UNTOLD = { seed: 0, draws: null, oobScore: null };

const forestClassifier: Rebuild = (record, place) => {
  const classes = classesOf(record, place);
  const rebuilt = rebuildTrees(record.part('trees'), classShares(classes.length));
  const trees = rebuilt.map(({ tree }) => tree);
  const nFeatures = record.nFeatures();
  const state = { nFeatures, classes, trees, ...UNTOLD, oobDecisionFunction: null };
  const options = {
    ...optionsFrom(record, RandomForestClassifier, { ...OPTIONS, class_weight: 'classWeight' }),
    ...forestOptions(record, trees.length),
  };
  return ofNumbers(fitted(RandomForestClassifier, options, state));
};

const forestRegressor: Rebuild = (record) => {
  const trees = rebuildTrees(record.part('trees'), scaledNumber(1)).map(({ tree }) => tree);
  const nFeatures = record.nFeatures();
  const state = { nFeatures, trees, ...UNTOLD, oobPrediction: null };
  const options = {
    ...optionsFrom(record, RandomForestRegressor, OPTIONS),
    ...forestOptions(record, trees.length),
  };
  return ofNumbers(fitted(RandomForestRegressor, options, state));
};

const isolationForest: Rebuild = (record) => {
  const nFeatures = record.nFeatures();
  const columns = record.integerRows('estimators_features_');
  const rebuilt = rebuildTrees(record.part('trees'), scaledNumber(1), (t) => columns[t] ?? []);
  for (const { tree, samples } of rebuilt) {
    const depths = nodeDepths(tree);
    // A node says how many questions part its samples: those asked, and those that are expected to be.
    for (let node = 0; node < depths.length; node++) {
      tree.value[node] = depths[node] + averagePathLength(samples[node]);
    }
  }
  const state = {
    nFeatures,
    trees: rebuilt.map(({ tree }) => tree),
    planes: null,
    nCoefficients: 1,
    maxSamples: record.whole('max_samples_', 1),
    offset: record.number('offset_'),
    seed: 0,
    draws: null,
  };
  const options = optionsFrom(record, IsolationForest, {
    bootstrap: 'bootstrap',
    contamination: 'contamination',
  });
  const nEstimators = Math.max(1, rebuilt.length);
  return ofNumbers(fitted(IsolationForest, { ...options, nEstimators }, state));
};

export const forests: Readonly<Record<string, Rebuild>> = {
  DecisionTreeClassifier: forestClassifier,
  DecisionTreeRegressor: forestRegressor,
  ExtraTreeClassifier: forestClassifier,
  ExtraTreeRegressor: forestRegressor,
  ExtraTreesClassifier: forestClassifier,
  ExtraTreesRegressor: forestRegressor,
  RandomForestClassifier: forestClassifier,
  RandomForestRegressor: forestRegressor,
  IsolationForest: isolationForest,
};
