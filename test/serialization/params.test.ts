import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidParameterError, ModelFormatError } from '../../src/errors.js';
import { paramFromJson, paramToJson } from '../../src/serialization/params.js';

/** Stands for an estimator inside the hyperparameters. */
class Inner {
  constructor(readonly name: string) {}
}

const save = (value: unknown) =>
  paramToJson(value, 'Model.param', (object) =>
    object instanceof Inner ? { name: object.name } : undefined,
  );
const load = (json: unknown) =>
  paramFromJson(json, 'Model.param', (saved) => new Inner((saved as Inner).name));
const back = (value: unknown) => load(JSON.parse(JSON.stringify(save(value))));

describe('hyperparameters come back', () => {
  it.each([
    [null],
    [true],
    ['text'],
    [1.5],
    [-0],
    [Number.NaN],
    [Infinity],
    [-Infinity],
    [[]],
    [[1, [Number.NaN, 'a'], null]],
    [{}],
    [{ a: 1, b: { c: [-0] } }],
    [{ $: 'number', value: 'NaN' }],
    [{ constructor: 1, toString: 2 }],
  ])('%o', (value) => {
    expect(back(value)).toEqual(value);
  });

  it('whatever they are made of', () => {
    const leaf = fc.oneof(fc.double(), fc.string(), fc.boolean(), fc.constant(null));
    const value = fc.object({
      key: fc.string().filter((key) => key !== '__proto__'),
      values: [leaf],
      maxDepth: 3,
    });
    fc.assert(
      fc.property(value, (given) => {
        expect(back(given)).toEqual(given);
      }),
    );
  });

  it('as lists where they were typed arrays', () => {
    expect(back(Float64Array.of(1, -0, Number.NaN))).toEqual([1, -0, Number.NaN]);
  });

  it('with the estimators inside, in the order of their names', () => {
    expect(back([['first', new Inner('a')]])).toEqual([['first', new Inner('a')]]);
    expect(Object.keys(back({ z: 1, a: 2 }) as object)).toEqual(['z', 'a']);
  });
});

describe('what is no data cannot be saved', () => {
  it.each<[unknown, string]>([
    [() => 1, 'Model.param is a function'],
    [new Date(0), 'Model.param is a Date'],
    [new Map(), 'Model.param is a Map'],
    [{ kernel: Math.max }, 'Model.param.kernel is the function max'],
    [[1, Symbol('s')], 'Model.param.1 is Symbol(s)'],
    [undefined, 'Model.param is undefined'],
    [1n, 'Model.param is 1n'],
  ])('%o', (value, words) => {
    expect(() => save(value)).toThrow(InvalidParameterError);
    expect(() => save(value)).toThrow(`${words}, which cannot be saved`);
  });
});

describe('hostile JSON is refused', () => {
  const object = (value: unknown) => ({ $: 'object', value });
  it.each<[string, unknown, string]>([
    ['an object without a tag', { a: 1 }, 'has an unknown entry "a"'],
    ['an unknown tag', { $: 'function', value: 'alert()' }, 'unknown tag "function"'],
    ['a tag named like a method', { $: 'toString', value: 1 }, 'unknown tag "toString"'],
    ['a number that is none', { $: 'number', value: '1e3' }, 'must be a number'],
    ['entries that are no list', object({ a: 1 }), 'must be an array'],
    ['an entry that is no pair', object([1]), 'must be an array'],
    ['an entry of nothing', object([[]]), 'but is []'],
    ['an entry without a value', object([['a']]), 'must be pairs of a name, each given once'],
    ['an entry with two values', object([['a', 1, 2]]), 'but is ["a", 1, 2]'],
    ['an entry named by a number', object([[1, 2]]), 'but is [1, 2]'],
    ['an entry that would be the prototype', object([['__proto__', 1]]), 'but is ["__proto__", 1]'],
    [
      'a name given twice',
      { $: 'object', value: ['ab', 'ab'].map((key) => [key, 1]) },
      'given once',
    ],
  ])('%s', (_what, json, words) => {
    expect(() => load(json)).toThrow(ModelFormatError);
    expect(() => load(json)).toThrow(words);
  });

  it('nested without end', () => {
    let json: unknown = [];
    for (let depth = 0; depth < 10_000; depth++) json = depth % 2 ? [json] : object([['a', json]]);
    expect(() => load(json)).toThrow('nested too deeply');
  });
});
