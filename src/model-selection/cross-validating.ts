import type { Label } from '../contracts.js';
import { checkLength } from '../data/targets.js';
import { InvalidInputError } from '../errors.js';
import type { AnyEstimator } from '../estimator.js';
import { isClassifier } from '../estimator-kind.js';
import { clone } from '../estimator-parts.js';
import type { Fitting } from '../fitting.js';
import type { Splittable } from '../preprocessing/splitting/splittable.js';
import type { Progress, Steps } from '../progress.js';
import { warn } from '../warnings.js';
import { count, listRemarks } from '../words.js';
import { foldsInSteps } from './folds.js';
import { readScoring } from './read-scoring.js';
import { readSamples, type SampleSet } from './sample-set.js';
import { tryingOnPool } from './shared-folds.js';
import type { CrossValidation, Fold } from './splitter.js';
import { type FoldError, type FoldResult, validating } from './validating.js';
import type { Trial } from './validation-trial.js';

/** What `readTrial` reads, as users give it. */
export interface TrialInput {
  readonly X: unknown;
  readonly y: ArrayLike<Label> | undefined;
  readonly cv: CrossValidation;
  readonly scoring?: unknown;
  readonly groups?: ArrayLike<Label> | null;
  readonly sampleWeight?: ArrayLike<number> | null;
  readonly errorScore?: number | 'raise';
}

/**
 * What is to be tried, read and checked in a step a fold.
 *
 * @throws InvalidParameterError for no estimator, no `cv` and no scoring
 * @throws InvalidInputError for samples, labels, groups or weights that do not fit each other or the folds
 */
export function* readTrial(
  estimator: AnyEstimator,
  input: TrialInput,
  where: string,
): Steps<Trial> {
  const { y, cv, scoring, errorScore = Number.NaN } = input;
  const groups = input.groups ?? undefined;
  const samples = readSamples(
    estimator,
    { X: input.X, y, sampleWeight: input.sampleWeight ?? undefined },
    where,
  );
  if (groups !== undefined) checkLength(groups, samples.length, 'groups', where);
  const scorers = readScoring(scoring, estimator, where);
  const rules = { classifier: isClassifier(estimator), where };
  const X = input.X as Splittable;
  const folds = yield* foldsInSteps(cv, { X, y, groups }, rules);
  function* cut(of: SampleSet): Steps<readonly Fold[]> {
    if (typeof cv !== 'number' && !('split' in cv)) return folds;
    return yield* foldsInSteps(cv, { X, y: of.y, groups }, rules);
  }
  return { estimator, samples, folds, cut, scorers, scoring, errorScore, where };
}

/** What is wanted of a cross-validation. */
export interface Wanted {
  /** Whether scores are taken of the training parts too. */
  readonly trainScore?: boolean;
  /** Whether the fitted models are wanted; without workers they are there anyway. */
  readonly keepModels?: boolean;
  readonly nJobs?: number | null;
}

/**
 * Try an estimator on all folds, each reported as a `'fold'`. Folds that fail are warned of once, in the end.
 *
 * @throws InvalidInputError when all folds fail, with the first cause in its words and all in its `cause`
 */
export function* crossValidating(
  trial: Trial,
  { trainScore = false, keepModels = false, nJobs = null }: Wanted = {},
): Fitting<FoldResult[]> {
  const { estimator, samples, folds, scorers, errorScore, where } = trial;
  const rules = { scorers: scorers.all, trainScore, errorScore, where };
  const results: FoldResult[] = [];
  const note = (result: FoldResult): Progress => {
    results.push(result);
    return { done: results.length, total: folds.length, unit: 'fold' };
  };
  const candidates = [clone(estimator)];
  const work = { trial, candidates, folds, trainScore, keepModels, nJobs };
  if (!(yield* tryingOnPool(work, (_candidate, _fold, result) => note(result)))) {
    for (const [number, fold] of folds.entries()) {
      yield note(yield* validating(estimator, samples, fold, number, rules));
    }
  }
  tellOfErrors(results, 'fold', where);
  return results;
}

/**
 * Warn of what failed in tries of an estimator.
 *
 * @param noun - what one of the tries is called
 * @throws InvalidInputError when nothing can be said of any
 */
export function tellOfErrors(results: readonly FoldResult[], noun: string, where: string): void {
  const errors = results.flatMap((result) => result.errors);
  if (errors.length === 0) return;
  if (results.every(({ failed }) => failed)) {
    throw new InvalidInputError(
      `${where}: all ${count(results.length, noun)} failed: ${inWords(errors[0])}`,
      { cause: new AggregateError(errors.map(({ error }) => error)) },
    );
  }
  const failed = results.filter((result) => result.errors.length > 0).length;
  warn(
    'data',
    `${where}: ${failed} of ${count(results.length, noun)} failed: ${listRemarks(errors.map(inWords))} Read them in errors, or pass errorScore: 'raise' to stop at the first.`,
  );
}

/** An error of a fold as a clause. */
export function inWords({ fold, stage, error }: FoldError): string {
  return `fold ${fold}, ${stage}: ${error.message}`;
}
