import type { AnyEstimator, EstimatorClass } from '../estimator.js';
import { DBSCAN } from '../estimators/dbscan.js';
import { GradientBoostingClassifier } from '../estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../estimators/gradient-boosting/gradient-boosting-regressor.js';
import { IsolationForest } from '../estimators/isolation-forest.js';
import { KMeans } from '../estimators/k-means/k-means.js';
import { LinearRegression } from '../estimators/linear/linear-regression.js';
import { LinearSVC } from '../estimators/linear/linear-svc.js';
import { LinearSVR } from '../estimators/linear/linear-svr.js';
import { LogisticRegression } from '../estimators/linear/logistic-regression.js';
import { RandomForestClassifier } from '../estimators/random-forest/random-forest-classifier.js';
import { RandomForestRegressor } from '../estimators/random-forest/random-forest-regressor.js';
import { SVC } from '../estimators/svm/svc.js';
import { SVR } from '../estimators/svm/svr.js';
import type { Hyperparameter } from '../hyperparameters.js';
import type { Catalogue, CatalogueEntry, Task } from './catalogue-entry.js';
import { aliasesOf, findModel, newEntry } from './find-model.js';
import { entriesOf } from './model-entries.js';

export type { CatalogueEntry, SupervisedTask, Task, UnsupervisedTask } from './catalogue-entry.js';

/** Every class that can be trained by name; what is said of each model stands in `model-entries.ts`. */
const builtIn: readonly CatalogueEntry[] = /* @__PURE__ */ entriesOf(
  [
    LinearRegression,
    LogisticRegression,
    SVC,
    SVR,
    LinearSVC,
    LinearSVR,
    RandomForestClassifier,
    RandomForestRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    KMeans,
    DBSCAN,
    IsolationForest,
  ],
  'catalogue',
);

/** What is compared where nothing is said, the simplest first. */
const USUAL = [
  'linearRegression',
  'logisticRegression',
  'linearSvm',
  'svm',
  'randomForest',
  'gradientBoosting',
];

const registered: CatalogueEntry[] = [];

/** One hyperparameter as a form or a document shows it. */
export interface HyperparameterInfo {
  /** The name of the option, as the constructor takes it. */
  readonly name: string;
  /** The kind of its values: `'integer'`, `'real'`, `'boolean'`, `'choice'`, or several joined by ` | `. */
  readonly type: string;
  /** The allowed values in words. */
  readonly range: string;
  /** The least allowed number, or the bound above which it must be; absent without one. */
  readonly min?: number;
  /** The largest allowed number, or the bound below which it must be; absent without one. */
  readonly max?: number;
  /** The allowed values where they are few. */
  readonly values?: readonly unknown[];
  /** What it is when nothing is given. */
  readonly default: unknown;
  /** What it decides, in one sentence. */
  readonly about: string;
}

/** What the catalogue tells of a model. */
export interface ModelInfo {
  /** What `trainModel` calls it, such as `'randomForest'`. */
  readonly name: string;
  /** Other names that it answers to. Upper case, `_`, and `model`, `classifier` or `regressor` behind make no difference. */
  readonly aliases: readonly string[];
  /** What it is good for, in a sentence or two. */
  readonly about: string;
  /** What it can be trained for. */
  readonly tasks: readonly Task[];
  /** Whether `trainModel` standardises the features for it, because it compares their sizes. */
  readonly scaleFeatures: boolean;
  /** Hyperparameters for each task, which may differ between them. */
  readonly hyperparameters: Readonly<Partial<Record<Task, readonly HyperparameterInfo[]>>>;
}

/** All models that can be trained by name: those of the library, then those registered. */
export function listModels(): ModelInfo[] {
  return [...builtIn, ...registered].map(describe);
}

/**
 * One model with every hyperparameter's type, range, default and words.
 *
 * @param name - in camelCase or snake_case
 * @throws InvalidParameterError for an unknown name, with the nearest ones
 */
export function getModelInfo(name: string): ModelInfo {
  return describe(findModel(wholeCatalogue().entries, name, 'getModelInfo'));
}

/**
 * Add a model of one's own: from then on `trainModel` trains it by name, `listModels` lists it and
 * `deserialize` loads it.
 *
 * @throws InvalidParameterError when the name is taken or the entry has no estimator
 *
 * @example
 * registerModel({
 *   name: 'nearestCentre',
 *   about: 'The class whose centre is nearest.',
 *   estimators: { classification: NearestCentre },
 *   scaleFeatures: true,
 * })
 */
export function registerModel(entry: CatalogueEntry): void {
  registered.push(newEntry(entry, [...builtIn, ...registered], 'registerModel'));
}

/** All models, as `trainModel` takes them. */
export function wholeCatalogue(): Catalogue {
  const entries = [...builtIn, ...registered];
  return { entries, usual: USUAL.map((name) => findModel(builtIn, name, 'wholeCatalogue')) };
}

/** Every class that the catalogue can train, for loading models back. */
export function catalogueClasses(): EstimatorClass<AnyEstimator>[] {
  return [...builtIn, ...registered].flatMap(({ estimators }) => Object.values(estimators));
}

function describe(entry: CatalogueEntry): ModelInfo {
  const { name, about, estimators, scaleFeatures } = entry;
  const hyperparameters: Partial<Record<Task, HyperparameterInfo[]>> = {};
  for (const [task, { info }] of Object.entries(estimators)) {
    hyperparameters[task as Task] = Object.entries(info.hyperparameters).map(([key, row]) =>
      describeHyperparameter(key, row),
    );
  }
  const tasks = Object.keys(estimators) as Task[];
  return { name, aliases: aliasesOf(entry), about, tasks, scaleFeatures, hyperparameters };
}

function describeHyperparameter(name: string, row: Hyperparameter): HyperparameterInfo {
  const { type, range, min, max, values, about } = row;
  return {
    name,
    type,
    range,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(values !== undefined && { values }),
    default: row.default,
    about,
  };
}
