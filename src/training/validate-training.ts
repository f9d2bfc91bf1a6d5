import type { Fitting } from '../fitting.js';
import { sampleTableInSteps } from '../preprocessing/splitting/sample-table.js';
import { tableRowsInSteps } from '../preprocessing/splitting/table-rows.js';
import { AUTO } from './auto.js';
import type { CatalogueEntry } from './catalogue.js';
import { comparing, usualScoring } from './comparison/comparing.js';
import { candidatesOf, usualModels } from './comparison/models-to-compare.js';
import { foldsOfTable } from './comparison/table-folds.js';
import { knownLabels, type LearningProblem } from './learning-problem.js';
import { searchTraining } from './search-training.js';
import { isUneven } from './target-classes.js';
import { MOST_COMPARED_ROWS, USUAL_FOLDS } from './training-option-tables.js';
import type { TrainingReport } from './training-report.js';
import type { SupervisedRequest } from './training-request.js';

/** What is to be learned, and from which rows. */
export interface TrainingRows {
  readonly problem: LearningProblem;
  /** The rows of its table to train on. */
  readonly train: Int32Array;
}

/** What is to be trained, and what cross-validation of the training rows told of it, as far as it was asked for. */
export interface Validated {
  readonly entry: CatalogueEntry;
  readonly hyperparams: Readonly<Record<string, unknown>>;
  /** What goes into the report. */
  readonly told: Pick<TrainingReport, 'comparison' | 'crossValidation' | 'search'>;
}

/**
 * Cross-validate the model that is asked for on the training rows, or choose one so, and search its hyperparameters:
 * held-out rows have no part in it.
 *
 * @throws InvalidInputError when the rows cannot be cut into folds, or every model fails
 */
export function* validateTraining(
  request: SupervisedRequest,
  { problem, train }: TrainingRows,
): Fitting<Validated> {
  const { where, entry, cv, search, hyperparams, preprocessing, scaleTarget } = request;
  const isAuto = entry === AUTO;
  if (cv === null && search === null && !isAuto) return { entry, hyperparams, told: {} };
  const { task, classes } = problem;
  const { randomState } = request;
  const target = request.target.name;
  const table = yield* tableRowsInSteps(problem.table, train);
  const sample = yield* sampleTableInSteps(table, {
    size: isAuto ? MOST_COMPARED_ROWS : train.length,
    stratify: task === 'classification' ? target : undefined,
    randomState,
  });
  const y = knownLabels(sample.column(target));
  const rows = { task, X: sample.select(request.features), y };
  const uneven = classes !== undefined && isUneven(classes);
  const rules = { task, uneven, preprocessing, scaleTarget, randomState };
  const folds = yield* foldsOfTable(rows, cv ?? USUAL_FOLDS, randomState, where);
  const usual = request.scoring === null ? usualScoring(classes) : null;
  const scoring = usual?.name ?? request.scoring;
  const told: { -readonly [Name in keyof Validated['told']]: Validated['told'][Name] } = {};
  let chosen = entry;
  if (isAuto || cv !== null) {
    const { models, notCompared } = isAuto
      ? usualModels(request.usual, task, y.length, where)
      : { models: [{ name: entry.name, entry, hyperparams }], notCompared: [] };
    const candidates = candidatesOf(models, rules);
    const compared = yield* comparing({
      ...rows,
      where,
      candidates,
      cv: folds,
      scoring,
      randomState,
    });
    const { scores, mean, spread } = compared.best;
    told.crossValidation = {
      scoring: compared.scoring,
      scores,
      mean,
      spread,
      folds: folds.length,
      rows: y.length,
    };
    if (isAuto) {
      chosen = models.find(({ name }) => name === compared.best.name)?.entry ?? entry;
      told.comparison = {
        target,
        task,
        taskReason: problem.reason,
        scoringReason: usual?.reason ?? null,
        rows: y.length,
        leftOutRows: { withoutTarget: 0, notSampled: train.length - y.length },
        notCompared,
        ...compared,
      };
    }
  }
  if (search === null) return { entry: chosen, hyperparams, told };
  told.search = yield* searchTraining(request, search, {
    entry: chosen,
    rows,
    rules,
    folds,
    scoring,
  });
  return { entry: chosen, hyperparams: { ...hyperparams, ...told.search.bestParams }, told };
}
