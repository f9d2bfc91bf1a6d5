import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../src/errors.js';
import * as schema from '../../src/serialization/schema.js';
import { inlineTensors } from '../../src/serialization/tensors.js';

const noEstimators = {
  estimator: () => {
    throw new Error('there is none');
  },
};
const contexts = () => ({ tensors: inlineTensors, dimensions: new Map(), ...noEstimators });

const save = <T>(form: schema.Schema<T>, value: T) => form.save(value, contexts(), 'state');
const load = <T>(form: schema.Schema<T>, json: unknown) => form.load(json, contexts(), 'state');
const back = <T>(form: schema.Schema<T>, value: T) =>
  load(form, JSON.parse(JSON.stringify(save(form, value))));
const refused = (form: schema.Schema<unknown>, json: unknown, words: string) => {
  expect(() => load(form, json)).toThrow(ModelFormatError);
  expect(() => load(form, json)).toThrow(words);
};
const array = (shape: number[], values: unknown[], type = 'F64') => ({ type, shape, values });

describe('an object', () => {
  const interval = schema.object<{ low: number; high: number }>(
    { low: schema.number(), high: schema.number() },
    ({ low, high }) => (low > high ? 'low is above high.' : undefined),
  );
  it('comes back with its fields', () => {
    expect(back(interval, { low: -0, high: 2 })).toEqual({ low: -0, high: 2 });
  });
  it('has all its fields and no others', () => {
    refused(interval, { low: 1 }, 'state has no entry "high".');
    refused(interval, { low: 1, high: 2, mid: 1.5 }, 'state has an unknown entry "mid".');
    const proto: unknown = JSON.parse('{"low":1,"high":2,"__proto__":{}}');
    refused(interval, proto, 'state has an unknown entry "__proto__".');
  });
  it('keeps what must hold between its fields', () => {
    refused(interval, { low: 2, high: 1 }, 'state: low is above high.');
  });
});

describe('a number', () => {
  it('keeps its range and kind', () => {
    const share = schema.number({ min: 0, max: 1 });
    expect(load(share, 1)).toBe(1);
    refused(share, 1.001, 'state must be from 0 to 1, but is 1.001.');
    refused(share, '0.5', 'state must be a number, but is "0.5".');
    refused(schema.number({ integer: true }), 0.5, 'state must be a whole number, but is 0.5.');
    refused(schema.number({ integer: true }), 2 ** 53, 'state must be a whole number');
  });
  it('is finite unless it may be otherwise', () => {
    const any = schema.number({ nonFinite: true });
    for (const value of [Number.NaN, Infinity, -Infinity]) {
      expect(back(any, value)).toBe(value);
      refused(schema.number(), String(value), 'state must be a finite number');
    }
  });
});

it('choices, text and booleans are themselves only', () => {
  refused(schema.oneOf('a', 'b'), 'c', 'state must be one of a, b, but is "c".');
  refused(schema.oneOf('a', 'b'), ['a'], 'state must be one of a, b, but is ["a"].');
  refused(schema.string(), 1, 'state must be text, but is 1.');
  refused(schema.boolean(), 'true', 'state must be true or false, but is "true".');
  refused(schema.seed(), null, 'state must be text or a finite number, but is null.');
  expect(load(schema.nullable(schema.boolean()), null)).toBeNull();
  refused(schema.boolean(), null, 'state must be true or false, but is null.');
});

describe('labels', () => {
  it.each([[[1, 2, -3.5]], [['a', '', '__proto__']], [[false, true]], [[]]])('%o', (labels) => {
    expect(back(schema.labels(), labels)).toEqual(labels);
  });
  it('are of one type, all different, and none is missing', () => {
    refused(schema.labels(), [1, 'a'], 'state mixes labels of different types.');
    refused(schema.labels(), ['a', 'a'], 'state names a label twice.');
    refused(schema.labels(), ['a', null], 'state[1] must be a label, but is null.');
    refused(schema.labels(), [['a']], 'state[0] must be a label');
  });
  it('are as many as they must be', () => {
    refused(schema.labels(2), ['a', 'b', 'c'], 'state has 3 values where 2 is 2.');
  });
});

