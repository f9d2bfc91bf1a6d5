import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../src/errors.js';
import {
  arrayFromJson,
  exactKeys,
  numberFromJson,
  numberToJson,
  objectFromJson,
  stringFromJson,
} from '../../src/serialization/json.js';

describe('numbers', () => {
  it('come back to the last bit through text', () => {
    const back = (value: number) =>
      numberFromJson(JSON.parse(JSON.stringify(numberToJson(value))), 'n');
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(back(value)).toBe(value);
      }),
    );
    for (const value of [-0, 0, Number.NaN, Infinity, -Infinity, 5e-324, Number.MAX_VALUE]) {
      expect(back(value)).toBe(value);
    }
  });

  it('that JSON would lose are text', () => {
    expect([-0, Number.NaN, Infinity, -Infinity, 0, 1.5].map(numberToJson)).toEqual([
      '-0',
      'NaN',
      'Infinity',
      '-Infinity',
      0,
      1.5,
    ]);
  });

  it.each([['1'], ['nan'], ['constructor'], [null], [undefined], [true], [[1]], [{}]])(
    'are not %o',
    (json) => {
      expect(() => numberFromJson(json, 'model.bias')).toThrow(ModelFormatError);
      expect(() => numberFromJson(json, 'model.bias')).toThrow(
        'model.bias must be a number, but is',
      );
    },
  );
});

describe('the other kinds are told apart', () => {
  it.each([[null], [[]], ['text'], [1], [undefined]])('an object is not %o', (json) => {
    expect(() => objectFromJson(json, 'at')).toThrow('at must be an object');
  });
  it.each([[null], [{ length: 0 }], ['text'], [undefined]])('an array is not %o', (json) => {
    expect(() => arrayFromJson(json, 'at')).toThrow('at must be an array');
  });
  it.each([[null], [1], [['text']], [undefined]])('text is not %o', (json) => {
    expect(() => stringFromJson(json, 'at')).toThrow('at must be text');
  });
});

describe('exactKeys', () => {
  it('gives the object that has these keys', () => {
    const json = { a: 1, b: null };
    expect(exactKeys(json, ['a', 'b'], 'at')).toBe(json);
  });
  it('refuses a missing key, also one that every object inherits', () => {
    expect(() => exactKeys({ a: 1 }, ['a', 'b'], 'at')).toThrow('at has no entry "b".');
    expect(() => exactKeys({}, ['constructor'], 'at')).toThrow('at has no entry "constructor".');
  });
  it.each(['c', '__proto__', 'constructor', ''])('refuses the further key %o', (key) => {
    const json: unknown = JSON.parse(`{"a":1,${JSON.stringify(key)}:2}`);
    const words = `at has an unknown entry ${JSON.stringify(key)}.`;
    expect(() => exactKeys(json, ['a'], 'at')).toThrow(words);
  });
});
