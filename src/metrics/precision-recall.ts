import type { Label } from '../contracts.js';
import { readNamed } from '../named-options.js';
import {
  type Average,
  type AveragedScores,
  averageOfClasses,
  type ClassScores,
  pick,
  scoresOfClasses,
  scoresOfOne,
  type ZeroDivision,
} from './class-scores.js';
import { countClasses } from './classification.js';
import { encodePairs } from './pairs.js';
import { binaryClass, checkPosLabel } from './positive-class.js';

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

export const PRECISION_RECALL_OPTIONS = [
  'average',
  'labels',
  'posLabel',
  'zeroDivision',
  'sampleWeight',
] as const;

/** How `fbetaScore` weighs recall against precision, and averages classes. */
export interface FbetaOptions<A extends Average | null = Average | null>
  extends PrecisionRecallOptions<A> {
  /** How many times as much recall counts as precision. */
  beta: number;
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
  const given = readNamed(options, 'precisionScore', PRECISION_RECALL_OPTIONS);
  return score(yTrue, yPred, given, 'precision', 'precisionScore');
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
  const given = readNamed(options, 'recallScore', PRECISION_RECALL_OPTIONS);
  return score(yTrue, yPred, given, 'recall', 'recallScore');
}

/**
 * Harmonic mean of precision and recall. Parameters, result and errors as `precisionScore`.
 */
export function f1Score<A extends Average | null = 'binary'>(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: PrecisionRecallOptions<A> = {},
): Score<A> {
  const given = readNamed(options, 'f1Score', PRECISION_RECALL_OPTIONS);
  return score(yTrue, yPred, given, 'fscore', 'f1Score');
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
  const given = readNamed(options, 'fbetaScore', [...PRECISION_RECALL_OPTIONS, 'beta']);
  return score(yTrue, yPred, given, 'fscore', 'fbetaScore');
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
  const names = [...PRECISION_RECALL_OPTIONS, 'beta'] as const;
  const { average = null, ...others } = readNamed(options, where, names);
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
  const given: Given = options;
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
  return scoresOfOne(pick(counts, kept), options, where);
}
