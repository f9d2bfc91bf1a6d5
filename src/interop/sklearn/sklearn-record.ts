import type { Label } from '../../contracts.js';
import { ModelFormatError } from '../../errors.js';
import {
  arrayFromJson,
  malformed,
  numberFromJson,
  objectFromJson,
  stringFromJson,
} from '../../serialization/json.js';
import type { Tensor } from '../../serialization/tensors.js';
import type { SklearnArrays } from './sklearn-arrays.js';

/** Estimators inside estimators: no honest model comes near. */
const MAX_DEPTH = 16;

/** A size as an array must have it; undefined for any. */
type Size = number | undefined;

/** A part of a model under its name. */
export interface NamedRecord {
  readonly name: string;
  /** null lets samples through. */
  readonly estimator: SklearnRecord | null;
  /** Columns of a part of a ColumnTransformer. */
  readonly columns: readonly number[];
}

/** One estimator as the export describes it: every value is checked as it is asked for. */
export class SklearnRecord {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #params: Readonly<Record<string, unknown>>;
  readonly #arrays: SklearnArrays;
  readonly #depth: number;
  readonly path: string;
  /** The name of its class in scikit-learn. */
  readonly type: string;

  constructor(json: unknown, path: string, arrays: SklearnArrays, depth = 0) {
    if (depth > MAX_DEPTH) throw new ModelFormatError(`${path} is nested too deeply.`);
    this.#fields = objectFromJson(json, path);
    this.#arrays = arrays;
    this.#depth = depth;
    this.path = path;
    this.type = stringFromJson(this.#field('type'), `${path}.type`);
    this.#params = objectFromJson(this.#field('params'), `${path}.params`);
  }

  #field(key: string): unknown {
    return Object.hasOwn(this.#fields, key) ? this.#fields[key] : undefined;
  }

  #at(key: string): string {
    return `${this.path}.${key}`;
  }

