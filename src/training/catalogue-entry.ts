import type { EstimatorClass } from '../estimator.js';
import type { CategoryEncoding } from '../preprocessing/tabular/column-plan.js';

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

/** The models that a training knows by name. */
export interface Catalogue {
  readonly entries: readonly CatalogueEntry[];
  /** Those that are compared where no model is named, the simplest first. */
  readonly usual: readonly CatalogueEntry[];
}
