import type { Matrix } from 'ml-matrix';
import type { MatrixLike } from '../../contracts.js';
import { parseFeaturesInSteps, toMatrix } from '../../data/dense.js';
import { InvalidParameterError } from '../../errors.js';
import { isSo } from '../../is-so.js';
import { readNamed } from '../../named-options.js';
import { type JobsOptions, readJobs } from '../../parallel-work.js';
import {
  type AsyncOptions,
  drain,
  drainInSlices,
  mapReports,
  type Training,
} from '../../progress.js';
import { TREES, type TreeEnsemble, type WithTrees } from '../../trees/ensemble.js';
import { expectedValues, shapInteractions } from '../../trees/shap/shap-values.js';
import { sharedShapValues } from '../../trees/shap/shared-shap.js';
import type { Tree } from '../../trees/tree.js';
import { show } from '../../words.js';
import {
  explanationOf,
  parseBackground,
  reserveValues,
  type ShapExplanation,
} from './shap-explanation.js';

/** A model made of trees: forests, boosting and the isolation forest. */
export interface TreeModel {
  /** Its trees. */
  readonly estimators: readonly Tree[];
}

/** What unknown features are taken from, and whether to look at pairs. */
export interface TreeShapOptions {
  /**
   * Samples that unknown features are taken from [nBackground × nFeatures], one after the other: the values say what the
   * model does (interventional). Default null: an unknown feature is answered as the training samples in each node
   * answered it (path-dependent), which needs no samples and is faster.
   */
  background?: MatrixLike | null;
  /** Whether to divide the values among pairs of features too. Default false. */
  interactions?: boolean;
}

const OPTIONS = ['background', 'interactions'] as const;

/** As `TreeShapOptions`, with progress, a signal and how many workers. */
export interface TreeShapAsyncOptions extends TreeShapOptions, AsyncOptions, JobsOptions {}

/** As `ShapExplanation`, and what pairs of features do. */
export interface TreeShapInteractions extends ShapExplanation {
  /**
   * For each output and sample a symmetric matrix [nFeatures × nFeatures]: `interactions[k][i].get(a, b)` is half of what
   * features a and b do together and neither alone; the diagonal is what a feature does by itself. Rows sum to `values`.
   */
  readonly interactions: Matrix[][];
}

/**
 * Shapley values of a model made of trees, exact: what each feature of each sample adds to what the model says.
 *
 * The outputs are a forest's class probabilities in the order of `classes` or its mean, boosting's margins (before the
 * logistic function, softmax or exponential; one, of the later class, for two classes), and the mean path length of an
 * isolation forest, which is shorter the more abnormal a sample is.
 * Sources: Lundberg et al., Nature Machine Intelligence 2 (2020); Yang, "Fast TreeSHAP" (2021).
 * Cost: for trees of some 10 features a path, a look-up for each four leaves of each tree a sample.
 *
 * @example
 * const X = [[0, 1], [1, 1], [2, 0], [3, 0]]
 * const model = new RandomForestRegressor({ randomState: 0 }).fit(X, [0, 1, 2, 3])
 * const { values, expectedValue } = treeShap(model, X)
 * expectedValue[0] + values[0].get(3, 0) + values[0].get(3, 1) // model.predict(X)[3]
 *
 * @param model - fitted
 * @param X - [nSamples × nFeatures], columns as in fit; NaN is missing
 * @throws NotFittedError before fit
 * @throws InvalidParameterError when the model is not made of trees that ask about one feature at a time
 * @throws InvalidInputError when X or the background do not fit, or the result would take too much memory
 */
export function treeShap(
  model: TreeModel,
  X: MatrixLike,
  options: TreeShapOptions & { interactions: true },
): TreeShapInteractions;
export function treeShap(
  model: TreeModel,
  X: MatrixLike,
  options?: TreeShapOptions,
): ShapExplanation;
export function treeShap(
  model: TreeModel,
  X: MatrixLike,
  options: TreeShapOptions = {},
): ShapExplanation {
  return drain(treeShapInSteps(model, X, readNamed(options, 'treeShap', OPTIONS), 'treeShap'));
}

/**
 * As `treeShap`, in time slices, or by `nJobs` workers: `onProgress` hears of each tree, or of the rows that are through,
 * and `signal` stops it. Values of pairs are found on the caller's thread.
 */
export function treeShapAsync(
  model: TreeModel,
  X: MatrixLike,
  options: TreeShapAsyncOptions & { interactions: true },
): Promise<TreeShapInteractions>;
export function treeShapAsync(
  model: TreeModel,
  X: MatrixLike,
  options?: TreeShapAsyncOptions,
): Promise<ShapExplanation>;
export async function treeShapAsync(
  model: TreeModel,
  X: MatrixLike,
  options: TreeShapAsyncOptions = {},
): Promise<ShapExplanation> {
  const { nJobs, onProgress, signal, ...rest } = readNamed(options, 'treeShapAsync', [
    ...OPTIONS,
    'nJobs',
    'onProgress',
    'signal',
  ]);
  const jobs = readJobs(nJobs, 'treeShapAsync');
  const work = treeShapInSteps(model, X, rest, 'treeShapAsync', jobs);
  return drainInSlices(work, { onProgress, signal }, 'treeShapAsync');
}

/** As `treeShap`, a generator for who drives it with other work: reports a tree a step. */
export function* treeShapInSteps(
  model: object,
  X: MatrixLike,
  { background: given = null, interactions = false }: TreeShapOptions,
  where: string,
  nJobs: number | null = null,
): Training<ShapExplanation> {
  if (typeof interactions !== 'boolean') {
    throw new InvalidParameterError(
      `${where}: interactions must be true or false, but got ${show(interactions)}. Pass whether to look at pairs of features.`,
    );
  }
  const ensemble = treesOf(model, where);
  const { nFeatures, start } = ensemble;
  const rules = { columns: nFeatures, allowMissing: true };
  const samples = yield* parseFeaturesInSteps(X, where, rules);
  const background = given === null ? null : parseBackground(given, where, rules);
  reserveValues(samples, start.length, where, interactions ? 1 + nFeatures : 1);
  const input = { samples, background };
  const total = ensemble.trees.length * (interactions ? 2 : 1);
  const expected = yield* expectedValues(ensemble, background);
  const values = yield* mapReports(sharedShapValues(ensemble, input, { nJobs, where }), (step) =>
    step.unit === 'tree' ? { ...step, total } : step,
  );
  const explanation = yield* explanationOf(values, expected, samples, where);
  if (!interactions) return explanation;
  const blocks = yield* mapReports(shapInteractions(ensemble, input, values), (step) => ({
    ...step,
    done: ensemble.trees.length + step.done,
    total,
  }));
  const size = nFeatures * nFeatures;
  const squares = (block: Float64Array) =>
    Array.from({ length: samples.rows }, (_, i) =>
      toMatrix(block.subarray(i * size, (i + 1) * size), nFeatures, nFeatures),
    );
  const withPairs: TreeShapInteractions = { ...explanation, interactions: blocks.map(squares) };
  return withPairs;
}

function treesOf(model: object, where: string): TreeEnsemble {
  if (isSo(() => typeof model === 'object' && model !== null && isMadeOfTrees(model))) {
    return (model as WithTrees)[TREES]();
  }
  throw new InvalidParameterError(
    `${where}: the model must be made of trees, but got ${show(model)}. Use linearShap for linear models and kernelShap for any other.`,
  );
}

/** Whether an estimator shows the trees that it is made of. */
export function isMadeOfTrees(model: object): model is WithTrees {
  return TREES in model && typeof model[TREES] === 'function';
}
