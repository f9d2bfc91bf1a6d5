import type { Label } from '../../contracts.js';
import { type EncodedLabels, encodeLabels } from '../../data/labels.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import {
  boolean,
  type Hyperparameter,
  parameter,
  type Resolved,
  resolve,
  seed,
} from '../../hyperparameters.js';
import { createRng, type Seed } from '../../random/rng.js';
import { permutation, range } from '../../random/sampling.js';
import { count, show } from '../../words.js';
import { partSizes, sizeRule } from './part-sizes.js';
import {
  isArrayLike,
  isSplittable,
  parseSplittable,
  type SplitPart,
  type Splittable,
} from './splittable.js';
import { stratifiedParts } from './stratified-parts.js';

/** How large the parts of `trainTestSplit` are, and how rows are dealt to them. */
export interface TrainTestSplitOptions {
  /**
   * How much goes into the test part: a share above 0 and below 1, or a number of samples from 1.
   * Default null: what `trainSize` leaves over, and 0.25 when that is null too.
   */
  testSize?: number | null;
  /** How much goes into the training part, in the same terms. Default null: what the test part leaves over. */
  trainSize?: number | null;
  /** Whether the samples are shuffled first; else the test part follows the training part. Default true. */
  shuffle?: boolean;
  /** Labels [nSamples], each of which gets the same share of both parts. Default null: labels do not matter. */
  stratify?: ArrayLike<Label> | null;
  /** A seed for a repeatable split, or null for a new one at every call. Default null. */
  randomState?: Seed | null;
}

const options = {
  testSize: parameter(sizeRule(), {
    default: null,
    about: 'the share or the number of samples that go into the test part.',
  }),
  trainSize: parameter(sizeRule(), {
    default: null,
    about: 'the share or the number of samples that go into the training part.',
  }),
  shuffle: boolean({ default: true, about: 'whether to shuffle the samples first.' }),
  stratify: parameter(
    {
      type: 'labels',
      range: 'null or an array of labels',
      accepts: (value) => value === null || isArrayLike(value),
    },
    { default: null, about: 'the labels whose shares both parts must keep, such as y.' },
  ),
  randomState: seed(),
} satisfies Record<keyof TrainTestSplitOptions, Hyperparameter>;

/** The training and the test part of each array, in turn. */
export type SplitParts<Arrays extends readonly unknown[]> = Arrays extends readonly [
  infer First,
  ...infer Rest,
]
  ? [train: SplitPart<First>, test: SplitPart<First>, ...SplitParts<Rest>]
  : [];

/** Which samples go where. */
export interface SplitIndices {
  /** Numbers of the samples to learn from [nTrain]. */
  readonly train: Int32Array;
  /** Numbers of the samples held out [nTest]. */
  readonly test: Int32Array;
}

/**
 * Split samples into a part to train on and a part to test with: the same samples of every array.
 * Arrays, typed arrays, matrices and tables come back as their own kind; the input is not changed.
 *
 * @example
 * const X = [[1], [2], [3], [4], [5], [6], [7], [8]]
 * const y = ['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b']
 * const [XTrain, XTest, yTrain, yTest] = trainTestSplit(X, y, { testSize: 0.25, stratify: y, randomState: 42 })
 *
 * @returns train and test part of each array, in turn
 * @throws InvalidParameterError for an unknown option or a size out of range
 * @throws InvalidInputError for arrays of different lengths, too few samples, or labels that cannot be stratified
 */
export function trainTestSplit<A extends Splittable>(
  X: A,
  options?: TrainTestSplitOptions,
): SplitParts<[A]>;
export function trainTestSplit<A extends Splittable, B extends Splittable>(
  X: A,
  y: B,
  options?: TrainTestSplitOptions,
): SplitParts<[A, B]>;
export function trainTestSplit<Arrays extends Splittable[]>(
  ...args: [...arrays: Arrays, options: TrainTestSplitOptions]
): SplitParts<Arrays>;
export function trainTestSplit(...args: unknown[]): unknown[] {
  const where = 'trainTestSplit';
  const given = args.at(-1);
  const last = args.length > 1 && (given === undefined || isOptions(given));
  const arrays = (last ? args.slice(0, -1) : args).map((array, i) =>
    parseSplittable(array, `array ${i}`, where),
  );
  if (arrays.length === 0) {
    throw new InvalidInputError(`${where}: nothing was given. Pass X, and y beside it.`);
  }
  const [first, ...others] = arrays;
  for (const [i, { length }] of others.entries()) {
    if (length !== first.length) {
      throw new InvalidInputError(
        `${where}: the arrays differ in length: array 0 has ${count(first.length, 'sample')}, array ${i + 1} has ${length}. Pass one entry a sample in each.`,
      );
    }
  }
  const { train, test } = trainTestSplitIndices(first.length, last ? given : {});
  return arrays.flatMap(({ take }) => [take(train), take(test)]);
}

/**
 * Which of `n` samples go into the training part and which into the test part. Every sample is in
 * at most one, and in exactly one unless both sizes are given and leave some over.
 *
 * @param n - number of samples
 * @throws InvalidParameterError for an unknown option or a size out of range
 * @throws InvalidInputError for too few samples, or labels that cannot be stratified
 */
export function trainTestSplitIndices(n: number, given: TrainTestSplitOptions = {}): SplitIndices {
  const resolved = resolve('trainTestSplit', options, given);
  const { testSize, trainSize, stratify, ...how } = resolved as Resolved<TrainTestSplitOptions>;
  if (!Number.isSafeInteger(n) || n < 0) {
    throw new InvalidInputError(
      `trainTestSplit: the number of samples is ${show(n)}. Pass a whole number.`,
    );
  }
  const sizes = partSizes(n, { testSize, trainSize }, 0.25, 'trainTestSplit');
  if (!how.shuffle) {
    if (stratify !== null) {
      throw new InvalidParameterError(
        'trainTestSplit: stratify needs shuffle, but shuffle is false. Leave one of them out.',
      );
    }
    const inOrder = range(sizes.train + sizes.test);
    return { train: inOrder.slice(0, sizes.train), test: inOrder.slice(sizes.train) };
  }
  const rng = createRng(how.randomState);
  if (stratify !== null) {
    return stratifiedParts(strataOf(stratify, n), sizes, rng, 'trainTestSplit', 'stratify');
  }
  const order = permutation(n, rng);
  return {
    test: order.slice(0, sizes.test),
    train: order.slice(sizes.test, sizes.test + sizes.train),
  };
}

function strataOf(labels: ArrayLike<Label>, n: number): EncodedLabels<Label> {
  if (labels.length !== n) {
    throw new InvalidInputError(
      `trainTestSplit: stratify has ${count(labels.length, 'label')}, but there are ${count(n, 'sample')}. Pass one label a sample.`,
    );
  }
  return encodeLabels(labels, n, 'trainTestSplit', 'stratify');
}

function isOptions(value: unknown): value is TrainTestSplitOptions {
  return typeof value === 'object' && value !== null && !isSplittable(value);
}
