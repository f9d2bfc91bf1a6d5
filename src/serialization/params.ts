import { InvalidParameterError } from '../errors.js';
import { show } from '../words.js';
import {
  arrayFromJson,
  exactKeys,
  type Json,
  malformed,
  numberFromJson,
  numberToJson,
  objectFromJson,
} from './json.js';
import { PlaceError } from './place-error.js';

/**
 * Hyperparameters as JSON. Their form is the user's, so what JSON has no form for is tagged by the
 * key `$`: special numbers, estimators, and objects that have a key `$` themselves.
 */
export function paramToJson(
  value: unknown,
  path: string,
  saveEstimator: (value: object, path: string) => Json | undefined,
): Json {
  const inner = (item: unknown, key: string | number) =>
    paramToJson(item, `${path}.${key}`, saveEstimator);
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') {
    const json = numberToJson(value);
    return typeof json === 'number' ? json : { $: 'number', value: json };
  }
  if (Array.isArray(value)) return value.map(inner);
  if (ArrayBuffer.isView(value) && 'length' in value) {
    return Array.from(value as unknown as ArrayLike<number>, inner);
  }
  if (typeof value === 'object') {
    const saved = saveEstimator(value, path);
    if (saved !== undefined) return { $: 'estimator', value: saved };
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) {
      const entries = Object.entries(value).map(([key, item]): Json[] => [key, inner(item, key)]);
      return { $: 'object', value: entries };
    }
  }
  throw new InvalidParameterError(
    `${path} is ${show(value)}, which cannot be saved: a model file is data, never code. Use an option that is a name, a number or an array.`,
  );
}

export function paramFromJson(
  json: unknown,
  path: string,
  loadEstimator: (json: unknown, path: string) => object,
  depth = 0,
): unknown {
  if (depth > 16) throw new PlaceError(`${path} is nested too deeply.`);
  const inner = (item: unknown, key: string | number) =>
    paramFromJson(item, `${path}.${key}`, loadEstimator, depth + 1);
  if (json === null || typeof json !== 'object') return json;
  if (Array.isArray(json)) return json.map(inner);
  const { $: tag, value } = exactKeys(objectFromJson(json, path), ['$', 'value'], path);
  if (tag === 'number') return numberFromJson(value, path);
  if (tag === 'estimator') return loadEstimator(value, path);
  if (tag !== 'object') throw new PlaceError(`${path} has an unknown tag ${show(tag)}.`);
  const entries = new Map<string, unknown>();
  for (const entry of arrayFromJson(value, path)) {
    const pair = arrayFromJson(entry, path);
    const [key, item] = pair;
    if (pair.length !== 2 || typeof key !== 'string' || key === '__proto__' || entries.has(key)) {
      throw malformed(path, 'pairs of a name, each given once, and its value', pair);
    }
    entries.set(key, inner(item, key));
  }
  return Object.fromEntries(entries);
}
