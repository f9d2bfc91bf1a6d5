import type { ModelFormatError } from '../errors.js';
import { show } from '../words.js';
import { PlaceError } from './place-error.js';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A number as JSON: NaN, the infinities and -0, which JSON would lose, become text. */
export function numberToJson(value: number): Json {
  return Number.isFinite(value) && !Object.is(value, -0)
    ? value
    : Object.is(value, -0)
      ? '-0'
      : String(value);
}

const SPECIAL_NUMBERS: ReadonlyMap<unknown, number> = /* @__PURE__ */ new Map([
  ['NaN', Number.NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['-0', -0],
]);

export function numberFromJson(json: unknown, path: string): number {
  const value = typeof json === 'number' ? json : SPECIAL_NUMBERS.get(json);
  if (value === undefined) throw malformed(path, 'a number', json);
  return value;
}

/** A JSON object, and no array. */
export function objectFromJson(json: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw malformed(path, 'an object', json);
  }
  return json as Record<string, unknown>;
}

export function arrayFromJson(json: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(json)) throw malformed(path, 'an array', json);
  return json;
}

export function stringFromJson(json: unknown, path: string): string {
  if (typeof json !== 'string') throw malformed(path, 'text', json);
  return json;
}

/** An object with these keys and no others: whatever else a file carries is refused, not skipped. */
export function exactKeys(
  json: unknown,
  keys: readonly string[],
  path: string,
): Readonly<Record<string, unknown>> {
  const object = objectFromJson(json, path);
  for (const key of Object.keys(object)) {
    if (!keys.includes(key)) throw new PlaceError(`${path} has an unknown entry ${show(key)}.`);
  }
  for (const key of keys) {
    if (!Object.hasOwn(object, key)) throw new PlaceError(`${path} has no entry ${show(key)}.`);
  }
  return object;
}

export function malformed(path: string, expected: string, given: unknown): ModelFormatError {
  return new PlaceError(`${path} must be ${expected}, but is ${show(given)}.`);
}
