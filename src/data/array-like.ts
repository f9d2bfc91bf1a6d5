import { FitPredictError, InvalidInputError } from '../errors.js';
import { isSo } from '../is-so.js';

/** The length of an array, or of an object that is like one; undefined for everything else. */
export function lengthOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null || !('length' in value)) return undefined;
  const { length } = value;
  return Number.isSafeInteger(length) && (length as number) >= 0 ? (length as number) : undefined;
}

/** As `lengthOf`; undefined too where the last value is not there, as of a length that promises more than there is. */
export function filledLength(value: unknown): number | undefined {
  const length = lengthOf(value);
  return length === undefined || length === 0 || length - 1 in (value as object)
    ? length
    : undefined;
}

/**
 * What `read` makes of an argument. An error of the argument itself, such as that of a revoked proxy or of
 * a property that throws, becomes one that names it.
 *
 * @param where - the method that was called, for messages
 * @param name - the argument
 * @throws InvalidInputError when it cannot be read; whatever of this library `read` throws
 */
export function reading<T>(where: string, name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof FitPredictError) throw cause;
    const words = cause instanceof Error ? cause.message : 'it throws';
    throw new InvalidInputError(
      `${where}: ${name} cannot be read: ${words}. Pass plain or typed arrays.`,
      { cause },
    );
  }
}

/** Whether a value is a date; a proxy that was revoked is none. */
export function isDate(value: unknown): value is Date {
  return isSo(() => value instanceof Date);
}
