import type { Label } from '../../contracts.js';
import type { Cell } from '../../data/columns.js';
import type { Table } from '../../data/table.js';
import { InvalidParameterError } from '../../errors.js';
import type { CellsOf } from '../../estimators/predictions.js';
import { type Resolved, resolve } from '../../hyperparameters.js';
import { readNamed } from '../../named-options.js';
import type { TabularInput } from '../../preprocessing/tabular/tabular-features.js';
import { drain, drainInSlices, type Training } from '../../progress.js';
import { count, didYouMean, listRemarks, show } from '../../words.js';
import { ASKED_ROWS } from '../shap/model-answers.js';
import { poolColumns, rowsOfCodes } from '../tables/column-pools.js';
import { tableOfBackground, tableOfRows } from '../tables/rows-of-model.js';
import { TableAnswers } from '../tables/table-answers.js';
import type { TableModel } from '../tables/table-model.js';
import { columnChoices } from './column-choices.js';
import { readGoal } from './counterfactual-goal.js';
import {
  type CounterfactualAsyncOptions,
  type CounterfactualOptions,
  counterfactualOptions,
} from './counterfactual-options.js';
import { searchNearest } from './nearest-search.js';
import { RowCandidates } from './row-candidates.js';

export type {
  CounterfactualAsyncOptions,
  CounterfactualOptions,
} from './counterfactual-options.js';

/** What would have to be otherwise for another prediction, or that nothing was found. */
export type Counterfactual<L extends Label = Label> =
  | CounterfactualFound<L>
  | CounterfactualNotFound<L>;

/** A row that is predicted as it is to be, and what is otherwise in it. */
export interface CounterfactualFound<L extends Label = Label> {
  /** Tells it from a search that found none. */
  readonly found: true;
  /** What the model predicts of the row that was given. */
  readonly predicted: L;
  /** What it predicts of the other row. */
  readonly counterfactual: L;
  /** The other row, by the columns that the model uses. */
  readonly row: Readonly<Record<string, Cell>>;
  /** What is otherwise in it, the smallest change first; empty where the row is predicted so as it is. */
  readonly changes: readonly CounterfactualChange[];
  /**
   * How far the rows are apart: the sum over the changes of 1 for a category, or a number that was missing, and of a
   * number's step as a share of its range in the background.
   */
  readonly distance: number;
  /** How many rows the model was asked about. */
  readonly asked: number;
}

/** That no row was found. */
export interface CounterfactualNotFound<L extends Label = Label> {
  /** Tells it from a search that found one. */
  readonly found: false;
  /** What the model predicts of the row that was given. */
  readonly predicted: L;
  /** What was tried, in a sentence. */
  readonly reason: string;
  /** How many rows the model was asked about. */
  readonly asked: number;
}

/** One column that is otherwise. */
export interface CounterfactualChange {
  /** Its name. */
  readonly column: string;
  /** What the row has; null where it is missing. */
  readonly from: Cell;
  /** What it would have to have. */
  readonly to: Cell;
}

const OPTIONS = ['background', 'target', 'mutable', 'maxChanges', 'maxPredictions'] as const;

/**
 * The nearest change of a row that changes what a model predicts: as few columns as can be, and these as little. Columns take
 * values that the background has, and never become missing. No chance is in it.
 *
 * It is a search, which need not find the nearest there is: all seen values of one column, or some 30 of them where there
 * are more; then the most promising changes with a second column, and so on; and the nearest rows of the background that
 * are predicted so, less what can be left out. Numbers are then brought as near as they can.
 * Sources: Wachter, Mittelstadt and Russell, Harvard Journal of Law & Technology 31 (2018), for the question; Gower,
 * Biometrics 27 (1971), for the distance.
 *
 * @example
 * const result = counterfactual(model, customer, { background: table, target: 'no', mutable: ['contract', 'bill'] })
 * if (result.found) console.log(result.changes) // [{ column: 'contract', from: 'monthly', to: 'yearly' }]
 * else console.log(result.reason)
 *
 * @param model - that of `trainModel`, or a pipeline, search or ensemble that was fitted on a table
 * @param row - an object by column name; of a model of `trainModel` also values in the order of `features`
 * @throws NotFittedError before fit
 * @throws InvalidParameterError when the model gives labels or clusters alone, there is no background, or an option does not fit
 * @throws InvalidInputError when row or background do not fit the model
 */
