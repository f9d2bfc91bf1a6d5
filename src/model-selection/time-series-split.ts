import type { Label } from '../contracts.js';
import { InvalidInputError } from '../errors.js';
import {
  aChoice,
  anInteger,
  either,
  type Hyperparameter,
  integer,
  parameter,
  type Resolved,
} from '../hyperparameters.js';
import type { Splittable } from '../preprocessing/splitting/splittable.js';
import { range } from '../random/sampling.js';
import { count } from '../words.js';
import { countWith, passOverGroups } from './split-input.js';
import { foldCount } from './split-options.js';
import { type Fold, Splitter, type SplitterInfo } from './splitter.js';

/** How many folds, and how much of the past each learns from. */
export interface TimeSeriesSplitOptions {
  /** How many folds to make, at least 2. Default 5. */
  nSplits?: number;
  /** The most samples to learn from, the latest ones. Default null: all. */
  maxTrainSize?: number | null;
  /** The number of samples held out in each fold. Default null: the samples shared out among one part more than folds. */
  testSize?: number | null;
  /** The number of samples left out between training and test part. Default 0. */
  gap?: number;
}

const sizeOrNull = () => either(anInteger({ min: 1 }), aChoice(null));

/**
 * Folds of samples in order of time: each learns from the past and is tested on what comes next.
 *
 * @example
 * const X = [[1], [2], [3], [4], [5], [6]]
 * const folds = [...new TimeSeriesSplit({ nSplits: 2 }).split(X)] // [0, 1] then [2, 3]; [0, 1, 2, 3] then [4, 5]
 */
export class TimeSeriesSplit extends Splitter<TimeSeriesSplitOptions> {
  static readonly info: SplitterInfo = {
    type: 'TimeSeriesSplit',
    hyperparameters: {
      nSplits: foldCount(),
      maxTrainSize: parameter(sizeOrNull(), {
        default: null,
        about: 'the most samples to learn from, or null for all.',
      }),
      testSize: parameter(sizeOrNull(), {
        default: null,
        about: 'the number of samples held out in each fold.',
      }),
      gap: integer({
        min: 0,
        default: 0,
        about: 'the number of samples left out between training and test part.',
      }),
    } satisfies Record<keyof TimeSeriesSplitOptions, Hyperparameter>,
  };

  constructor(options: TimeSeriesSplitOptions = {}) {
    super(TimeSeriesSplit.info, options);
  }

  /**
   * The folds, from the earliest to the latest. Test parts follow each other up to the last sample.
   *
   * @param X - samples in order of time
   * @throws InvalidInputError when there are too few samples for the folds
   */
  split(X: Splittable, y?: ArrayLike<Label>, groups?: ArrayLike<Label>): Generator<Fold, void> {
    const samples = countWith(X, y, 'TimeSeriesSplit.split');
    const { nSplits, gap } = this.params;
    const testSize = this.params.testSize ?? Math.floor(samples / (nSplits + 1));
    if (testSize === 0 || samples - gap - testSize * nSplits <= 0) {
      throw new InvalidInputError(
        `TimeSeriesSplit.split: ${count(samples, 'sample')} are too few for ${nSplits} folds of ${testSize || 1} held out${gap > 0 ? ` after a gap of ${gap}` : ''}. Pass fewer folds, or more samples.`,
      );
    }
    passOverGroups(groups, 'TimeSeriesSplit');
    return pastAndNext(samples, testSize, this.params);
  }

  /** How many folds there are: `nSplits`. */
  getNSplits(): number {
    return this.params.nSplits;
  }
}

function* pastAndNext(
  samples: number,
  testSize: number,
  { nSplits, gap, maxTrainSize }: Resolved<TimeSeriesSplitOptions>,
): Generator<Fold, void> {
  const all = range(samples);
  for (let start = samples - nSplits * testSize; start < samples; start += testSize) {
    const end = start - gap;
    const first = maxTrainSize === null ? 0 : Math.max(0, end - maxTrainSize);
    yield [all.slice(first, end), all.slice(start, start + testSize)];
  }
}
