import { describe, expect, it } from 'vitest';
import { lengthOf, reading } from '../../src/data/array-like.js';
import { parseFeatures } from '../../src/data/dense.js';
import { InvalidInputError, ModelFormatError } from '../../src/errors.js';

describe('lengthOf', () => {
  it.each<[unknown, number | undefined]>([
    [[1, 2], 2],
    [new BigInt64Array(3), 3],
    [{ length: 0 }, 0],
    [{ length: -1 }, undefined],
    [{ length: 1.5 }, undefined],
    [{ length: Infinity }, undefined],
    [{ length: '2' }, undefined],
    ['text', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('of %o is %o', (value, length) => {
    expect(lengthOf(value)).toBe(length);
  });
});

describe('reading', () => {
  it('names the argument that throws, and keeps its error as the cause', () => {
    const cause = new RangeError('not this');
    const read = () =>
      reading('KMeans.fit', 'X', () => {
        throw cause;
      });
    expect(read).toThrow(
      new InvalidInputError('KMeans.fit: X cannot be read: not this. Pass plain or typed arrays.', {
        cause,
      }),
    );
  });
  it('lets the errors of the library through', () => {
    const read = () =>
      reading('KMeans.fit', 'X', () => {
        throw new ModelFormatError('another');
      });
    expect(read).toThrow(ModelFormatError);
  });
});

describe('features of false sizes are refused by name', () => {
  it.each<[string, unknown, string]>([
    ['a row of a billion', [{ length: 1e9, 0: 1 }], 'X[0][999999999] is undefined, not a number'],
    ['a billion rows', { length: 1e9, 0: [1] }, 'X[999999999] is undefined, not a row'],
    ['rows without end', { length: Infinity, 0: [1] }, 'X must be a matrix'],
    [
      'a matrix without end',
      { rows: 2, columns: Infinity, get: () => 1 },
      'X says that it has 2 × Infinity values',
    ],
    ['a matrix of text', { rows: 2, columns: 2, get: () => '1' }, 'X[0][0] is "1", not a number'],
    [
      'a matrix beyond memory',
      { rows: 1e6, columns: 1e6, get: () => 1 },
      'a copy of X, 1000000 × 1000000 values, would take 7.3 TiB',
    ],
  ])('%s', (_what, X, words) => {
    expect(() => parseFeatures(X as never, 'KMeans.fit')).toThrow(InvalidInputError);
    expect(() => parseFeatures(X as never, 'KMeans.fit')).toThrow(`KMeans.fit: ${words}`);
  });
});
