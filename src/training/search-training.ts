import type { Fitting } from '../fitting.js';
import { lookUp, toSnakeCase } from '../hyperparameters.js';
import { readTrial } from '../model-selection/cross-validating.js';
import { ParameterSampler, type ParamSpace } from '../model-selection/search/parameter-sampler.js';
import { SearchLedger } from '../model-selection/search/search-ledger.js';
import { meanScores } from '../model-selection/search/search-results.js';
import { searching } from '../model-selection/search/search-run.js';
import { spaceOf } from '../model-selection/search/search-space.js';
import type { Fold } from '../model-selection/splitter.js';
import { TransformedTargetRegressor } from '../preprocessing/composition/transformed-target-regressor.js';
import type { CatalogueEntry } from './catalogue.js';
import { type CandidateRules, preparedModel } from './comparison/models-to-compare.js';
import type { TableRows } from './comparison/table-folds.js';
import type { ModelSearchOptions } from './training-options.js';
import type { SearchReport } from './training-report.js';
import type { SupervisedRequest } from './training-request.js';

/** What is searched, on which rows, and how settings are compared. */
export interface SearchTask {
  readonly entry: CatalogueEntry;
  readonly rows: TableRows;
  readonly rules: CandidateRules;
  readonly folds: readonly Fold[];
  readonly scoring: unknown;
}

/**
 * Draw settings of the model's hyperparameters, and cross-validate each on the training rows with the preparation
 * inside. Those that the user gave stay as they are.
 *
 * @throws InvalidParameterError for a hyperparameter that there is not, with the nearest
 * @throws InvalidInputError when all fits fail, with the causes
 */
export function* searchTraining(
  { where, hyperparams, randomState, scaleTarget }: SupervisedRequest,
  { params, nIter }: Required<ModelSearchOptions>,
  { entry, rows, rules, folds, scoring }: SearchTask,
): Fitting<SearchReport> {
  const { task, X, y } = rows;
  const model = preparedModel({ entry, hyperparams, randomState, scaleTarget }, rules);
  const scaled = model.getParams().estimator instanceof TransformedTargetRegressor;
  const prefix = scaled ? 'estimator__regressor__' : 'estimator__';
  const space = searchedSpace(entry, task, params, hyperparams);
  const prefixed = Object.fromEntries(
    Object.entries(space).map(([name, from]) => [`${prefix}${name}`, from]),
  );
  const candidates = [...new ParameterSampler(prefixed, { nIter, randomState })];
  const trial = yield* readTrial(model, { X, y, cv: folds, scoring }, `${where}: search`);
  const names = trial.scorers.all.map(({ name }) => name);
  const found = yield* searching(
    {
      trial,
      whole: { X, y, options: {} },
      returnTrainScore: false,
      nJobs: null,
      refit: false,
      fits: candidates.length * folds.length,
      *strategy() {
        yield { candidates };
      },
    },
    new SearchLedger(names, trial.scorers.named, folds.length),
  );
  const best = found.bestIndex ?? 0;
  const bestParams = Object.entries(found.tried.params[best]).map(([name, value]) => [
    name.slice(prefix.length),
    value,
  ]);
  return {
    scoring: names[0],
    candidates: candidates.length,
    folds: folds.length,
    bestParams: Object.fromEntries(bestParams),
    bestScore: meanScores(found.tried, 0)[best],
  };
}

/** What to draw from under our names: what was given, or what is known to matter but for what the user has fixed. */
function searchedSpace(
  { estimators }: CatalogueEntry,
  task: TableRows['task'],
  params: ParamSpace | null,
  fixed: Readonly<Record<string, unknown>>,
): ParamSpace {
  const info = estimators[task]?.info;
  if (info === undefined) return {};
  const ours = (name: string) =>
    Object.keys(info.hyperparameters).find((key) => toSnakeCase(key) === name) ?? name;
  if (params === null) {
    const given = Object.keys(fixed).map(ours);
    return Object.fromEntries(
      Object.entries(spaceOf(info)).filter(([name]) => !given.includes(name)),
    );
  }
  return Object.fromEntries(
    Object.entries(params).map(([name, from]) => {
      lookUp(info.type, info.hyperparameters, ours(name));
      return [ours(name), from];
    }),
  );
}
