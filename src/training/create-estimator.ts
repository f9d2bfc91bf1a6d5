import { InvalidParameterError } from '../errors.js';
import type { Seed } from '../random/rng.js';
import type { CatalogueEntry, Task } from './catalogue.js';
import { fromSnakeCase } from './snake-case-options.js';
import type { TableEstimator } from './tabular-model.js';

/** What an estimator is made of, besides its own defaults. */
export interface EstimatorSettings {
  /** As the user gave them, in camelCase or snake_case. */
  readonly hyperparams: Readonly<Record<string, unknown>>;
  /** What takes the place of the estimator's own defaults, where it has an option of the name. */
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly randomState: Seed | null;
}

/** The estimator of a catalogue entry for a task, with the hyperparameters that were asked for. */
export function createEstimator(
  { name, estimators }: CatalogueEntry,
  task: Task,
  { hyperparams, defaults, randomState }: EstimatorSettings,
): TableEstimator {
  const Class = estimators[task];
  if (Class === undefined) throw new InvalidParameterError(`${name} cannot do ${task}.`);
  const { type, hyperparameters } = Class.info;
  const given = fromSnakeCase(type, hyperparameters, hyperparams);
  const usual = Object.entries({ randomState, ...defaults }).filter(([option]) =>
    Object.hasOwn(hyperparameters, option),
  );
  return new Class({ ...Object.fromEntries(usual), ...given }) as TableEstimator;
}