export function counterfactual<L extends Label, R extends CellsOf<R>>(
  model: TableModel<L>,
  row: R,
  options: CounterfactualOptions<L>,
): Counterfactual<L> {
  const where = 'counterfactual';
  const given = readNamed(options, where, OPTIONS);
  return drain(searching(new TableAnswers(model, where, ASKED_ROWS.atOnce), row, given));
}

/** As `counterfactual`, in time slices: follows `onProgress`, and stops on `signal`. */
export async function counterfactualAsync<L extends Label, R extends CellsOf<R>>(
  model: TableModel<L>,
  row: R,
  options: CounterfactualAsyncOptions<L>,
): Promise<Counterfactual<L>> {
  const where = 'counterfactualAsync';
  const { onProgress, signal, ...rest } = readNamed(options, where, [
    ...OPTIONS,
    'onProgress',
    'signal',
  ]);
  const answers = new TableAnswers(model, where, ASKED_ROWS.inSlices);
  return drainInSlices(searching(answers, row, rest), { onProgress, signal }, where);
}

function* searching<L extends Label>(
  answers: TableAnswers<L>,
  row: unknown,
  options: CounterfactualOptions<L>,
): Training<Counterfactual<L>> {
  const { parts, where } = answers;
  type Settings = Resolved<CounterfactualOptions<L>>;
  const settings = resolve<Settings>(where, counterfactualOptions, options, 'option');
  const table = tableOfRows([row] as TabularInput, parts, where, 'row');
  const background = tableOfBackground(settings.background, parts, where);
  const [predicted] = yield* answers.predictions(table);
  yield* answers.of(background); // whose values may be remarked on, before they come in mixtures
  const goal = readGoal(answers, settings.target, predicted);
  const mutable = mutableColumns(settings.mutable, table, where);
  const pools = poolColumns(table, background, where);
  const choices = mutable.map((j) => columnChoices(pools[j], j));
  const candidates = new RowCandidates(answers, { pools, goal, most: settings.maxPredictions });
  const best = yield* searchNearest(candidates, choices, settings.maxChanges ?? choices.length);
  const { asked } = candidates;
  yield { done: asked, total: asked, unit: 'prediction' };
  if (best === undefined) {
    const names = listRemarks(mutable.map((j) => show(table.columnNames[j])));
    const limits = candidates.left === 0 ? ', all that maxPredictions allows' : '';
    const reason = `No change of ${names} to values that the background has was found for which the model predicts ${goal.words}: ${count(asked, 'row')} were tried${limits}.`;
    return { found: false, predicted, reason, asked };
  }
  const codes = { data: Float64Array.from(best.codes), rows: 1, columns: pools.length };
  const other = rowsOfCodes(codes, pools);
  const [now] = yield* answers.predictions(other);
  const [from] = table.toRecords();
  const [to] = other.toRecords();
  const changes = choices
    .filter(({ position }) => best.changed.includes(position))
    .sort((a, b) => a.costs[best.codes[a.position]] - b.costs[best.codes[b.position]])
    .map(({ position }) => table.columnNames[position])
    .map((column): CounterfactualChange => ({ column, from: from[column], to: to[column] }));
  return {
    found: true,
    predicted,
    counterfactual: now,
    row: to,
    changes,
    distance: best.distance,
    asked,
  };
}

/** Positions of the columns that may change. */
function mutableColumns(names: readonly string[] | null, table: Table, where: string): number[] {
  const given = names ?? table.columnNames;
  return [...new Set(given)].map((name) => {
    const j = table.columnNames.indexOf(name);
    if (j >= 0) return j;
    throw new InvalidParameterError(
      `${where}: mutable names the column ${show(name)}, which the model does not use. ${didYouMean(name, table.columnNames)}`,
    );
  });
}
