/** What fitted models answer about many samples, asked without holding up others, and by all cores. */

import { InvalidParameterError } from '../errors.js';
import type { Question } from '../estimator-kind.js';
import { snapshotOf } from '../estimator-parts.js';
import { isSo } from '../is-so.js';
import { readNamed } from '../named-options.js';
import { type JobsOptions, readJobs } from '../parallel-work.js';
import { type AsyncOptions, drainInSlices } from '../progress.js';
import { show } from '../words.js';
import { answering } from './answering.js';

/** How samples are asked about: progress in rows, a signal, and how many workers. */
export interface AnswerOptions extends AsyncOptions, JobsOptions {}

/** A model that predicts. */
export interface Predicting {
  /** What it predicts of samples. */
  predict(X: never): unknown;
}

/** A model that knows probabilities. */
export interface PredictingProbabilities {
  /** How probable each class is. */
  predictProba(X: never): unknown;
}

/** A model that decides by a score. */
export interface Deciding {
  /** On which side samples are, and how far. */
  decisionFunction(X: never): unknown;
}

/**
 * As `model.predict(X)`, in time slices, or by `nJobs` workers: `onProgress` hears how many rows are through, and `signal`
 * stops it. The model is asked about blocks of rows, each by itself; the result is the same. An estimator that is fitted anew
 * meanwhile answers all rows as it stood at the call.
 *
 * @example
 * const labels = await predictAsync(forest, X, { nJobs: -1 })
 *
 * @param model - fitted: any estimator, pipeline, model of `trainModel`, or object with a `predict`
 * @param X - samples [nSamples × nFeatures], of any kind that the model takes, tables included
 * @returns what `predict` gives [nSamples]
 * @throws the signal's reason, and what `predict` throws; InvalidParameterError for an unknown option or what has no `predict`
 */
export async function predictAsync<M extends Predicting>(
  model: M,
  X: Parameters<M['predict']>[0],
  options: AnswerOptions = {},
): Promise<ReturnType<M['predict']>> {
  return answersTo<ReturnType<M['predict']>>('predict', model, X, options);
}

/**
 * As `model.predictProba(X)`, in time slices, or by `nJobs` workers. Parameters and errors as `predictAsync`.
 *
 * @returns [nSamples × nClasses], unitless, rows sum to 1; columns follow `model.classes`
 */
export async function predictProbaAsync<M extends PredictingProbabilities>(
  model: M,
  X: Parameters<M['predictProba']>[0],
  options: AnswerOptions = {},
): Promise<ReturnType<M['predictProba']>> {
  return answersTo<ReturnType<M['predictProba']>>('predictProba', model, X, options);
}

/**
 * As `model.decisionFunction(X)`, in time slices, or by `nJobs` workers. Parameters and errors as `predictAsync`.
 *
 * @returns what `decisionFunction` gives: a number a sample, or a matrix with a column a class or a pair of them
 */
export async function decisionFunctionAsync<M extends Deciding>(
  model: M,
  X: Parameters<M['decisionFunction']>[0],
  options: AnswerOptions = {},
): Promise<ReturnType<M['decisionFunction']>> {
  return answersTo<ReturnType<M['decisionFunction']>>('decisionFunction', model, X, options);
}

async function answersTo<Answer>(
  question: Question,
  model: object,
  X: unknown,
  options: AnswerOptions,
): Promise<Answer> {
  const where = `${question}Async`;
  const { nJobs, onProgress, signal } = readNamed(options, where, [
    'nJobs',
    'onProgress',
    'signal',
  ]);
  const jobs = readJobs(nJobs, where);
  const hasIt = () =>
    typeof model === 'object' &&
    model !== null &&
    typeof Reflect.get(model, question) === 'function';
  if (!isSo(hasIt)) {
    throw new InvalidParameterError(
      `${where}: model must have ${question}, but got ${show(model)}. Pass a fitted model that has it.`,
    );
  }
  const inquiry = { model: snapshotOf(model), question, X, nJobs: jobs, where };
  return (await drainInSlices(answering(inquiry), { onProgress, signal }, where)) as Answer;
}
