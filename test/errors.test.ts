import { expect, it } from 'vitest';
import {
  FitPredictError,
  InvalidInputError,
  InvalidParameterError,
  ModelFormatError,
  NotFittedError,
  StorageError,
} from '../src/errors.js';

const kinds = {
  InvalidInputError,
  InvalidParameterError,
  ModelFormatError,
  NotFittedError,
  StorageError,
};

it.each(Object.entries(kinds))(
  '%s is an Error and a FitPredictError with its name, message and cause',
  (name, Kind) => {
    const cause = new Error('below');
    const error = new Kind('Where: what.', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(FitPredictError);
    expect(error).toMatchObject({ name, message: 'Where: what.', cause });
    expect(String(error)).toBe(`${name}: Where: what.`);
  },
);

it('StorageError says why, for programs', () => {
  expect(new StorageError('gone', { reason: 'missing' }).reason).toBe('missing');
  expect(new StorageError('broken').reason).toBe('failed');
});
