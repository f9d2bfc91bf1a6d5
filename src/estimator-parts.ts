import { InvalidParameterError } from './errors.js';
import type { HyperparameterTable } from './hyperparameters.js';
import { isSo } from './is-so.js';
import type { Schema } from './serialization/schema.js';
import { show } from './words.js';

/** What an estimator is, written once: its name, its hyperparameters and the form of its fitted state. */
export interface EstimatorInfo<State extends object = object> {
  /** The class name, which also names it in model files. */
  readonly type: string;
  /** The options of the constructor by name: which values they take, and their defaults. */
  readonly hyperparameters: HyperparameterTable;
  /** The form of what `fit` learns; it saves the state, loads it, and refuses whatever is not of that form. */
  readonly state: Schema<State>;
  /** Which hyperparameter lists estimators under names of their own, and what one of them is called: `{ of: 'steps', word: 'step' }`. */
  readonly members?: { readonly of: string; readonly word: string };
  /** A state that predicts the same without the labels of the samples of fit, where it holds any. */
  withoutTrainingLabels?(state: object): State;
  /** What must hold between the hyperparameters: says what is wrong and what to do, or nothing. */
  check?(params: object): string | undefined;
}

/** What an estimator consists of. */
interface Parts {
  readonly info: EstimatorInfo;
  readonly params: object;
  readonly state: object | undefined;
}

/** Method that gives the parts of an estimator. */
export const PARTS = Symbol('parts');
/** Method that gives an estimator its fitted state. */
export const RESTORE = Symbol('restore');
/** Method that gives a copy which knows what the estimator knows now, whatever that learns later. */
export const SNAPSHOT = Symbol('snapshot');

/** Marks an estimator that learns nothing, so that a copy of it would be worth no more: `clone` gives it itself. */
export const FROZEN = Symbol('frozen');
/** Method of an estimator whose answers depend on its options: whether it answers a question, as `answers` asks it. */
export const ANSWERS = Symbol('answers');
/** Method by which a model gives its `featureImportances` in steps, where they take long. */
export const IMPORTANCES = Symbol('importances');

/**
 * An estimator as saving, loading and cloning see it: they know no class, so that the base class
 * of all can stand on them.
 */
export interface WithParts {
  [PARTS](): Parts;
  [RESTORE](state: object): void;
  [SNAPSHOT](): this;
  getParams(): object;
  setParams(options: object): unknown;
}

/** A class of estimators, as loading sees it. */
export interface ClassOf<E extends WithParts> {
  // biome-ignore lint/suspicious/noExplicitAny: a constructor's own options type cannot be named here
  new (options?: any): E;
  readonly info: EstimatorInfo;
}

/** The name, the hyperparameters as given, and what was learned. */
export const partsOf = (estimator: WithParts): Parts => estimator[PARTS]();

export function isEstimator(value: unknown): value is WithParts {
  return isSo(() => typeof value === 'object' && value !== null && PARTS in value);
}

/** @throws InvalidParameterError for what is no estimator */
export function checkEstimatorGiven(value: unknown, where: string): void {
  if (isEstimator(value)) return;
  throw new InvalidParameterError(
    `${where}: estimator must be an estimator, but got ${show(value)}. Pass one such as new LogisticRegression().`,
  );
}

/**
 * A model as it is now, to be asked piece by piece while its owner may fit it anew. What was learned is shared, as a fit
 * replaces it whole. What is no estimator is given back itself, and so is one of a class derived from another's, whose
 * constructor may take anything.
 */
export function snapshotOf<M extends object>(model: M): M {
  return isEstimator(model) && Object.hasOwn(model.constructor, 'info') ? model[SNAPSHOT]() : model;
}

/**
 * A new, unfitted estimator of the same class with the same hyperparameters; estimators among them
 * are cloned too. A frozen one is given back itself.
 *
 * @throws InvalidParameterError for what is no estimator
 */
export function clone<E extends WithParts>(estimator: E): E {
  checkEstimatorGiven(estimator, 'clone');
  if (FROZEN in estimator) return estimator;
  const Class = estimator.constructor as ClassOf<E>;
  return new Class(copyParam(partsOf(estimator).params, clone) as object);
}

/** Arrays in arrays are copied this deep: what holds itself has an end, and no hyperparameter comes near. */
const COPIED_DEPTH = 6;

/**
 * A hyperparameter of its own: arrays and plain objects are copied, what they hold too. Whoever changes what was given, or
 * what getParams gave, would else change the estimator unchecked, and the defaults of all others.
 *
 * @param inner - what to make of an estimator
 */
export function copyParam(
  value: unknown,
  inner: (estimator: WithParts) => unknown,
  depth = COPIED_DEPTH,
): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isEstimator(value)) return inner(value);
  if (depth === 0) return value;
  const copied = (item: unknown) => copyParam(item, inner, depth - 1);
  if (isSo(() => Array.isArray(value))) return (value as unknown[]).map(copied);
  if (!isSo(() => Object.getPrototypeOf(value) === Object.prototype)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copied(item)]));
}
