import type { Label } from '../contracts.js';
import { InvalidParameterError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { warn } from '../warnings.js';
import { show } from '../words.js';
import { type Average, checkedZeroDivision, meanScore, pick, pool } from './class-scores.js';
import { type ClassCounts, confusionMatrix, countClasses } from './classification.js';
import { encodePairs } from './pairs.js';
import { binaryClass, checkPosLabel } from './positive-class.js';
import { PRECISION_RECALL_OPTIONS, type PrecisionRecallOptions } from './precision-recall.js';

/** Whether `balancedAccuracyScore` corrects for chance, and how samples count. */
export interface BalancedAccuracyOptions {
  /** Whether to rescale, so that guessing scores 0 and the best is still 1. Default false. */
  adjusted?: boolean;
  /** How much each sample counts [nSamples], at least 0. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/**
 * The mean recall of the classes: accuracy in which every class counts the same.
 *
 * @param yTrue - true labels [nSamples]
 * @param yPred - predicted labels [nSamples]
 * @returns from 0 to 1, best 1; classes that are predicted only do not count, with a warning
 * @throws InvalidInputError for an empty input, other lengths, labels of mixed types, unusable weights
 */
export function balancedAccuracyScore(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: BalancedAccuracyOptions = {},
): number {
  const where = 'balancedAccuracyScore';
  const { adjusted = false, sampleWeight } = readNamed(options, where, [
    'adjusted',
    'sampleWeight',
  ]);
  const { truePositive, truth } = countClasses(encodePairs(yTrue, yPred, where, sampleWeight));
  let sum = 0;
  let n = 0;
  for (let k = 0; k < truth.length; k++) {
    if (truth[k] === 0) continue;
    sum += truePositive[k] / truth[k];
    n++;
  }
  if (n < truth.length) {
    warn('data', `${where}: yPred holds classes that yTrue does not. They do not count.`);
  }
  const score = sum / n;
  return adjusted ? (score - 1 / n) / (1 - 1 / n) : score;
}

/**
 * The correlation of true and predicted classes, for two or more of them.
 * Source: Matthews, BBA 405 (1975); several classes: Gorodkin, Computational Biology and Chemistry 28 (2004).
 *
 * @param yTrue - true labels [nSamples]
 * @param yPred - predicted labels [nSamples]
 * @returns from -1 to 1, best 1; 0 for guessing, and where one side has a single class
 * @throws InvalidInputError for an empty input, other lengths, labels of mixed types, unusable weights
 */
export function matthewsCorrcoef(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: { sampleWeight?: ArrayLike<number> } = {},
): number {
  const { sampleWeight } = readNamed(options, 'matthewsCorrcoef', ['sampleWeight']);
  const pairs = encodePairs(yTrue, yPred, 'matthewsCorrcoef', sampleWeight);
  const { truePositive, predicted, truth } = countClasses(pairs);
  // Said outright, since weights that do not sum exactly would leave a rest to divide by.
  if (hasOneClass(truth) || hasOneClass(predicted)) return 0;
  let right = 0;
  let all = 0;
  let together = 0;
  let ofPredicted = 0;
  let ofTruth = 0;
  for (let k = 0; k < truth.length; k++) {
    right += truePositive[k];
    all += truth[k];
    together += truth[k] * predicted[k];
    ofPredicted += predicted[k] * predicted[k];
    ofTruth += truth[k] * truth[k];
  }
  const spread = (all * all - ofPredicted) * (all * all - ofTruth);
  return spread > 0 ? (right * all - together) / Math.sqrt(spread) : 0;
}

function hasOneClass(counts: Float64Array): boolean {
  return counts.filter((count) => count > 0).length < 2;
}

/** Which classes `cohenKappaScore` compares, and how much it minds a near miss. */
export interface CohenKappaOptions {
  /** The classes, in the order of their distance for weights. Default: all that occur, ascending. */
  labels?: readonly Label[];
  /** How much a disagreement counts: all the same, or by the distance of the classes or its square. Default null. */
  weights?: 'linear' | 'quadratic' | null;
  /** What the score is where both judges always say one and the same class. Default NaN, with a warning. */
  replaceUndefinedBy?: number;
  /** How much each sample counts [nSamples], at least 0. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/**
 * How far two judges agree beyond chance.
 * Source: Cohen, Educational and Psychological Measurement 20 (1960); weights: Psychological Bulletin 70 (1968).
 *
 * @param y1 - labels by the first judge [nSamples]
 * @param y2 - labels by the second [nSamples]
 * @returns at most 1, best 1; 0 for agreement by chance
 * @throws InvalidInputError for an empty input, other lengths, labels of mixed types, unusable weights
 * @throws InvalidParameterError for unknown `weights`, or when none of `labels` occurs in y1
 */
export function cohenKappaScore(
  y1: ArrayLike<Label>,
  y2: ArrayLike<Label>,
  options: CohenKappaOptions = {},
): number {
  const {
    labels,
    weights = null,
    replaceUndefinedBy,
    sampleWeight,
  } = readNamed(options, 'cohenKappaScore', [
    'labels',
    'weights',
    'replaceUndefinedBy',
    'sampleWeight',
  ]);
  if (weights !== null && weights !== 'linear' && weights !== 'quadratic') {
    throw new InvalidParameterError(
      `cohenKappaScore: weights must be one of "linear", "quadratic", null, but got ${show(weights)}.`,
    );
  }
  const counts = confusionMatrix(y1, y2, { labels, sampleWeight });
  const ofFirst = counts.sum('row');
  const ofSecond = counts.sum('column');
  const all = counts.sum();
  let observed = 0;
  let expected = 0;
  for (let k = 0; k < counts.rows; k++) {
    for (let l = 0; l < counts.columns; l++) {
      const distance = Math.abs(k - l);
      const cost =
        weights === null ? Math.min(1, distance) : weights === 'linear' ? distance : distance ** 2;
      observed += cost * counts.get(k, l);
      expected += (cost * ofFirst[k] * ofSecond[l]) / all;
    }
  }
  if (expected > 0) return 1 - observed / expected;
  if (replaceUndefinedBy === undefined) {
    warn(
      'data',
      'cohenKappaScore: both judges know one class, so that chance cannot be told from agreement. Pass replaceUndefinedBy to expect that.',
    );
  }
  return replaceUndefinedBy ?? Number.NaN;
}

/**
 * Of the samples that are of a class or predicted as it, the share that is both.
 *
 * @param yTrue - true labels [nSamples]
 * @param yPred - predicted labels [nSamples]
 * @returns from 0 to 1, best 1; one number a class with `average: null`
 * @throws as `precisionScore`
 */
export function jaccardScore<A extends Average | null = 'binary'>(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: PrecisionRecallOptions<A> = {},
): A extends null ? number[] : number {
  const where = 'jaccardScore';
  const given: PrecisionRecallOptions = readNamed(options, where, PRECISION_RECALL_OPTIONS);
  const { average = 'binary', labels, posLabel, zeroDivision = 'warn', sampleWeight } = given;
  checkPosLabel(posLabel, average, where);
  const pairs = encodePairs(yTrue, yPred, where, sampleWeight, labels);
  const counts = countClasses(pairs);
  const fallback = checkedZeroDivision(zeroDivision, where);
  const shares = (of: ClassCounts) => {
    const result = Array.from(of.truth, (truth, k) => {
      const either = truth + of.predicted[k] - of.truePositive[k];
      return either === 0 ? fallback : of.truePositive[k] / either;
    });
    if (zeroDivision === 'warn' && of.truth.some((truth, k) => truth + of.predicted[k] === 0)) {
      warn(
        'data',
        `${where}: a class that does not occur scores 0. Pass zeroDivision: 0 to expect that.`,
      );
    }
    return result;
  };
  let score: number | number[];
  if (average === null) {
    score = shares(counts);
  } else if (average === 'binary') {
    const all = labels === undefined ? pairs.classes : encodePairs(yTrue, yPred, where).classes;
    const kept = counts.classes.indexOf(all[binaryClass(all, posLabel, where)]);
    [score] = shares(pick(counts, kept));
  } else if (average === 'micro') {
    [score] = shares(pool(counts));
  } else if (average === 'macro' || average === 'weighted') {
    const weights = average === 'macro' ? undefined : counts.truth;
    score = meanScore(shares(counts), weights);
  } else {
    throw new InvalidParameterError(
      `${where}: average must be one of "binary", "macro", "micro", "weighted", null, but got ${show(average)}.`,
    );
  }
  return score as A extends null ? number[] : number;
}
