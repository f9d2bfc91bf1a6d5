import type { Matrix } from 'ml-matrix';
import type { MatrixLike } from '../../contracts.js';
import { lengthOf } from '../../data/array-like.js';
import { type Dense, parseFeatures, parseFeaturesInSteps } from '../../data/dense.js';
import { InvalidParameterError } from '../../errors.js';
import { isSo } from '../../is-so.js';
import { readNamed } from '../../named-options.js';
import { columnMeansInSteps } from '../../numeric/statistics.js';
import {
  type AsyncOptions,
  drain,
  drainInSlices,
  inStretches,
  type Steps,
  type Training,
} from '../../progress.js';
import { show } from '../../words.js';
import {
  explanationOf,
  parseBackground,
  reserveValues,
  type ShapExplanation,
} from './shap-explanation.js';

/** A model whose outputs are sums of its features: `LinearRegression`, `LogisticRegression`, `LinearSVC`, `LinearSVR`. */
export interface LinearModel {
  /** Coefficients: [nFeatures] of one output, or [nOutputs × nFeatures]. */
  readonly coef: readonly number[] | Matrix;
  /** What each output is where all features are 0. */
  readonly intercept: number | readonly number[];
  /** Only a kernel machine has these: `kernelShap` explains it. */
  readonly dualCoef?: never;
}

/** What unknown features are taken from. */
export interface LinearShapOptions {
  /** Samples that unknown features are taken from [nBackground × nFeatures]; only their means count. */
  background: MatrixLike;
}

const OPTIONS = ['background'] as const;

/** As `LinearShapOptions`, with progress and a signal. */
export interface LinearShapAsyncOptions extends LinearShapOptions, AsyncOptions {}

/**
 * Shapley values of a linear model, exact where features vary independently of each other:
 * coefficient × (value - mean of the background). The outputs are those of `predict`, of a classifier those of
 * `decisionFunction`: margins, one for two classes.
 * Source: Lundberg and Lee, NIPS (2017), corollary 1. Cost: one pass over X an output.
 *
 * @example
 * const X = [[0, 1], [1, 1], [2, 0], [3, 0]]
 * const model = new LinearRegression().fit(X, [0, 1, 2, 3])
 * linearShap(model, [[3, 0]], { background: X }).values[0].get(0, 0) // 1.5: so far is 3 above the mean
 *
 * @param model - fitted
 * @param X - [nSamples × nFeatures], columns as in fit
 * @throws NotFittedError before fit
 * @throws InvalidParameterError when the model is not linear, or there is no background
 * @throws InvalidInputError when X or the background do not fit, or the result would take too much memory
 */
export function linearShap(
  model: LinearModel,
  X: MatrixLike,
  options: LinearShapOptions,
): ShapExplanation {
  return drain(
    linearShapInSteps(model, X, readNamed(options, 'linearShap', OPTIONS), 'linearShap'),
  );
}

/** As `linearShap`, in time slices: follows `onProgress`, an output a step, and stops on `signal`. */
export async function linearShapAsync(
  model: LinearModel,
  X: MatrixLike,
  options: LinearShapAsyncOptions,
): Promise<ShapExplanation> {
  const { onProgress, signal, ...rest } = readNamed(options, 'linearShapAsync', [
    ...OPTIONS,
    'onProgress',
    'signal',
  ]);
  return drainInSlices(
    linearShapInSteps(model, X, rest, 'linearShapAsync'),
    { onProgress, signal },
    'linearShapAsync',
  );
}

/** As `linearShap`, a generator for who drives it with other work. */
export function* linearShapInSteps(
  model: LinearModel,
  X: MatrixLike,
  { background: given }: LinearShapOptions,
  where: string,
): Training<ShapExplanation> {
  const { coef, intercept } = coefficientsOf(model, where);
  const rules = { columns: coef.columns };
  const background = parseBackground(given, where, rules);
  const samples = yield* parseFeaturesInSteps(X, where, rules);
  reserveValues(samples, coef.rows, where);
  const means = yield* columnMeansInSteps(background);
  const values: Float64Array[] = [];
  for (let k = 0; k < coef.rows; k++) {
    values.push(yield* deviations(samples, means, coef, k));
    yield { done: k + 1, total: coef.rows, unit: 'output' };
  }
  const expected = Float64Array.from(intercept, (start, k) => {
    let sum = start;
    for (let j = 0; j < means.length; j++) sum += coef.data[k * coef.columns + j] * means[j];
    return sum;
  });
  return yield* explanationOf(values, expected, samples, where);
}

/** Coefficient k of each feature times the distance from its mean [nSamples × nFeatures]. */
function* deviations(
  { data, rows, columns }: Dense,
  means: Float64Array,
  coef: Dense,
  k: number,
): Steps<Float64Array> {
  const out = new Float64Array(rows * columns);
  yield* inStretches(rows, columns, (from, to) => {
    for (let i = from, at = from * columns; i < to; i++) {
      for (let j = 0; j < columns; j++, at++) {
        out[at] = coef.data[k * columns + j] * (data[at] - means[j]);
      }
    }
  });
  return out;
}

/** Whether a model shows coefficients of its features. Only a kernel machine has `dualCoef` too. */
export function isLinear(model: unknown): model is LinearModel {
  return isSo(
    () =>
      typeof model === 'object' &&
      model !== null &&
      'coef' in model &&
      'intercept' in model &&
      !('dualCoef' in model),
  );
}

/** Coefficients [nOutputs × nFeatures] and intercepts [nOutputs]. */
function coefficientsOf(
  model: LinearModel,
  where: string,
): { coef: Dense; intercept: Float64Array } {
  if (!isLinear(model)) throw notLinear(model, where);
  const coef = parseFeatures(asRows(model.coef), `${where}: coef`);
  const { data } = parseFeatures(asRows(model.intercept), `${where}: intercept`);
  if (data.length !== coef.rows) throw notLinear(model, where);
  return { coef, intercept: data };
}

/** A matrix as it is, a number or a list of them as a row. */
function asRows(numbers: number | readonly number[] | Matrix): Matrix | (readonly number[])[] {
  if (typeof numbers === 'number') return [[numbers]];
  return lengthOf(numbers) === undefined ? (numbers as Matrix) : [numbers as readonly number[]];
}

function notLinear(model: unknown, where: string): InvalidParameterError {
  return new InvalidParameterError(
    `${where}: the model must be linear, with coef and an intercept for each output, but got ${show(model)}. Use treeShap for models made of trees and kernelShap for any other.`,
  );
}
