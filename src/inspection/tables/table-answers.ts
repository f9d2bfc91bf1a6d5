import type { Label, MatrixLike } from '../../contracts.js';
import { type Dense, parseFeatures } from '../../data/dense.js';
import type { Table } from '../../data/table.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { answers, type Question, taskOf } from '../../estimator-kind.js';
import { snapshotOf } from '../../estimator-parts.js';
import type { Steps } from '../../progress.js';
import { range } from '../../random/sampling.js';
import { tellingOnce } from '../../warnings.js';
import { count, show } from '../../words.js';
import { column, isColumn } from '../shap/model-answers.js';
import { type ModelParts, readTableModel, type TableModel } from './table-model.js';

/** What an output of a model is a number of. */
export type OutputUnit = 'probability' | 'margin' | 'decision' | 'value';

/** Asks a model of tables about rows: for a number a class, or one number where there are no classes. */
export class TableAnswers<L extends Label = Label> {
  /** What the model is made of. */
  readonly parts: ModelParts;
  /** Who asks, for messages. */
  readonly where: string;
  /** Most rows in one call. */
  readonly rowsAsked: number;
  /** What the numbers are. */
  readonly unit: OutputUnit;
  /** The classes that the numbers are of; null for the one number of a model without. */
  readonly labels: readonly L[] | null;
  readonly #question: Question;
  readonly #once = tellingOnce();

  /**
   * @throws InvalidParameterError for what is no model, and for one that gives labels alone, or clusters
   * @throws NotFittedError before fit
   */
  constructor(model: TableModel<L>, where: string, rowsAsked: number) {
    this.parts = readTableModel(snapshotOf(model), where);
    const { estimator } = this.parts;
    const task = taskOf(estimator);
    const question = questionFor(estimator, task);
    if (question === undefined) {
      throw new InvalidParameterError(
        `${where}: the model must give numbers or probabilities, but ${show(estimator)} gives ${task === 'clustering' ? 'clusters' : 'labels'} alone. Pass a model of classes with probabilities or decisions, of numbers, or of outliers.`,
      );
    }
    this.where = where;
    this.rowsAsked = rowsAsked;
    this.#question = question;
    const isOfClasses = task === 'classification';
    this.unit = isOfClasses ? UNITS[question] : task === 'regression' ? 'value' : 'decision';
    this.labels = isOfClasses ? (Reflect.get(estimator, 'classes') as readonly L[]) : null;
  }

  /** How many numbers there are for a row. */
  get nOutputs(): number {
    return this.labels?.length ?? 1;
  }

  /** The numbers of rows [rowCount × nOutputs], some rows a step. */
  *of(table: Table): Steps<Dense> {
    const { nOutputs } = this;
    const data = new Float64Array(table.rowCount * nOutputs);
    for (const rows of this.#blocks(table)) {
      data.set(this.ask(table.rows(rows)).data, rows[0] * nOutputs);
      yield;
    }
    return { data, rows: table.rowCount, columns: nOutputs };
  }

  /** As `of`, of so few rows that one call is enough. */
  ask(table: Table): Dense {
    const given = this.#call(this.#question, table) as ArrayLike<number> | MatrixLike;
    return this.#read(given, table.rowCount);
  }

  /**
   * Numbers as a block with a column an output: of a single margin of two classes the other is the negative.
   *
   * @throws InvalidInputError when they are not one for each output, or not finite
   */
  #read(given: ArrayLike<number> | MatrixLike, rows: number): Dense {
    const where = `${this.where}: what the model gave`;
    const answer = parseFeatures(isColumn(given) ? column(given, where) : given, where, {
      minRows: rows,
    });
    if (answer.columns === this.nOutputs) return answer;
    if (answer.columns === 1 && this.nOutputs === 2) return bothSides(answer);
    throw new InvalidInputError(
      `${where} has ${count(answer.columns, 'number')} for each row, but there are ${count(this.nOutputs, 'output')}. Fit the model with decisionFunctionShape: "ovr", or with probabilities.`,
    );
  }

  /** What the model predicts for rows [rowCount], some rows a step. */
  *predictions(table: Table): Steps<L[]> {
    const predicted: L[] = [];
    for (const rows of this.#blocks(table)) {
      const labels = this.#call('predict', table.rows(rows)) as ArrayLike<L>;
      for (let i = 0; i < labels.length; i++) predicted.push(labels[i]);
      yield;
    }
    return predicted;
  }

  /** The numbers of rows, those of a call at a time. */
  *#blocks({ rowCount }: Table): Generator<Int32Array> {
    const all = range(rowCount);
    for (let from = 0; from < rowCount; from += this.rowsAsked) {
      yield all.subarray(from, from + this.rowsAsked);
    }
  }

  #call(question: Question, table: Table): unknown {
    const { model } = this.parts;
    const method: unknown = Reflect.get(model, question);
    return this.#once(() => Reflect.apply(method as () => unknown, model, [table]));
  }
}

/** Margins of the later of two classes, and those of the earlier before them. */
function bothSides({ data, rows }: Dense): Dense {
  const sides = new Float64Array(2 * rows);
  for (let i = 0; i < rows; i++) {
    sides[2 * i] = 0 - data[i]; // no -0
    sides[2 * i + 1] = data[i];
  }
  return { data: sides, rows, columns: 2 };
}

const UNITS = {
  predictProba: 'probability',
  decisionFunction: 'margin',
  predict: 'value',
} as const;

/** The question whose answers are numbers, those that are easiest to understand first. */
function questionFor(estimator: object, task: ReturnType<typeof taskOf>): Question | undefined {
  if (task === 'regression') return 'predict';
  const questions = {
    classification: ['predictProba', 'decisionFunction'],
    anomalyDetection: ['decisionFunction'],
  } as const;
  if (task !== 'classification' && task !== 'anomalyDetection') return undefined;
  return questions[task].find((question) => answers(estimator, question));
}