  /** Whether a value is there, and not null. */
  has(key: string): boolean {
    return (this.#field(key) ?? null) !== null;
  }

  number(key: string): number {
    return numberFromJson(unmarked(this.#field(key)), this.#at(key));
  }

  whole(key: string, min = 0): number {
    const value = this.number(key);
    if (Number.isSafeInteger(value) && value >= min) return value;
    throw malformed(this.#at(key), `a whole number from ${min}`, value);
  }

  /** How many columns it takes: a size that may stand alone, and so is counted against what one file may ask for. */
  nFeatures(): number {
    const size = this.whole('n_features_in_', 1);
    this.#arrays.spend(size, this.path);
    return size;
  }

  text(key: string): string {
    return stringFromJson(this.#field(key), this.#at(key));
  }

  flag(key: string): boolean {
    const value = this.#field(key);
    if (typeof value === 'boolean') return value;
    throw malformed(this.#at(key), 'true or false', value);
  }

  /** Text or a number or true or false, or null. */
  cell(key: string): Label | null {
    return cellFrom(this.#field(key) ?? null, this.#at(key));
  }

  cells(key: string): (Label | null)[] {
    return arrayFromJson(this.#field(key), this.#at(key)).map((value, i) =>
      cellFrom(value, `${this.#at(key)}[${i}]`),
    );
  }

  /** Class labels, with the types that they had. */
  labels(key: string): Label[] {
    return this.cells(key).map((value, i) => {
      if (value !== null) return value;
      throw malformed(`${this.#at(key)}[${i}]`, 'a label', value);
    });
  }

  /** Names of the columns that the model was fitted on; null where these had none. */
  columnNames(): string[] | null {
    if (!this.has('feature_names_in_')) return null;
    const path = this.#at('feature_names_in_');
    const names = arrayFromJson(this.#field('feature_names_in_'), path).map((name, j) =>
      stringFromJson(name, `${path}[${j}]`),
    );
    if (names.length > 0 && new Set(names).size === names.length) return names;
    throw malformed(path, 'different names, at least one', names);
  }

  /** A list of whole numbers from 0. */
  positions(key: string): (number | null)[] {
    return arrayFromJson(this.#field(key), this.#at(key)).map((value, i) =>
      value === null ? null : wholeFrom(value, `${this.#at(key)}[${i}]`),
    );
  }

  /** A list of lists of whole numbers from 0. */
  positionLists(key: string): number[][] {
    return arrayFromJson(this.#field(key), this.#at(key)).map((list, i) =>
      wholesFrom(list, `${this.#at(key)}[${i}]`),
    );
  }

  /** The values of each column that an encoder knows, and where a missing one stands among them. */
  categories(key: string): { values: Label[]; missing: number | null }[] {
    return this.#objects(key).map(({ json, path }) => {
      const values = arrayFromJson(json.values, `${path}.values`).map((value, i) => {
        const cell = cellFrom(value, `${path}.values[${i}]`);
        if (cell === null) throw malformed(`${path}.values[${i}]`, 'a value', cell);
        return cell;
      });
      const { missing } = json;
      return { values, missing: missing === null ? null : wholeFrom(missing, `${path}.missing`) };
    });
  }

  #objects(key: string): { json: Readonly<Record<string, unknown>>; path: string }[] {
    return arrayFromJson(this.#field(key), this.#at(key)).map((json, i) => {
      const path = `${this.#at(key)}[${i}]`;
      return { json: objectFromJson(json, path), path };
    });
  }

  #array(key: string, shape: readonly Size[]): Tensor {
    const tensor = this.#arrays.take(this.#field(key), this.#at(key));
    const fits =
      tensor.shape.length === shape.length &&
      shape.every((size, axis) => size === undefined || size === tensor.shape[axis]);
    if (fits) return tensor;
    const wanted = shape.map((size) => size ?? 'any').join(' × ');
    throw malformed(this.#at(key), `of shape ${wanted}`, tensor.shape);
  }

  #wrongType(key: string, expected: string, tensor: Tensor): ModelFormatError {
    return malformed(this.#at(key), `an array of type ${expected}`, tensor.type);
  }

  floats(key: string, ...shape: readonly Size[]): Float64Array {
    const tensor = this.#array(key, shape);
    if (tensor.values instanceof Float64Array) return tensor.values;
    throw this.#wrongType(key, 'F64', tensor);
  }

  integers(key: string, ...shape: readonly Size[]): Int32Array {
    const tensor = this.#array(key, shape);
    if (tensor.values instanceof Int32Array) return tensor.values;
    throw this.#wrongType(key, 'I32', tensor);
  }

  /** The rows of a table of integers. */
  integerRows(key: string): Int32Array[] {
    const tensor = this.#array(key, [undefined, undefined]);
    const { values, shape } = tensor;
    if (!(values instanceof Int32Array)) throw this.#wrongType(key, 'I32', tensor);
    const [rows, width] = shape;
    if (rows > 0 && width === 0) throw malformed(this.#at(key), 'rows of integers', shape);
    const length = width === 0 ? 0 : rows;
    return Array.from({ length }, (_, i) => values.subarray(i * width, (i + 1) * width));
  }

  /** How many of something each part has: integers from 0, and their sum. */
  counts(key: string): { counts: Int32Array; total: number } {
    const counts = this.integers(key, undefined);
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (counts.every((count) => count >= 0)) return { counts, total };
    throw malformed(this.#at(key), 'counts from 0', counts);
  }

  flags(key: string, ...shape: readonly Size[]): Uint8Array {
    const tensor = this.#array(key, shape);
    if (tensor.values instanceof Uint8Array) return tensor.values;
    throw this.#wrongType(key, 'U8', tensor);
  }

  /** Sets of up to 256 whole numbers: 8 words of bits each. */
  bitsets(key: string): Uint32Array {
    const tensor = this.#array(key, [undefined, 8]);
    if (tensor.values instanceof Uint32Array) return tensor.values;
    throw this.#wrongType(key, 'U32', tensor);
  }

  /** Rows of numbers. */
  matrix(key: string, columns?: number): { values: Float64Array; rows: number; columns: number } {
    const tensor = this.#array(key, [undefined, columns]);
    if (!(tensor.values instanceof Float64Array)) throw this.#wrongType(key, 'F64', tensor);
    return { values: tensor.values, rows: tensor.shape[0], columns: tensor.shape[1] };
  }

  /** An estimator inside this one. */
  record(key: string): SklearnRecord {
    return this.#inner(this.#field(key), this.#at(key));
  }

  #inner(json: unknown, path: string): SklearnRecord {
    return new SklearnRecord(json, path, this.#arrays, this.#depth + 1);
  }

  /** Something that an export nests beside the estimator, such as its trees, whose fields are read like those. */
  part(key: string): SklearnRecord {
    const fields = objectFromJson(this.#field(key), this.#at(key));
    return this.#inner({ ...fields, type: key, params: {} }, this.#at(key));
  }

  /** Estimators under their names, and for parts of columns these. */
  named(key: string): NamedRecord[] {
    return this.#objects(key).map(({ json, path }) => {
      const name = stringFromJson(json.name, `${path}.name`);
      const within = `${this.path}.${name}`;
      return {
        name,
        estimator: json.estimator === null ? null : this.#inner(json.estimator, within),
        columns: json.columns === undefined ? [] : wholesFrom(json.columns, `${path}.columns`),
      };
    });
  }

  /** A hyperparameter; undefined where the export did not carry it. */
  param(name: string): unknown {
    return Object.hasOwn(this.#params, name) ? unmarked(this.#params[name]) : undefined;
  }

  /** A hyperparameter that is a number. */
  numberParam(name: string): number {
    return numberFromJson(this.param(name), `${this.path}.params.${name}`);
  }

  /** A hyperparameter that is true or false. */
  flagParam(name: string): boolean {
    const value = this.param(name);
    if (typeof value === 'boolean') return value;
    throw malformed(`${this.path}.params.${name}`, 'true or false', value);
  }

  refuse(what: string): ModelFormatError {
    return new ModelFormatError(`${this.path}: ${what}`);
  }
}

/** NaN and the infinities, which JSON has not, are `{ "number": "NaN" }`. */
function unmarked(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || !Object.hasOwn(json, 'number')) return json;
  return numberFromJson(Reflect.get(json, 'number'), 'number');
}

function cellFrom(json: unknown, path: string): Label | null {
  const usable =
    json === null ||
    typeof json === 'string' ||
    typeof json === 'boolean' ||
    Number.isFinite(json as number);
  if (!usable) throw malformed(path, 'text, a number, true, false or null', json);
  return Object.is(json, -0) ? 0 : (json as Label | null);
}

function wholeFrom(json: unknown, path: string): number {
  if (Number.isSafeInteger(json) && (json as number) >= 0) return json as number;
  throw malformed(path, 'a whole number from 0', json);
}

function wholesFrom(json: unknown, path: string): number[] {
  return arrayFromJson(json, path).map((value, i) => wholeFrom(value, `${path}[${i}]`));
}
