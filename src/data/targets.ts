import type { FitAsyncOptions, PassedOver } from '../contracts.js';
import { InvalidInputError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { count, show } from '../words.js';
import { lengthOf, reading } from './array-like.js';

/**
 * Target numbers of a regression, checked.
 *
 * @param y - [nSamples]
 * @param rows - samples in X; another length is refused
 * @param where - the method that was called, for messages
 * @throws InvalidInputError for another length, or a value that is not a finite number
 */
export function parseTargets(y: ArrayLike<number>, rows: number, where: string): Float64Array {
  checkLength(y, rows, 'y', where);
  const targets = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const value: unknown = y[i];
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      const remedy =
        typeof value === 'string' || typeof value === 'boolean'
          ? 'Use a classifier to predict labels.'
          : 'Drop the samples whose target is missing or infinite.';
      throw new InvalidInputError(
        `${where}: y[${i}] is ${show(value)}, not a finite number. ${remedy}`,
      );
    }
    targets[i] = value;
  }
  return targets;
}

/**
 * Sample weights, checked; undefined when none were given.
 *
 * @param weights - [nSamples], or undefined
 * @param rows - samples in X
 * @param where - the method that was called, for messages
 * @throws InvalidInputError for another length, a weight that is negative or not finite, all zero, or a sum that overflows
 */
export function parseWeights(
  weights: ArrayLike<number> | undefined,
  rows: number,
  where: string,
): Float64Array | undefined {
  if (weights === undefined) return undefined;
  checkLength(weights, rows, 'sampleWeight', where);
  const parsed = new Float64Array(rows);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const weight: unknown = weights[i];
    if (typeof weight !== 'number' || !(weight >= 0) || weight === Infinity) {
      throw new InvalidInputError(
        `${where}: sampleWeight[${i}] is ${show(weight)}, but a weight must be a finite number >= 0. Give a sample that should not count the weight 0.`,
      );
    }
    parsed[i] = weight;
    total += weight;
  }
  if (total === 0) {
    throw new InvalidInputError(
      `${where}: all sample weights are 0. Give at least one sample a positive weight.`,
    );
  }
  if (total === Infinity) {
    throw new InvalidInputError(
      `${where}: the sample weights sum to more than numbers hold. Divide all by the same number.`,
    );
  }
  return parsed;
}

/**
 * The sample weights among the options of a call, checked as `parseWeights` does.
 *
 * @throws InvalidParameterError when the options are no object, or one is none of those of `fitAsync`
 */
export function weightsOf(
  options: FitAsyncOptions | undefined,
  rows: number,
  where: string,
): Float64Array | undefined {
  if (options === undefined) return undefined;
  const { sampleWeight } = readNamed(options, where, ['sampleWeight', 'onProgress', 'signal']);
  return parseWeights(sampleWeight, rows, where);
}

/** As `weightsOf`, where no `y` is asked for: what stands in its place must be no options. */
export function weightsWithoutTarget(
  options: FitAsyncOptions | undefined,
  rows: number,
  where: string,
  y: PassedOver,
): Float64Array | undefined {
  refuseOptionsForTarget(y, where);
  return weightsOf(options, rows, where);
}

/** Refuse options in the place of a `y` that is passed over: they would silently do nothing. */
export function refuseOptionsForTarget(y: PassedOver, where: string): void {
  if (typeof y !== 'object' || y === null) return;
  const isPlain = reading(where, 'y', () => Object.getPrototypeOf(y)) === Object.prototype;
  if (!isPlain || reading(where, 'y', () => lengthOf(y)) !== undefined) return;
  throw new InvalidInputError(
    `${where}: y is passed over, but got ${show(y)} in its place. Pass options after it: (X, undefined, options).`,
  );
}

/** Refuse anything that is not a list of `rows` values. */
export function checkLength(values: unknown, rows: number, name: string, where: string): void {
  const length = reading(where, name, () => lengthOf(values));
  if (length === undefined) {
    throw new InvalidInputError(
      `${where}: ${name} must be an array of ${rows} values, but got ${show(values)}. Pass one value a sample.`,
    );
  }
  if (length !== rows) {
    throw new InvalidInputError(
      `${where}: ${name} has ${count(length, 'value')}, but X has ${count(rows, 'row')}. Pass one value a sample.`,
    );
  }
}

/**
 * How many values there are.
 *
 * @throws InvalidInputError when it is no array, as text is none, though it has a length
 */
export function lengthGiven(values: ArrayLike<unknown>, name: string, where: string): number {
  const length = reading(where, name, () => lengthOf(Object(values))) ?? 0; // text as an object, to be measured
  checkLength(values, length, name, where);
  return length;
}
