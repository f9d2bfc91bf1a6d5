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

/*
 * Small records in JSON that stand beside models, such as the versions of a registry: their form is
 * written once, saves them, and refuses on reading whatever is not of it, as if a stranger had written it.
 * The states of models, with their arrays, have `schema.ts`.
 */

/** The form of one value. */
export interface Form<T> {
  save(value: T): Json;
  /** @throws ModelFormatError that names the path of what is not of the form */
  load(json: unknown, path: string): T;
}

/** An object with exactly these fields, saved in this order. */
export function object<T extends object>(
  fields: {
    readonly [K in keyof T]: Form<T[K]>;
  },
): Form<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  return {
    save: (value) =>
      Object.fromEntries(names.map((name) => [name, fields[name].save(value[name])])),
    load(json, path) {
      const given = exactKeys(json, names, path);
      const value: Partial<T> = {};
      for (const name of names) value[name] = fields[name].load(given[name], fieldPath(path, name));
      return value as T;
    },
  };
}

/** `key: field` at the top, `key: field.part` below it. */
function fieldPath(path: string, name: string): string {
  return path.endsWith(':') ? `${path} ${name}` : `${path}.${name}`;
}

export function list<T>(items: Form<T>): Form<readonly T[]> {
  return {
    save: (values) => values.map((value) => items.save(value)),
    load: (json, path) =>
      arrayFromJson(json, path).map((item, i) => items.load(item, `${path}[${i}]`)),
  };
}

/** Numbers by name; NaN and the infinities are allowed. */
export function numbersByName(): Form<Readonly<Record<string, number>>> {
  return {
    save: (value) =>
      Object.fromEntries(Object.entries(value).map(([name, n]) => [name, numberToJson(n)])),
    load: (json, path) =>
      Object.fromEntries(
        Object.entries(objectFromJson(json, path)).map(([name, value]) => [
          name,
          numberFromJson(value, `${path}.${name}`),
        ]),
      ),
  };
}

export function nullable<T>(form: Form<T>): Form<T | null> {
  return {
    save: (value) => (value === null ? null : form.save(value)),
    load: (json, path) => (json === null ? null : form.load(json, path)),
  };
}

/** @param words - what text must be that the pattern refuses, to follow "must be" */
export function text(pattern?: RegExp, words = 'text'): Form<string> {
  return {
    save: (value) => value,
    load(json, path) {
      const value = stringFromJson(json, path);
      if (pattern !== undefined && !pattern.test(value)) throw malformed(path, words, json);
      return value;
    },
  };
}

export function flag(): Form<boolean> {
  return {
    save: (value) => value,
    load(json, path) {
      if (typeof json !== 'boolean') throw malformed(path, 'true or false', json);
      return json;
    },
  };
}

export function oneOf<T extends string>(...values: readonly T[]): Form<T> {
  return {
    save: (value) => value,
    load(json, path) {
      const found = values.find((value) => value === json);
      if (found === undefined) throw malformed(path, values.join(' or '), json);
      return found;
    },
  };
}

/** A finite number. */
export function finite({ min = -Infinity } = {}): Form<number> {
  return {
    save: (value) => value,
    load(json, path) {
      const isFine = typeof json === 'number' && Number.isFinite(json) && json >= min;
      if (!isFine) {
        throw malformed(path, `a finite number${min > -Infinity ? ` from ${min}` : ''}`, json);
      }
      return json;
    },
  };
}

export function whole({ min = 0, max = Number.MAX_SAFE_INTEGER } = {}): Form<number> {
  return {
    save: (value) => value,
    load(json, path) {
      if (typeof json !== 'number' || !Number.isInteger(json) || json < min || json > max) {
        throw malformed(path, `a whole number from ${min} to ${max}`, json);
      }
      return json;
    },
  };
}

/** A time to the millisecond, as `toISOString` writes it. */
export function time(): Form<Date> {
  return {
    save: (value) => value.toISOString(),
    load(json, path) {
      const date = new Date(stringFromJson(json, path));
      if (Number.isNaN(date.getTime()) || date.toISOString() !== json) {
        throw malformed(path, 'a time such as 2026-01-31T12:00:00.000Z', json);
      }
      return date;
    },
  };
}

const FORMAT = 1;

export function encodeRecord<T extends object>(form: Form<T>, value: T): Uint8Array {
  const json = { format: FORMAT, ...objectFromJson(form.save(value), 'record') };
  return new TextEncoder().encode(`${JSON.stringify(json, null, 2)}\n`);
}

/**
 * @param key - where the bytes were, for messages
 * @throws ModelFormatError when they are not of the form
 */
export function decodeRecord<T extends object>(form: Form<T>, bytes: Uint8Array, key: string): T {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ModelFormatError(`${key} is no JSON. Restore it, or remove it.`, { cause });
  }
  const { format, ...fields } = objectFromJson(json, key);
  if (format !== FORMAT) throw malformed(`${key}: format`, `${FORMAT}`, format);
  return form.load(fields, `${key}:`);
}
