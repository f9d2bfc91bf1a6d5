import type { Label } from '../contracts.js';
import { ModelFormatError } from '../errors.js';
import {
  arrayFromJson,
  exactKeys,
  type Json,
  malformed,
  numberFromJson,
  numberToJson,
  objectFromJson,
  stringFromJson,
} from './json.js';
import {
  TENSOR_TYPES,
  type TensorReader,
  type TensorType,
  type TensorWriter,
  type TypedArray,
} from './tensors.js';

/**
 * The form of a fitted state, written once: it saves the state, and it refuses on loading whatever
 * is not of this form.
 *
 * Arrays name their dimensions. The first use of a name in a state binds it, and every later use
 * must agree, so `{ mean: float64('nFeatures'), scale: float64('nFeatures') }` can only load with
 * arrays of one length.
 */
export interface Schema<T> {
  save(value: T, to: SaveContext, path: string): Json;
  load(json: unknown, from: LoadContext, path: string): T;
  /** What a field of an object is where the file lacks it, being older; such a value is not written either. */
  readonly absent?: T;
}

export interface SaveContext {
  readonly tensors: TensorWriter;
  readonly dimensions: Map<string, number>;
  /** Saves an estimator inside an estimator. */
  estimator(value: object, path: string): Json;
}

export interface LoadContext {
  readonly tensors: TensorReader;
  readonly dimensions: Map<string, number>;
  /** Loads an estimator inside an estimator. */
  estimator(json: unknown, path: string): object;
}

/** A name that the state binds, or a fixed size. */
export type Dimension = string | number;

/** What `schema` saves and loads. */
export type Loaded<S> = S extends Schema<infer T> ? T : never;

type Fields<T> = { readonly [K in keyof T]: Schema<T[K]> };

/**
 * An object with exactly these fields, saved and loaded in this order.
 *
 * @param check - what must hold between the fields: returns what is wrong, or undefined
 */
export function object<T extends object>(
  fields: Fields<T>,
  check?: (value: T) => string | undefined,
): Schema<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  return {
    save(value, to, path) {
      const json: { [key: string]: Json } = {};
      for (const name of names) {
        if (value[name] === fields[name].absent) continue;
        json[name] = fields[name].save(value[name], to, `${path}.${name}`);
      }
      return json;
    },
    load(json, from, path) {
      const object = objectFromJson(json, path);
      const lacking = (name: string & keyof T) =>
        fields[name].absent !== undefined && !Object.hasOwn(object, name);
      const given = exactKeys(
        object,
        names.filter((name) => !lacking(name)),
        path,
      );
      const value: Partial<T> = {};
      for (const name of names) {
        value[name] = lacking(name)
          ? fields[name].absent
          : fields[name].load(given[name], from, `${path}.${name}`);
      }
      const wrong = check?.(value as T);
      if (wrong !== undefined) throw new ModelFormatError(`${path}: ${wrong}`);
      return value as T;
    },
  };
}

interface NumberRules {
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
  /** Whether NaN and the infinities are allowed. Default false. */
  readonly nonFinite?: boolean;
}

export function number(rules: NumberRules = {}): Schema<number> {
  const { min = -Infinity, max = Infinity, integer = false, nonFinite = false } = rules;
  return {
    save: numberToJson,
    load(json, _from, path) {
      const value = numberFromJson(json, path);
      if (!nonFinite && !Number.isFinite(value)) throw malformed(path, 'a finite number', json);
      if (integer && !Number.isSafeInteger(value)) throw malformed(path, 'a whole number', json);
      if (value < min || value > max) throw malformed(path, `from ${min} to ${max}`, json);
      return value;
    },
  };
}

/**
 * The largest size that a file may state without arrays of that length to show for it, such as the columns that trees
 * and names are about: what follows from a size that 100 bytes can hold must not ask for the memory of the machine.
 */
const MAX_SIZE = 2 ** 20;

/** A count that binds a dimension: `nFeatures: size('nFeatures')`. */
export function size(dimension: string): Schema<number> {
  const count = number({ integer: true, min: 1, max: MAX_SIZE });
  return {
    save(value, to, path) {
      if (value > MAX_SIZE) {
        throw new ModelFormatError(
          `${path} is ${value}, and a model file holds sizes up to ${MAX_SIZE} only. Fit on fewer columns, or use the model without saving it.`,
        );
      }
      bind(dimension, value, to.dimensions, path);
      return value;
    },
    load(json, from, path) {
      const value = count.load(json, from, path);
      bind(dimension, value, from.dimensions, path);
      return value;
    },
  };
}

export function boolean(): Schema<boolean> {
  return {
    save: (value) => value,
    load(json, _from, path) {
      if (typeof json !== 'boolean') throw malformed(path, 'true or false', json);
      return json;
    },
  };
}

