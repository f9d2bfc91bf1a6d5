import { expect, it } from 'vitest';
import * as errors from '../src/errors.js';

const { FitPredictError, StorageError } = errors;

it.each([
  'InvalidParameterError',
  'InvalidInputError',
  'NotFittedError',
  'ModelFormatError',
  'StorageError',
] as const)('%s is an Error and a FitPredictError with its name, message and cause', (name) => {
  const cause = new Error('below');
  const error = new errors[name]('Where: what.', { cause });
  expect(error).toBeInstanceOf(Error);
  expect(error).toBeInstanceOf(FitPredictError);
  expect(error).toMatchObject({ name, message: 'Where: what.', cause });
  expect(String(error)).toBe(`${name}: Where: what.`);
});

it('StorageError says why, for programs', () => {
  expect(new StorageError('gone', { reason: 'missing' }).reason).toBe('missing');
  expect(new StorageError('broken').reason).toBe('failed');
});
