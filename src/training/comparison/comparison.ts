import type { FoldError } from '../../model-selection/validating.js';
import type { SupervisedTask } from '../catalogue.js';

/** How one model did in a comparison. */
export interface ComparedModel {
  /** The name it is compared under: that of the catalogue, or the one given; `'baseline'` for the baseline. */
  readonly name: string;
  /** Its name in the catalogue; null for the baseline. */
  readonly modelName: string | null;
  /** The scores of the held-out parts [nFolds]; NaN where a fold failed. */
  readonly scores: readonly number[];
  /** Their mean, by which models are ranked; NaN when a fold failed, which puts the model last. */
  readonly mean: number;
  /** Their standard deviation, with nFolds - 1 below; NaN for one fold. */
  readonly spread: number;
  /** Mean seconds of a fit, the preparation of the columns included. */
  readonly fitTime: number;
  /**
   * How likely its distance to the first is between equally good models, by the corrected resampled t-test; null for the
   * first itself, NaN where it cannot be told.
   */
  readonly pValue: number | null;
  /** What failed in which fold. */
  readonly errors: readonly FoldError[];
}

/** A model that was not tried, and why. */
export interface LeftOutModel {
  /** Its name in the catalogue. */
  readonly modelName: string;
  /** A clause. */
  readonly reason: string;
}

/** What `compareModels` found; `formatComparison` makes it readable. */
export interface ModelComparison {
  /** The column that is predicted. */
  readonly target: string;
  /** Whether classes or numbers are predicted. */
  readonly task: SupervisedTask;
  /** Why this task. */
  readonly taskReason: string;
  /** The name of the score that models are compared by, the higher the better. */
  readonly scoring: string;
  /** Why this score; null where it was asked for. */
  readonly scoringReason: string | null;
  /** Rows that were cut into folds. */
  readonly rows: number;
  /** Rows that were left out: without a target, and by the sample. */
  readonly leftOutRows: { readonly withoutTarget: number; readonly notSampled: number };
  /** How many folds there were, the same for all models. */
  readonly folds: number;
  /** All models, best first, the baseline in its place; those that failed come last. */
  readonly ranking: readonly ComparedModel[];
  /** The first of the ranking that is no baseline. */
  readonly best: ComparedModel;
  /** Whether its lead over the next model is more than noise, at 5 %. */
  readonly leadIsClear: boolean;
  /** Whether it is better than the baseline by more than noise, at 5 %. */
  readonly beatsBaseline: boolean;
  /** What this means, in plain sentences. */
  readonly verdict: string;
  /** Models that are usually compared, but were not. */
  readonly notCompared: readonly LeftOutModel[];
}
