import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../src/errors.js';
import { decodeSafetensors, encodeSafetensors } from '../../src/serialization/safetensors.js';
import type { Tensor } from '../../src/serialization/tensors.js';

function file(header: unknown, data: number[] | Uint8Array = []): Uint8Array {
  const text = new TextEncoder().encode(
    typeof header === 'string' ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

const textOf = (words: string) => new TextEncoder().encode(words);

const u8 = (begin: number, end: number, shape = [end - begin]) => ({
  dtype: 'U8',
  shape,
  data_offsets: [begin, end],
});

it('reads what it wrote, bit for bit', () => {
  const values = Float64Array.of(0, -0, Number.NaN, Infinity, -Infinity, 5e-324, Math.PI, 1e308);
  const tensors = new Map<string, Tensor>([
    ['bytes', { type: 'U8', shape: [3], values: Uint8Array.of(1, 2, 255) }],
    ['doubles', { type: 'F64', shape: [2, 4], values }],
    ['empty', { type: 'I32', shape: [0, 5], values: new Int32Array(0) }],
    ['small', { type: 'I16', shape: [1], values: Int16Array.of(-7) }],
  ]);
  const metadata = { name: 'ünïcödé 🙂', empty: '' };
  const read = decodeSafetensors(encodeSafetensors({ metadata, tensors }));
  expect(read.metadata).toEqual(metadata);
  expect(new Map([...read.tensors].sort())).toEqual(tensors);
});

it('writes one NaN, whatever bits arithmetic gave it', () => {
  const bits = Uint32Array.of(0, 0x7ff80000, 0, 0xfff80000, 7, 0x7ff00000);
  const singleBits = Uint32Array.of(0x7fc00000, 0xffc00000, 0x7f800007);
  const encode = (doubles: Float64Array, singles: Float32Array) =>
    encodeSafetensors({
      metadata: {},
      tensors: new Map<string, Tensor>([
        ['doubles', { type: 'F64', shape: [3], values: doubles }],
        ['singles', { type: 'F32', shape: [3], values: singles }],
      ]),
    });
  const plain = encode(
    new Float64Array(Uint32Array.of(0, 0x7ff80000, 0, 0x7ff80000, 0, 0x7ff80000).buffer),
    new Float32Array(Uint32Array.of(0x7fc00000, 0x7fc00000, 0x7fc00000).buffer),
  );
  const odd = encode(new Float64Array(bits.buffer), new Float32Array(singleBits.buffer));
  expect(odd).toEqual(plain);
});

it('reads a part of a larger buffer, wherever it begins', () => {
  const bytes = file({ a: u8(0, 2) }, [7, 8]);
  const larger = new Uint8Array(bytes.length + 5);
  larger.set(bytes, 3);
  const { tensors } = decodeSafetensors(larger.subarray(3, 3 + bytes.length));
  expect(tensors.get('a')?.values).toEqual(Uint8Array.of(7, 8));
});

it("reads a file that Python's safetensors wrote", () => {
  const { metadata, tensors } = decodeSafetensors(
    readFileSync(new URL('../fixtures/python.safetensors', import.meta.url)),
  );
  expect(metadata).toEqual({ source: 'safetensors for Python' });
  expect(tensors.get('weights')).toEqual({
    type: 'F64',
    shape: [2, 3],
    values: Float64Array.of(0, -0, Number.NaN, Infinity, 1 / 3, 5e-324),
  });
  expect(tensors.get('counts')).toEqual({
    type: 'I32',
    shape: [4],
    values: Int32Array.of(-1, 0, 1, 2 ** 31 - 1),
  });
  expect(tensors.get('codes')?.values).toEqual(Uint8Array.of(0, 127, 255));
  expect(tensors.get('nothing')?.shape).toEqual([0, 2]);
});

describe('refuses', () => {
  const refused: [string, Uint8Array, string][] = [
    ['nothing', new Uint8Array(0), 'it has only 0 bytes. Pass all bytes of the file, or save'],
    [
      'a page',
      textOf('<!DOCTYPE html><p>Not found'),
      'it begins with "<!DOCTYPE html><p>Not fo", so its header',
    ],
    [
      'a cut file',
      file({ a: u8(0, 4) }, [1, 2]),
      'header.a ends at byte 4 of the data, which has 2',
    ],
    ['a header longer than the file', file({}).subarray(0, 9), 'but 1 follow'],
    ['a header of 2⁶³ bytes', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 128, 1), 'declares 92233'],
    ['a header that is no JSON', file('{'), 'its header is not JSON'],
    ['a header that is no text', file('').fill(0xff, 8), 'its header is not JSON'],
    ['a header that is a list', file([]), 'header must be an object'],
    ['data of no array', file({}, [1, 2]), '2 bytes at the end belong to no array'],
    [
      'an array beyond the data',
      file({ a: u8(0, 3) }, [1]),
      'ends at byte 3 of the data, which has 1',
    ],
    ['a place that ends before it begins', file({ a: u8(1, 0) }, [1]), 'data_offsets'],
    ['a negative place', file({ a: u8(-1, 0, [1]) }, [1]), 'data_offsets'],
    ['half a place', file({ a: { ...u8(0, 1), data_offsets: [0] } }, [1]), 'data_offsets'],
    ['a place of fractions', file({ a: u8(0, 0.5, [1]) }, [1]), 'data_offsets'],
    ['overlapping arrays', file({ a: u8(0, 2), b: u8(1, 2) }, [1, 2]), 'leaves a gap or overlaps'],
    ['a gap between arrays', file({ a: u8(0, 1), b: u8(2, 3) }, [1, 2, 3]), 'gap or overlaps'],
    ['another shape than data', file({ a: u8(0, 2, [3]) }, [1, 2]), 'is 3, but there are 2'],
    ['a shape that overflows', file({ a: u8(0, 0, [2 ** 52, 2 ** 52]) }), 'but there are 0'],
    ['half a number', file({ a: { ...u8(0, 3), dtype: 'F64' } }, [1, 2, 3]), 'values'],
    ['an unknown type', file({ a: { ...u8(0, 1), dtype: 'BF16' } }, [1]), 'one of F64'],
    ['a type named like a method', file({ a: { ...u8(0, 1), dtype: 'toString' } }, [1]), 'one of'],
    ['a further entry', file({ a: { ...u8(0, 1), more: 1 } }, [1]), 'unknown entry "more"'],
    ['metadata that is no text', file({ __metadata__: { a: 1 } }), 'must be text'],
  ];
  it.each(refused)('%s', (_what, bytes, words) => {
    let thrown: unknown;
    try {
      decodeSafetensors(bytes);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ModelFormatError);
    expect((thrown as Error).message).toContain(words);
  });
});

it('takes keys of the prototype for plain names', () => {
  const text =
    '{"__metadata__":{"__proto__":"x","constructor":"y"},"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}';
  const { metadata, tensors } = decodeSafetensors(file(text, [5]));
  expect(Object.getPrototypeOf(metadata)).toBe(Object.prototype);
  expect(Object.hasOwn(metadata, 'constructor')).toBe(true);
  expect(tensors.get('__proto__')?.values).toEqual(Uint8Array.of(5));
});

it('answers any bytes with arrays or a ModelFormatError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.json(), (data, json) => {
      for (const bytes of [data, file(json, data)]) {
        try {
          decodeSafetensors(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(ModelFormatError);
        }
      }
    }),
  );
});
