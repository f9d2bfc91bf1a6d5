import { InvalidParameterError } from '../../errors.js';
import type { AnyEstimator } from '../../estimator.js';
import { DummyClassifier } from '../../estimators/dummy/dummy-classifier.js';
import { DummyRegressor } from '../../estimators/dummy/dummy-regressor.js';
import { readNamed } from '../../named-options.js';
import type { TabularPreprocessorOptions } from '../../preprocessing/tabular/tabular-preprocessor.js';
import type { Seed } from '../../random/rng.js';
import { show } from '../../words.js';
import type { CatalogueEntry, SupervisedTask } from '../catalogue-entry.js';
import type { Choice } from '../detect-task.js';
import { findModel } from '../find-model.js';
import { type ModelChoice, modelFor } from '../model-for-target.js';
import { preprocessorFor } from '../prepare-columns.js';
import { PreparedModel } from '../prepared-model.js';
import type { LeftOutModel } from './comparison.js';

/** A model of the catalogue to compare, with hyperparameters and a name of its own. */
export interface ModelToCompare {
  /** A name of the catalogue or another that it goes by. */
  modelName: string;
  /** Hyperparameters, in camelCase or snake_case. Default: the model's own. */
  hyperparams?: Readonly<Record<string, unknown>>;
  /** What it is called in the result. Default: its name in the catalogue. */
  name?: string;
}

/** A model that was asked for, checked. */
export interface NamedModel {
  readonly name: string;
  readonly entry: CatalogueEntry;
  readonly hyperparams: Readonly<Record<string, unknown>>;
}

/** An estimator of a table, under the name it is compared by. */
export interface Candidate {
  readonly name: string;
  /** null for the baseline. */
  readonly modelName: string | null;
  readonly estimator: AnyEstimator;
}

/** What stands for models that look at no feature. */
export const BASELINE = 'baseline';

/** Rows beyond which `svm` is left out: its cost grows with their square, to a minute a fold at 20 000. */
export const SVM_ROWS = 5000;

/**
 * The models that a call names.
 *
 * @throws InvalidParameterError for an unknown name, with the nearest, and for a name given twice
 */
export function readModels(
  models: readonly unknown[],
  entries: readonly CatalogueEntry[],
  where: string,
): NamedModel[] {
  const named = models.map((model) => readModel(model, entries, where));
  for (const [i, { name }] of named.entries()) {
    if (name !== BASELINE && named.findIndex((other) => other.name === name) === i) continue;
    const why = name === BASELINE ? 'is what the baseline is called' : 'is named twice';
    throw new InvalidParameterError(
      `${where}: models: ${show(name)} ${why}. Pass { modelName, name } with a name of its own.`,
    );
  }
  return named;
}

function readModel(model: unknown, entries: readonly CatalogueEntry[], where: string): NamedModel {
  if (typeof model === 'string') {
    const entry = findModel(entries, model, where);
    return { name: entry.name, entry, hyperparams: {} };
  }
  const { modelName, hyperparams, name } = readNamed(model as ModelToCompare, `${where}: models`, [
    'modelName',
    'hyperparams',
    'name',
  ]);
  if (typeof modelName !== 'string' || (name !== undefined && typeof name !== 'string')) {
    throw new InvalidParameterError(
      `${where}: models: modelName and name must be text, but got ${show(modelName)} and ${show(name)}. Pass { modelName: 'svm', hyperparams: { C: 10 } } for example.`,
    );
  }
  const entry = findModel(entries, modelName, where);
  return { name: name ?? entry.name, entry, hyperparams: hyperparams ?? {} };
}

/**
 * What models can do together, for the task to be found: of named ones what each of them can.
 *
 * @param models - null for the usual ones
 * @throws InvalidParameterError when they have no task in common
 */
export function commonTask(models: readonly NamedModel[] | null, where: string): Choice {
  const all = { classification: true, regression: true };
  if (models === null) return { name: where, estimators: all };
  const able = (task: SupervisedTask) =>
    models.every(({ entry }) => entry.estimators[task] !== undefined);
  const tasks = (['classification', 'regression'] as const).filter(able);
  if (tasks.length === 0) {
    const each = models.map(
      ({ name, entry }) => `${name} (${Object.keys(entry.estimators).join(', ')})`,
    );
    throw new InvalidParameterError(
      `${where}: models have no task in common that predicts a target: ${each.join(', ')}. Compare models of one task.`,
    );
  }
  const both = ({ estimators }: CatalogueEntry) =>
    estimators.classification !== undefined && estimators.regression !== undefined;
  const name = models.find(({ entry }) => !both(entry))?.name; // who leaves no choice
  return {
    name: name ?? where,
    estimators: Object.fromEntries(tasks.map((task) => [task, true])),
  };
}

/**
 * The models that are compared where none are named, and those that would take too long.
 *
 * @param usual - those that may be
 * @throws InvalidParameterError when none of them does the task
 */
export function usualModels(
  usual: readonly CatalogueEntry[],
  task: SupervisedTask,
  rows: number,
  where: string,
): { models: NamedModel[]; notCompared: LeftOutModel[] } {
  const able = usual.filter(({ estimators }) => task in estimators);
  if (able.length === 0) {
    const names = usual.map(({ name }) => name).join(', ') || 'none';
    throw new InvalidParameterError(
      `${where}: no model to choose from does ${task}: there is ${names}. Pass createTrainer the class of one that does.`,
    );
  }
  const slow = (name: string) => name === 'svm' && rows > SVM_ROWS;
  return {
    models: able
      .filter(({ name }) => !slow(name))
      .map((entry) => ({ name: entry.name, entry, hyperparams: {} })),
    notCompared: able
      .filter(({ name }) => slow(name))
      .map(({ name }) => ({
        modelName: name,
        reason: `its cost grows with the square of the rows, which are more than ${SVM_ROWS}`,
      })),
  };
}

/** What is known of the target when candidates are made. */
export interface CandidateRules {
  readonly task: SupervisedTask;
  readonly uneven: boolean;
  readonly preprocessing: TabularPreprocessorOptions;
  /** null leaves it to each model. */
  readonly scaleTarget: boolean | null;
  readonly randomState: Seed | null;
}

/**
 * A model with the preparation it needs, as one estimator of a table.
 *
 * @throws InvalidParameterError for a hyperparameter that there is not, or out of range
 */
export function preparedModel(choice: ModelChoice, rules: CandidateRules): PreparedModel {
  const { entry } = choice;
  const { task, uneven, preprocessing, randomState } = rules;
  return new PreparedModel({
    preprocessor: preprocessorFor(entry, preprocessing, randomState, 'target'),
    estimator: modelFor(choice, { task, uneven, categoricalFeatures: [] }).estimator,
  });
}

/** Models as candidates, the baseline last. */
export function candidatesOf(models: readonly NamedModel[], rules: CandidateRules): Candidate[] {
  const { task, scaleTarget, randomState } = rules;
  const candidates = models.map(({ name, entry, hyperparams }): Candidate => {
    const choice = { entry, hyperparams, randomState, scaleTarget };
    return { name, modelName: entry.name, estimator: preparedModel(choice, rules) };
  });
  const baseline = task === 'classification' ? new DummyClassifier() : new DummyRegressor();
  return [...candidates, { name: BASELINE, modelName: null, estimator: baseline }];
}
