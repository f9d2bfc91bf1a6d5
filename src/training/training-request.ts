import type { Column, Table } from '../data/table.js';
import { checkTable } from '../data/tables/check-table.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { readOptions, resolve } from '../hyperparameters.js';
import type { CrossValidation } from '../model-selection/splitter.js';
import type { ProfileSize } from '../monitoring/profile-column.js';
import { profileOptions } from '../monitoring/profile-options.js';
import type { TabularPreprocessorOptions } from '../preprocessing/tabular/tabular-preprocessor.js';
import type { Seed } from '../random/rng.js';
import { didYouMean, show } from '../words.js';
import { AUTO } from './auto.js';
import type {
  Catalogue,
  CatalogueEntry,
  SupervisedTask,
  UnsupervisedTask,
} from './catalogue-entry.js';
import type { ShufflingOptions } from './feature-importance.js';
import { findModel } from './find-model.js';
import { searchedModel, shuffling, withoutTarget, withTarget } from './training-option-tables.js';
import type { ModelSearchOptions } from './training-options.js';

/** What every training is asked for, checked. */
interface CommonRequest {
  /** The function that was called, for messages. */
  readonly where: string;
  readonly table: Table;
  readonly entry: CatalogueEntry;
  /** Columns to learn from, at least one, all of them in the table. */
  readonly features: readonly string[];
  readonly hyperparams: Readonly<Record<string, unknown>>;
  readonly preprocessing: TabularPreprocessorOptions;
  readonly sampleSize: number | null;
  /** How much is kept of the training rows; null for nothing. */
  readonly profile: ProfileSize | null;
  readonly randomState: Seed | null;
}

export interface SupervisedRequest extends CommonRequest {
  readonly kind: 'withTarget';
  readonly target: Column;
  /** What `modelName: 'auto'` chooses from. */
  readonly usual: readonly CatalogueEntry[];
  /** null leaves it to the target. */
  readonly task: SupervisedTask | null;
  readonly testSize: number;
  /** null leaves it to the model. */
  readonly scaleTarget: boolean | null;
  /** null for no cross-validation. */
  readonly cv: CrossValidation | null;
  /** null for what fits the target. */
  readonly scoring: unknown;
  /** How hyperparameters are searched; null for no search. */
  readonly search: Required<ModelSearchOptions> | null;
  /** How features are shuffled; false for no importances. */
  readonly importance: ShufflingOptions | false;
}

export interface UnsupervisedRequest extends CommonRequest {
  readonly kind: 'withoutTarget';
  readonly task: UnsupervisedTask;
  /** The column to compare with, if any. */
  readonly truth: string | null;
}

export type TrainingRequest = SupervisedRequest | UnsupervisedRequest;

interface SharedSettings
  extends Omit<CommonRequest, 'where' | 'table' | 'entry' | 'features' | 'profile'> {
  readonly features: readonly string[] | null;
  readonly profile: Readonly<Record<string, unknown>> | false;
}

interface WithTargetSettings extends SharedSettings {
  readonly target: string | null;
  readonly testSize: number;
  readonly task: SupervisedTask | UnsupervisedTask | null;
  readonly scaleTarget: boolean | null;
  readonly cv: CrossValidation | null;
  readonly scoring: unknown;
  readonly search: Readonly<Record<string, unknown>> | boolean;
  readonly importance: Readonly<Record<string, unknown>> | false;
}

interface WithoutTargetSettings extends SharedSettings {
  readonly truth: string | null;
  readonly task: UnsupervisedTask | null;
}

/**
 * What a call of `trainModel` asks for. From here on nothing of it needs to be checked again.
 *
 * @throws InvalidParameterError for an unknown model or option, or one out of range
 * @throws InvalidInputError when a column is missing
 */
export function parseRequest(
  table: Table,
  options: object,
  where: string,
  { entries, usual }: Catalogue,
): TrainingRequest {
  checkTable(table, where);
  const given: Readonly<Record<string, unknown>> = { ...readOptions(options, where) };
  const { modelName } = given;
  if (typeof modelName !== 'string') {
    throw new InvalidParameterError(
      `${where}: modelName must be text, but got ${show(modelName)}. Pass { target: 'column', modelName: 'logisticRegression' }.`,
    );
  }
  const entry = modelName === AUTO.name ? AUTO : findModel(entries, modelName, where);
  const alone = Object.keys(entry.estimators).filter(isUnsupervised);
  return alone.length > 0
    ? parseWithoutTarget(table, given, entry, alone, where)
    : { ...parseWithTarget(table, given, entry, where), usual };
}

const isUnsupervised = (task: string): task is UnsupervisedTask =>
  task === 'clustering' || task === 'anomalyDetection';

