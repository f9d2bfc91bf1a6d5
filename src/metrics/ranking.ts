import type { Label, MatrixLike } from '../contracts.js';
import { type Dense, parseFeatures } from '../data/dense.js';
import { encodeLabels } from '../data/labels.js';
import { parseWeights } from '../data/targets.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { log } from '../numeric/exp-log.js';
import { argsort } from '../numeric/ordering.js';
import { count, show } from '../words.js';
import { checkPair, parseNumbers } from './pairs.js';

export interface RocAucOptions {
  /** How classes become one score: their mean, or their mean weighted by size. Default `'macro'`. */
  average?: 'macro' | 'weighted';
  /** With more than two classes: each against the rest, or each pair. It must be given then. */
  multiClass?: 'ovr' | 'ovo';
  /** The classes, in the order of the columns. Default: those that occur, ascending. */
  labels?: readonly Label[];
  /** How much each sample counts [nSamples], at least 0; not with `'ovo'`. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/**
 * Area under the ROC curve: the probability that a positive sample is scored above a negative one,
 * ties counting half.
 * Source: Fawcett, Pattern Recognition Letters 27 (2006); pairs of classes: Hand and Till, Machine
 * Learning 45 (2001). Cost: a sort of the scores for each class or pair.
 *
 * @param yTrue - true labels [nSamples]
 * @param yScore - two classes: scores of the later label [nSamples]; more: probabilities [nSamples × nClasses]
 * @returns from 0 to 1, best 1; 0.5 for a ranking that says nothing
 * @throws InvalidInputError when only one class occurs, shapes do not fit, scores are NaN, or
 *   probabilities of several classes do not sum to 1
 * @throws InvalidParameterError without `multiClass` where there are more than two classes
 */
export function rocAucScore(
  yTrue: ArrayLike<Label>,
  yScore: ArrayLike<number> | MatrixLike,
  { average = 'macro', multiClass, labels, sampleWeight }: RocAucOptions = {},
): number {
  const where = 'rocAucScore';
  if (average !== 'macro' && average !== 'weighted') {
    throw new InvalidParameterError(
      `${where}: average must be one of "macro", "weighted", but got ${show(average)}.`,
    );
  }
  const rows = sampleCount(yTrue, where);
  const weights = parseWeights(sampleWeight, rows, where);
  const { codes, classes } = encodeAs(yTrue, labels, where);
  if (!isMatrix(yScore)) {
    const scores = parseNumbers(yScore, rows, 'yScore', where, { infinite: true });
    if (classes.length > 2) {
      throw new InvalidInputError(
        `${where}: yTrue has ${classes.length} classes, but yScore one number a sample. Pass a matrix of probabilities, one column a class.`,
      );
    }
    return areaOfClass(codes, classes, classes.length - 1, scores, weights, where);
  }
  const scores = parseFeatures(yScore, where);
  checkRows(scores, rows, where);
  if (classes.length === 2 && scores.columns === 2) {
    return areaOfClass(codes, classes, 1, column(scores, 1), weights, where);
  }
  checkColumns(scores, classes, where);
  checkProbabilities(scores, where);
  if (multiClass !== 'ovr' && multiClass !== 'ovo') {
    throw new InvalidParameterError(
      `${where}: with ${classes.length} classes multiClass must be one of "ovr", "ovo", but got ${show(multiClass)}. Pass "ovr" for each class against the rest.`,
    );
  }
  if (multiClass === 'ovr') {
    const areas = classes.map((_, k) =>
      areaOfClass(codes, classes, k, column(scores, k), weights, where),
    );
    return averageOf(
      areas,
      average === 'macro' ? undefined : classWeights(codes, classes, weights),
    );
  }
  if (weights !== undefined) {
    throw new InvalidParameterError(
      `${where}: sampleWeight cannot be used with multiClass "ovo". Pass "ovr".`,
    );
  }
  return pairwiseArea(codes, classes, scores, average, where);
}

/** Mean over all pairs of classes, each taken both ways among the samples of the two. */
function pairwiseArea(
  codes: Int32Array,
  classes: readonly Label[],
  scores: Dense,
  average: 'macro' | 'weighted',
  where: string,
): number {
  const areas: number[] = [];
  const sizes: number[] = [];
  for (let a = 0; a < classes.length; a++) {
    for (let b = a + 1; b < classes.length; b++) {
      const members: number[] = [];
      for (let i = 0; i < codes.length; i++) {
        if (codes[i] === a || codes[i] === b) members.push(i);
      }
      const truth = Int32Array.from(members, (i) => (codes[i] === b ? 1 : 0));
      const scoreOf = (k: number) =>
        Float64Array.from(members, (i) => scores.data[i * scores.columns + k]);
      const pair = [classes[a], classes[b]];
      const ofA = areaOfClass(truth, pair, 0, scoreOf(a), undefined, where);
      const ofB = areaOfClass(truth, pair, 1, scoreOf(b), undefined, where);
      areas.push((ofA + ofB) / 2);
      sizes.push(members.length / codes.length);
    }
  }
  return averageOf(areas, average === 'macro' ? undefined : sizes);
}

/**
 * Area of class `k` against the rest: over groups of equal scores, negatives below plus half of
 * those equal, for each positive.
 */
function areaOfClass(
  codes: Int32Array,
  classes: readonly Label[],
  k: number,
  scores: Float64Array,
  weights: Float64Array | undefined,
  where: string,
): number {
  const order = argsort(scores);
  let area = 0;
  let negatives = 0;
  let positives = 0;
  for (let start = 0; start < order.length; ) {
    const score = scores[order[start]];
    let end = start;
    let tiedPositives = 0;
    let tiedNegatives = 0;
    for (; end < order.length && scores[order[end]] === score; end++) {
      const i = order[end];
      const weight = weights === undefined ? 1 : weights[i];
      if (codes[i] === k) tiedPositives += weight;
      else tiedNegatives += weight;
    }
    area += tiedPositives * (negatives + tiedNegatives / 2);
    positives += tiedPositives;
    negatives += tiedNegatives;
    start = end;
  }
  if (positives === 0 || negatives === 0) {
    const missing = positives === 0 ? show(classes[k]) : `anything but ${show(classes[k])}`;
    throw new InvalidInputError(
      `${where}: yTrue does not hold ${missing}, and the area is not defined for one class. Pass samples of both.`,
    );
  }
  return area / (positives * negatives);
}

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
  { labels, normalize = true, sampleWeight }: LogLossOptions = {},
): number {
  const where = 'logLoss';
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
    const clipped = Math.min(Math.max(share, Number.EPSILON), 1 - Number.EPSILON);
    loss -= weight * log(clipped);
    total += weight;
  }
  return normalize ? loss / total : loss;
}

