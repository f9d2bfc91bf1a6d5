import type { Matrix } from 'ml-matrix';
import type { Label, MatrixLike } from '../../contracts.js';
import { lengthOf, reading } from '../../data/array-like.js';
import { type Dense, parseFeatures, rowsBetween, toMatrix } from '../../data/dense.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { answers, isClassifier } from '../../estimator-kind.js';
import { snapshotOf } from '../../estimator-parts.js';
import type { Steps } from '../../progress.js';
import { count, show } from '../../words.js';

/** Gives numbers for samples: one each, or a row of several each. */
export type NumberFunction = (X: Matrix) => ArrayLike<number> | MatrixLike;

/** What can be explained by asking it: a function of samples, or a fitted estimator. */
export type ExplainedModel =
  | NumberFunction
  | {
      /** Numbers [nSamples], or labels of a classifier that knows probabilities. */
      predict(X: MatrixLike): ArrayLike<Label>;
    };

/**
 * Rows that a model is asked about in one call. Many cost less each: a forest of 100 trees took 0.6 of the time of few. But a
 * slice can end only between calls, and a kernel machine of 50 000 support vectors of 20 features takes 50 ms for few.
 */
export const ASKED_ROWS = { atOnce: 256, inSlices: 16 } as const;

/** Asks a model about samples, and holds its answers to be numbers, as many for each sample. */
export class ModelAnswers {
  /** As it is asked, whatever its owner fits meanwhile. */
  readonly model: ExplainedModel;
  readonly #ask: NumberFunction;
  readonly #where: string;
  /** Most rows in one call. */
  readonly rowsAsked: number;
  #nOutputs: number | undefined;

  /** @throws InvalidParameterError for what gives no numbers */
  constructor(model: ExplainedModel, where: string, rowsAsked: number) {
    this.model = snapshotOf(model);
    this.#ask = reading(where, 'the model', () => functionOf(this.model, where));
    this.#where = where;
    this.rowsAsked = rowsAsked;
  }

  /**
   * The answers [rows × nOutputs].
   *
   * @throws InvalidInputError when they are no finite numbers, or not as many as before
   */
  *of(samples: Dense): Steps<Dense> {
    const { rowsAsked } = this;
    const parts: Dense[] = [];
    for (let from = 0; from < samples.rows; from += rowsAsked) {
      parts.push(this.ask(rowsBetween(samples, from, Math.min(samples.rows, from + rowsAsked))));
      yield;
    }
    const [{ columns }] = parts;
    const data = new Float64Array(samples.rows * columns);
    for (const [at, part] of parts.entries()) data.set(part.data, at * rowsAsked * columns);
    return { data, rows: samples.rows, columns };
  }

  /** As `of`, of so few samples that one call is enough. They are copied: the model may keep what it gets. */
  ask({ data, rows, columns }: Dense): Dense {
    const where = `${this.#where}: what the model gave`;
    const given = this.#ask(toMatrix(data.slice(), rows, columns));
    const answer = parseFeatures(isColumn(given) ? column(given, where) : given, where);
    this.#nOutputs ??= answer.columns;
    if (answer.rows === rows && answer.columns === this.#nOutputs) return answer;
    throw new InvalidInputError(
      `${where} has ${answer.rows} × ${count(answer.columns, 'number')} for ${rows} samples, where ${this.#nOutputs} each are due. Give the same outputs for every sample.`,
    );
  }
}

/** Whether an answer is one value a sample, not a row of them. */
export function isColumn(given: unknown): given is ArrayLike<unknown> {
  return lengthOf(given) !== undefined && typeof (given as ArrayLike<unknown>)[0] !== 'object';
}

/**
 * One number a sample as a matrix of one column.
 *
 * @throws InvalidInputError for what is no number
 */
export function column(numbers: ArrayLike<unknown>, where: string): Dense {
  const data = Float64Array.from(numbers, (value) => {
    if (typeof value === 'number') return value;
    throw new InvalidInputError(
      `${where} holds ${show(value)}, not a number. Pass a function that gives numbers, such as (X) => model.predictProba(X).`,
    );
  });
  return { data, rows: data.length, columns: 1 };
}

/** Probabilities where there are, else what a detector decides by, else predictions that are amounts. */
function functionOf(model: ExplainedModel, where: string): NumberFunction {
  if (typeof model === 'function') return model;
  if (typeof model !== 'object' || model === null) throw notAModel(model, where);
  for (const question of ['predictProba', 'decisionFunction', 'predict'] as const) {
    const isOfLabels = isClassifier(model) || 'labels' in model;
    if (!answers(model, question) || (isOfLabels && question !== 'predictProba')) continue;
    return (X) => Reflect.apply(Reflect.get(model, question), model, [X]);
  }
  throw notAModel(model, where);
}

function notAModel(model: unknown, where: string): InvalidParameterError {
  return new InvalidParameterError(
    `${where}: the model must give probabilities or numbers, but got ${show(model)}. Pass a function of the samples, such as (X) => model.decisionFunction(X).`,
  );
}
