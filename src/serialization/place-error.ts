import { ModelFormatError } from '../errors.js';

/** What is wrong at a place within a model. What to do depends on who asks: `withRemedy` tells it of a file that is read. */
export class PlaceError extends ModelFormatError {}

/** The error of a reader of files, whatever place it is about. */
export function withRemedy(error: ModelFormatError): ModelFormatError {
  if (!(error instanceof PlaceError)) return error;
  const what = error.message.replace(/\.?$/, '.');
  return new ModelFormatError(`${what} The file is damaged: restore it, or save the model again.`, {
    cause: error.cause,
  });
}