function parseWithTarget(
  table: Table,
  given: Readonly<Record<string, unknown>>,
  entry: CatalogueEntry,
  where: string,
): Omit<SupervisedRequest, 'usual'> {
  const settings = resolve<WithTargetSettings>(where, withTarget, given, 'option');
  const { target, task, features, importance, search, profile, ...others } = settings;
  if (target === null) {
    throw new InvalidParameterError(
      `${where}: target must be text, but got ${show(given.target)}. Pass { target: 'column', modelName: 'logisticRegression' }.`,
    );
  }
  if (task !== null && isUnsupervised(task)) {
    throw new InvalidInputError(
      `${where}: ${entry.name} cannot do ${show(task)}, only ${Object.keys(entry.estimators).join(' and ')}. Pass another model or task.`,
    );
  }
  if (entry === AUTO && Object.keys(settings.hyperparams).length > 0) {
    throw new InvalidParameterError(
      `${where}: hyperparams are of one model, but modelName is "auto". Name the model, or pass compareModels several with hyperparams.`,
    );
  }
  const column = findColumn(table, target, 'target', where);
  const chosen = chooseFeatures(table, features, target, where);
  return {
    kind: 'withTarget',
    where,
    table,
    entry,
    ...others,
    task,
    target: column,
    search:
      search === false
        ? null
        : resolve(`${where}: search`, searchedModel, search === true ? {} : search, 'option'),
    importance:
      importance === false
        ? false
        : resolve(`${where}: importance`, shuffling, importance, 'option'),
    profile: readProfile(profile, where),
    features: chosen,
  };
}

function parseWithoutTarget(
  table: Table,
  given: Readonly<Record<string, unknown>>,
  entry: CatalogueEntry,
  tasks: readonly UnsupervisedTask[],
  where: string,
): UnsupervisedRequest {
  refuseTarget(given, entry, tasks, where);
  const settings = resolve<WithoutTargetSettings>(where, withoutTarget, given, 'option');
  const { truth, task, features, profile, ...others } = settings;
  if (truth !== null) findColumn(table, truth, 'truth', where);
  const chosen = chooseFeatures(table, features, truth, where);
  return {
    kind: 'withoutTarget',
    where,
    table,
    entry,
    ...others,
    task: task ?? tasks[0],
    truth,
    profile: readProfile(profile, where),
    features: chosen,
  };
}

function readProfile(given: SharedSettings['profile'], where: string): ProfileSize | null {
  return given === false ? null : resolve(`${where}: profile`, profileOptions, given, 'option');
}

/** What a call without target must not ask for. */
function refuseTarget(
  given: Readonly<Record<string, unknown>>,
  entry: CatalogueEntry,
  tasks: readonly string[],
  where: string,
): void {
  for (const name of [
    'target',
    'testSize',
    'scaleTarget',
    'cv',
    'scoring',
    'search',
    'importance',
    'task',
  ]) {
    const value = given[name];
    const asked = value !== undefined && !(name === 'task' && tasks.includes(String(value)));
    if (!asked) continue;
    const remedy =
      name === 'target'
        ? `Pass truth: ${show(value)} to compare the result with that column.`
        : 'Leave it out.';
    throw new InvalidParameterError(
      `${where}: ${entry.name} learns without a target, so ${name} ${show(value)} has no meaning. ${remedy}`,
    );
  }
}

/** The columns asked for, or all but the one that is predicted or compared with. */
export function chooseFeatures(
  table: Table,
  features: readonly string[] | null,
  other: string | null,
  where: string,
): readonly string[] {
  if (features === null) {
    const rest = table.columnNames.filter((name) => name !== other);
    if (rest.length > 0) return rest;
    const what = table.columnNames.length === 0 ? 'no columns' : 'no column but the target';
    throw new InvalidInputError(`${where}: the table has ${what}. Add features.`);
  }
  for (const [i, name] of features.entries()) {
    findColumn(table, name, 'feature', where);
    if (name === other) {
      throw new InvalidParameterError(
        `${where}: ${show(name)} is both a feature and the target. Leave it out of features.`,
      );
    }
    if (features.indexOf(name) !== i) {
      throw new InvalidParameterError(`${where}: the feature ${show(name)} is named twice.`);
    }
  }
  return [...features];
}

/** @throws InvalidInputError when there is no such column, with the nearest */
export function findColumn(table: Table, name: string, role: string, where: string): Column {
  if (!table.has(name)) {
    throw new InvalidInputError(
      `${where}: there is no ${role} column ${show(name)}. ${didYouMean(String(name), table.columnNames)}`,
    );
  }
  return table.column(name);
}
