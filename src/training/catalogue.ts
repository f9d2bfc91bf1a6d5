import { InvalidParameterError } from '../errors.js';
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
import type { CategoryEncoding } from '../preprocessing/tabular/column-plan.js';
import { didYouMean, show } from '../words.js';

/** What a model is asked to do. */
export type Task = SupervisedTask | UnsupervisedTask;

/** What is learned from a target. */
export type SupervisedTask = 'regression' | 'classification';

/** What is learned from the features alone. */
export type UnsupervisedTask = 'clustering' | 'anomalyDetection';

/** One model of the catalogue: a name, and the estimator for each task it can do. */
export interface CatalogueEntry {
  /** The name that `trainModel` takes, in camelCase. */
  readonly name: string;
  /** What it is and when to use it, in a sentence. */
  readonly about: string;
  /** The class for each task it can do. */
  readonly estimators: Readonly<Partial<Record<Task, EstimatorClass>>>;
  /** Whether features are put on one scale first, because size would otherwise decide their influence. */
  readonly scaleFeatures: boolean;
  /** Whether it learns from missing values itself, as NaN; else they are filled. Default false. */
  readonly handlesMissing?: boolean;
  /**
   * How it gets text, as `TabularPreprocessor` has it: `'categorical'` when it takes the option
   * `categoricalFeatures`, `'target'` when it learns from a target. Default `'oneHot'`.
   */
  readonly textEncoding?: CategoryEncoding;
  /** Whether a target of numbers gets mean 0 and standard deviation 1 before it is learned. Default false. */
  readonly scaleTarget?: boolean;
  /** Hyperparameters in place of its own defaults where one class is rare. Default none. */
  readonly forRareClasses?: Readonly<Record<string, unknown>>;
}

/** A model added here can be trained by name, listed and loaded: one file with its class, one entry. */
const builtIn: readonly CatalogueEntry[] = [
  {
    name: 'linearRegression',
    about: 'A weighted sum of the features: fast, readable, the first thing to try on numbers.',
    estimators: { regression: LinearRegression },
    scaleFeatures: false,
  },
  {
    name: 'logisticRegression',
    about:
      'Class probabilities from a weighted sum of the features: fast, readable, well calibrated.',
    estimators: { classification: LogisticRegression },
    scaleFeatures: true,
  },
  {
    name: 'svm',
    about:
      'The widest margin between classes, or a tube around numbers, curved by a kernel: strong up to some ten thousand rows.',
    estimators: { classification: SVC, regression: SVR },
    scaleFeatures: true,
    scaleTarget: true,
  },
  {
    name: 'linearSvm',
    about:
      'The widest margin between classes, or a tube around numbers, by a weighted sum of the features.',
    estimators: { classification: LinearSVC, regression: LinearSVR },
    scaleFeatures: true,
    scaleTarget: true,
  },
  {
    name: 'randomForest',
    about: 'The average of many trees: strong on tables as they are, and hard to use wrongly.',
    estimators: { classification: RandomForestClassifier, regression: RandomForestRegressor },
    scaleFeatures: false,
    handlesMissing: true,
    textEncoding: 'target',
  },
  {
    name: 'gradientBoosting',
    about:
      'Trees that correct each other, after XGBoost: the strongest on most tables, when its options are tuned.',
    estimators: {
      classification: GradientBoostingClassifier,
      regression: GradientBoostingRegressor,
    },
    scaleFeatures: false,
    handlesMissing: true,
    textEncoding: 'categorical',
    // Few rows of tiny curvature make leaves of a hundred, from which the loss does not come back: 170 positives among
    // 100 000 had a ROC AUC of 0.38 and 0.44 so, and of 1.0 with bounded leaves.
    forRareClasses: { maxDeltaStep: 1 },
  },
  {
    name: 'kMeans',
    about: 'A given number of round clusters, each about its centre.',
    estimators: { clustering: KMeans },
    scaleFeatures: true,
  },
  {
    name: 'dbscan',
    about: 'Clusters of any shape and number, where rows lie close; the rest is noise.',
    estimators: { clustering: DBSCAN },
    scaleFeatures: true,
  },
  {
    name: 'isolationForest',
    about: 'Outliers, as what random splits part from the rest after few questions.',
    estimators: { anomalyDetection: IsolationForest },
    scaleFeatures: false,
    handlesMissing: true,
    textEncoding: 'label',
  },
];

/** Other names that models go by, as `plain` leaves them. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  linearRegression: ['linear', 'ols', 'leastsquares'],
  logisticRegression: ['logistic', 'logit', 'logreg'],
  svm: ['svc', 'svr', 'supportvectormachine'],
  linearSvm: ['linearsvc', 'linearsvr'],
  randomForest: ['forest', 'rf'],
  gradientBoosting: ['xgboost', 'xgb', 'gbm', 'gbdt', 'boosting', 'histgradientboosting'],
  isolationForest: ['iforest'],
};

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
  return describe(findModel(name, 'getModelInfo'));
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
  const { name, estimators = {} }: Partial<CatalogueEntry> = entry ?? {};
  if (typeof name !== 'string' || plain(name) === '') {
    throw new InvalidParameterError(
      `registerModel: name must be text, but got ${show(name)}. Pass a name in camelCase.`,
    );
  }
  const names = ['auto', ...[...builtIn, ...registered].map((other) => other.name)];
  const taken = names.find((other) => plain(other) === plain(name));
  if (taken !== undefined) {
    throw new InvalidParameterError(
      `registerModel: there is a model ${show(taken)} already. Pass another name.`,
    );
  }
  if (Object.values(estimators).length === 0) {
    throw new InvalidParameterError(
      `registerModel: ${show(name)} has no estimator. Pass a class for at least one task.`,
    );
  }
  registered.push(entry);
}

/** The entry of a name in camelCase or snake_case, or of another that the model goes by. */
export function findModel(name: string, where: string): CatalogueEntry {
  const entries = [...builtIn, ...registered];
  const asked = plain(String(name));
  const short = asked.replace(/(model|classifier|regressor|clustering)$/, '');
  const found =
    entries.find((entry) => plain(entry.name) === asked) ??
    entries.find((entry) => plain(entry.name) === short || aliasesOf(entry).includes(short));
  if (found === undefined) {
    const names = entries.map((entry) => entry.name);
    throw new InvalidParameterError(
      `${where}: there is no model ${show(name)}. ${didYouMean(String(name), names)}`,
    );
  }
  return found;
}

/** Every class that the catalogue can train, for loading models back. */
export function catalogueClasses(): EstimatorClass<AnyEstimator>[] {
  return [...builtIn, ...registered].flatMap(({ estimators }) => Object.values(estimators));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[_ -]/g, '');
}

function aliasesOf({ name }: CatalogueEntry): readonly string[] {
  return Object.hasOwn(ALIASES, name) ? ALIASES[name] : [];
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
