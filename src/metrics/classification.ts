import type { Matrix } from 'ml-matrix';
import type { Label } from '../contracts.js';
import { toMatrix } from '../data/dense.js';
import { InvalidParameterError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { show } from '../words.js';
import { encodePairs, type LabelPairs } from './pairs.js';

/** Whether `accuracyScore` gives a share or a number, and how samples count. */
export interface AccuracyOptions {
  /** Whether to give the share of the labels rather than their (weighted) number. Default true. */
  normalize?: boolean;
  /** How much each sample counts [nSamples], at least 0. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/**
 * Share of right labels: Σ weight of the right / Σ weight.
 *
 * @param yTrue - true labels [nSamples]
 * @param yPred - predicted labels [nSamples]
 * @returns from 0 to 1, best 1
 * @throws InvalidInputError for an empty input, other lengths, labels of mixed types, unusable weights
 */
export function accuracyScore(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: AccuracyOptions = {},
): number {
  const { normalize = true, sampleWeight } = readNamed(options, 'accuracyScore', [
    'normalize',
    'sampleWeight',
  ]);
  return shareWhere(true, yTrue, yPred, { normalize, sampleWeight }, 'accuracyScore');
}

/**
 * Share of wrong labels, or their (weighted) number: 1 - `accuracyScore`. Parameters and errors as there.
 *
 * @returns from 0 to 1, best 0
 */
export function zeroOneLoss(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: AccuracyOptions = {},
): number {
  const { normalize = true, sampleWeight } = readNamed(options, 'zeroOneLoss', [
    'normalize',
    'sampleWeight',
  ]);
  return shareWhere(false, yTrue, yPred, { normalize, sampleWeight }, 'zeroOneLoss');
}

/**
 * Share of wrong labels. One label a sample, it is `zeroOneLoss`; scikit-learn's differs where a sample has several.
 * Parameters and errors as `accuracyScore`.
 *
 * @returns from 0 to 1, best 0
 */
export function hammingLoss(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: { sampleWeight?: ArrayLike<number> } = {},
): number {
  const { sampleWeight } = readNamed(options, 'hammingLoss', ['sampleWeight']);
  return shareWhere(false, yTrue, yPred, { sampleWeight }, 'hammingLoss');
}

/** The share of labels that are right, or that are wrong. */
function shareWhere(
  right: boolean,
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  { normalize = true, sampleWeight }: AccuracyOptions,
  where: string,
): number {
  const { truth, predicted, weights } = encodePairs(yTrue, yPred, where, sampleWeight);
  let found = 0;
  let total = 0;
  for (let i = 0; i < truth.length; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    total += weight;
    if ((truth[i] === predicted[i]) === right) found += weight;
  }
  return normalize ? found / total : found;
}

/** Which classes `confusionMatrix` counts, and in shares of what. */
export interface ConfusionMatrixOptions {
  /** The classes to count, in this order. Default: all that occur, ascending. */
  labels?: readonly Label[];
  /** What each count is divided by: its row (truth), its column (prediction) or all. Default null: nothing. */
  normalize?: 'true' | 'pred' | 'all' | null;
  /** How much each sample counts [nSamples], at least 0. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/**
 * How often each class was taken for each: row k, column l counts samples of class k predicted as l.
 *
 * @param yTrue - true labels [nSamples]
 * @param yPred - predicted labels [nSamples]
 * @returns [nClasses × nClasses]
 * @throws InvalidInputError for an empty input, other lengths, labels of mixed types, unusable weights
 * @throws InvalidParameterError for an unknown `normalize`, or when none of `labels` occurs in yTrue
 */
export function confusionMatrix(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: ConfusionMatrixOptions = {},
): Matrix {
  const {
    labels,
    normalize = null,
    sampleWeight,
  } = readNamed(options, 'confusionMatrix', ['labels', 'normalize', 'sampleWeight']);
  const pairs = encodePairs(yTrue, yPred, 'confusionMatrix', sampleWeight, labels);
  const { truth, predicted, classes, weights } = pairs;
  const n = classes.length;
  const counts = new Float64Array(n * n);
  let known = false;
  for (let i = 0; i < truth.length; i++) {
    if (truth[i] < 0) continue;
    known = true;
    if (predicted[i] >= 0) {
      counts[truth[i] * n + predicted[i]] += weights === undefined ? 1 : weights[i];
    }
  }
  if (!known) {
    throw new InvalidParameterError(
      `confusionMatrix: none of the labels ${show(classes)} occurs in yTrue. Pass labels of the type and spelling of yTrue.`,
    );
  }
  normalizeCounts(counts, n, normalize);
  return toMatrix(counts, n, n);
}

function normalizeCounts(
  counts: Float64Array,
  n: number,
  by: 'true' | 'pred' | 'all' | null,
): void {
  if (by === null) return;
  if (by !== 'true' && by !== 'pred' && by !== 'all') {
    throw new InvalidParameterError(
      `confusionMatrix: normalize must be one of "true", "pred", "all", null, but got ${show(by)}.`,
    );
  }
  const totals = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    for (let l = 0; l < n; l++) {
      if (by === 'all') totals[0] += counts[k * n + l];
      else totals[by === 'true' ? k : l] += counts[k * n + l];
    }
  }
  for (let k = 0; k < n; k++) {
    for (let l = 0; l < n; l++) {
      const total = totals[by === 'all' ? 0 : by === 'true' ? k : l];
      counts[k * n + l] = total === 0 ? 0 : counts[k * n + l] / total;
    }
  }
}

/** Weighted counts of each class, from which precision, recall and F are made. */
export interface ClassCounts {
  readonly classes: readonly Label[];
  /** Samples of the class predicted as it [nClasses]. */
  readonly truePositive: Float64Array;
  /** Samples predicted as the class [nClasses]. */
  readonly predicted: Float64Array;
  /** Samples of the class [nClasses]. */
  readonly truth: Float64Array;
}

export function countClasses({ truth, predicted, classes, weights }: LabelPairs): ClassCounts {
  const counts: ClassCounts = {
    classes,
    truePositive: new Float64Array(classes.length),
    predicted: new Float64Array(classes.length),
    truth: new Float64Array(classes.length),
  };
  for (let i = 0; i < truth.length; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    const k = truth[i];
    const l = predicted[i];
    if (k >= 0) counts.truth[k] += weight;
    if (l >= 0) counts.predicted[l] += weight;
    if (k === l && k >= 0) counts.truePositive[k] += weight;
  }
  return counts;
}
