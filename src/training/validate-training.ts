import type { Fitting } from '../fitting.js';
import { sampleTableInSteps } from '../preprocessing/splitting/sample-table.js';
import { tableRowsInSteps } from '../preprocessing/splitting/table-rows.js';
import { AUTO } from './auto.js';
import type { CatalogueEntry } from './catalogue.js';
import { candidatesOf, usualModels } from './comparison/candidates.js';
import { comparing, usualScoring } from './comparison/comparing.js';
import type { ModelComparison } from './comparison/comparison.js';
import { knownLabels, type LearningProblem } from './learning-problem.js';
import { isUneven } from './target-classes.js';
import { MOST_COMPARED_ROWS, USUAL_FOLDS } from './training-option-tables.js';
import type { CrossValidationReport } from './training-report.js';
import type { SupervisedRequest } from './training-request.js';

/** What is to be learned, and from which rows. */
export interface TrainingRows {
  readonly problem: LearningProblem;
  /** The rows of its table to train on. */
  readonly train: Int32Array;
}

/** What cross-validation of the training rows tells before the fit, as far as it was asked for. */
export interface Validated {
  /** What is to be trained. */
  readonly entry: CatalogueEntry;
  /** How it was chosen; only where that was asked for. */
  readonly comparison?: ModelComparison;
  readonly crossValidation?: CrossValidationReport;
}

/**
 * Cross-validate the model that is asked for on the training rows, or choose one so: held-out rows have no part in it.
 *
 * @throws InvalidInputError when the rows cannot be cut into folds, or every model fails
 */
export function* validateTraining(
  request: SupervisedRequest,
  { problem, train }: TrainingRows,
): Fitting<Validated> {
  const { where, entry, cv, hyperparams, preprocessing, scaleTarget, randomState } = request;
  const isAuto = entry === AUTO;
  if (cv === null && !isAuto) return { entry };
  const { task, classes } = problem;
  const target = request.target.name;
  const stratify = task === 'classification' ? target : undefined;
  const size = isAuto ? MOST_COMPARED_ROWS : train.length;
  const table = yield* tableRowsInSteps(problem.table, train);
  const sample = yield* sampleTableInSteps(table, { size, stratify, randomState });
  const y = knownLabels(sample.column(target));
  const { models, notCompared } = isAuto
    ? usualModels(task, y.length)
    : { models: [{ name: entry.name, entry, hyperparams }], notCompared: [] };
  const uneven = classes !== undefined && isUneven(classes);
  const rules = { task, uneven, preprocessing, scaleTarget, randomState };
  const usual = request.scoring === null ? usualScoring(classes) : null;
  const compared = yield* comparing({
    where,
    task,
    X: sample.select(request.features),
    y,
    candidates: candidatesOf(models, rules),
    cv: cv ?? USUAL_FOLDS,
    scoring: usual?.name ?? request.scoring,
    randomState,
  });
  const { best, scoring, folds } = compared;
  const { scores, mean, spread } = best;
  const crossValidation = { scoring, scores, mean, spread, folds, rows: y.length };
  if (!isAuto) return { entry, crossValidation };
  const chosen = models.find(({ name }) => name === best.name);
  const comparison: ModelComparison = {
    target,
    task,
    taskReason: problem.reason,
    scoringReason: usual?.reason ?? null,
    rows: y.length,
    leftOutRows: { withoutTarget: 0, notSampled: table.rowCount - y.length },
    notCompared,
    ...compared,
  };
  return { entry: chosen?.entry ?? entry, comparison, crossValidation };
}
