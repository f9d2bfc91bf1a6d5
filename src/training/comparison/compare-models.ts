import type { Label } from '../../contracts.js';
import { countMissing } from '../../data/columns.js';
import type { Table } from '../../data/table.js';
import { checkTable } from '../../data/tables/check-table.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { type Fitting, fitAtOnce, fitInSlices } from '../../fitting.js';
import { type Resolved, resolve } from '../../hyperparameters.js';
import { readNamedBeside } from '../../named-options.js';
import { readJobs } from '../../parallel-work.js';
import { count, show } from '../../words.js';
import { type SupervisedTask, wholeCatalogue } from '../catalogue.js';
import { readProblem } from '../learning-problem.js';
import { isUneven } from '../target-classes.js';
import { comparisonOptions } from '../training-option-tables.js';
import { chooseFeatures, findColumn } from '../training-request.js';
import type { CompareModelsAsyncOptions, CompareModelsOptions } from './compare-options.js';
import { comparing, usualScoring } from './comparing.js';
import type { ModelComparison } from './comparison.js';
import { candidatesOf, commonTask, readModels, usualModels } from './models-to-compare.js';

type Settings = Readonly<
  Omit<Resolved<CompareModelsOptions>, 'target' | 'models' | 'groups' | 'features' | 'task'>
> & {
  readonly target: string | null;
  readonly models: readonly unknown[] | null;
  readonly groups: string | null;
  readonly features: readonly string[] | null;
  readonly task: SupervisedTask | null;
};

/**
 * Which model suits a table: cross-validates several on the same folds, each with the preparation it needs learned from
 * the training part of each fold alone, beside a baseline that looks at no feature, and says whether the lead of the
 * best is more than noise. A model that fails is named, and the others go on.
 * Source of the test: Nadeau and Bengio, Machine Learning 52 (2003). Cost: a fit for each model and fold, on at most
 * `sampleSize` rows.
 *
 * @param table - raw data, with text, booleans and missing values as they are
 * @throws InvalidParameterError for an unknown model, score, option or hyperparameter, or one out of range
 * @throws InvalidInputError when a column is missing, the target cannot be learned or cut into folds, or all models fail
 *
 * @example
 * const comparison = compareModels(table, { target: 'species', randomState: 0 })
 * comparison.best.modelName // 'logisticRegression'
 * console.log(formatComparison(comparison))
 */
export function compareModels(table: Table, options: CompareModelsOptions): ModelComparison {
  return fitAtOnce(compared(table, options, null, 'compareModels'));
}

/**
 * As `compareModels`, in time slices, or by `nJobs` workers, to whom the folds of a model go: `onProgress` hears of each fold of
 * each model, and `signal` stops it. The result is the same, but for the times.
 *
 * @throws the signal's reason, and what `compareModels` throws
 */
export async function compareModelsAsync(
  table: Table,
  options: CompareModelsAsyncOptions,
): Promise<ModelComparison> {
  const where = 'compareModelsAsync';
  const { onProgress, signal, nJobs, ...asked } = readNamedBeside(
    options,
    where,
    comparisonOptions,
    ['nJobs', 'onProgress', 'signal'],
  );
  const jobs = readJobs(nJobs, where);
  return fitInSlices(compared(table, asked, jobs, where), { onProgress, signal }, where);
}

function* compared(
  table: Table,
  options: object,
  nJobs: number | null,
  where: string,
): Fitting<ModelComparison> {
  checkTable(table, where);
  const catalogue = wholeCatalogue();
  const settings = resolve<Settings>(where, comparisonOptions, options, 'option');
  const { cv, randomState, preprocessing } = settings;
  const target = targetOf(table, settings, where);
  const { features, groups } = columnsOf(table, target.name, settings, where);
  const named =
    settings.models === null ? null : readModels(settings.models, catalogue.entries, where);
  const problem = yield* readProblem({
    where,
    table,
    target,
    features,
    entry: commonTask(named, where),
    task: settings.task,
    sampleSize: settings.sampleSize,
    randomState,
  });
  const { task, y, classes } = problem;
  const chosen =
    named === null
      ? usualModels(catalogue.usual, task, y.length, where)
      : { models: named, notCompared: [] };
  const uneven = classes !== undefined && isUneven(classes);
  const rules = { task, uneven, preprocessing, scaleTarget: null, randomState };
  const usual = settings.scoring === null ? usualScoring(classes) : null;
  const { scoring, ...rest } = yield* comparing({
    where,
    task,
    X: problem.table.select(features),
    y,
    ...(groups !== null && { groups: groupLabels(problem.table, groups, where) }),
    candidates: candidatesOf(chosen.models, rules),
    cv,
    scoring: usual?.name ?? settings.scoring,
    randomState,
    nJobs,
  });
  const { withoutTarget, notSampled } = problem;
  return {
    target: target.name,
    task,
    taskReason: problem.reason,
    scoring,
    scoringReason: usual?.reason ?? null,
    rows: y.length,
    leftOutRows: { withoutTarget, notSampled },
    notCompared: chosen.notCompared,
    ...rest,
  };
}

function targetOf(table: Table, { target }: Settings, where: string) {
  if (target !== null) return findColumn(table, target, 'target', where);
  throw new InvalidParameterError(
    `${where}: target must be text, but got undefined. Pass { target: 'column' }.`,
  );
}

/** The columns to learn from, and the one of the groups, which is none of them. */
function columnsOf(
  table: Table,
  target: string,
  { features, groups }: Settings,
  where: string,
): { features: readonly string[]; groups: string | null } {
  if (groups === null) return { features: chooseFeatures(table, features, target, where), groups };
  findColumn(table, groups, 'groups', where);
  if (groups === target || features?.includes(groups)) {
    throw new InvalidParameterError(
      `${where}: ${show(groups)} holds the groups, so it cannot be ${groups === target ? 'the target' : 'a feature'} too. Pass another column.`,
    );
  }
  const others = table.select(table.columnNames.filter((name) => name !== groups));
  return { features: chooseFeatures(others, features, target, where), groups };
}

function groupLabels(table: Table, name: string, where: string): Label[] {
  const missing = countMissing(table.column(name));
  const labels = table.values(name).filter((cell) => cell !== null);
  if (missing === 0) return labels;
  throw new InvalidInputError(
    `${where}: ${count(missing, 'row')} without a group in ${show(name)}. Leave them out, or give each its own group.`,
  );
}
