import type { Label } from '../contracts.js';
import type { AnyEstimator } from '../estimator.js';
import { type Fitting, fitAtOnce, fitInSlices } from '../fitting.js';
import { boolean, type Hyperparameter, type Resolved, resolve } from '../hyperparameters.js';
import { readNamedBeside } from '../named-options.js';
import { type JobsOptions, readJobs } from '../parallel-work.js';
import type { AsyncOptions } from '../progress.js';
import { crossValidating, readTrial } from './cross-validating.js';
import type {
  OneScoring,
  Scorers,
  ScoresByName,
  Scoring,
  SeveralScorings,
} from './read-scoring.js';
import type { Fold } from './splitter.js';
import type { FoldError } from './validating.js';
import { type InputOf, type ValidationOptions, validationOptions } from './validation-options.js';

/** How an estimator is cross-validated. */
export interface CrossValidateOptions<S = Scoring> extends ValidationOptions<S> {
  /** Whether to score the training part of each fold too. Default false. */
  returnTrainScore?: boolean;
  /** Whether to keep the fitted estimator of each fold. Default false. */
  returnEstimator?: boolean;
  /** Whether to tell the samples of each fold. Default false. */
  returnIndices?: boolean;
}

/** As `CrossValidateOptions`, with progress and a signal. */
export interface CrossValidateAsyncOptions<S = Scoring>
  extends CrossValidateOptions<S>,
    AsyncOptions,
    JobsOptions {}

/** How an estimator did in each fold; all arrays are in the order of the folds. */
export interface CrossValidated<E = AnyEstimator, Scores = number[]> {
  /** The scores of the test parts [nFolds]; where `scoring` is an array or an object, an object of them by name. */
  readonly testScore: Scores;
  /** The scores of the training parts, in the same form; with `returnTrainScore`. */
  readonly trainScore?: Scores;
  /** Seconds that each fit took [nFolds]. */
  readonly fitTime: number[];
  /** Seconds that scoring each test part took [nFolds]. */
  readonly scoreTime: number[];
  /** The fitted estimators [nFolds], undefined where the fit failed; with `returnEstimator`. */
  readonly estimators?: (E | undefined)[];
  /** The samples of each fold, `[train, test]` [nFolds]; with `returnIndices`. */
  readonly indices?: readonly Fold[];
  /** What failed, and where: folds whose score is `errorScore`, and scores that are NaN. */
  readonly errors: readonly FoldError[];
}

const table = {
  ...validationOptions(),
  returnTrainScore: boolean({ default: false, about: 'whether to score training parts too.' }),
  returnEstimator: boolean({ default: false, about: 'whether to keep the fitted estimators.' }),
  returnIndices: boolean({ default: false, about: 'whether to tell the samples of each fold.' }),
} satisfies Record<keyof CrossValidateOptions, Hyperparameter>;

/**
 * How well an estimator does on samples that it has not learned from: copies of it are fitted on the training part of
 * each fold and scored on the rest. The estimator itself stays as it is.
 *
 * A fold that fails gets `errorScore` and an entry in `errors`, with a warning; the others go on.
 *
 * @example
 * const { testScore } = crossValidate(new LogisticRegression(), X, y, { scoring: ['accuracy', 'rocAuc'] })
 * testScore.rocAuc // one number a fold
 *
 * @param estimator - any model or pipeline, fitted or not
 * @param X - samples [nSamples × nFeatures], of any kind that the estimator takes, tables included
 * @param y - targets or labels [nSamples]; undefined where the estimator needs none
 * @throws InvalidParameterError for an unknown option, an unknown score or no folds
 * @throws InvalidInputError when the samples cannot be cut so, and when all folds fail, with the causes
 */
export function crossValidate<E extends AnyEstimator>(
  estimator: E,
  X: InputOf<E>,
  y?: ArrayLike<Label>,
  options?: CrossValidateOptions<OneScoring<E>>,
): CrossValidated<E>;
export function crossValidate<E extends AnyEstimator, Name extends string>(
  estimator: E,
  X: InputOf<E>,
  y: ArrayLike<Label> | undefined,
  options: CrossValidateOptions<SeveralScorings<E, Name>>,
): CrossValidated<E, ScoresByName<Name>>;
export function crossValidate<E extends AnyEstimator>(
  estimator: E,
  X: InputOf<E>,
  y?: ArrayLike<Label>,
  options: CrossValidateOptions<unknown> = {},
): CrossValidated<E, unknown> {
  return fitAtOnce(validated(estimator, X, y, options));
}

/**
 * As `crossValidate`, in time slices, or by `nJobs` workers: `onProgress` hears of each fold, and `signal` stops it. The
 * result is the same.
 *
 * @throws the signal's reason, and what `crossValidate` throws
 */
export async function crossValidateAsync<E extends AnyEstimator>(
  estimator: E,
  X: InputOf<E>,
  y?: ArrayLike<Label>,
  options?: CrossValidateAsyncOptions<OneScoring<E>>,
): Promise<CrossValidated<E>>;
export async function crossValidateAsync<E extends AnyEstimator, Name extends string>(
  estimator: E,
  X: InputOf<E>,
  y: ArrayLike<Label> | undefined,
  options: CrossValidateAsyncOptions<SeveralScorings<E, Name>>,
): Promise<CrossValidated<E, ScoresByName<Name>>>;
export async function crossValidateAsync<E extends AnyEstimator>(
  estimator: E,
  X: InputOf<E>,
  y?: ArrayLike<Label>,
  options: CrossValidateAsyncOptions<unknown> = {},
): Promise<CrossValidated<E, unknown>> {
  const { onProgress, signal, nJobs, ...rest } = readNamedBeside(
    options,
    'crossValidateAsync',
    table,
    ['nJobs', 'onProgress', 'signal'],
  );
  const jobs = readJobs(nJobs, 'crossValidateAsync');
  return fitInSlices(
    validated(estimator, X, y, rest, jobs),
    { onProgress, signal },
    'crossValidateAsync',
  );
}

function* validated<E extends AnyEstimator>(
  estimator: E,
  X: unknown,
  y: ArrayLike<Label> | undefined,
  options: object,
  nJobs: number | null = null,
): Fitting<CrossValidated<E, unknown>> {
  const where = 'crossValidate';
  const given = resolve<Resolved<CrossValidateOptions>>(where, table, options, 'option');
  const trial = yield* readTrial(estimator, { ...given, X, y }, where);
  const results = yield* crossValidating(trial, {
    trainScore: given.returnTrainScore,
    keepModels: given.returnEstimator,
    nJobs,
  });
  const scores = (of: 'testScores' | 'trainScores') =>
    byName(
      trial.scorers,
      results.map((result) => result[of] ?? []),
    );
  return {
    testScore: scores('testScores'),
    ...(given.returnTrainScore && { trainScore: scores('trainScores') }),
    fitTime: results.map(({ fitTime }) => fitTime),
    scoreTime: results.map(({ scoreTime }) => scoreTime),
    ...(given.returnEstimator && {
      estimators: results.map((result) => result.estimator as E | undefined),
    }),
    ...(given.returnIndices && { indices: trial.folds }),
    errors: results.flatMap(({ errors }) => errors),
  };
}

/** One score of each fold, or several by their names. */
function byName({ all, named }: Scorers, scores: readonly number[][]): object {
  const columns = all.map(({ name }, s) => [name, scores.map((ofFold) => ofFold[s])] as const);
  return named ? Object.fromEntries(columns) : columns[0][1];
}
