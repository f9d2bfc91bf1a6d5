/** Precision, recall and F of classes whose samples are counted already, and what an average makes of them. */

import type { Label } from '../contracts.js';
import { InvalidParameterError } from '../errors.js';
import { warn } from '../warnings.js';
import { show } from '../words.js';
import type { ClassCounts } from './classification.js';

/**
 * How the scores of several classes become one: `'binary'` is that of `posLabel` alone, `'macro'` their mean,
 * `'weighted'` their mean weighted by the size of the class, `'micro'` that of all decisions together.
 */
export type Average = 'binary' | 'macro' | 'micro' | 'weighted';

/** What a score is where it would be 0 / 0: 0, 1 or NaN; `'warn'` is 0 and a warning. NaN is left out of averages. */
export type ZeroDivision = 'warn' | number;

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

/** How much recall counts against precision, and what 0 / 0 is. */
interface RatioOptions {
  readonly beta?: number;
  readonly zeroDivision?: ZeroDivision;
}

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
  if (average === 'micro') return scoresOfOne(pool(counts), options, where);
  if (average !== 'macro' && average !== 'weighted') {
    throw new InvalidParameterError(
      `${where}: average must be one of "binary", "macro", "micro", "weighted", null, but got ${show(average)}.`,
    );
  }
  const scores = ratios(counts, options, where);
  const weights = average === 'macro' ? undefined : counts.truth;
  return {
    precision: meanScore(scores.precision, weights),
    recall: meanScore(scores.recall, weights),
    fscore: meanScore(scores.fscore, weights),
    support: total(counts.truth),
  };
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

/** The scores of counts that are of one class, or pooled. */
export function scoresOfOne(
  counts: ClassCounts,
  options: RatioOptions,
  where: string,
): AveragedScores {
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

/** @throws InvalidParameterError for anything but 0, 1, NaN and `'warn'` */
export function checkedZeroDivision(zeroDivision: ZeroDivision, where: string): number {
  const value = zeroDivision === 'warn' ? 0 : zeroDivision;
  if (value === 0 || value === 1 || Number.isNaN(value)) return value;
  throw new InvalidParameterError(
    `${where}: zeroDivision must be 0, 1, NaN or "warn", but got ${show(zeroDivision)}.`,
  );
}

/** Weighted mean of the scores that are numbers, the plain one when none of them weighs anything; NaN when none is. */
export function meanScore(scores: readonly number[], weights: Float64Array | undefined): number {
  let sum = 0;
  let weight = 0;
  for (let k = 0; k < scores.length; k++) {
    if (Number.isNaN(scores[k])) continue;
    const own = weights === undefined ? 1 : weights[k];
    sum += own * scores[k];
    weight += own;
  }
  return weight === 0 && weights !== undefined ? meanScore(scores, undefined) : sum / weight;
}

function total(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}
