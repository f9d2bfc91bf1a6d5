import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../src/errors.js';
import {
  inlineTensors,
  TENSOR_TYPES,
  type TensorType,
  tensorShape,
} from '../../src/serialization/tensors.js';

const types = Object.keys(TENSOR_TYPES) as TensorType[];
const read = (json: unknown) => inlineTensors.read(json, 'at');
const inline = (change: object = {}) => ({ type: 'F64', shape: [2], values: [1, 2], ...change });

describe('arrays inside JSON', () => {
  it.each(types)('of %s come back bit for bit through text', (type) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const Type = TENSOR_TYPES[type];
        const whole = bytes.length - (bytes.length % Type.BYTES_PER_ELEMENT);
        const values = new Type(bytes.slice(0, whole).buffer);
        const tensor = { type, shape: [values.length], values };
        const text = JSON.stringify(inlineTensors.write(tensor, 'at'));
        expect(read(JSON.parse(text))).toEqual(tensor); // NaN and -0 are told apart by toEqual
      }),
    );
  });

  it('may be empty, and have any number of dimensions', () => {
    expect(read(inline({ shape: [0, 3], values: [] })).values).toEqual(new Float64Array(0));
    expect(read(inline({ shape: [], values: [7] })).shape).toEqual([]);
    expect(read(inline({ shape: [1, 2, 1] })).shape).toEqual([1, 2, 1]);
  });

  it.each<[string, object, string]>([
    ['an unknown type', { type: 'BF16' }, 'at.type must be one of F64'],
    ['a type named like a method', { type: 'toString' }, 'at.type must be one of'],
    ['another number of values', { shape: [3] }, 'at.shape is 3, but there are 2 values'],
    ['values that are no list', { values: { length: 2 } }, 'at.values must be an array'],
    ['a value that is no number', { values: [1, '2'] }, 'at.values[1] must be a number'],
    ['a value that is missing', { values: [1, null] }, 'at.values[1] must be a number'],
    ['a value too large', { type: 'U8', values: [1, 256] }, 'a number that U8 holds, but is 256'],
    ['a negative value', { type: 'U32', values: [1, -1] }, 'a number that U32 holds'],
    ['a fraction', { type: 'I32', values: [1, 0.5] }, 'a number that I32 holds'],
    ['a double', { type: 'F32', values: [1, 0.1] }, 'a number that F32 holds'],
    ['NaN among whole numbers', { type: 'I8', values: [1, 'NaN'] }, 'a number that I8 holds'],
    ['a further entry', { bytes: '' }, 'at has an unknown entry "bytes"'],
  ])('are refused with %s', (_what, change, words) => {
    expect(() => read(inline(change))).toThrow(ModelFormatError);
    expect(() => read(inline(change))).toThrow(words);
  });
});

describe('shapes', () => {
  it.each([[-1], [0.5], ['2'], [null], [2 ** 53], [[2]]])('do not hold %o', (size) => {
    expect(() => tensorShape([size], 2, 'at')).toThrow('at[0] must be a whole number');
  });
  it.each([[null], [2], ['2'], [{}]])('are not %o', (shape) => {
    expect(() => tensorShape(shape, 2, 'at')).toThrow('at must be an array');
  });
  it('whose product overflows are refused, and nothing of that size is made', () => {
    const huge = 2 ** 52;
    expect(() => tensorShape([huge, huge, huge], 2, 'at')).toThrow(ModelFormatError);
    expect(() => tensorShape([huge, huge, 0], 2, 'at')).toThrow('but there are 2 values');
  });
});
