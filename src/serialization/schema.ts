import type { Label } from '../contracts.js';
import { arrayFromJson, exactKeys, type Json, malformed, objectFromJson } from './json.js';
import { PlaceError } from './place-error.js';
import { bind, type Dimension, type Schema } from './schema-form.js';
import { label } from './schema-values.js';

/*
 * Forms of states, put together from parts. Users import them as one: `schema.object({ mean: schema.float64(…) })`.
 */
export { float32, float64, int32, uint8, uint16 } from './schema-arrays.js';
export type { Dimension, LoadContext, Loaded, SaveContext, Schema } from './schema-form.js';
export { boolean, label, number, oneOf, seed, size, string } from './schema-values.js';

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
      if (wrong !== undefined) throw new PlaceError(`${path}: ${wrong}`);
      return value as T;
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

/** A part of a state whose dimensions are its own, as those of each of several columns or fits are. */
export function apart<T>(schema: Schema<T>): Schema<T> {
  return {
    ...schema,
    save: (value, to, path) => schema.save(value, { ...to, dimensions: new Map() }, path),
    load: (json, from, path) => schema.load(json, { ...from, dimensions: new Map() }, path),
  };
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
        throw new PlaceError(`${path} mixes labels of different types.`);
      }
      if (new Set(loaded).size !== loaded.length) {
        throw new PlaceError(`${path} names a label twice.`);
      }
      return loaded as L[];
    },
  };
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
