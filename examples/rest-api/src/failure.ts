import { FitPredictError, StorageError } from 'fitpredict';
import { Problem } from './problem.js';

/** What the client is told of an error. Where the fault is here, the problem's `cause` is for the log. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StorageError) {
    return new Problem(502, 'The model storage failed. Try again later.', { cause: error });
  }
  if (error instanceof FitPredictError) return new Problem(422, error.message);
  return new Problem(500, 'Something went wrong here. It has been logged.', { cause: error });
}
