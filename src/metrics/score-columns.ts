import type { Label, MatrixLike } from '../contracts.js';
import type { Dense } from '../data/dense.js';
import { encodeLabels } from '../data/labels.js';
import { InvalidInputError } from '../errors.js';
import { isSo } from '../is-so.js';
import { count, show } from '../words.js';
import { checkLabels, checkPair } from './pairs.js';

/** How many samples there are: at least one. */
export function sampleCount(yTrue: ArrayLike<Label>, where: string): number {
  checkPair(yTrue, yTrue, where);
  return yTrue.length;
}

/**
 * Codes by the classes given, which must hold every label, or by those that occur.
 *
 * @throws InvalidInputError for labels of mixed types, missing ones, and those that are not among the classes given
 * @throws InvalidParameterError when `labels` is empty or names a class twice
 */
export function encodeAs(
  yTrue: ArrayLike<Label>,
  labels: readonly Label[] | undefined,
  where: string,
): { codes: Int32Array; classes: readonly Label[] } {
  const encoded = encodeLabels(yTrue, yTrue.length, where);
  if (labels === undefined) return encoded;
  const classes = checkLabels(labels, where);
  const position = new Map(classes.map((label, k) => [label, k]));
  const recode = encoded.classes.map((label) => {
    const k = position.get(label);
    if (k === undefined) {
      throw new InvalidInputError(
        `${where}: yTrue holds ${show(label)}, which is not among the labels ${show(classes)}. Pass all classes.`,
      );
    }
    return k;
  });
  return { codes: encoded.codes.map((code) => recode[code]), classes };
}

/** Whether scores have columns. What is no object is left to those who read a number a sample, and name it. */
export function isMatrix(values: ArrayLike<number> | MatrixLike): values is MatrixLike {
  return isSo(() => {
    if (typeof values !== 'object' || values === null) return false;
    return !('length' in values) || (typeof values[0] === 'object' && values[0] !== null);
  });
}

/** Probabilities of the later of two classes, with those of the other beside them. */
export function bothClasses(scores: Float64Array): Dense {
  const data = new Float64Array(2 * scores.length);
  for (let i = 0; i < scores.length; i++) {
    data[2 * i] = 1 - scores[i];
    data[2 * i + 1] = scores[i];
  }
  return { data, rows: scores.length, columns: 2 };
}

export function checkRows(scores: Dense, rows: number, where: string): void {
  if (scores.rows !== rows) {
    throw new InvalidInputError(
      `${where}: yTrue has ${count(rows, 'value')}, but there are ${count(scores.rows, 'row')} of scores. Pass one row a sample.`,
    );
  }
}

export function checkColumns(scores: Dense, classes: readonly Label[], where: string): void {
  if (scores.columns !== classes.length) {
    throw new InvalidInputError(
      `${where}: there are ${count(scores.columns, 'column')} of scores for the ${classes.length} classes ${show([...classes])}. Pass labels with the classes of all columns.`,
    );
  }
}

export function checkProbabilities({ data, rows, columns }: Dense, where: string): void {
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

/** One column of scores. */
export function column({ data, rows, columns }: Dense, k: number): Float64Array {
  const values = new Float64Array(rows);
  for (let i = 0; i < rows; i++) values[i] = data[i * columns + k];
  return values;
}

/** Weight of the samples of each class [nClasses]. */
export function classWeights(
  codes: Int32Array,
  nClasses: number,
  weights: Float64Array | undefined,
): number[] {
  const sizes = new Array<number>(nClasses).fill(0);
  for (let i = 0; i < codes.length; i++) sizes[codes[i]] += weights === undefined ? 1 : weights[i];
  return sizes;
}

/** Weighted mean of the scores of classes. */
export function averageOf(values: readonly number[], weights?: readonly number[]): number {
  let sum = 0;
  let total = 0;
  for (let k = 0; k < values.length; k++) {
    const weight = weights === undefined ? 1 : weights[k];
    sum += weight * values[k];
    total += weight;
  }
  return sum / total;
}
