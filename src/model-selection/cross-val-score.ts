import type { Label } from '../contracts.js';
import type { AnyEstimator } from '../estimator.js';
import { type Fitting, fitAtOnce, fitInSlices } from '../fitting.js';
import { type Hyperparameter, type Resolved, resolve } from '../hyperparameters.js';
import { readNamedBeside } from '../named-options.js';
import { type JobsOptions, readJobs } from '../parallel-work.js';
import type { AsyncOptions } from '../progress.js';
import { crossValidating, readTrial } from './cross-validating.js';
import { checkOneScore, type OneScoring } from './read-scoring.js';
import { type InputOf, type ValidationOptions, validationOptions } from './validation-options.js';

/** How an estimator is scored by cross-validation. */
export interface CrossValScoreOptions<E = AnyEstimator> extends ValidationOptions<OneScoring<E>> {}

/** As `CrossValScoreOptions`, with progress and a signal. */
export interface CrossValScoreAsyncOptions<E = AnyEstimator>
  extends CrossValScoreOptions<E>,
    AsyncOptions,
    JobsOptions {}

const table = validationOptions() satisfies Record<keyof CrossValScoreOptions, Hyperparameter>;

/**
 * The score of an estimator on each fold, fitted on the others: `crossValidate` where one score is all that is wanted.
 *
 * @example
 * const scores = crossValScore(new LogisticRegression(), X, y, { cv: 10 }) // ten accuracies
 *
 * @param X - samples [nSamples × nFeatures], of any kind that the estimator takes, tables included
 * @param y - targets or labels [nSamples]; undefined where the estimator needs none
 * @returns [nFolds]
 * @throws InvalidParameterError for an unknown option, an unknown score or no folds
 * @throws InvalidInputError when the samples cannot be cut so, and when all folds fail, with the causes
 */
export function crossValScore<E extends AnyEstimator>(
  estimator: E,
  X: InputOf<E>,
  y?: ArrayLike<Label>,
  options: CrossValScoreOptions<E> = {},
): number[] {
  return fitAtOnce(scored(estimator, X, y, options));
}

/**
 * As `crossValScore`, in time slices, or by `nJobs` workers: `onProgress` hears of each fold, and `signal` stops it. The
 * result is the same.
 *
 * @throws the signal's reason, and what `crossValScore` throws
 */
export async function crossValScoreAsync<E extends AnyEstimator>(
  estimator: E,
  X: InputOf<E>,
  y?: ArrayLike<Label>,
  options: CrossValScoreAsyncOptions<E> = {},
): Promise<number[]> {
  const { onProgress, signal, nJobs, ...rest } = readNamedBeside(
    options,
    'crossValScoreAsync',
    table,
    ['nJobs', 'onProgress', 'signal'],
  );
  const jobs = readJobs(nJobs, 'crossValScoreAsync');
  return fitInSlices(
    scored(estimator, X, y, rest, jobs),
    { onProgress, signal },
    'crossValScoreAsync',
  );
}

function* scored(
  estimator: AnyEstimator,
  X: unknown,
  y: ArrayLike<Label> | undefined,
  options: object,
  nJobs: number | null = null,
): Fitting<number[]> {
  const where = 'crossValScore';
  const given = resolve<Resolved<CrossValScoreOptions>>(where, table, options, 'option');
  const trial = yield* readTrial(estimator, { ...given, X, y }, where);
  checkOneScore(trial.scorers, where);
  const results = yield* crossValidating(trial, { nJobs });
  return results.map(({ testScores }) => testScores[0]);
}
