import type { Json } from './json.js';
import { PlaceError } from './place-error.js';
import type { TensorReader, TensorWriter } from './tensors.js';

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

/**
 * Give a dimension its size, or hold it to the one that it has.
 *
 * @throws ModelFormatError when they differ
 */
export function bind(
  dimension: Dimension,
  value: number,
  dimensions: Map<string, number>,
  path: string,
): void {
  const known = typeof dimension === 'number' ? dimension : dimensions.get(dimension);
  if (known === undefined) dimensions.set(dimension as string, value);
  else if (known !== value) {
    throw new PlaceError(`${path} has ${value} values where ${dimension} is ${known}.`);
  }
}
