import type { Label } from '../contracts.js';
import { filledLength, lengthOf, reading } from '../data/array-like.js';
import { sortLabels } from '../data/labels.js';
import { checkLength, parseWeights } from '../data/targets.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { count, show } from '../words.js';

/** True and predicted labels as codes into one list of classes. */
export interface LabelPairs {
  /** [nSamples]; -1 for a label that is not among the classes asked for. */
  readonly truth: Int32Array;
  /** [nSamples]; -1 likewise. */
  readonly predicted: Int32Array;
  readonly classes: Label[];
  /** [nSamples], or undefined for all 1. */
  readonly weights: Float64Array | undefined;
}

/**
 * Check true and predicted labels and encode both alike.
 *
 * @param labels - the classes to use, in this order; default: all that occur, ascending
 * @param where - the metric that was called, for messages
 * @throws InvalidInputError for an empty input, other lengths, missing or mixed labels, unusable weights
 */
export function encodePairs(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  where: string,
  sampleWeight?: ArrayLike<number>,
  labels?: readonly Label[],
): LabelPairs {
  checkPair(yTrue, yPred, where);
  const weights = parseWeights(sampleWeight, yTrue.length, where);
  const seen = new Map<Label, number>();
  const truth = collect(yTrue, 'yTrue', seen, where);
  const predicted = collect(yPred, 'yPred', seen, where);
  const occurring = [...seen.keys()];
  checkOneType(occurring, where);
  const classes = labels === undefined ? sortLabels([...occurring]) : checkLabels(labels, where);
  const position = new Map(classes.map((label, k) => [label, k]));
  const recode = Int32Array.from(occurring, (label) => position.get(label) ?? -1);
  for (let i = 0; i < truth.length; i++) {
    truth[i] = recode[truth[i]];
    predicted[i] = recode[predicted[i]];
  }
  return { truth, predicted, classes, weights };
}

/**
 * Refuse what is no pair of arrays, an empty pair, and arrays of different lengths.
 *
 * @param names - what the two are called, for messages
 */
export function checkPair(
  first: unknown,
  second: unknown,
  where: string,
  names: readonly [string, string] = ['yTrue', 'yPred'],
): void {
  const length = reading(where, names[0], () => lengthOf(first));
  if (length === undefined) {
    throw new InvalidInputError(
      `${where}: ${names[0]} must be an array, but got ${show(first)}. Pass one value a sample.`,
    );
  }
  if (length === 0) {
    throw new InvalidInputError(`${where}: there are no samples. Pass at least one.`);
  }
  const given = reading(where, names[1], () => lengthOf(second));
  if (given !== length) {
    const got = given === undefined ? show(second) : count(given, 'value');
    throw new InvalidInputError(
      `${where}: ${names[0]} has ${count(length, 'value')}, but ${names[1]} has ${got}. Pass one value a sample in both.`,
    );
  }
}

/** Numbers of one argument, checked: finite, or with the infinities where `infinite`. */
export function parseNumbers(
  values: ArrayLike<number>,
  length: number,
  name: string,
  where: string,
  { infinite = false } = {},
): Float64Array {
  checkLength(values, length, name, where);
  // The last first where it lacks: a length that promises more than there is must not decide what is allocated.
  const first = filledLength(values) === undefined ? length - 1 : 0;
  const parsed = new Float64Array(first === 0 ? length : 0);
  for (let i = first; i < length; i++) {
    const value: unknown = values[i];
    const usable = typeof value === 'number' && !Number.isNaN(value);
    if (!usable || (!infinite && !Number.isFinite(value))) {
      throw new InvalidInputError(
        `${where}: ${name}[${i}] is ${show(value)}, not a ${infinite ? '' : 'finite '}number. Drop the sample, or mend what made it.`,
      );
    }
    parsed[i] = value;
  }
  return parsed;
}

/** Whole numbers from 0 to below this are looked up in a table. */
const SMALL = 256;

/**
 * Codes in order of first appearance, added to those seen so far. A million pairs of small whole numbers take 22 ms by
 * the table, 60 ms by the map.
 */
function collect(
  labels: ArrayLike<Label>,
  name: string,
  seen: Map<Label, number>,
  where: string,
): Int32Array {
  const codes = new Int32Array(labels.length);
  const small = new Int32Array(SMALL).fill(-1);
  for (const [label, code] of seen) if (isSmall(label)) small[label] = code;
  let last: Label | undefined;
  let code = -1;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (isSmall(label) && small[label] >= 0) {
      codes[i] = small[label];
      continue;
    }
    if (code < 0 || label !== last) {
      const known = seen.get(label);
      if (known === undefined) {
        checkLabel(label, `${name}[${i}]`, where);
        code = seen.size;
        seen.set(label, code);
        if (isSmall(label)) small[label] = code;
      } else {
        code = known;
      }
      last = label;
    }
    codes[i] = code;
  }
  return codes;
}

function isSmall(label: Label): label is number {
  return typeof label === 'number' && label >= 0 && label < SMALL && (label | 0) === label;
}

function checkLabel(label: unknown, place: string, where: string): void {
  if (typeof label === 'string' || typeof label === 'boolean') return;
  if (Number.isFinite(label)) return;
  throw new InvalidInputError(
    `${where}: ${place} is ${show(label)}, not a label. Pass numbers, text or booleans.`,
  );
}

function checkOneType(labels: readonly Label[], where: string): void {
  const other = labels.find((label) => typeof label !== typeof labels[0]);
  if (other !== undefined) {
    throw new InvalidInputError(
      `${where}: labels of different types are mixed: ${show(labels[0])} and ${show(other)}. Pass yTrue and yPred of one type.`,
    );
  }
}

/**
 * The classes that a caller names, in that order.
 *
 * @throws InvalidParameterError when there are none, or one is named twice
 */
export function checkLabels(labels: readonly Label[], where: string): Label[] {
  if (labels.length === 0 || new Set(labels).size !== labels.length) {
    throw new InvalidParameterError(
      `${where}: labels must be one or more different labels, but got ${show(labels)}. Leave it out to use all that occur.`,
    );
  }
  return [...labels];
}
