import type { Label, MatrixLike } from '../contracts.js';
import { parseFeatures } from '../data/dense.js';
import { parseWeights } from '../data/targets.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { warn } from '../warnings.js';
import { show } from '../words.js';
import { parseNumbers } from './pairs.js';
import { checkColumns, checkRows, encodeAs, isMatrix, sampleCount } from './score-columns.js';

/** How many guesses `topKAccuracyScore` allows, and how samples count. */
export interface TopKOptions {
  /** How many guesses a sample has, at least 1. Default 2. */
  k?: number;
  /** Whether to give the share of samples rather than their (weighted) number. Default true. */
  normalize?: boolean;
  /** The classes, in the order of the columns. Default: those that occur, ascending. */
  labels?: readonly Label[];
  /** How much each sample counts [nSamples], at least 0. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/**
 * Share of the samples whose true class is among the k with the highest scores; of equal scores the later class
 * is the higher one.
 *
 * @param yTrue - true labels [nSamples]
 * @param yScore - a column a class [nSamples × nClasses]; or with two classes the scores of the later one
 *   [nSamples]: probabilities, which are positive above 0.5, or where any lies outside of [0, 1] margins, above 0
 * @returns from 0 to 1, best 1
 * @throws InvalidInputError when shapes do not fit or scores are NaN
 * @throws InvalidParameterError when k is no integer >= 1
 */
export function topKAccuracyScore(
  yTrue: ArrayLike<Label>,
  yScore: ArrayLike<number> | MatrixLike,
  options: TopKOptions = {},
): number {
  const where = 'topKAccuracyScore';
  const {
    k = 2,
    normalize = true,
    labels,
    sampleWeight,
  } = readNamed(options, where, ['k', 'normalize', 'labels', 'sampleWeight']);
  if (!Number.isInteger(k) || k < 1) {
    throw new InvalidParameterError(`${where}: k must be an integer >= 1, but got ${show(k)}.`);
  }
  const rows = sampleCount(yTrue, where);
  const weights = parseWeights(sampleWeight, rows, where);
  const { codes, classes } = encodeAs(yTrue, labels, where);
  if (k >= classes.length) {
    warn(
      'data',
      `${where}: k is ${k}, and there are ${classes.length} classes: every guess is right.`,
    );
  }
  const hits = new Uint8Array(rows);
  if (isMatrix(yScore)) {
    const { data, columns, ...shape } = parseFeatures(yScore, where);
    checkRows({ data, columns, ...shape }, rows, where);
    checkColumns({ data, columns, ...shape }, classes, where);
    for (let i = 0; i < rows; i++) {
      const own = data[i * columns + codes[i]];
      let higher = 0;
      for (let c = 0; c < columns; c++) {
        const score = data[i * columns + c];
        if (score > own || (score === own && c > codes[i])) higher++;
      }
      hits[i] = higher < k ? 1 : 0;
    }
  } else {
    const scores = parseNumbers(yScore, rows, 'yScore', where, { infinite: true });
    if (classes.length > 2) {
      throw new InvalidInputError(
        `${where}: yTrue has ${classes.length} classes, but yScore one number a sample. Pass a matrix, one column a class.`,
      );
    }
    const threshold = scores.every((score) => score >= 0 && score <= 1) ? 0.5 : 0;
    for (let i = 0; i < rows; i++) {
      const guess = scores[i] > threshold ? classes.length - 1 : 0;
      hits[i] = k > 1 || guess === codes[i] ? 1 : 0;
    }
  }
  return weightedMean(hits, weights, normalize);
}

/** Which classes the decisions of `hingeLoss` are of, and how samples count. */
export interface HingeLossOptions {
  /** The classes, in the order of the columns. Default: those that occur, ascending. */
  labels?: readonly Label[];
  /** How much each sample counts [nSamples], at least 0. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/**
 * Mean of max(0, 1 - margin): with two classes the margin is the decision, with the sign of the class; with several
 * the decision for the true class minus the largest other one.
 * Source: Crammer and Singer, JMLR 2 (2001).
 *
 * @param yTrue - true labels [nSamples]
 * @param decision - two classes: above 0 for the later label [nSamples]; several: [nSamples × nClasses]
 * @returns at least 0, best 0
 * @throws InvalidInputError when shapes do not fit or decisions are not finite
 */
export function hingeLoss(
  yTrue: ArrayLike<Label>,
  decision: ArrayLike<number> | MatrixLike,
  options: HingeLossOptions = {},
): number {
  const where = 'hingeLoss';
  const { labels, sampleWeight } = readNamed(options, where, ['labels', 'sampleWeight']);
  const rows = sampleCount(yTrue, where);
  const weights = parseWeights(sampleWeight, rows, where);
  const { codes, classes } = encodeAs(yTrue, labels, where);
  const losses = new Float64Array(rows);
  if (isMatrix(decision)) {
    const decisions = parseFeatures(decision, where);
    checkRows(decisions, rows, where);
    checkColumns(decisions, classes, where);
    const { data, columns } = decisions;
    for (let i = 0; i < rows; i++) {
      let other = -Infinity;
      for (let c = 0; c < columns; c++) {
        if (c !== codes[i] && data[i * columns + c] > other) other = data[i * columns + c];
      }
      losses[i] = Math.max(0, 1 - data[i * columns + codes[i]] + other);
    }
  } else {
    const margins = parseNumbers(decision, rows, 'decision', where);
    if (classes.length > 2) {
      throw new InvalidInputError(
        `${where}: yTrue has ${classes.length} classes, but decision one number a sample. Pass a matrix, one column a class.`,
      );
    }
    const later = classes.length === 1 ? soleSign(classes[0]) : 1;
    for (let i = 0; i < rows; i++) {
      const sign = codes[i] === classes.length - 1 ? later : -1;
      losses[i] = Math.max(0, 1 - sign * margins[i]);
    }
  }
  return weightedMean(losses, weights, true);
}

/** The side of a label that is alone: the usual negative ones lie below. */
function soleSign(label: Label): number {
  return label === 0 || label === -1 || label === false ? -1 : 1;
}

function weightedMean(
  values: ArrayLike<number>,
  weights: Float64Array | undefined,
  normalize: boolean,
): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    sum += weight * values[i];
    total += weight;
  }
  return normalize ? sum / total : sum;
}
