import type { Label } from '../contracts.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { readOptions } from '../hyperparameters.js';
import { warn } from '../warnings.js';
import { show } from '../words.js';
import { type ClassCounts, countClasses } from './classification.js';
import { encodePairs } from './pairs.js';
import { positiveClass } from './positive-class.js';

/**
 * How the scores of several classes become one: `'binary'` is that of `posLabel` alone, `'macro'` their mean,
 * `'weighted'` their mean weighted by the size of the class, `'micro'` that of all decisions together.
 */
export type Average = 'binary' | 'macro' | 'micro' | 'weighted';

/** What a score is where it would be 0 / 0: 0, 1 or NaN; `'warn'` is 0 and a warning. NaN is left out of averages. */
export type ZeroDivision = 'warn' | number;

interface ClassScoreOptions {
  /** The classes to score, in this order. Default: all that occur, ascending. */
  labels?: readonly Label[];
  /** The class that `'binary'` scores; others ignore it, with a warning. Default: 1, true, or the later of two labels. */
  posLabel?: Label;
  /** What a score is where it would be 0 / 0. Default `'warn'`. */
  zeroDivision?: ZeroDivision;
  /** How much each sample counts [nSamples], at least 0. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/** One average, or `null` for the score of each class. */
export interface PrecisionRecallOptions<A extends Average | null = Average | null>
  extends ClassScoreOptions {
  /** How the classes' scores become one; `null` keeps them apart. Default `'binary'`. */
  average?: A;
}

/** How `fbetaScore` weighs recall against precision, and averages classes. */
export interface FbetaOptions<A extends Average | null = Average | null>
  extends PrecisionRecallOptions<A> {
  /** How many times as much recall counts as precision. */
  beta: number;
}

/** Precision, recall, F and size, of one average. */
export interface AveragedScores {
  /** Share of right labels among the samples called positive, 0 to 1. */
  readonly precision: number;
  /** Share of the positive samples that are called so, 0 to 1. */
  readonly recall: number;
  /** The harmonic mean of precision and recall, recall counting `beta` times, 0 to 1. */
  readonly fscore: number;
  /** Weight of the samples that are truly of the class; of all classes for an average over them. */
  readonly support: number;
}

/** Precision, recall, F and size of each class [nClasses]. */
export interface ClassScores {
  /** The classes that the scores belong to, in order. */
  readonly labels: Label[];
  /** Share of right labels among the samples called so, 0 to 1. */
  readonly precision: number[];
  /** Share of the samples of the class that are called so, 0 to 1. */
  readonly recall: number[];
  /** The harmonic mean of precision and recall, recall counting `beta` times, 0 to 1. */
  readonly fscore: number[];
  /** Weight of the samples that are truly of the class; their number without weights. */
  readonly support: number[];
}

/** One number for an average, one a class for `null`. */
type Score<A> = A extends null ? number[] : number;

/**
 * Of those predicted as a class, the share that is: true positives / predicted positives.
 *
 * @param yTrue - true labels [nSamples]
 * @param yPred - predicted labels [nSamples]
 * @returns from 0 to 1, best 1; one number a class with `average: null`
 * @throws InvalidInputError for an empty input, other lengths, labels of mixed types, unusable weights,
 *   or more than two classes with `average: 'binary'`
 * @throws InvalidParameterError for an unknown average or posLabel
 */
export function precisionScore<A extends Average | null = 'binary'>(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: PrecisionRecallOptions<A> = {},
): Score<A> {
  return score(yTrue, yPred, options, 'precision', 'precisionScore');
}

/**
 * Of those that are of a class, the share predicted as it: true positives / true members.
 * Parameters, result and errors as `precisionScore`.
 */
export function recallScore<A extends Average | null = 'binary'>(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: PrecisionRecallOptions<A> = {},
): Score<A> {
  return score(yTrue, yPred, options, 'recall', 'recallScore');
}

/**
 * Harmonic mean of precision and recall. Parameters, result and errors as `precisionScore`.
 */
export function f1Score<A extends Average | null = 'binary'>(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: PrecisionRecallOptions<A> = {},
): Score<A> {
  return score(yTrue, yPred, { ...readOptions(options, 'f1Score'), beta: 1 }, 'fscore', 'f1Score');
}

/**
 * Weighted harmonic mean of precision and recall: (1 + β²) · TP / (β² · members + predicted).
 * Parameters, result and errors as `precisionScore`; `beta` must be at least 0.
 */
export function fbetaScore<A extends Average | null = 'binary'>(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: FbetaOptions<A>,
): Score<A> {
  return score(yTrue, yPred, options, 'fscore', 'fbetaScore');
}

/**
 * Precision, recall, F and the size of the class in one pass.
 *
 * @param yTrue - true labels [nSamples]
 * @param yPred - predicted labels [nSamples]
 * @param options - `average: null` gives each class's scores and is the default, as in scikit-learn
 * @throws as `precisionScore`
 */
export function precisionRecallFscoreSupport(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options?: PrecisionRecallOptions<null> & { beta?: number },
): ClassScores;
export function precisionRecallFscoreSupport(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: PrecisionRecallOptions<Average> & { average: Average; beta?: number },
): AveragedScores;
export function precisionRecallFscoreSupport(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: PrecisionRecallOptions & { beta?: number } = {},
): ClassScores | AveragedScores {
  const where = 'precisionRecallFscoreSupport';
  const { average = null, ...others } = readOptions(options, where);
  const given = { ...others, average };
  return average === null
    ? classScores(yTrue, yPred, given, where)
    : averagedScores(yTrue, yPred, given, average, where);
}

type Given = PrecisionRecallOptions & { beta?: number };

function score<A extends Average | null>(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: PrecisionRecallOptions<A> & { beta?: number },
  kind: 'precision' | 'recall' | 'fscore',
  where: string,
): Score<A> {
  const given: Given = readOptions(options, where);
  const { average = 'binary' } = given;
  const result =
    average === null
      ? classScores(yTrue, yPred, given, where)[kind]
      : averagedScores(yTrue, yPred, given, average, where)[kind];
  return result as Score<A>;
}

function classScores(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: Given,
  where: string,
): ClassScores {
  const { labels, sampleWeight, posLabel } = options;
  checkPosLabel(posLabel, null, where);
  const counts = countClasses(encodePairs(yTrue, yPred, where, sampleWeight, labels));
  return scoresOfClasses(counts, options, where);
}

function averagedScores(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: Given,
  average: Average,
  where: string,
): AveragedScores {
  const { labels, sampleWeight, posLabel } = options;
  checkPosLabel(posLabel, average, where);
  const pairs = encodePairs(yTrue, yPred, where, sampleWeight, labels);
  const counts = countClasses(pairs);
  if (average !== 'binary') return averageOfClasses(counts, options, average, where);
  const all = labels === undefined ? pairs.classes : encodePairs(yTrue, yPred, where).classes;
  const kept = counts.classes.indexOf(all[binaryClass(all, posLabel, where)]);
  return single(pick(counts, kept), options, where);
}

type RatioOptions = Pick<Given, 'beta' | 'zeroDivision'>;

/** Scores of each class, where the samples are counted already. */
export function scoresOfClasses(
  counts: ClassCounts,
  options: RatioOptions,
  where: string,
): ClassScores {
  const scores = ratios(counts, options, where);
  return { labels: [...counts.classes], ...scores, support: Array.from(counts.truth) };
}

/** The average of the classes, where the samples are counted already. */
export function averageOfClasses(
  counts: ClassCounts,
  options: RatioOptions,
  average: Exclude<Average, 'binary'>,
  where: string,
): AveragedScores {
  if (average === 'micro') return single(pool(counts), options, where);
  if (average !== 'macro' && average !== 'weighted') {
    throw new InvalidParameterError(
      `${where}: average must be one of "binary", "macro", "micro", "weighted", null, but got ${show(average)}.`,
    );
  }
  const scores = ratios(counts, options, where);
  const weights = average === 'macro' ? undefined : counts.truth;
  const undefinedMean = zeroDivisionValue(options.zeroDivision);
  return {
    precision: meanScore(scores.precision, weights, undefinedMean),
    recall: meanScore(scores.recall, weights, undefinedMean),
    fscore: meanScore(scores.fscore, weights, undefinedMean),
    support: total(counts.truth),
  };
}

/** Warn of a positive class that the average does not ask for. */
export function checkPosLabel(
  posLabel: Label | undefined,
  average: Average | null,
  where: string,
): void {
  if (posLabel === undefined || average === 'binary') return;
  warn(
    'data',
    `${where}: posLabel ${show(posLabel)} is ignored, since average is ${show(average)}. Pass labels: [${show(posLabel)}] to score that class alone.`,
  );
}

/** Position of the class that `'binary'` scores. */
export function binaryClass(
  classes: readonly Label[],
  posLabel: Label | undefined,
  where: string,
): number {
  if (classes.length > 2) {
    throw new InvalidInputError(
      `${where}: there are ${classes.length} classes, but average is "binary". Pass average: "macro", "micro", "weighted" or null.`,
    );
  }
  return positiveClass(classes, posLabel, where);
}

/** The counts of one class; nothing for -1. */
export function pick({ truePositive, predicted, truth }: ClassCounts, k: number): ClassCounts {
  const only = (values: Float64Array) => Float64Array.of(k < 0 ? 0 : values[k]);
  return {
    classes: [],
    truePositive: only(truePositive),
    predicted: only(predicted),
    truth: only(truth),
  };
}

/** The counts of all decisions together. */
export function pool({ truePositive, predicted, truth }: ClassCounts): ClassCounts {
  const sum = (values: Float64Array) => Float64Array.of(total(values));
  return {
    classes: [],
    truePositive: sum(truePositive),
    predicted: sum(predicted),
    truth: sum(truth),
  };
}

function single(counts: ClassCounts, options: RatioOptions, where: string): AveragedScores {
  const { precision, recall, fscore } = ratios(counts, options, where);
  return {
    precision: precision[0],
    recall: recall[0],
    fscore: fscore[0],
    support: counts.truth[0],
  };
}

function ratios(
  { truePositive, predicted, truth }: ClassCounts,
  { beta = 1, zeroDivision = 'warn' }: RatioOptions,
  where: string,
): { precision: number[]; recall: number[]; fscore: number[] } {
  if (!(beta >= 0)) {
    throw new InvalidParameterError(`${where}: beta must be a number >= 0, but got ${show(beta)}.`);
  }
  const fallback = checkedZeroDivision(zeroDivision, where);
  const precision: number[] = [];
  const recall: number[] = [];
  const fscore: number[] = [];
  const share = beta * beta;
  for (let k = 0; k < truth.length; k++) {
    precision.push(predicted[k] === 0 ? fallback : truePositive[k] / predicted[k]);
    recall.push(truth[k] === 0 ? fallback : truePositive[k] / truth[k]);
    fscore.push(fMeasure(truePositive[k], predicted[k], truth[k], share, fallback));
  }
  if (zeroDivision === 'warn' && (predicted.includes(0) || truth.includes(0))) {
    warn(
      'data',
      `${where}: a class without predicted or without true samples scores 0, where its precision or recall is 0 / 0. Pass zeroDivision: 0 to expect that.`,
    );
  }
  return { precision, recall, fscore };
}

/** F without going through precision and recall; with β = ∞ it is the recall. */
function fMeasure(
  truePositive: number,
  predicted: number,
  truth: number,
  share: number,
  fallback: number,
): number {
  if (share === Infinity) return truth === 0 ? fallback : truePositive / truth;
  const denominator = share * truth + predicted;
  return denominator === 0 ? fallback : ((1 + share) * truePositive) / denominator;
}

function zeroDivisionValue(zeroDivision: ZeroDivision = 'warn'): number {
  return zeroDivision === 'warn' ? 0 : zeroDivision;
}

/** @throws InvalidParameterError for anything but 0, 1, NaN and `'warn'` */
export function checkedZeroDivision(zeroDivision: ZeroDivision, where: string): number {
  const value = zeroDivisionValue(zeroDivision);
  if (value === 0 || value === 1 || Number.isNaN(value)) return value;
  throw new InvalidParameterError(
    `${where}: zeroDivision must be 0, 1, NaN or "warn", but got ${show(zeroDivision)}.`,
  );
}

/** Weighted mean of the scores that are numbers; `fallback` when none is, or none weighs anything. */
export function meanScore(
  scores: readonly number[],
  weights: Float64Array | undefined,
  fallback: number,
): number {
  let sum = 0;
  let weight = 0;
  for (let k = 0; k < scores.length; k++) {
    if (Number.isNaN(scores[k])) continue;
    const own = weights === undefined ? 1 : weights[k];
    sum += own * scores[k];
    weight += own;
  }
  return weight === 0 ? fallback : sum / weight;
}

function total(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}
