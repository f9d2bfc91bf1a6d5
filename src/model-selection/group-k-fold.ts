import type { Label } from '../contracts.js';
import type { Hyperparameter } from '../hyperparameters.js';
import type { Splittable } from '../preprocessing/splitting/splittable.js';
import { createRng } from '../random/rng.js';
import { range } from '../random/sampling.js';
import { dealt, type KFoldOptions } from './k-fold.js';
import { partition } from './partition.js';
import { checkEnough, countWith, groupsOf, sizesOf } from './split-input.js';
import { checkSeedCounts, shuffledFolds } from './split-options.js';
import { type Fold, Splitter, type SplitterInfo } from './splitter.js';

/** How many folds, and whether groups are dealt to them by chance. */
export interface GroupKFoldOptions extends Omit<KFoldOptions, 'shuffle'> {
  /** Whether to deal the groups out by chance; else the largest first, each to the smallest fold. Default false. */
  shuffle?: boolean;
}

/**
 * Folds that keep the samples of a group together: no model is tested on a group it learned from. The folds are as
 * even as groups let them be.
 *
 * @example
 * const patients = ['ann', 'ann', 'bob', 'cy', 'cy', 'cy']
 * const [[train, test]] = new GroupKFold({ nSplits: 2 }).split(patients, undefined, patients) // test: [3, 4, 5]
 */
export class GroupKFold extends Splitter<GroupKFoldOptions> {
  static readonly info: SplitterInfo = {
    type: 'GroupKFold',
    hyperparameters: shuffledFolds('groups') satisfies Record<
      keyof GroupKFoldOptions,
      Hyperparameter
    >,
  };

  constructor(options: GroupKFoldOptions = {}) {
    super(GroupKFold.info, options);
    checkSeedCounts('GroupKFold', this.params);
  }

  /**
   * The folds.
   *
   * @param groups - the group of each sample [nSamples]
   * @throws InvalidInputError without groups, and when there are more folds than groups
   */
  split(X: Splittable, y?: ArrayLike<Label>, groups?: ArrayLike<Label>): Generator<Fold, void> {
    const { nSplits, shuffle, randomState } = this.params;
    const where = 'GroupKFold.split';
    const encoded = groupsOf(groups, countWith(X, y, where), where);
    const { codes, classes } = encoded;
    checkEnough(nSplits, classes.length, 'group', where);
    const folds = shuffle
      ? dealt(classes.length, nSplits, createRng(randomState))
      : evened(sizesOf(encoded), nSplits);
    return partition(
      codes.map((group) => folds[group]),
      nSplits,
    );
  }

  /** How many folds there are: `nSplits`. */
  getNSplits(): number {
    return this.params.nSplits;
  }
}

/**
 * The fold of each group: the largest first, the later of equal ones first, each to the fold that has least.
 * Source: scikit-learn's GroupKFold.
 */
function evened(sizes: Int32Array, nSplits: number): Int32Array {
  const loads = new Float64Array(nSplits);
  const folds = new Int32Array(sizes.length);
  for (const group of range(sizes.length).sort((a, b) => sizes[b] - sizes[a] || b - a)) {
    let lightest = 0;
    for (let fold = 1; fold < nSplits; fold++) if (loads[fold] < loads[lightest]) lightest = fold;
    loads[lightest] += sizes[group];
    folds[group] = lightest;
  }
  return folds;
}
