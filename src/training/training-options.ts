import type { OneScoring } from '../model-selection/read-scoring.js';
import type { ParamSpace } from '../model-selection/search/parameter-sampler.js';
import type { CrossValidation } from '../model-selection/splitter.js';
import type { TableProfileOptions } from '../monitoring/profile-options.js';
import type { TabularPreprocessorOptions } from '../preprocessing/tabular/tabular-preprocessor.js';
import type { AsyncOptions } from '../progress.js';
import type { Seed } from '../random/rng.js';
import type { SupervisedTask, Task, UnsupervisedTask } from './catalogue.js';
import type { ShufflingOptions } from './feature-importance.js';
import type { HyperparamsOf } from './model-types.js';

/** What a training takes with or without a target. */
interface TrainingOptions<Name, T extends Task> {
  /**
   * A name of the catalogue (`listModels`) or another that it goes by, in camelCase or snake_case. `'auto'` takes what
   * `compareModels` finds best on the training rows, and the report says why.
   */
  modelName: Name;
  /** Hyperparameters of the model, in camelCase or snake_case. Default: the model's own. */
  hyperparams?: HyperparamsOf<Name, T>;
  /**
   * How columns are prepared. Default: as the model gains by it. Boosting gets text as categories, random forests as the
   * mean target of each, and both get missing values as they are; other models get a feature of 0 and 1 for each
   * category, and scaled features where sizes matter. Text with more than `maxCategories` different values goes by the
   * mean target, or by its hash without one. `{ encoding: 'label', missing: 'fill' }` prepares alike for all.
   */
  preprocessing?: TabularPreprocessorOptions;
  /**
   * Most rows to work with, before the split: of a larger table a random part is taken, classes in their
   * shares. Default null: all rows.
   */
  sampleSize?: number | null;
  /**
   * How much the model keeps of what its training rows were like, by which `driftReport` and `DriftMonitor` watch it later:
   * at most some 4 kB a column. False keeps nothing. Default: that of `TableProfile`.
   */
  profile?: TableProfileOptions | false;
  /** Seed of all chance. Default null: new draws at every call. */
  randomState?: Seed | null;
}

/** Where `trainModel` looks for hyperparameters, and how long. */
export interface ModelSearchOptions {
  /** What to draw from, by the name of the hyperparameter. Default null: the ranges of `defaultSearchSpace`. */
  params?: ParamSpace | null;
  /** How many settings to try, each in all folds. Default 20. */
  nIter?: number;
}

/** What `trainModel` learns from, with which model, and how it holds rows out. */
export interface TrainModelOptions<
  Name extends string = string,
  T extends SupervisedTask = SupervisedTask,
  Target extends string = string,
  Feature extends string = string,
> extends TrainingOptions<Name, T> {
  /** Columns to predict from. Default: all but the target. */
  features?: readonly Feature[];
  /** The column to predict. Rows in which it is missing are left out. */
  target: Target;
  /** Share of the rows held out to test on, or from 1 up their number. Default 0.2. */
  testSize?: number;
  /** What to do with the target. Default: what the target looks like. */
  task?: T;
  /**
   * Whether a target of numbers gets mean 0 and standard deviation 1 before it is learned; predictions come back in its
   * own units. Default: for support vector machines, whose `epsilon` and `C` are then in standard deviations.
   */
  scaleTarget?: boolean;
  /**
   * How the training rows are cut into folds, to cross-validate the model before it is fitted on all of them: as in
   * `compareModels`. Its scores stand in the report. Default: 5 for `modelName: 'auto'`, else none.
   */
  cv?: CrossValidation;
  /** What cross-validation measures. Default: as in `compareModels`. */
  scoring?: OneScoring;
  /**
   * Whether to search good hyperparameters by cross-validation of the training rows first: true, or where and how long to
   * look. What `hyperparams` says stays. Default false.
   */
  search?: ModelSearchOptions | boolean;
  /**
   * How importance is measured where a model shows nothing of itself and features must be shuffled, as for SVMs;
   * false leaves importances out of the report. Default: a bounded number of rows, see `ShufflingOptions`.
   */
  importance?: ShufflingOptions | false;
}

/** What `trainModel` learns from without a target, and with which model. */
export interface TrainWithoutTargetOptions<
  Name extends string = string,
  T extends UnsupervisedTask = UnsupervisedTask,
  Feature extends string = string,
> extends TrainingOptions<Name, T> {
  /** Columns to learn from. Default: all but the truth. */
  features?: readonly Feature[];
  /** A column to compare the result with; it is never learned from. Default: none. */
  truth?: Feature;
  /** Of models that learn from one. */
  target?: undefined;
}

/** What `trainModelAsync` takes: the options of `trainModel`, and how to follow and stop it. */
export interface TrainModelAsyncOptions<
  Name extends string = string,
  T extends SupervisedTask = SupervisedTask,
  Target extends string = string,
  Feature extends string = string,
> extends TrainModelOptions<Name, T, Target, Feature>,
    AsyncOptions {}

/** What `trainModelAsync` takes without a target: those of `trainModel`, and how to follow and stop it. */
export interface TrainWithoutTargetAsyncOptions<
  Name extends string = string,
  T extends UnsupervisedTask = UnsupervisedTask,
  Feature extends string = string,
> extends TrainWithoutTargetOptions<Name, T, Feature>,
    AsyncOptions {}
