import type { Label, MatrixLike } from '../contracts.js';
import { parseFeatures } from '../data/dense.js';
import { parseWeights } from '../data/targets.js';
import { InvalidInputError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { log } from '../numeric/exp-log.js';
import { show } from '../words.js';
import { parseNumbers } from './pairs.js';
import {
  bothClasses,
  checkColumns,
  checkProbabilities,
  checkRows,
  encodeAs,
  isMatrix,
  sampleCount,
} from './score-columns.js';

/** Which classes the probabilities of `logLoss` are of, and what it gives. */
export interface LogLossOptions {
  /** The classes, in the order of the columns. Default: those that occur in yTrue, ascending. */
  labels?: readonly Label[];
  /** Whether to give the mean rather than the (weighted) sum. Default true. */
  normalize?: boolean;
  /** How much each sample counts [nSamples], at least 0. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/**
 * Log loss, or cross-entropy: the mean of -log(probability given to the true class). Probabilities
 * are clipped to [2⁻⁵², 1 - 2⁻⁵²], as scikit-learn does, so that a certain mistake costs 36 and not infinity.
 *
 * @param yTrue - true labels [nSamples]
 * @param yProba - probabilities [nSamples × nClasses] whose rows sum to 1, or with two classes those
 *   of the later label [nSamples]
 * @returns at least 0, best 0, in nats
 * @throws InvalidInputError when shapes do not fit, a label has no column, or probabilities leave [0, 1] or
 *   do not sum to 1
 */
export function logLoss(
  yTrue: ArrayLike<Label>,
  yProba: ArrayLike<number> | MatrixLike,
  options: LogLossOptions = {},
): number {
  const where = 'logLoss';
  const {
    labels,
    normalize = true,
    sampleWeight,
  } = readNamed(options, where, ['labels', 'normalize', 'sampleWeight']);
  const rows = sampleCount(yTrue, where);
  const weights = parseWeights(sampleWeight, rows, where);
  const { codes, classes } = encodeAs(yTrue, labels, where);
  if (classes.length < 2) {
    throw new InvalidInputError(
      `${where}: yTrue holds only ${show(classes[0])}. Pass labels with all classes of the model.`,
    );
  }
  const given = isMatrix(yProba)
    ? parseFeatures(yProba, where)
    : bothClasses(parseNumbers(yProba, rows, 'yProba', where));
  checkRows(given, rows, where);
  checkColumns(given, classes, where);
  checkProbabilities(given, where);
  let loss = 0;
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    const share = given.data[i * given.columns + codes[i]];
    loss -= weight * log(clipShare(share));
    total += weight;
  }
  return normalize ? loss / total : loss;
}

/** A probability that has a finite logarithm, and so has what is left to 1. */
export function clipShare(share: number): number {
  return Math.min(Math.max(share, Number.EPSILON), 1 - Number.EPSILON);
}
