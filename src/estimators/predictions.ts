/** What a model says of single rows, in words that need no list of classes beside them. */

import type { Matrix } from 'ml-matrix';
import type { Label, MatrixLike } from '../contracts.js';
import { lengthOf, reading } from '../data/array-like.js';
import type { Cell } from '../data/columns.js';
import { parseFeatures } from '../data/dense.js';
import { InvalidInputError } from '../errors.js';
import type { AnyEstimator } from '../estimator.js';
import { answers, type Question, taskOf } from '../estimator-kind.js';
import { count, show } from '../words.js';

/** A row as an object by column name, or as cells by position. */
export type CellsOf<R> = { readonly [Name in keyof R]: Cell | undefined };

/** Probabilities by the names of the classes, as `String` writes them. */
export type ProbabilityRecord<L extends Label = Label> = Readonly<Record<`${L}`, number>>;

/** What a classifier says of a row. */
export interface ClassPrediction<L extends Label = Label> {
  /** The predicted class. */
  readonly label: L;
  /** The probability of each class by its name, in sum 1; absent where the model has none. */
  readonly probabilities?: ProbabilityRecord<L>;
}

/** What a regressor says of a row. */
export interface ValuePrediction {
  /** The predicted number, in the units of the target. */
  readonly value: number;
}

/** What a clusterer says of a row. */
export interface ClusterPrediction {
  /** The cluster that the row falls into; -1 is noise. */
  readonly cluster: number;
}

/** What an outlier detector says of a row. */
export interface OutlierPrediction {
  /** Whether the row is out of the ordinary. */
  readonly isOutlier: boolean;
  /** How ordinary the row is, as `decisionFunction` has it: outliers are below 0. */
  readonly decision: number;
}

/** What a model says of a row, by what it was trained for. */
export interface PredictionByTask<L extends Label = Label> {
  /** A label, and how probable each one is. */
  readonly classification: ClassPrediction<L>;
  /** A number. */
  readonly regression: ValuePrediction;
  /** The number of a cluster. */
  readonly clustering: ClusterPrediction;
  /** Whether it is an outlier. */
  readonly anomalyDetection: OutlierPrediction;
}

/**
 * Rows of `predictProba` as objects by class name: `[{ no: 0.2, yes: 0.8 }]`.
 *
 * @param probabilities - [nSamples × nClasses]
 * @param classes - the labels of the columns [nClasses], such as `model.classes`
 * @throws InvalidInputError when there are more or fewer labels than columns, or two of one name
 *
 * @example
 * const model = new LogisticRegression().fit([[0], [1], [2], [3]], ['no', 'no', 'yes', 'yes'])
 * probabilityRecords(model.predictProba([[1.5]]), model.classes) // [{ no: 0.5, yes: 0.5 }]
 */
export function probabilityRecords<L extends Label>(
  probabilities: MatrixLike,
  classes: ArrayLike<L>,
): ProbabilityRecord<L>[] {
  const where = 'probabilityRecords';
  const { data, rows, columns } = parseFeatures(probabilities, where);
  const given = reading(where, 'classes', () => lengthOf(classes));
  if (given !== columns) {
    const what = given === undefined ? show(classes) : count(given, 'label');
    throw new InvalidInputError(
      `${where}: classes must hold a label for each of ${count(columns, 'column')}, but got ${what}. Pass the classes of the model.`,
    );
  }
  const names = reading(where, 'classes', () => Array.from(classes, String));
  const twice = names.find((name, k) => names.indexOf(name) < k);
  if (twice !== undefined) {
    throw new InvalidInputError(
      `${where}: two classes are called ${show(twice)}. Pass the classes of the model.`,
    );
  }
  return Array.from(
    { length: rows },
    (_, i) =>
      Object.fromEntries(
        names.map((name, k) => [name, data[i * columns + k]]),
      ) as ProbabilityRecord<L>,
  );
}

/** Answers of a model to the same rows. */
interface Answers<L extends Label> {
  /** What is predicted of each row. */
  readonly predicted: readonly Label[];
  /** The labels in the order of the columns of `probabilities`. */
  readonly classes: readonly L[];
  readonly probabilities?: Matrix | undefined;
  /** What `decisionFunction` says of each row, where it says whether that is an outlier. */
  readonly decisions?: ArrayLike<number> | undefined;
}

/** Answers put together by row. */
export function predictionsByRow<L extends Label, T extends keyof PredictionByTask>(
  task: T,
  { predicted, classes, probabilities, decisions }: Answers<L>,
): PredictionByTask<L>[T][] {
  const shares = probabilities && probabilityRecords(probabilities, classes);
  const forms: { [K in keyof PredictionByTask]: (i: number) => PredictionByTask<L>[K] } = {
    classification: (i) => ({
      label: predicted[i] as L,
      ...(shares !== undefined && { probabilities: shares[i] }),
    }),
    regression: (i) => ({ value: Number(predicted[i]) }),
    clustering: (i) => ({ cluster: Number(predicted[i]) }),
    anomalyDetection: (i) => ({
      isOutlier: predicted[i] === -1,
      decision: decisions === undefined ? Number.NaN : decisions[i],
    }),
  };
  return predicted.map((_, i) => forms[task](i));
}

/**
 * What a fitted estimator says of samples, by row.
 *
 * @param X - what its `predict` takes
 */
export function predictionsOf(
  estimator: AnyEstimator,
  X: unknown,
): PredictionByTask[keyof PredictionByTask][] {
  const task = taskOf(estimator) ?? 'regression';
  const ask = (question: Question) =>
    (Reflect.get(estimator, question) as (X: unknown) => unknown).call(estimator, X);
  const isClassifier = task === 'classification';
  const asksDecisions = task === 'anomalyDetection' && answers(estimator, 'decisionFunction');
  return predictionsByRow(task, {
    predicted: ask('predict') as Label[],
    classes: isClassifier ? (Reflect.get(estimator, 'classes') as Label[]) : [],
    ...(isClassifier &&
      answers(estimator, 'predictProba') && { probabilities: ask('predictProba') as Matrix }),
    ...(asksDecisions && { decisions: ask('decisionFunction') as number[] }),
  });
}
