import type { Label } from '../contracts.js';
import { lengthOf, reading } from '../data/array-like.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { parameter } from '../hyperparameters.js';
import { reserve } from '../memory.js';
import type { Splittable } from '../preprocessing/splitting/splittable.js';
import { drain, type Steps } from '../progress.js';
import { show } from '../words.js';
import { KFold } from './k-fold.js';
import { countWith, isAmount } from './split-input.js';
import type { CrossValidation, CrossValidator, Fold } from './splitter.js';
import { StratifiedKFold } from './stratified-k-fold.js';

/** What is cut into folds. */
export interface FoldInput {
  readonly X: Splittable;
  readonly y?: ArrayLike<Label>;
  readonly groups?: ArrayLike<Label>;
}

/** Who asks for folds. */
export interface FoldRules {
  /** Whether a number of folds means stratified ones: so for a classifier, as `isClassifier` tells. */
  readonly classifier: boolean;
  /** The function or method that was called, for messages. */
  readonly where: string;
}

/**
 * The folds of a `cv` option, checked: every index is a sample, and no part is empty.
 *
 * @param cv - a number of folds (stratified for a classifier whose y are classes, else in order), a splitter, or
 *   pairs of indices; undefined is 5 folds
 * @returns at least one fold
 * @throws InvalidParameterError when `cv` is none of these
 * @throws InvalidInputError when the samples cannot be cut so; whatever the splitter throws
 */
export function foldsOf(
  cv: CrossValidation | undefined,
  input: FoldInput,
  rules: FoldRules,
): readonly Fold[] {
  return drain(foldsInSteps(cv, input, rules));
}

/** As `foldsOf`, in a step a fold, and one before the first. */
export function* foldsInSteps(
  cv: CrossValidation | undefined,
  { X, y, groups }: FoldInput,
  { classifier, where }: FoldRules,
): Steps<readonly Fold[]> {
  const samples = countWith(X, y, where);
  const stratified = classifier && y !== undefined && !holdsAmounts(y);
  const cut = () => pairsOf(cv ?? 5, { X, y, groups }, stratified, where);
  const checked = checkedFolds(reading(where, 'cv', cut), samples, where);
  const folds: Fold[] = [];
  let bytes = 0;
  try {
    for (;;) {
      yield;
      const next = reading(where, 'cv', () => checked.next());
      if (next.done) break;
      bytes += FOLD_BYTES + next.value[0].byteLength + next.value[1].byteLength;
      reserve(bytes, { where, what: `${folds.length + 1} folds`, remedy: 'Pass fewer folds.' });
      folds.push(next.value);
    }
  } finally {
    checked.return(); // ends a generator of the user's that was left early
  }
  if (folds.length > 0) return folds;
  throw new InvalidParameterError(
    `${where}: cv holds no folds. A generator can be read only once: pass the splitter itself, or an array of pairs.`,
  );
}

function* checkedFolds(
  pairs: Iterable<unknown>,
  samples: number,
  where: string,
): Generator<Fold, void, void> {
  let number = 0;
  for (const pair of pairs) yield checkFold(pair, samples, `cv[${number++}]`, where);
}

/** What a fold takes beside its indices, so that folds without end come to one. */
const FOLD_BYTES = 256;

function holdsAmounts(y: ArrayLike<Label>): boolean {
  for (let i = 0; i < y.length; i++) if (isAmount(y[i])) return true;
  return false;
}

function pairsOf(
  cv: unknown,
  { X, y, groups }: FoldInput,
  stratified: boolean,
  where: string,
): Iterable<unknown> {
  if (isFoldCount(cv)) {
    const splitter = stratified ? new StratifiedKFold({ nSplits: cv }) : new KFold({ nSplits: cv });
    return splitter.split(X, y, groups);
  }
  if (isSplitter(cv)) return cv.split(X, y, groups);
  if (isIterable(cv)) return cv;
  throw new InvalidParameterError(
    `${where}: cv must be ${CROSS_VALIDATION}, but got ${show(cv)}. Pass 5 for five folds.`,
  );
}

function isFoldCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 2;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function isSplitter(value: unknown): value is CrossValidator {
  return (
    typeof value === 'object' &&
    value !== null &&
    'split' in value &&
    typeof value.split === 'function'
  );
}

/** What a `cv` option takes, in words that follow "must be". */
const CROSS_VALIDATION =
  'an integer >= 2, a splitter such as new KFold(), or pairs of training and test indices';

/** The option `cv` in a table of hyperparameters. What a splitter or pairs give is checked when samples are there. */
export const crossValidation = () =>
  parameter(
    {
      type: 'crossValidation',
      range: CROSS_VALIDATION,
      accepts: (value) => isFoldCount(value) || isSplitter(value) || isIterable(value),
    },
    { default: 5, about: 'how samples are cut into folds.' },
  );

function checkFold(pair: unknown, samples: number, at: string, where: string): Fold {
  if (!Array.isArray(pair) || pair.length !== 2) {
    throw new InvalidInputError(
      `${where}: ${at} is ${show(pair)}, not a pair. Pass [training indices, test indices] for each fold.`,
    );
  }
  return [
    checkIndices(pair[0], samples, `${at}[0]`, where),
    checkIndices(pair[1], samples, `${at}[1]`, where),
  ];
}

function checkIndices(given: unknown, samples: number, at: string, where: string): Int32Array {
  const length = lengthOf(given);
  if (length === undefined) {
    throw new InvalidInputError(
      `${where}: ${at} is ${show(given)}, not an array of indices. Pass the numbers of the samples.`,
    );
  }
  if (length === 0) {
    throw new InvalidInputError(
      `${where}: ${at} is empty. Pass at least one sample to learn from and one to test with.`,
    );
  }
  const indices = given as ArrayLike<unknown>;
  // The last one first: a length that promises more than there is must not decide what is allocated.
  for (let i = length - 1; i >= 0; i--) {
    const index = indices[i] as number;
    if (Number.isInteger(index) && index >= 0 && index < samples) continue;
    throw new InvalidInputError(
      `${where}: ${at}[${i}] is ${show(indices[i])}, but samples go from 0 to ${samples - 1}. Pass the numbers of the samples.`,
    );
  }
  return given instanceof Int32Array ? given : Int32Array.from(given as ArrayLike<number>);
}