export function string(): Schema<string> {
  return { save: (value) => value, load: (json, _from, path) => stringFromJson(json, path) };
}

/** A seed of random numbers: text or a finite number. */
export function seed(): Schema<number | string> {
  return {
    save: (value) => (Object.is(value, -0) ? 0 : value), // JSON has no -0, and 0 seeds alike
    load(json, _from, path) {
      if (typeof json === 'string' || Number.isFinite(json as number))
        return json as number | string;
      throw malformed(path, 'text or a finite number', json);
    },
  };
}

export function oneOf<T extends string>(...values: readonly T[]): Schema<T> {
  return {
    save: (value) => value,
    load(json, _from, path) {
      if (!values.includes(json as T)) throw malformed(path, `one of ${values.join(', ')}`, json);
      return json as T;
    },
  };
}

export function nullable<T>(schema: Schema<T>): Schema<T | null> {
  return {
    save: (value, to, path) => (value === null ? null : schema.save(value, to, path)),
    load: (json, from, path) => (json === null ? null : schema.load(json, from, path)),
  };
}

/**
 * A field that files of earlier versions lack.
 *
 * @param absent - what it is in them: null, text, a number or a boolean
 */
export function younger<T extends null | string | number | boolean | object>(
  schema: Schema<T>,
  absent: T,
): Schema<T> {
  return { ...schema, absent };
}

/** A list of any length, or of the length of a dimension. */
export function list<T>(items: Schema<T>, dimension?: Dimension): Schema<T[]> {
  return {
    save(value, to, path) {
      if (dimension !== undefined) bind(dimension, value.length, to.dimensions, path);
      return value.map((item, i) => items.save(item, to, `${path}[${i}]`));
    },
    load(json, from, path) {
      const given = arrayFromJson(json, path);
      if (dimension !== undefined) bind(dimension, given.length, from.dimensions, path);
      return given.map((item, i) => items.load(item, from, `${path}[${i}]`));
    },
  };
}

/** Class labels: numbers, text or booleans of one type, all different. */
export function labels<L extends Label = Label>(dimension?: Dimension): Schema<L[]> {
  const items = list<Label>(label(), dimension);
  return {
    save: (value, to, path) => items.save(value, to, path),
    load(json, from, path) {
      const loaded = items.load(json, from, path);
      if (loaded.some((value) => typeof value !== typeof loaded[0])) {
        throw new ModelFormatError(`${path} mixes labels of different types.`);
      }
      if (new Set(loaded).size !== loaded.length) {
        throw new ModelFormatError(`${path} names a label twice.`);
      }
      return loaded as L[];
    },
  };
}

/** One class label: text, true, false or a finite number. */
export function label(): Schema<Label> {
  return {
    // Text labels are saved as they are; number labels are always finite, so only -0 needs care.
    save: (value) => (Object.is(value, -0) ? 0 : value),
    load(json, _from, path) {
      const usable =
        typeof json === 'string' || typeof json === 'boolean' || Number.isFinite(json as number);
      if (!usable) throw malformed(path, 'a label', json);
      return json as Label;
    },
  };
}

interface ArrayRules {
  /** Whether NaN and the infinities are allowed. Default false. */
  readonly nonFinite?: boolean;
  /** Smallest value allowed. */
  readonly min?: number;
  /** Largest value allowed. */
  readonly max?: number;
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

export function uint8(dimensions: Dimensions, rules?: ArrayRules): Schema<Uint8Array> {
  return typedArray<Uint8Array>('U8', dimensions, rules);
}

function typedArray<A extends TypedArray>(
  type: TensorType,
  dimensions: Dimensions,
  { nonFinite = false, min = -Infinity, max = Infinity }: ArrayRules = {},
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
      const values = tensor.values as A;
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

function bind(
  dimension: Dimension,
  value: number,
  dimensions: Map<string, number>,
  path: string,
): void {
  const known = typeof dimension === 'number' ? dimension : dimensions.get(dimension);
  if (known === undefined) dimensions.set(dimension as string, value);
  else if (known !== value) {
    throw new ModelFormatError(`${path} has ${value} values where ${dimension} is ${known}.`);
  }
}

/** An estimator inside an estimator: one of these types, or any when none is named. */
export function estimator<E extends object>(...types: readonly string[]): Schema<E> {
  return {
    save: (value, to, path) => to.estimator(value, path),
    load(json, from, path) {
      const { type } = objectFromJson(json, path);
      if (types.length > 0 && !types.includes(type as string)) {
        throw malformed(`${path}.type`, `one of ${types.join(', ')}`, type);
      }
      return from.estimator(json, path) as E;
    },
  };
}
