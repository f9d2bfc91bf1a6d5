import {
  arrayFromJson,
  exactKeys,
  type Json,
  malformed,
  numberFromJson,
  numberToJson,
  stringFromJson,
} from './json.js';
import { PlaceError } from './place-error.js';

/** The arrays a model can hold, by the name that safetensors gives their type. */
export const TENSOR_TYPES = {
  F64: Float64Array,
  F32: Float32Array,
  I32: Int32Array,
  U32: Uint32Array,
  I16: Int16Array,
  U16: Uint16Array,
  I8: Int8Array,
  U8: Uint8Array,
} as const;

export type TensorType = keyof typeof TENSOR_TYPES;
export type TypedArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

export interface Tensor {
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly values: TypedArray;
}

/** The values in memory of their own: whatever becomes of the bytes of the file, they stay. */
export function ownValues({ values }: Tensor): TypedArray {
  return values.byteLength < values.buffer.byteLength ? values.slice() : values;
}

/** Where the arrays of a model go: beside the JSON as bytes, or inside it as text. */
export interface TensorWriter {
  write(tensor: Tensor, path: string): Json;
}

/** Where the arrays of a model come from. */
export interface TensorReader {
  read(json: unknown, path: string): Tensor;
}

/** Arrays as JSON: `{ "type": "F64", "shape": [2, 3], "values": [...] }`. */
export const inlineTensors: TensorWriter & TensorReader = {
  write: ({ type, shape, values }) => {
    const list = new Array<Json>(values.length);
    for (let i = 0; i < values.length; i++) list[i] = numberToJson(values[i]);
    return { type, shape: [...shape], values: list };
  },

  read(json, path) {
    const object = exactKeys(json, ['type', 'shape', 'values'], path);
    const type = tensorType(object.type, `${path}.type`);
    const list = arrayFromJson(object.values, `${path}.values`);
    const shape = tensorShape(object.shape, list.length, `${path}.shape`);
    const values = new TENSOR_TYPES[type](list.length);
    for (let i = 0; i < list.length; i++) {
      const value = numberFromJson(list[i], `${path}.values[${i}]`);
      values[i] = value;
      if (!Object.is(values[i], value)) {
        throw malformed(`${path}.values[${i}]`, `a number that ${type} holds`, list[i]);
      }
    }
    return { type, shape, values };
  },
};

export function tensorType(json: unknown, path: string): TensorType {
  const type = stringFromJson(json, path);
  if (!Object.hasOwn(TENSOR_TYPES, type)) {
    throw malformed(path, `one of ${Object.keys(TENSOR_TYPES).join(', ')}`, json);
  }
  return type as TensorType;
}

/** A shape whose sizes multiply to `length`. */
export function tensorShape(json: unknown, length: number, path: string): number[] {
  const shape = arrayFromJson(json, path).map((size, i) => {
    if (!Number.isSafeInteger(size) || (size as number) < 0) {
      throw malformed(`${path}[${i}]`, 'a whole number', size);
    }
    return size as number;
  });
  const product = shape.reduce((total, size) => total * size, 1);
  if (product !== length) {
    throw new PlaceError(`${path} is ${shape.join(' × ')}, but there are ${length} values.`);
  }
  return shape;
}
