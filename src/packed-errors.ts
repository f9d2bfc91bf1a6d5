/** Errors on their way from a worker: structured cloning would forget their classes. */

import * as own from './errors.js';

/** An error as plain data. */
export interface PackedError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly cause: PackedError | undefined;
}

const CLASSES: Readonly<Record<string, new (message: string, options?: ErrorOptions) => Error>> = {
  InvalidInputError: own.InvalidInputError,
  InvalidParameterError: own.InvalidParameterError,
  ModelFormatError: own.ModelFormatError,
  NotFittedError: own.NotFittedError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
};

export function packError(error: unknown): PackedError {
  if (!(error instanceof Error)) {
    return { name: 'Error', message: String(error), stack: undefined, cause: undefined };
  }
  const { name, message, stack, cause } = error;
  return { name, message, stack, cause: cause === undefined ? undefined : packError(cause) };
}

/** The error again, of its class where it is one of the library or of the language. */
export function unpackError({ name, message, stack, cause }: PackedError): Error {
  const options = cause === undefined ? undefined : { cause: unpackError(cause) };
  const error = Object.hasOwn(CLASSES, name)
    ? new CLASSES[name](message, options)
    : Object.assign(new Error(message, options), { name });
  if (stack !== undefined) error.stack = stack;
  return error;
}
