import type { Label } from '../../contracts.js';
import { cellAt } from '../../data/columns.js';
import type { Table } from '../../data/table.js';
import { InvalidParameterError } from '../../errors.js';
import { partsOf, type WithParts } from '../../estimator-parts.js';
import { type Resolved, resolve } from '../../hyperparameters.js';
import { readNamed } from '../../named-options.js';
import type { TabularInput } from '../../preprocessing/tabular/tabular-features.js';
import { drain, drainInSlices, type Steps, Stretch, type Training } from '../../progress.js';
import { ASKED_ROWS } from '../shap/model-answers.js';
import { tableOfRows } from '../tables/rows-of-model.js';
import { TableAnswers } from '../tables/table-answers.js';
import type { ModelParts, TableModel } from '../tables/table-model.js';
import type { ColumnContributions, ExplainPlan } from './column-contributions.js';
import { typicalRow } from './columns-of-features.js';
import { explainColumns } from './explain-columns.js';
import { explainFeatures, isTransparent } from './explain-features.js';
import {
  type ExplainAsyncOptions,
  type ExplainOptions,
  explainOptions,
} from './explain-options.js';
import type { Contribution, Explanation, OutputExplanation } from './explanation.js';

export type { ExplainAsyncOptions, ExplainOptions } from './explain-options.js';

const OPTIONS = ['background', 'nSamples', 'randomState'] as const;

/**
 * Why a model predicts what it predicts for rows of a table: what each column adds, as Shapley values. Trees and linear
 * models are explained exactly from what they are made of (`treeShap`, `linearShap`), and what was made of a column
 * (categories, parts of dates, whether it is missing) is summed back to it. Any other model is asked about rows whose
 * columns are mixed with those of the background (`kernelShap`): exactly with up to 11 columns.
 *
 * Forests are explained in probabilities; boosting and linear classifiers in margins, before the logistic function or
 * softmax, where things add; others in probabilities where they have them. `unit` says which.
 *
 * @example
 * const { model } = trainModel(penguins, { target: 'species', modelName: 'gradientBoosting' })
 * const explanation = explain(model, penguins.head(1))
 * console.log(formatExplanation(explanation)) // bill_length_mm = 39.1 pushed Adelie by +2.3 …
 *
 * @param model - that of `trainModel`, or a pipeline, search or ensemble that was fitted on a table
 * @param rows - a Table or one object a row; of a model of `trainModel` also rows of values in the order of `features`
 * @throws NotFittedError before fit
 * @throws InvalidParameterError when the model gives labels or clusters alone, or needs a background and has none
 * @throws InvalidInputError when rows or background do not fit the model, or the result would take too much memory
 */
export function explain<L extends Label>(
  model: TableModel<L>,
  rows: TabularInput,
  options: ExplainOptions = {},
): Explanation<L> {
  const given = readNamed(options, 'explain', OPTIONS);
  return drain(explaining(new TableAnswers(model, 'explain', ASKED_ROWS.atOnce), rows, given));
}

/** As `explain`, in time slices: follows `onProgress`, a tree, an output or a row a step, and stops on `signal`. */
export async function explainAsync<L extends Label>(
  model: TableModel<L>,
  rows: TabularInput,
  options: ExplainAsyncOptions = {},
): Promise<Explanation<L>> {
  const where = 'explainAsync';
  const { onProgress, signal, ...rest } = readNamed(options, where, [
    ...OPTIONS,
    'onProgress',
    'signal',
  ]);
  const answers = new TableAnswers(model, where, ASKED_ROWS.inSlices);
  return drainInSlices(explaining(answers, rows, rest), { onProgress, signal }, where);
}

function* explaining<L extends Label>(
  answers: TableAnswers<L>,
  rows: TabularInput,
  options: ExplainOptions,
): Training<Explanation<L>> {
  const { parts, where } = answers;
  const settings = resolve<Resolved<ExplainOptions>>(where, explainOptions, options, 'option');
  const { background, nSamples, randomState } = settings;
  const table = tableOfRows(rows, parts, where);
  const others = background && tableOfRows(background, parts, where, 'background');
  const plan = { table, background: others, nSamples, randomState };
  const predicted = yield* answers.predictions(table);
  const found = yield* valuesOf(answers, plan);
  const { method, unit, comparedWith } = found;
  const outputs = yield* describeRows(found, table, answers.labels);
  return {
    method,
    unit,
    comparedWith,
    target: targetOf(parts),
    rows: predicted.map((label, i) => ({ predicted: label, outputs: outputs[i] })),
  };
}

function* valuesOf(answers: TableAnswers, plan: ExplainPlan): Training<ColumnContributions> {
  const { parts, where } = answers;
  const { preparation, estimator } = parts;
  if (preparation !== null && isTransparent(estimator)) {
    return yield* explainFeatures(estimator, preparation, plan, where);
  }
  const { background } = plan;
  if (background !== null) {
    const values = yield* explainColumns(answers, { ...plan, background });
    return { ...values, comparedWith: 'background' };
  }
  if (preparation === null) {
    throw new InvalidParameterError(
      `${where}: background is missing, and the model does not know its training rows. Pass rows that stand for what is usual, such as table.head(50).`,
    );
  }
  const typical = tableOfRows([typicalRow(preparation)], parts, where);
  const values = yield* explainColumns(answers, { ...plan, background: typical });
  return { ...values, comparedWith: 'typicalRow' };
}

type Outputs<L extends Label> = readonly [OutputExplanation<L>, ...OutputExplanation<L>[]];

/** The outputs of each row, their columns by size. */
function* describeRows<L extends Label>(
  { names, values, expected, flags }: ColumnContributions,
  table: Table,
  labels: readonly L[] | null,
): Steps<Outputs<L>[]> {
  const columns = names.map((name, c) =>
    flags !== null && c === names.length - 1 ? null : table.column(name),
  );
  const stretch = new Stretch();
  const rows: Outputs<L>[] = [];
  for (let i = 0; i < table.rowCount; i++) {
    const cells = columns.map((column) =>
      column === null ? (flags?.[i] ?? null) : cellAt(column, i),
    );
    const outputs = values.map((block, k): OutputExplanation<L> => {
      let prediction = expected[k];
      const contributions = names.map((column, c): Contribution => {
        const contribution = block[i * names.length + c];
        prediction += contribution;
        return { column, value: cells[c], contribution };
      });
      contributions.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
      return { label: labels?.[k] ?? null, baseValue: expected[k], prediction, contributions };
    });
    rows.push(outputs as [OutputExplanation<L>, ...OutputExplanation<L>[]]); // a model has at least one
    if (stretch.spend(SORT_WORK * values.length * names.length)) yield;
  }
  return rows;
}

/** Elementary operations that describing and sorting take a column. */
const SORT_WORK = 200;

/** The column that a model says it predicts. */
function targetOf({ model }: ModelParts): string | null {
  const state = partsOf(model as WithParts).state;
  return state !== undefined && 'target' in state && typeof state.target === 'string'
    ? state.target
    : null;
}
