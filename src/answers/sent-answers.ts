import type { Matrix } from 'ml-matrix';
import { readFeatures, toMatrix } from '../data/dense.js';
import type { Question } from '../estimator-kind.js';
import { type Asked, ask } from '../model-selection/remembering.js';
import type { Steps } from '../progress.js';

/** Answers in a form that is moved from thread to thread: the values of a matrix by rows, or one value a sample. */
export interface SentAnswers {
  readonly values: Float64Array | readonly unknown[];
  /** Columns of the matrix; null where there is a value a sample. */
  readonly columns: number | null;
}

/**
 * Ask a model about samples.
 *
 * @param rowsAsked - how many at a time; all where it is left out
 * @param firstRows - how many first, from where it is up to twice as many each time
 */
export function* answersOf(
  model: object,
  question: Question,
  of: Asked,
  rowsAsked = of.length,
  firstRows = rowsAsked,
): Steps<SentAnswers> {
  const answer = yield* ask(model, question, of, rowsAsked, firstRows);
  if (!Array.isArray(answer)) {
    const { data, columns } = readFeatures(answer as Matrix, question);
    return { values: data, columns };
  }
  const isNumeric = answer.every((value) => typeof value === 'number');
  return { values: isNumeric ? Float64Array.from(answer) : answer, columns: null };
}

/** Answers about one block after another as the model itself gives them: an array [nSamples], or a matrix [nSamples × columns]. */
export function joined(parts: readonly SentAnswers[]): unknown {
  const [{ columns }] = parts;
  if (columns === null) return parts.flatMap(({ values }) => Array.from<unknown>(values));
  const data = new Float64Array(parts.reduce((sum, { values }) => sum + values.length, 0));
  let at = 0;
  for (const { values } of parts) {
    data.set(values as Float64Array, at);
    at += values.length;
  }
  return toMatrix(data, data.length / columns, columns);
}
