import type { Label } from '../../contracts.js';
import type { Column } from '../../data/columns.js';
import type { AnyEstimator, EstimatorClass } from '../../estimator.js';
import { RESTORE } from '../../estimator-parts.js';
import type { SklearnRecord } from './sklearn-record.js';

/** A column of a Table on its way; one of the user's is of numbers as far as is known before what takes it is asked. */
export interface GivenColumn {
  readonly name: string;
  readonly type: Column['type'];
}

/** Where an estimator stands in the model: what it is given, and what it is to say. */
export interface Place {
  /** The columns of the Table that it is given; null for a matrix. */
  readonly given: readonly GivenColumn[] | null;
  /** What the classes that it knows, which are positions, stand for: a vote fits its members on positions. Else null. */
  readonly meaning: readonly Label[] | null;
  /** Rebuild what is inside. */
  rebuild(record: SklearnRecord, place: Place): Rebuilt;
}

/** A rebuilt estimator, and what those around it must know of it. */
export interface Rebuilt {
  readonly estimator: AnyEstimator;
  /** Whether it takes the Table whose names it was told; a model of numbers takes matrices only. */
  readonly takesTables: boolean;
  /** The columns of the Table that it gives; null where it gives a matrix. */
  readonly gives: readonly GivenColumn[] | null;
  /** Types of the columns that it takes; null for numbers. */
  readonly types: readonly Column['type'][] | null;
}

/** Rebuilds the estimators of some classes. */
export type Rebuild = (record: SklearnRecord, place: Place) => Rebuilt;

/** A model that takes numbers, in a matrix. */
export function ofNumbers(estimator: AnyEstimator): Rebuilt {
  return { estimator, takesTables: false, gives: null, types: null };
}

/** A transformer that takes the columns of a Table by name, and gives a matrix. */
export function ofColumns(estimator: AnyEstimator, types: Rebuilt['types'] = null): Rebuilt {
  return { estimator, takesTables: true, gives: null, types };
}

/** The labels of a classifier: its classes, or what they stand for. */
export function classesOf(record: SklearnRecord, { meaning }: Place): Label[] {
  const classes = record.labels('classes_');
  if (classes.length < 2) throw record.refuse('a classifier needs two classes.');
  if (meaning === null) return classes;
  return classes.map((code) => {
    const label = typeof code === 'number' ? meaning[code] : undefined;
    if (label === undefined) throw record.refuse(`${String(code)} is no position of a class.`);
    return label;
  });
}

/** A fitted estimator of a class. What the state holds is judged later, by the rules of model files. */
export function fitted<E extends AnyEstimator>(
  Class: EstimatorClass<E>,
  options: object,
  state: object,
): E {
  const estimator = new Class(options);
  estimator[RESTORE](state);
  return estimator;
}

/**
 * Hyperparameters that both libraries have, with the same meaning: what a further fit would go by. One that the class
 * here does not take in that form keeps its default.
 *
 * @param names - those of the class here by those of scikit-learn
 */
export function optionsFrom(
  record: SklearnRecord,
  Class: EstimatorClass,
  names: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const { hyperparameters } = Class.info;
  const options: Record<string, unknown> = {};
  for (const [theirs, ours] of Object.entries(names)) {
    const value = record.param(theirs);
    if (value !== undefined && hyperparameters[ours].accepts(value)) options[ours] = value;
  }
  return options;
}
