import { malformed } from './json.js';
import { bind, type Dimension, type Schema } from './schema-form.js';
import { ownValues, TENSOR_TYPES, type TensorType, type TypedArray } from './tensors.js';

interface ArrayRules {
  /** Whether NaN and the infinities are allowed. Default false. */
  readonly nonFinite?: boolean;
  /** Smallest value allowed. */
  readonly min?: number;
  /** Largest value allowed. */
  readonly max?: number;
  /**
   * Whether a large array is used where it lies in the bytes of the file, which may be changed or transferred later:
   * only for models that notice. Default false.
   */
  readonly inPlace?: boolean;
}

/** Arrays take their dimensions, outermost first, and what their values must satisfy. */
type Dimensions = readonly Dimension[] | Dimension;

export function float64(dimensions: Dimensions, rules?: ArrayRules): Schema<Float64Array> {
  return typedArray<Float64Array>('F64', dimensions, rules);
}

export function float32(dimensions: Dimensions, rules?: ArrayRules): Schema<Float32Array> {
  return typedArray<Float32Array>('F32', dimensions, rules);
}

export function int32(dimensions: Dimensions, rules?: ArrayRules): Schema<Int32Array> {
  return typedArray<Int32Array>('I32', dimensions, rules);
}

export function uint16(dimensions: Dimensions, rules?: ArrayRules): Schema<Uint16Array> {
  return typedArray<Uint16Array>('U16', dimensions, rules);
}

export function uint8(dimensions: Dimensions, rules?: ArrayRules): Schema<Uint8Array> {
  return typedArray<Uint8Array>('U8', dimensions, rules);
}

function typedArray<A extends TypedArray>(
  type: TensorType,
  dimensions: Dimensions,
  { nonFinite = false, min = -Infinity, max = Infinity, inPlace = false }: ArrayRules = {},
): Schema<A> {
  const names = typeof dimensions === 'object' ? dimensions : [dimensions];
  // The largest finite numbers as bounds refuse the infinities without a test of their own.
  const low = nonFinite ? min : Math.max(min, -Number.MAX_VALUE);
  const high = nonFinite ? max : Math.min(max, Number.MAX_VALUE);
  return {
    save(value, to, path) {
      const shape = names.map((name) => measure(name, value.length, names, to.dimensions, path));
      return to.tensors.write({ type, shape, values: value }, path);
    },
    load(json, from, path) {
      const tensor = from.tensors.read(json, path);
      if (tensor.type !== type || !(tensor.values instanceof TENSOR_TYPES[type])) {
        throw malformed(path, `an array of type ${type}`, tensor.type);
      }
      if (tensor.shape.length !== names.length) {
        throw malformed(path, `of shape ${names.join(' × ')}`, tensor.shape);
      }
      for (let axis = 0; axis < names.length; axis++) {
        bind(names[axis], tensor.shape[axis], from.dimensions, path);
      }
      const values = (inPlace ? tensor.values : ownValues(tensor)) as A;
      const wrong = firstOutside(values, low, high, nonFinite);
      if (wrong >= 0) {
        const bounds = min > -Infinity || max < Infinity ? ` from ${min} to ${max}` : '';
        throw malformed(`${path}[${wrong}]`, `a finite number${bounds}`, values[wrong]);
      }
      return values;
    },
  };
}

/** Position of the first value out of bounds, or -1. NaN is out of bounds unless it is allowed. */
function firstOutside(values: TypedArray, low: number, high: number, allowNaN: boolean): number {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!(value >= low && value <= high) && !(allowNaN && Number.isNaN(value))) return i;
  }
  return -1;
}

/** The size of one dimension when saving: bound already, fixed, or what the length leaves over. */
function measure(
  name: Dimension,
  length: number,
  names: readonly Dimension[],
  dimensions: Map<string, number>,
  path: string,
): number {
  const known = (dimension: Dimension) =>
    typeof dimension === 'number' ? dimension : dimensions.get(dimension);
  const own = known(name);
  if (own !== undefined) return own;
  const others = names.filter((other) => other !== name).map(known);
  if (others.includes(undefined)) throw new Error(`${path}: bind ${name} before this array`);
  const rest = others.reduce<number>((total, other) => total * (other as number), 1);
  const derived = rest === 0 ? 0 : length / rest;
  bind(name, derived, dimensions, path);
  return derived;
}
