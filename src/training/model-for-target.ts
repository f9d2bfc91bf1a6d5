import { TransformedTargetRegressor } from '../preprocessing/composition/transformed-target-regressor.js';
import { StandardScaler } from '../preprocessing/scalers/standard-scaler.js';
import type { Seed } from '../random/rng.js';
import type { CatalogueEntry, SupervisedTask } from './catalogue.js';
import { createEstimator } from './create-estimator.js';
import type { TableEstimator } from './table-estimator.js';

/** A model of the catalogue, and what the user wants of it. */
export interface ModelChoice {
  readonly entry: CatalogueEntry;
  readonly hyperparams: Readonly<Record<string, unknown>>;
  readonly randomState: Seed | null;
  /** Whether a target of numbers is scaled; null leaves it to the model. */
  readonly scaleTarget: boolean | null;
}

/** What is known of the target and of the features. */
export interface ModelTarget {
  readonly task: SupervisedTask;
  /** Whether one class is rare. */
  readonly uneven: boolean;
  /** Features that are categories, as `TabularPreprocessor` tells them. */
  readonly categoricalFeatures: readonly number[];
}

/** An estimator, and words for those of its hyperparameters that are other than its own defaults; null for none. */
export interface ModelForTarget {
  readonly estimator: TableEstimator;
  readonly adjusted: string | null;
}

/** The estimator for a target with the hyperparameters that were asked for. */
export function modelFor(
  { entry, hyperparams, randomState, scaleTarget }: ModelChoice,
  { task, uneven, categoricalFeatures }: ModelTarget,
): ModelForTarget {
  const steady = uneven ? (entry.forRareClasses ?? {}) : {};
  const defaults = {
    ...(categoricalFeatures.length > 0 && { categoricalFeatures }),
    ...steady,
  };
  const estimator = createEstimator(entry, task, { hyperparams, defaults, randomState });
  const params: Readonly<Record<string, unknown>> = { ...estimator.getParams() };
  const kept = Object.entries(steady).filter(([name, value]) => params[name] === value);
  const settings = kept.map(([name, value]) => `${name} ${value}`).join(' and ');
  if (task === 'regression' && (scaleTarget ?? entry.scaleTarget ?? false)) {
    const transformer = new StandardScaler();
    return {
      estimator: new TransformedTargetRegressor({ regressor: estimator, transformer }),
      adjusted: 'The target is learned with mean 0 and standard deviation 1, and scaled back',
    };
  }
  const adjusted = kept.length > 0 ? `Learned with ${settings}, because a class is rare` : null;
  return { estimator, adjusted };
}
