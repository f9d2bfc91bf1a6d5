import { InvalidInputError, InvalidParameterError, NotFittedError } from '../errors.js';
import type { Fitting } from '../fitting.js';

/** What is done in a fold, for what is told of errors. */
export interface FoldPlace {
  /** The number of the fold, from 0. */
  readonly fold: number;
  /** What is done: `'fit'`, `'score'`. */
  readonly stage: string;
  /** Who cut the folds. */
  readonly where: string;
}

/** The steps of work on a fold; an error of it, which ends it, is told with the number of the fold. */
export function* ofFold<T>(place: FoldPlace, work: Fitting<T>): Fitting<T> {
  try {
    return yield* work;
  } catch (cause) {
    throw errorOfFold(cause, place);
  }
}

/** An error in words that name the fold, with what was thrown as its cause. It keeps a class that tells what to do. */
export function errorOfFold(cause: unknown, { fold, stage, where }: FoldPlace): Error {
  const told = cause instanceof Error ? cause.message : String(cause);
  const Class =
    [InvalidParameterError, NotFittedError].find((Own) => cause instanceof Own) ??
    InvalidInputError;
  return new Class(`${where}: fold ${fold}, ${stage}: ${told}`, { cause });
}
