/** What a model of a class that is not known can be asked: types, and functions that tell which of them it is. */

import type { Matrix } from 'ml-matrix';
import type { Label, MatrixLike } from './contracts.js';
import type { Table } from './data/table.js';
import type { AnyEstimator } from './estimator.js';
import { isClassifier as classifies, isTransforming, taskOf } from './estimator-kind.js';
import { isSo } from './is-so.js';
import type { TabularInput } from './preprocessing/tabular/tabular-features.js';
import type { TabularModel } from './training/tabular-model.js';

/** Samples of any kind; each model takes those that it was fitted on, and refuses others by an error. */
export type ModelInput = MatrixLike | TabularInput;

/** What `deserialize` and `loadModel` give back where no class is named. */
export interface LoadedModel extends AnyEstimator {
  /** What is predicted for each sample [nSamples]; absent from transformers. */
  predict?(X: ModelInput): Label[];
}

/** A model that predicts labels, whatever its class. */
export interface AnyClassifier {
  /** The labels that it has seen, in ascending order. */
  readonly classes: readonly Label[];
  /** The predicted labels [nSamples]. */
  predict(X: ModelInput): Label[];
  /** Probabilities [nSamples × nClasses], columns as `classes`; absent where the class has none. */
  predictProba?(X: ModelInput): Matrix;
  /** The accuracy, from 0 to 1. */
  score(X: ModelInput, y: ArrayLike<Label>): number;
}

/** A model that predicts numbers, whatever its class. */
export interface AnyRegressor {
  /** The predicted numbers [nSamples]. */
  predict(X: ModelInput): number[];
  /** The coefficient of determination R², at most 1. */
  score(X: ModelInput, y: ArrayLike<number>): number;
}

/** A model that groups samples, whatever its class. */
export interface AnyClusterer {
  /** The cluster that each sample falls into [nSamples]; -1 is noise. */
  predict(X: ModelInput): number[];
}

/** A model that tells ordinary samples from outliers, whatever its class. */
export interface AnyOutlierDetector {
  /** 1 for ordinary samples, -1 for outliers [nSamples]. */
  predict(X: ModelInput): number[];
  /** How ordinary each sample is [nSamples]; outliers are below 0. */
  decisionFunction(X: ModelInput): number[];
}

/** What turns samples into other features, whatever its class. */
export interface AnyTransformer {
  /** The samples as other features [nSamples × nFeaturesOut]. */
  transform(X: ModelInput): Matrix | Table;
  /** Names of the outgoing columns. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[];
}

/**
 * Whether a model predicts labels. A pipeline is what its last step is, a search or an ensemble what it is made of, a
 * model of `trainModel` what it was trained for.
 *
 * @example
 * const model = await loadModel(storage, 'churn')
 * if (isClassifier(model)) console.log(model.classes, model.predict([[1, 2]]))
 */
export function isClassifier(model: TabularModel): model is TabularModel<Label, 'classification'>;
/** Whether a model of any class predicts labels. */
export function isClassifier<E extends object>(model: E): model is AnyClassifier & E;
export function isClassifier(model: object): boolean {
  return isSo(() => isObject(model) && classifies(model));
}

/** Whether a model predicts numbers that are no clusters and no outliers. */
export function isRegressor(model: TabularModel): model is TabularModel<number, 'regression'>;
/** Whether a model of any class predicts numbers. */
export function isRegressor<E extends object>(model: E): model is AnyRegressor & E;
export function isRegressor(model: object): boolean {
  return isSo(() => isObject(model) && taskOf(model) === 'regression');
}

/** Whether a model groups samples. */
export function isClusterer(model: TabularModel): model is TabularModel<number, 'clustering'>;
/** Whether a model of any class groups samples. */
export function isClusterer<E extends object>(model: E): model is AnyClusterer & E;
export function isClusterer(model: object): boolean {
  return isSo(() => isObject(model) && taskOf(model) === 'clustering');
}

/** Whether a model tells ordinary samples from outliers. */
export function isOutlierDetector(
  model: TabularModel,
): model is TabularModel<number, 'anomalyDetection'>;
/** Whether a model of any class tells ordinary samples from outliers. */
export function isOutlierDetector<E extends object>(model: E): model is AnyOutlierDetector & E;
export function isOutlierDetector(model: object): boolean {
  return isSo(() => isObject(model) && taskOf(model) === 'anomalyDetection');
}

/** Whether something turns samples into other features, as scalers, encoders and pipelines of them do. */
export function isTransformer<E extends object>(model: E): model is AnyTransformer & E {
  return isSo(() => isObject(model) && isTransforming(model));
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
