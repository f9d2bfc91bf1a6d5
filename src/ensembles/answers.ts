/*
 * What the estimators of an ensemble say, as numbers: labels as positions among all classes, and a column for each class,
 * also where a member was trained on a part of the samples that lacks one.
 */

import type { Label, MatrixLike } from '../contracts.js';
import { type Dense, parseFeatures } from '../data/dense.js';
import { InvalidInputError } from '../errors.js';
import type { AnyEstimator } from '../estimator.js';
import { classColumns } from '../estimators/class-columns.js';
import { axpy } from '../numeric/vectors.js';
import { count, show } from '../words.js';
import { classesOf, typeName } from './members.js';

/** An estimator as an ensemble asks it. */
interface Answering {
  predict(X: unknown): ArrayLike<Label>;
  predictProba(X: unknown): MatrixLike;
  decisionFunction(X: unknown): ArrayLike<number> | MatrixLike;
}

const asked = (estimator: AnyEstimator) => estimator as AnyEstimator & Answering;

/** Position of each label among all classes. */
export const positionsOf = (classes: readonly Label[]): ReadonlyMap<Label, number> =>
  new Map(classes.map((label, k) => [label, k]));

/** The labels that a classifier predicts, as positions among `classes` [rows]. */
export function codesFrom(
  estimator: AnyEstimator,
  X: unknown,
  classes: readonly Label[],
  where: string,
): Int32Array {
  const positions = positionsOf(classes);
  const labels = asked(estimator).predict(X);
  return Int32Array.from({ length: labels.length }, (_, i) => {
    const code = positions.get(labels[i]);
    if (code !== undefined) return code;
    throw new InvalidInputError(
      `${where}: ${typeName(estimator)} predicts ${show(labels[i])}, which is no label of y. Fit again.`,
    );
  });
}

/** The numbers that a regressor predicts [rows]. */
export function numbersFrom(estimator: AnyEstimator, X: unknown): Float64Array {
  return Float64Array.from(asked(estimator).predict(X) as ArrayLike<number>);
}

/** Class probabilities [rows × nClasses], columns as in `classes`; a class that the estimator has not seen has 0. */
export function probabilitiesFrom(
  estimator: AnyEstimator,
  X: unknown,
  classes: readonly Label[],
  where: string,
): Dense {
  return probabilitiesSaid(estimator, asked(estimator).predictProba(X), classes, where);
}

/** As `probabilitiesFrom`, from what `predictProba` has said. */
export function probabilitiesSaid(
  estimator: AnyEstimator,
  answer: MatrixLike,
  classes: readonly Label[],
  where: string,
): Dense {
  const own = classesOf(estimator);
  const said = parseFeatures(answer, where);
  if (said.columns !== own.length) {
    throw new InvalidInputError(
      `${where}: ${typeName(estimator)} gives ${count(said.columns, 'probability column')} for ${own.length} classes. Pass a classifier with a column a class.`,
    );
  }
  if (own.length === classes.length) return said;
  const data = classColumns(said.rows, classes.length, where);
  const positions = positionsOf(classes);
  own.forEach((label, k) => {
    const to = positions.get(label) as number;
    for (let i = 0; i < said.rows; i++) {
      data[i * classes.length + to] = said.data[i * own.length + k];
    }
  });
  return { data, rows: said.rows, columns: classes.length };
}

/** Decisions [rows × 1] of two classes, above 0 for the later one, or [rows × nColumns] of more. */
export function decisionsFrom(estimator: AnyEstimator, X: unknown, where: string): Dense {
  return columnsFrom(asked(estimator).decisionFunction(X), where);
}

/**
 * An answer as columns: a number a sample is one of them, a matrix is as it is.
 *
 * @param positions - where the answer is labels: what stands for each
 */
export function columnsFrom(
  said: unknown,
  where: string,
  positions?: ReadonlyMap<Label, number>,
): Dense {
  if (!Array.isArray(said) || Array.isArray(said[0]))
    return parseFeatures(said as MatrixLike, where);
  const data = Float64Array.from(said, (value) => positions?.get(value) ?? Number(value));
  return parseFeatures({ data, rows: data.length, columns: 1 }, where);
}

/** The mean of answers of one length, each weighed by its share of the whole; without shares all count alike. */
export function meanOf(answers: readonly Float64Array[], shares?: Float64Array): Float64Array {
  const mean = new Float64Array(answers[0].length);
  for (const [m, own] of answers.entries()) axpy(shares?.[m] ?? 1 / answers.length, own, mean);
  return mean;
}

/** As `meanOf`, of blocks of one form. */
export function meanBlock(blocks: readonly Dense[], shares?: Float64Array): Dense {
  const data = meanOf(
    blocks.map((block) => block.data),
    shares,
  );
  return { ...blocks[0], data };
}

/** A number a sample, as a block of one column. */
export const asColumn = (values: ArrayLike<number>): Dense => ({
  data: Float64Array.from(values),
  rows: values.length,
  columns: 1,
});

/** Blocks of the same rows side by side. */
export function besideEachOther(blocks: readonly Dense[], where: string): Dense {
  const rows = blocks[0].rows;
  const columns = blocks.reduce((sum, block) => sum + block.columns, 0);
  const data = classColumns(rows, columns, where);
  let from = 0;
  for (const block of blocks) {
    for (let i = 0; i < rows; i++) {
      const row = block.data.subarray(i * block.columns, (i + 1) * block.columns);
      data.set(row, i * columns + from);
    }
    from += block.columns;
  }
  return { data, rows, columns };
}
