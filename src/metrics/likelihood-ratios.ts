import type { Label } from '../contracts.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { warn } from '../warnings.js';
import { show } from '../words.js';
import { confusionMatrix } from './classification.js';
import { encodePairs } from './pairs.js';

/** How much a prediction changes the odds that a sample is positive. */
export interface LikelihoodRatios {
  /** By being positive: recall / share of false positives, best large. */
  readonly positive: number;
  /** By being negative: share of false negatives / specificity, best 0. */
  readonly negative: number;
}

/** Which label is positive, what stands for a ratio that is not defined, and how samples count. */
export interface LikelihoodRatioOptions {
  /** The negative and the positive label. Default: the two that occur, ascending. */
  labels?: readonly Label[];
  /**
   * What a ratio is where it would be divided by 0: NaN; 1, which says that the predictions tell nothing; or one value
   * for each, `positive` NaN or from 1 to infinity, `negative` NaN or from 0 to 1. Default NaN, with a warning.
   */
  replaceUndefinedBy?: number | LikelihoodRatios;
  /** How much each sample counts [nSamples], at least 0. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/**
 * How much a positive and a negative prediction change the odds, which no share of positives alters.
 * Source: Deeks and Altman, BMJ 329 (2004).
 *
 * @param yTrue - true labels of two classes [nSamples]
 * @param yPred - predicted labels [nSamples]
 * @returns both ratios; NaN, with a warning, where no sample is positive and `replaceUndefinedBy` says nothing of it
 * @throws InvalidInputError for an empty input, other lengths, labels of mixed types or not of two classes, unusable
 *   weights
 * @throws InvalidParameterError for an unusable `replaceUndefinedBy` or `labels`
 */
export function classLikelihoodRatios(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: LikelihoodRatioOptions = {},
): LikelihoodRatios {
  const where = 'classLikelihoodRatios';
  const { labels, replaceUndefinedBy, sampleWeight } = readNamed(options, where, [
    'labels',
    'replaceUndefinedBy',
    'sampleWeight',
  ]);
  const fallback = parseFallback(replaceUndefinedBy, where);
  const { classes } = encodePairs(yTrue, yPred, where, sampleWeight);
  const pair = classes.length > 2 || labels === undefined ? classes : labels;
  if (pair.length !== 2) {
    throw new InvalidInputError(
      `${where}: there must be two classes, but got ${show([...pair])}. Pass one class against the rest, and labels where one of the two does not occur.`,
    );
  }
  const counts = confusionMatrix(yTrue, yPred, { labels: pair, sampleWeight });
  const [trueNegative, falsePositive] = counts.getRow(0);
  const [falseNegative, truePositive] = counts.getRow(1);
  const members = truePositive + falseNegative;
  const others = trueNegative + falsePositive;
  const undefinedRatio = (name: string, lacking: string, value: number) => {
    if (replaceUndefinedBy === undefined) {
      warn(
        'data',
        `${where}: the ${name} ratio is not defined, since there are no ${lacking}. Pass replaceUndefinedBy to expect that.`,
      );
    }
    return value;
  };
  if (members === 0) {
    warn('data', `${where}: yTrue does not hold ${show(pair[1])}, so that no ratio is defined.`);
  }
  return {
    positive:
      falsePositive === 0
        ? undefinedRatio('positive', 'false positives', fallback.positive)
        : (truePositive * others) / (falsePositive * members),
    negative:
      trueNegative === 0
        ? undefinedRatio('negative', 'true negatives', fallback.negative)
        : (falseNegative * others) / (trueNegative * members),
  };
}

function parseFallback(
  value: number | LikelihoodRatios | undefined,
  where: string,
): LikelihoodRatios {
  if (value === undefined || Number.isNaN(value)) {
    return { positive: Number.NaN, negative: Number.NaN };
  }
  if (value === 1) return { positive: 1, negative: 1 };
  if (typeof value === 'object' && value !== null) {
    const { positive, negative } = value;
    const usable =
      (Number.isNaN(positive) || positive >= 1) &&
      (Number.isNaN(negative) || (negative >= 0 && negative <= 1));
    if (usable) return { positive, negative };
  }
  throw new InvalidParameterError(
    `${where}: replaceUndefinedBy must be NaN, 1, or { positive: NaN or a number >= 1, negative: NaN or a number >= 0 and <= 1 }, but got ${show(value)}.`,
  );
}
