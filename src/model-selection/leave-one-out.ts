import type { Label } from '../contracts.js';
import { InvalidInputError } from '../errors.js';
import type { Splittable } from '../preprocessing/splitting/splittable.js';
import { range } from '../random/sampling.js';
import { count } from '../words.js';
import { partition } from './partition.js';
import { countSamples, countWith, groupsOf, passOverGroups } from './split-input.js';
import { type Fold, Splitter, type SplitterInfo } from './splitter.js';

/** There is nothing to choose. */
export type LeaveOneOutOptions = Record<never, never>;

/**
 * As many folds as samples, each of which holds out one.
 *
 * @example
 * new LeaveOneOut().getNSplits([[1], [2], [3]]) // 3
 */
export class LeaveOneOut extends Splitter<LeaveOneOutOptions> {
  static readonly info: SplitterInfo = { type: 'LeaveOneOut', hyperparameters: {} };

  constructor(options: LeaveOneOutOptions = {}) {
    super(LeaveOneOut.info, options);
  }

  /**
   * The folds, in the order of the samples held out.
   *
   * @throws InvalidInputError for fewer than two samples
   */
  split(X: Splittable, y?: ArrayLike<Label>, groups?: ArrayLike<Label>): Generator<Fold, void> {
    const samples = countWith(X, y, 'LeaveOneOut.split');
    if (samples < 2) {
      throw new InvalidInputError(
        `LeaveOneOut.split: there ${samples === 1 ? 'is 1 sample' : 'are no samples'}, but one is left out and others are learned from. Pass at least two.`,
      );
    }
    passOverGroups(groups, 'LeaveOneOut');
    return partition(range(samples), samples);
  }

  /**
   * How many folds there are: one a sample.
   *
   * @throws InvalidInputError without X
   */
  getNSplits(X?: Splittable): number {
    return countSamples(X, 'LeaveOneOut.getNSplits');
  }
}

/** There is nothing to choose. */
export type LeaveOneGroupOutOptions = Record<never, never>;

/**
 * As many folds as groups, each of which holds out one: each patient, year or site in turn.
 *
 * @example
 * const years = [2023, 2023, 2024, 2024, 2025]
 * const folds = [...new LeaveOneGroupOut().split(years, undefined, years)] // test: [0, 1], [2, 3], [4]
 */
export class LeaveOneGroupOut extends Splitter<LeaveOneGroupOutOptions> {
  static readonly info: SplitterInfo = { type: 'LeaveOneGroupOut', hyperparameters: {} };

  constructor(options: LeaveOneGroupOutOptions = {}) {
    super(LeaveOneGroupOut.info, options);
  }

  /**
   * The folds, in ascending order of the groups held out.
   *
   * @param groups - the group of each sample [nSamples]
   * @throws InvalidInputError without groups, and for fewer than two of them
   */
  split(X: Splittable, y?: ArrayLike<Label>, groups?: ArrayLike<Label>): Generator<Fold, void> {
    const where = 'LeaveOneGroupOut.split';
    const { codes, classes } = groupsOf(groups, countWith(X, y, where), where);
    if (classes.length < 2) {
      throw new InvalidInputError(
        `${where}: groups has ${count(classes.length, 'distinct value')}, but one is left out and others are learned from. Pass at least two.`,
      );
    }
    return partition(codes, classes.length);
  }

  /**
   * How many folds there are: one a group.
   *
   * @throws InvalidInputError without groups
   */
  getNSplits(_X?: Splittable, _y?: ArrayLike<Label>, groups?: ArrayLike<Label>): number {
    const where = 'LeaveOneGroupOut.getNSplits';
    return groupsOf(groups, countSamples(groups, where, 'groups'), where).classes.length;
  }
}
