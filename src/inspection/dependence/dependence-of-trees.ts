/** Whether partial dependence can be read from the trees of a model, and what they say. */

import type { Dense } from '../../data/dense.js';
import type { ResponseMethod } from '../../ensembles/thresholds/positive-scores.js';
import { InvalidParameterError } from '../../errors.js';
import { isClassifier, taskOf } from '../../estimator-kind.js';
import type { Training } from '../../progress.js';
import { TREES, type TreeEnsemble, type WithTrees } from '../../trees/ensemble.js';
import { treeDependence } from '../../trees/tree-dependence.js';
import { addValuesByWalk } from '../../trees/walk.js';
import { show } from '../../words.js';
import type { EditableSamples } from '../samples/editable-samples.js';
import { MatrixSamples } from '../samples/matrix-samples.js';

/** What decides whether trees can be walked. */
interface WalkRules {
  readonly method: 'auto' | 'brute' | 'recursion';
  readonly kind: 'average' | 'individual' | 'both';
  readonly responseMethod: ResponseMethod;
  readonly sampleWeight: ArrayLike<number> | null;
}

/**
 * The trees to walk in place of asking the model; undefined where it is to be asked.
 *
 * @throws InvalidParameterError when a walk is asked for, and cannot be
 */
export function treesToWalk(
  model: object,
  rules: WalkRules,
  samples: EditableSamples,
  where: string,
): TreeEnsemble | undefined {
  if (rules.method === 'brute') return undefined;
  const trees = treesOf(model);
  const problem = problemOfWalk(model, trees, rules);
  if (problem !== undefined && rules.method === 'recursion') {
    throw new InvalidParameterError(`${where}: method is "recursion", but ${problem}`);
  }
  if (problem !== undefined || trees === undefined) return undefined;
  // What the model does not take it refuses itself, when it is asked.
  if (!(samples instanceof MatrixSamples) || trees.nFeatures !== samples.names.length) {
    return undefined;
  }
  return rules.method === 'recursion' || sumToAnswers(model, trees, samples) ? trees : undefined;
}

/** The trees of a regressor or a classifier that is made of them; undefined for all else. */
function treesOf(model: object): TreeEnsemble | undefined {
  if (typeof model === 'function' || !(TREES in model)) return undefined;
  const task = taskOf(model);
  if (task !== 'regression' && task !== 'classification') return undefined;
  return (model as WithTrees)[TREES]();
}

/** Why the trees cannot be walked: the end of a sentence, and what to do. */
function problemOfWalk(
  model: object,
  trees: TreeEnsemble | undefined,
  { kind, responseMethod, sampleWeight }: WalkRules,
): string | undefined {
  const remedy = 'Use method: "brute".';
  if (trees === undefined)
    return `${show(model)} is no forest and no boosting by itself. ${remedy}`;
  if (kind !== 'average') return `kind is ${show(kind)}, and trees know averages alone. ${remedy}`;
  if (sampleWeight !== null) {
    return `there is a sampleWeight, and trees know the samples of their fit alone. ${remedy}`;
  }
  const own = trees.outputOf === null ? 'predictProba' : 'decisionFunction';
  if (responseMethod === 'auto' || !isClassifier(model) || responseMethod === own) return undefined;
  return `responseMethod is ${show(responseMethod)}, and these trees tell ${show(own)}. ${remedy}`;
}

/**
 * Whether a walk is what `'auto'` means: for boosted classes, whose margins trees sum to, and for numbers that the trees
 * sum to, which those of boosting with a link do not. Found out by one sample.
 */
function sumToAnswers(
  model: object,
  { trees, start, scale, outputOf }: TreeEnsemble,
  samples: MatrixSamples,
): boolean {
  if (isClassifier(model)) return outputOf !== null;
  const row = samples.between(0, 1);
  const sum = new Float64Array(1);
  const data = Float64Array.from(row.to1DArray());
  addValuesByWalk(trees, { data, rows: 1, columns: data.length }, 1, sum);
  const margin = start[0] + scale * sum[0];
  const [predicted] = (model as { predict(X: unknown): number[] }).predict(row);
  return Math.abs(predicted - margin) <= 1e-9 * Math.max(Math.abs(margin), Math.abs(predicted));
}

/**
 * Partial dependence as the trees have it.
 *
 * @param points - values of the features [nPoints × features.length]
 * @returns for each output [nPoints]; of two classes that of the later
 */
export function* dependenceOfTrees(
  ensemble: TreeEnsemble,
  features: readonly number[],
  points: Dense,
  isOfClasses: boolean,
): Training<Float64Array[]> {
  const outputs = yield* treeDependence(ensemble, features, points);
  return isOfClasses && outputs.length === 2 ? outputs.slice(1) : outputs;
}