describe('arrays', () => {
  it.each([
    ['float64', schema.float64('n'), Float64Array.of(0, -0, 5e-324, Number.MAX_VALUE)],
    ['float32', schema.float32('n'), Float32Array.of(0.5, -0)],
    ['int32', schema.int32('n'), Int32Array.of(-(2 ** 31), 2 ** 31 - 1)],
    ['uint8', schema.uint8('n'), Uint8Array.of(0, 255)],
    ['empty', schema.float64('n'), new Float64Array(0)],
  ])('%s come back bit for bit', (_type, form: schema.Schema<ArrayLike<number>>, values) => {
    expect(back(form, values)).toEqual(values);
  });

  it('are of their type and shape', () => {
    refused(schema.float64('n'), array([1], [1], 'F32'), 'an array of type F64, but is "F32"');
    refused(schema.float64(['n', 'm']), array([2], [1, 2]), 'state must be of shape n × m');
    refused(schema.float64(2), array([3], [1, 2, 3]), 'state has 3 values where 2 is 2.');
  });

  it('hold finite numbers, the first other one is named', () => {
    for (const value of ['NaN', 'Infinity', '-Infinity']) {
      const words = `state[1] must be a finite number, but is ${value}.`;
      refused(schema.float64('n'), array([2], [1, value]), words);
    }
  });

  it('may hold any number where that is allowed', () => {
    const values = Float64Array.of(Number.NaN, Infinity, -Infinity);
    expect(back(schema.float64('n', { nonFinite: true }), values)).toEqual(values);
  });

  it('keep their bounds, with and without NaN', () => {
    const share = schema.float64('n', { min: 0, max: 1 });
    expect(back(share, Float64Array.of(0, -0, 1))).toEqual(Float64Array.of(0, -0, 1));
    refused(
      share,
      array([2], [1, 1.5]),
      'state[1] must be a finite number from 0 to 1, but is 1.5',
    );
    refused(share, array([1], [-5e-324]), 'state[0] must be a finite number from 0 to 1');
    refused(share, array([1], ['NaN']), 'state[0] must be a finite number from 0 to 1');
    const gap = schema.float64('n', { min: 0, nonFinite: true });
    expect(back(gap, Float64Array.of(Number.NaN, Infinity))).toEqual(
      Float64Array.of(Number.NaN, Infinity),
    );
    refused(gap, array([1], ['-Infinity']), 'state[0] must be');
    const children = schema.int32('n', { min: -1, max: 4 });
    refused(children, array([2], [-1, 5], 'I32'), 'from -1 to 4, but is 5');
  });
});

describe('dimensions of one name agree', () => {
  interface State {
    n: number;
    mean: Float64Array;
    grid: Float64Array;
    names: string[];
  }
  const form = schema.object<State>({
    n: schema.size('n'),
    mean: schema.float64('n'),
    grid: schema.float64(['m', 'n']),
    names: schema.list(schema.string(), 'm'),
  });
  const state = (): State => ({
    n: 2,
    mean: Float64Array.of(1, 2),
    grid: Float64Array.of(1, 2, 3, 4, 5, 6),
    names: ['a', 'b', 'c'],
  });
  const json = (change: object) => ({ ...(save(form, state()) as object), ...change });

  it('when they are saved and loaded', () => {
    expect(back(form, state())).toEqual(state());
    expect(json({})).toMatchObject({ grid: { shape: [3, 2] } });
  });
  it.each<[string, object, string]>([
    ['a count', { n: 3 }, 'state.mean has 2 values where n is 3'],
    ['a count of 0', { n: 0 }, 'state.n must be from 1'],
    ['an array', { mean: array([1], [1]) }, 'state.mean has 1 values where n is 2'],
    [
      'an axis',
      { grid: array([2, 3], [1, 2, 3, 4, 5, 6]) },
      'state.grid has 3 values where n is 2',
    ],
    ['a list', { names: ['a'] }, 'state.names has 1 values where m is 3'],
  ])('and %s that does not is refused', (_what, change, words) => {
    refused(form, json(change), words);
  });
  it('and a huge count makes nothing of its size', () => {
    refused(form, json({ n: 2 ** 20 }), 'state.mean has 2 values where n is 1048576');
    refused(form, json({ n: Number.MAX_SAFE_INTEGER }), 'state.n must be from 1 to 1048576');
  });
});
