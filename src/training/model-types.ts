/** What TypeScript knows of a training by the name of its model, its task and its table. */

import type { Label } from '../contracts.js';
import type { ColumnName } from '../data/table.js';
import type { DBSCANOptions } from '../estimators/dbscan-options.js';
import type { GradientBoostingClassifierOptions } from '../estimators/gradient-boosting/gradient-boosting-classes.js';
import type { GradientBoostingRegressorOptions } from '../estimators/gradient-boosting/gradient-boosting-regressor.js';
import type { IsolationForestOptions } from '../estimators/isolation-forest-options.js';
import type { KMeansOptions } from '../estimators/k-means/k-means.js';
import type { LinearRegressionOptions } from '../estimators/linear/linear-regression.js';
import type { LinearSVCOptions } from '../estimators/linear/linear-svc.js';
import type { LinearSVROptions } from '../estimators/linear/linear-svr.js';
import type { LogisticRegressionOptions } from '../estimators/linear/logistic-regression.js';
import type { RandomForestClassifierOptions } from '../estimators/random-forest/random-forest-classifier-options.js';
import type { RandomForestRegressorOptions } from '../estimators/random-forest/random-forest-regressor.js';
import type { SVCOptions } from '../estimators/svm/svc-options.js';
import type { SVROptions } from '../estimators/svm/svr-options.js';
import type { Task } from './catalogue.js';

/** Options of each model of the catalogue that learns from a target, by what it can do. */
export interface SupervisedModels {
  /** Of `LinearRegression`. */
  linearRegression: { regression: LinearRegressionOptions };
  /** Of `LogisticRegression`. */
  logisticRegression: { classification: LogisticRegressionOptions };
  /** Of `SVC` and `SVR`. */
  svm: { classification: SVCOptions; regression: SVROptions };
  /** Of `LinearSVC` and `LinearSVR`. */
  linearSvm: { classification: LinearSVCOptions; regression: LinearSVROptions };
  /** Of `RandomForestClassifier` and `RandomForestRegressor`. */
  randomForest: {
    classification: RandomForestClassifierOptions;
    regression: RandomForestRegressorOptions;
  };
  /** Of `GradientBoostingClassifier` and `GradientBoostingRegressor`. */
  gradientBoosting: {
    classification: GradientBoostingClassifierOptions;
    regression: GradientBoostingRegressorOptions;
  };
}

/** Options of each model of the catalogue that learns without a target, by what it does. */
export interface UnsupervisedModels {
  /** Of `KMeans`. */
  kMeans: { clustering: KMeansOptions };
  /** Of `DBSCAN`. */
  dbscan: { clustering: DBSCANOptions };
  /** Of `IsolationForest`. */
  isolationForest: { anomalyDetection: IsolationForestOptions };
}

interface Models extends SupervisedModels, UnsupervisedModels {}

/** Any name, where the editor offers those of the catalogue: other models have been registered, or go by an alias. */
export type NameLike<Known> = Known | (string & {});

/** What a model can be trained for, of the tasks in question; all of them for a name that is not known here. */
export type TaskOf<Name, Asked extends Task> = Name extends keyof Models
  ? keyof Models[Name] & Asked
  : Asked;

/** Hyperparameters of a model, in camelCase or snake_case; any for a name that is not known here. */
export type HyperparamsOf<Name, T extends Task> = Name extends keyof Models
  ? OfTasks<Models[Name], T>
  : Readonly<Record<string, unknown>>;

type OfTasks<Options, T> = {
  [K in keyof Options]: K extends T ? EitherCase<Options[K]> : never;
}[keyof Options];

/** Options under both spellings of their names, as are the words among their values. */
export type EitherCase<Options> = { [K in keyof Options]?: EitherWord<Options[K]> } & {
  [K in keyof Options as SnakeOnly<K>]?: EitherWord<Options[K]>;
};

type EitherWord<Value> = Value extends string ? Value | SnakeOnly<Value> : Value;

/** The name in snake_case where that is another one. */
type SnakeOnly<Name> = Name extends `${infer First}${infer Rest}`
  ? Exclude<`${First}${Underscored<Rest>}`, Name>
  : never;

type Underscored<Rest extends string> = Rest extends `${infer Letter}${infer More}`
  ? `${Letter extends Lowercase<Letter> ? Letter : `_${Lowercase<Letter>}`}${Underscored<More>}`
  : '';

/** A name of a column: one of the table's where TypeScript knows both, any text where it does not. */
export type ColumnOf<Row, Name extends string> = string extends Name
  ? Name
  : Name extends ColumnName<Row>
    ? Name
    : ColumnName<Row>;

/** What a column holds; what any column holds for a name that is any text. */
export type CellOf<Row, Name> = Row[(Name extends keyof Row ? Name : keyof Row) & keyof Row];

/** The values that a model predicts of a column that holds `Value`: numbers, or the classes. */
export type PredictedOf<T extends Task, Value = Label> = T extends 'classification'
  ? Extract<Value, Label>
  : number;
