import type { Label } from '../contracts.js';
import type { Hyperparameter } from '../hyperparameters.js';
import { seed } from '../hyperparameters.js';
import type { Splittable } from '../preprocessing/splitting/splittable.js';
import { createRng, type Rng, type Seed } from '../random/rng.js';
import { permutation } from '../random/sampling.js';
import { partition } from './partition.js';
import { checkEnough, countWith, passOverGroups } from './split-input.js';
import { checkSeedCounts, foldCount, repeatCount, shuffledFolds } from './split-options.js';
import { type Fold, Splitter, type SplitterInfo } from './splitter.js';

/** How many folds, and whether samples are dealt to them by chance. */
export interface KFoldOptions {
  /** How many folds to make, at least 2. Default 5. */
  nSplits?: number;
  /** Whether to deal the samples out by chance; else each fold is a run of neighbours. Default false. */
  shuffle?: boolean;
  /** A seed for repeatable results, or null for new ones at every call. Needs `shuffle`. Default null. */
  randomState?: Seed | null;
}

/**
 * Folds of samples in their order, or shuffled: each sample is held out once.
 *
 * @example
 * const X = [[1], [2], [3], [4]]
 * for (const [train, test] of new KFold({ nSplits: 2 }).split(X)) console.log(train, test) // [2, 3] [0, 1] first
 */
export class KFold extends Splitter<KFoldOptions> {
  static readonly info: SplitterInfo = {
    type: 'KFold',
    hyperparameters: shuffledFolds() satisfies Record<keyof KFoldOptions, Hyperparameter>,
  };

  constructor(options: KFoldOptions = {}) {
    super(KFold.info, options);
    checkSeedCounts('KFold', this.params);
  }

  /**
   * The folds; the first ones hold one sample more where they do not come out even.
   *
   * @throws InvalidInputError when there are more folds than samples
   */
  split(X: Splittable, y?: ArrayLike<Label>, groups?: ArrayLike<Label>): Generator<Fold, void> {
    const { nSplits, shuffle, randomState } = this.params;
    const samples = countWith(X, y, 'KFold.split');
    checkEnough(nSplits, samples, 'sample', 'KFold.split');
    passOverGroups(groups, 'KFold');
    return partition(dealt(samples, nSplits, shuffle ? createRng(randomState) : null), nSplits);
  }

  /** How many folds there are: `nSplits`. */
  getNSplits(): number {
    return this.params.nSplits;
  }
}

/** How many folds, and how often they are cut anew. */
export interface RepeatedKFoldOptions {
  /** How many folds to make each time, at least 2. Default 5. */
  nSplits?: number;
  /** How often to cut anew. Default 10. */
  nRepeats?: number;
  /** A seed for repeatable results, or null for new ones at every call. Default null. */
  randomState?: Seed | null;
}

/**
 * Shuffled folds, several times over: each sample is held out `nRepeats` times.
 *
 * @example
 * new RepeatedKFold({ nSplits: 5, nRepeats: 3, randomState: 0 }).getNSplits() // 15
 */
export class RepeatedKFold extends Splitter<RepeatedKFoldOptions> {
  static readonly info: SplitterInfo = {
    type: 'RepeatedKFold',
    hyperparameters: {
      nSplits: { ...foldCount(), about: 'how many folds to make each time.' },
      nRepeats: repeatCount(),
      randomState: seed(),
    } satisfies Record<keyof RepeatedKFoldOptions, Hyperparameter>,
  };

  constructor(options: RepeatedKFoldOptions = {}) {
    super(RepeatedKFold.info, options);
  }

  /**
   * The folds of the first cut, then those of the next.
   *
   * @throws InvalidInputError when there are more folds than samples
   */
  split(X: Splittable, y?: ArrayLike<Label>, groups?: ArrayLike<Label>): Generator<Fold, void> {
    const { nSplits, nRepeats, randomState } = this.params;
    const samples = countWith(X, y, 'RepeatedKFold.split');
    checkEnough(nSplits, samples, 'sample', 'RepeatedKFold.split');
    passOverGroups(groups, 'RepeatedKFold');
    return repeated(nRepeats, randomState, (rng) =>
      partition(dealt(samples, nSplits, rng), nSplits),
    );
  }

  /** How many folds there are in all: `nSplits` × `nRepeats`. */
  getNSplits(): number {
    return this.params.nSplits * this.params.nRepeats;
  }
}

/** Folds cut several times, each time by a stream of its own. */
export function* repeated(
  nRepeats: number,
  randomState: Seed | null,
  cut: (rng: Rng) => Generator<Fold, void>,
): Generator<Fold, void> {
  const rng = createRng(randomState);
  for (let repeat = 0; repeat < nRepeats; repeat++) yield* cut(rng.fork(repeat));
}

/** The part of each of `n` things, dealt in runs, in their order or in one by chance. */
export function dealt(n: number, nParts: number, rng: Rng | null): Int32Array {
  const order = rng === null ? null : permutation(n, rng);
  const parts = new Int32Array(n);
  const least = Math.floor(n / nParts);
  const larger = n % nParts; // parts with one more than the least
  for (let part = 0, at = 0; part < nParts; part++) {
    const end = at + least + (part < larger ? 1 : 0);
    for (; at < end; at++) parts[order === null ? at : order[at]] = part;
  }
  return parts;
}
