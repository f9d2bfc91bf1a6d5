import type { Label } from '../contracts.js';
import { lengthOf } from '../data/array-like.js';
import { checkLength } from '../data/targets.js';
import { InvalidParameterError } from '../errors.js';
import { type Hyperparameter, parameter } from '../hyperparameters.js';
import type { Splittable } from '../preprocessing/splitting/splittable.js';
import { partition } from './partition.js';
import { countWith, passOverGroups } from './split-input.js';
import { type Fold, Splitter, type SplitterInfo } from './splitter.js';

/** The folds that were decided elsewhere. */
export interface PredefinedSplitOptions {
  /** The fold that holds out each sample, from 0 [nSamples]; -1 for samples that are only learned from. */
  testFold: ArrayLike<number>;
}

/**
 * Folds that were decided elsewhere, such as in a published benchmark.
 *
 * @example
 * const folds = new PredefinedSplit({ testFold: [0, 0, 1, -1] })
 * folds.getNSplits() // 2; the last sample is never held out
 */
export class PredefinedSplit extends Splitter<PredefinedSplitOptions> {
  static readonly info: SplitterInfo = {
    type: 'PredefinedSplit',
    hyperparameters: {
      testFold: parameter(
        {
          type: 'folds',
          range: 'an array of integers >= -1',
          accepts: (value) =>
            lengthOf(value) !== undefined && areFolds(value as ArrayLike<unknown>),
        },
        { default: null, about: 'the fold that holds out each sample.' },
      ),
    } satisfies Record<keyof PredefinedSplitOptions, Hyperparameter>,
  };

  readonly #parts: Int32Array;
  readonly #nParts: number;

  constructor(options: PredefinedSplitOptions) {
    super(PredefinedSplit.info, options ?? {});
    const { testFold } = this.params;
    if (testFold === null) {
      throw new InvalidParameterError(
        'PredefinedSplit: testFold is missing. Pass the fold that holds out each sample.',
      );
    }
    const given = Array.from(testFold);
    const folds = [...new Set(given)].filter((fold) => fold >= 0).sort((a, b) => a - b);
    if (folds.length === 0) {
      throw new InvalidParameterError(
        'PredefinedSplit: testFold holds no sample out. Give some samples a fold from 0 up.',
      );
    }
    const place = new Map(folds.map((fold, part) => [fold, part]));
    this.#parts = Int32Array.from(given, (fold) => place.get(fold) ?? -1);
    this.#nParts = folds.length;
  }

  /**
   * The folds, in ascending order of their numbers.
   *
   * @throws InvalidInputError when there are more or fewer samples than in `testFold`
   */
  split(X: Splittable, y?: ArrayLike<Label>, groups?: ArrayLike<Label>): Generator<Fold, void> {
    const where = 'PredefinedSplit.split';
    checkLength(this.#parts, countWith(X, y, where), 'testFold', where);
    passOverGroups(groups, 'PredefinedSplit');
    return partition(this.#parts, this.#nParts);
  }

  /** How many folds there are: as many as different numbers in `testFold`, -1 left out. */
  getNSplits(): number {
    return this.#nParts;
  }
}

function areFolds(values: ArrayLike<unknown>): boolean {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isSafeInteger(values[i]) || (values[i] as number) < -1) return false;
  }
  return true;
}
