import type { Dense } from '../../data/dense.js';
import type { Resolved } from '../../hyperparameters.js';
import type { BoostingObjective } from '../../trees/boosting/boosting-objectives.js';
import type { LearnableSamples } from '../../trees/boosting/coded-samples.js';
import type { EvalMetricName, MetricSettings } from './boosting-metrics.js';
import type { GradientBoostingOptions } from './gradient-boosting-options.js';
import type { BoostedState } from './gradient-boosting-state.js';

/** Samples to learn from or, where they are numbers, to watch. */
export interface BoostingSamples<S extends LearnableSamples = Dense> {
  readonly samples: S;
  /** Numbers, or class numbers [nSamples]. */
  readonly targets: Float64Array;
  /** [nSamples], or undefined for all 1. */
  readonly weights: Float64Array | undefined;
}

/** What a training is given, for classes and numbers alike. */
export interface BoostingJob extends BoostingSamples<LearnableSamples> {
  readonly owner: string;
  readonly params: Resolved<GradientBoostingOptions>;
  readonly objective: BoostingObjective;
  /** The objective's own limit of a step. */
  readonly maxDeltaStep: number;
  /** The objective's own metric. */
  readonly metric: EvalMetricName;
  readonly settings: MetricSettings;
  /** Classes to hold out alike; 1 for numbers. */
  readonly nClasses: number;
  readonly watched: readonly BoostingSamples[];
  /** The fit to go on from. */
  readonly last: BoostedState | undefined;
}
