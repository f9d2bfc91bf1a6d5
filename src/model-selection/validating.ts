import type { Label } from '../contracts.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import type { AnyEstimator } from '../estimator.js';
import type { Question } from '../estimator-kind.js';
import { clone } from '../estimator-parts.js';
import type { Fitting } from '../fitting.js';
import type { Steps } from '../progress.js';
import { show } from '../words.js';
import { errorOfFold } from './fold-errors.js';
import type { ReadyScorer } from './read-scoring.js';
import { type Asked, ask, questionTo, remembering } from './remembering.js';
import type { SampleSet } from './sample-set.js';
import type { Fold } from './splitter.js';

/** What went wrong in a fold. */
export interface FoldError {
  /** The number of the fold, from 0. */
  readonly fold: number;
  /** What failed: the fit, or taking a score. */
  readonly stage: 'fit' | 'score';
  /** The name of the score that could not be taken. */
  readonly scorer?: string;
  /** What was thrown, or that a score is not a number. */
  readonly error: Error;
}

/** How a candidate is tried on a fold. */
export interface ValidationRules {
  readonly scorers: readonly ReadyScorer[];
  /** Whether scores are taken of the training part too. */
  readonly trainScore: boolean;
  /** The score of what fails; `'raise'` lets it end the work. */
  readonly errorScore: number | 'raise';
  readonly where: string;
}

/** How a candidate did in one fold. */
export interface FoldResult {
  /** One score each scorer. */
  readonly testScores: number[];
  /** The same of the training part, where asked for. */
  readonly trainScores: number[] | undefined;
  /** Seconds that the fit took. */
  readonly fitTime: number;
  /** Seconds that predicting and scoring took, the training part left out. */
  readonly scoreTime: number;
  /** The fitted estimator; undefined where the fit failed. */
  readonly estimator: AnyEstimator | undefined;
  readonly errors: readonly FoldError[];
  /** Whether nothing can be said: the fit failed, or every score. */
  readonly failed: boolean;
}

/**
 * Fit a copy of an estimator on the training part of a fold, and score it on the test part.
 *
 * @param number - of the fold, for what is told of errors
 */
export function* validating(
  estimator: AnyEstimator,
  samples: SampleSet,
  fold: Fold,
  number: number,
  rules: ValidationRules,
): Fitting<FoldResult> {
  const candidate = clone(estimator);
  const start = performance.now();
  try {
    const part = samples.part(fold[0]);
    yield;
    yield { estimator: candidate, ...part };
  } catch (cause) {
    return withoutFit(cause, { number, fitTime: secondsSince(start) }, rules);
  }
  const fit = { number, fitTime: secondsSince(start) };
  return yield* scoringFold(candidate, samples, fold, fit, rules);
}

/** A fit on the training part of a fold. */
export interface FoldFit {
  /** The number of the fold. */
  readonly number: number;
  /** Seconds that it took. */
  readonly fitTime: number;
}

/** The result of a fold on whose training part an estimator is fitted. */
export function* scoringFold(
  candidate: AnyEstimator,
  samples: SampleSet,
  [train, test]: Fold,
  { number, fitTime }: FoldFit,
  rules: ValidationRules,
): Steps<FoldResult> {
  const start = performance.now();
  const onTest = yield* scoring(candidate, samples, { asked: test, learned: train, number }, rules);
  const scoreTime = secondsSince(start);
  const onTrain = rules.trainScore
    ? yield* scoring(candidate, samples, { asked: train, learned: train, number }, rules)
    : undefined;
  return {
    testScores: onTest.scores,
    trainScores: onTrain?.scores,
    fitTime,
    scoreTime,
    estimator: candidate,
    errors: [...onTest.errors, ...(onTrain?.errors ?? [])],
    failed: onTest.taken === 0,
  };
}

/**
 * The result of a fold whose fit failed.
 *
 * @throws an error that names the fold where failures are to end the work
 */
export function withoutFit(
  cause: unknown,
  { number, fitTime }: FoldFit,
  rules: ValidationRules,
): FoldResult {
  const scores = () => rules.scorers.map(() => rules.errorScore as number);
  return {
    testScores: scores(),
    trainScores: rules.trainScore ? scores() : undefined,
    fitTime,
    scoreTime: 0,
    estimator: undefined,
    errors: [failure(cause, { fold: number, stage: 'fit' }, rules)],
    failed: true,
  };
}

interface ScoredPart {
  /** The samples that scores are taken of. */
  readonly asked: Int32Array;
  /** The samples that the model is fitted on. */
  readonly learned: Int32Array;
  /** The number of the fold. */
  readonly number: number;
}

interface Taken {
  readonly scores: number[];
  readonly errors: FoldError[];
  /** How many of the scores could be taken. */
  readonly taken: number;
}

/** The scores of a fitted model on some samples; what several ask of it is asked once. */
function* scoring(
  model: AnyEstimator,
  samples: SampleSet,
  { asked, learned, number }: ScoredPart,
  rules: ValidationRules,
): Steps<Taken> {
  yield;
  const { X, y, options = {} } = samples.part(asked, learned);
  yield;
  const of: Asked = {
    X,
    length: asked.length,
    block: (from, to) => samples.features(asked.subarray(from, to), learned),
  };
  const ready = new Map<Question, unknown>();
  const facade = remembering(model, X, ready);
  const scores: number[] = [];
  const errors: FoldError[] = [];
  let taken = 0;
  for (const { name, asks, take } of rules.scorers) {
    const place = { fold: number, stage: 'score', scorer: name } as const;
    try {
      const question = asks && questionTo(model, asks);
      if (question !== undefined && !ready.has(question)) {
        ready.set(question, yield* ask(model, question, of));
      }
      const score = take(facade, X, y as ArrayLike<Label>, options);
      if (typeof score !== 'number') throw noNumber(name, score, rules.where);
      if (Number.isNaN(score)) errors.push({ ...place, error: notANumber(name, number, rules) });
      scores.push(score);
      taken++;
      yield;
    } catch (cause) {
      errors.push(failure(cause, place, rules));
      scores.push(rules.errorScore as number);
    }
  }
  return { scores, errors, taken };
}

/** @throws InvalidInputError, or an error of the class of the cause, where failures are to end the work */
function failure(
  cause: unknown,
  place: Omit<FoldError, 'error'>,
  { errorScore, where }: ValidationRules,
): FoldError {
  if (errorScore === 'raise') throw errorOfFold(cause, { ...place, where });
  return { ...place, error: cause instanceof Error ? cause : new Error(String(cause), { cause }) };
}

export function noNumber(name: string, score: unknown, where: string): InvalidParameterError {
  return new InvalidParameterError(
    `${where}: the scorer ${show(name)} must give a number, but gave ${show(score)}. Return the score itself.`,
  );
}

function notANumber(name: string, fold: number, { where }: ValidationRules): InvalidInputError {
  return new InvalidInputError(
    `${where}: the score ${show(name)} of fold ${fold} is NaN. Choose larger folds, or a score that is defined for them.`,
  );
}

/** @param start - a time of `performance.now` */
export function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}
