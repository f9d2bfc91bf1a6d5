/** What of a model is looked at: a number for each sample, or one a class. */

import type { Label, MatrixLike } from '../../contracts.js';
import { lengthOf, reading } from '../../data/array-like.js';
import { type Dense, parseFeatures } from '../../data/dense.js';
import type { ResponseMethod } from '../../ensembles/thresholds/positive-scores.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { answers, type Question, taskOf } from '../../estimator-kind.js';
import { oneOf } from '../../hyperparameters.js';
import type { Steps } from '../../progress.js';
import { tellingOnce } from '../../warnings.js';
import { count, show } from '../../words.js';
import type { EditableSamples } from '../samples/editable-samples.js';
import { column, isColumn } from '../shap/model-answers.js';

/** The row of the option in a table of options. */
export const responseMethod = () =>
  oneOf(['auto', 'predictProba', 'decisionFunction'], {
    default: 'auto',
    about: 'what a classifier is asked.',
  });

/** Numbers for samples, as a function of your own gives them: one each, or a row of several each. */
export type NumbersOf = (X: never) => ArrayLike<number> | MatrixLike;

/** The question whose answer is looked at; undefined for a function. */
export function questionOf(
  model: object,
  method: ResponseMethod,
  where: string,
): Question | undefined {
  if (typeof model === 'function') {
    if (method === 'auto') return undefined;
    throw new InvalidParameterError(
      `${where}: responseMethod is ${show(method)}, but a function is asked as it is. Leave it out.`,
    );
  }
  const task = taskOf(model);
  if (task === 'regression') {
    if (method === 'auto') return 'predict';
    throw new InvalidParameterError(
      `${where}: responseMethod is ${show(method)}, but a regressor is asked for its predictions. Leave it out.`,
    );
  }
  const questions = method === 'auto' ? (['predictProba', 'decisionFunction'] as const) : [method];
  const question = questions.find((one) => answers(model, one));
  if (question !== undefined) return question;
  throw new InvalidParameterError(
    `${where}: the model must have ${method === 'auto' ? 'predictions that are numbers, probabilities or decisions' : method}, but got ${show(model)}. Pass a fitted regressor or classifier, or a function of the samples that gives numbers.`,
  );
}

/** A model that answers in numbers, always as many for each sample. */
export class Response {
  readonly #ask: (X: unknown) => unknown;
  readonly #model: object;
  readonly #isClassifier: boolean;
  readonly #where: string;
  readonly #telling = tellingOnce();
  #nOutputs = 0;

  /** @throws InvalidParameterError for what gives no numbers */
  constructor(model: object, method: ResponseMethod, where: string) {
    if ((typeof model !== 'object' && typeof model !== 'function') || model === null) {
      throw new InvalidParameterError(
        `${where}: the model must be a fitted estimator or a function, but got ${show(model)}. Pass one, such as (X) => model.predict(X).`,
      );
    }
    const question = reading(where, 'the model', () => questionOf(model, method, where));
    const asked: unknown = question === undefined ? model : Reflect.get(model, question);
    this.#ask = (X) => Reflect.apply(asked as () => unknown, model, [X]);
    this.#isClassifier = question !== undefined && taskOf(model) === 'classification';
    this.#model = model;
    this.#where = where;
  }

  /** How many numbers there are for each sample, once it was asked; of two classes one, that of the later. */
  get nOutputs(): number {
    return this.#nOutputs;
  }

  /** What the numbers are of, once it was asked: labels of classes; none where they are of no class. */
  get classes(): Label[] {
    if (!this.#isClassifier) return [];
    return classesOf(this.#model, this.#nOutputs);
  }

  /**
   * The answers for all samples as they are now [nSamples × nOutputs].
   *
   * @param blockRows - samples that the model is asked about at a time
   * @throws InvalidInputError when they are no finite numbers, or not as many as before
   */
  *to(samples: EditableSamples, blockRows: number): Steps<Float64Array> {
    let all = new Float64Array(0);
    for (let from = 0; from < samples.rows; from += blockRows) {
      const to = Math.min(samples.rows, from + blockRows);
      const { data, columns } = this.#numbers(samples.between(from, to), to - from);
      if (from === 0) all = new Float64Array(samples.rows * columns);
      all.set(data, from * columns);
      yield;
    }
    return all;
  }

  #numbers(X: unknown, rows: number): Dense {
    const given = this.#telling(() => this.#ask(X));
    const where = `${this.#where}: what the model gave`;
    const parsed = reading(this.#where, 'what the model gave', () => {
      if (!isColumn(given)) return parseFeatures(given as MatrixLike, where);
      // Its length first: one that promises more than there is must not decide what is allocated.
      if (given.length !== rows) throw this.#otherSize(given.length, 1, rows);
      return parseFeatures(column(given, where), where);
    });
    const answer = this.#isClassifier && parsed.columns === 2 ? later(parsed) : parsed;
    if (this.#nOutputs === 0) this.#nOutputs = answer.columns;
    if (answer.rows === rows && answer.columns === this.#nOutputs) return answer;
    throw this.#otherSize(answer.rows, answer.columns, rows);
  }

  #otherSize(rows: number, columns: number, samples: number): InvalidInputError {
    const due = this.#nOutputs === 0 ? '' : `, where ${this.#nOutputs} each are due`;
    return new InvalidInputError(
      `${this.#where}: what the model gave has ${count(rows, 'row')} of ${count(columns, 'number')} for ${count(samples, 'sample')}${due}. Give the same outputs for every sample.`,
    );
  }
}

/** The labels of the outputs of a classifier: of two classes the later one has the only output. */
export function classesOf(model: object, nOutputs: number): Label[] {
  const classes: unknown = Reflect.get(model, 'classes');
  if (lengthOf(classes) === undefined) return [];
  const labels = Array.from(classes as ArrayLike<Label>);
  if (labels.length === nOutputs) return labels;
  return labels.length === 2 && nOutputs === 1 ? labels.slice(1) : [];
}

function later({ data, rows }: Dense): Dense {
  return { data: data.filter((_, at) => at % 2 === 1), rows, columns: 1 };
}
