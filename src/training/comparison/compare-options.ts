import type { OneScoring } from '../../model-selection/read-scoring.js';
import type { CrossValidation } from '../../model-selection/splitter.js';
import type { JobsOptions } from '../../parallel-work.js';
import type { TabularPreprocessorOptions } from '../../preprocessing/tabular/tabular-preprocessor.js';
import type { AsyncOptions } from '../../progress.js';
import type { Seed } from '../../random/rng.js';
import type { SupervisedTask } from '../catalogue.js';
import type { ModelToCompare } from './models-to-compare.js';

/** Which models are compared, on what, and how. */
export interface CompareModelsOptions {
  /** The column to predict. Rows in which it is missing are left out. */
  target: string;
  /**
   * What to compare: names of the catalogue, or objects with a name and hyperparameters. Default: all of the library that
   * can do the task, but `svm` only up to 5000 rows.
   */
  models?: readonly (string | ModelToCompare)[];
  /**
   * How rows are cut into folds, the same for all models: a number of shuffled folds, with the shares of the classes and
   * whole groups; a splitter; or pairs of training and test indices, which count the rows that have a target. Default 5.
   */
  cv?: CrossValidation;
  /**
   * What models are ranked by: the name of a metric in either spelling, a scorer, or a function of model, X and y.
   * Default: `'r2'` for numbers, `'accuracy'` for classes, `'balancedAccuracy'` where a class is rare.
   */
  scoring?: OneScoring;
  /** A column whose equal values mark rows that belong together, such as those of a patient. It is not learned from. Default: none. */
  groups?: string;
  /** Columns to predict from. Default: all but the target and the groups. */
  features?: readonly string[];
  /** What to do with the target. Default: what the target looks like. */
  task?: SupervisedTask;
  /** How columns are prepared. Default: for each model as it gains by it, as in `trainModel`. */
  preprocessing?: TabularPreprocessorOptions;
  /**
   * Most rows to compare on: of a larger table a random part is taken, classes in their shares, which bounds the time.
   * null takes all. Default 10000.
   */
  sampleSize?: number | null;
  /** Seed of all chance. Default null: new draws at every call. */
  randomState?: Seed | null;
}

/** As `CompareModelsOptions`, with progress, a signal and workers. */
export interface CompareModelsAsyncOptions
  extends CompareModelsOptions,
    AsyncOptions,
    JobsOptions {}
