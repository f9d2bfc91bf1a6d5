import { InvalidParameterError } from '../errors.js';
import { fromSnakeCase } from '../hyperparameters.js';
import type { Seed } from '../random/rng.js';
import { show } from '../words.js';
import type { CatalogueEntry, Task } from './catalogue.js';
import type { TableEstimator } from './tabular-model.js';

/** The estimator of a catalogue entry for a task, with the hyperparameters that were asked for. */
export function createEstimator(
  { name, estimators }: CatalogueEntry,
  task: Task,
  {
    hyperparams = {},
    randomState = null,
  }: { hyperparams?: Readonly<Record<string, unknown>>; randomState?: Seed | null },
): TableEstimator {
  const Class = estimators[task];
  if (Class === undefined) throw new InvalidParameterError(`${name} cannot do ${task}.`);
  const { type, hyperparameters } = Class.info;
  if (typeof hyperparams !== 'object' || hyperparams === null || Array.isArray(hyperparams)) {
    throw new InvalidParameterError(
      `${type}: hyperparams must be an object of name to value, but got ${show(hyperparams)}. Leave it out for the model's own.`,
    );
  }
  const given = fromSnakeCase(type, hyperparameters, hyperparams);
  const seeded = Object.hasOwn(hyperparameters, 'randomState') ? { randomState, ...given } : given;
  return new Class(seeded) as TableEstimator;
}