function sampleCount(yTrue: ArrayLike<Label>, where: string): number {
  checkPair(yTrue, yTrue, where);
  return yTrue.length;
}

/** Codes by the classes given, which must hold every label, or by those that occur. */
function encodeAs(
  yTrue: ArrayLike<Label>,
  labels: readonly Label[] | undefined,
  where: string,
): { codes: Int32Array; classes: readonly Label[] } {
  const encoded = encodeLabels(yTrue, yTrue.length, where);
  if (labels === undefined) return encoded;
  const position = new Map(labels.map((label, k) => [label, k]));
  const recode = encoded.classes.map((label) => {
    const k = position.get(label);
    if (k === undefined) {
      throw new InvalidInputError(
        `${where}: yTrue holds ${show(label)}, which is not among the labels ${show([...labels])}. Pass all classes.`,
      );
    }
    return k;
  });
  return { codes: encoded.codes.map((code) => recode[code]), classes: labels };
}

function isMatrix(values: ArrayLike<number> | MatrixLike): values is MatrixLike {
  if (!('length' in values)) return true;
  return typeof values[0] === 'object' && values[0] !== null;
}

function bothClasses(scores: Float64Array): Dense {
  const data = new Float64Array(2 * scores.length);
  for (let i = 0; i < scores.length; i++) {
    data[2 * i] = 1 - scores[i];
    data[2 * i + 1] = scores[i];
  }
  return { data, rows: scores.length, columns: 2 };
}

function checkRows(scores: Dense, rows: number, where: string): void {
  if (scores.rows !== rows) {
    throw new InvalidInputError(
      `${where}: yTrue has ${count(rows, 'value')}, but there are ${count(scores.rows, 'row')} of scores. Pass one row a sample.`,
    );
  }
}

function checkColumns(scores: Dense, classes: readonly Label[], where: string): void {
  if (scores.columns !== classes.length) {
    throw new InvalidInputError(
      `${where}: there are ${count(scores.columns, 'column')} of scores for the ${classes.length} classes ${show([...classes])}. Pass labels with the classes of all columns.`,
    );
  }
}

function checkProbabilities({ data, rows, columns }: Dense, where: string): void {
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let k = 0; k < columns; k++) {
      const share = data[i * columns + k];
      if (share < 0 || share > 1) {
        throw new InvalidInputError(
          `${where}: the probability [${i}][${k}] is ${share}, which is not from 0 to 1. Pass probabilities, not scores.`,
        );
      }
      sum += share;
    }
    // √ε, as in scikit-learn: probabilities computed in single precision still pass.
    if (Math.abs(sum - 1) > 1.5e-8 * columns + 1e-5) {
      throw new InvalidInputError(
        `${where}: the probabilities of row ${i} sum to ${sum}, not to 1. Pass the output of predictProba.`,
      );
    }
  }
}

function column({ data, rows, columns }: Dense, k: number): Float64Array {
  const values = new Float64Array(rows);
  for (let i = 0; i < rows; i++) values[i] = data[i * columns + k];
  return values;
}

function classWeights(
  codes: Int32Array,
  classes: readonly Label[],
  weights: Float64Array | undefined,
): number[] {
  const sizes = new Array<number>(classes.length).fill(0);
  for (let i = 0; i < codes.length; i++) sizes[codes[i]] += weights === undefined ? 1 : weights[i];
  return sizes;
}

function averageOf(values: readonly number[], weights?: readonly number[]): number {
  let sum = 0;
  let total = 0;
  for (let k = 0; k < values.length; k++) {
    const weight = weights === undefined ? 1 : weights[k];
    sum += weight * values[k];
    total += weight;
  }
  return sum / total;
}
