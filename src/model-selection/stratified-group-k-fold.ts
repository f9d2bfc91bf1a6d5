import type { Label } from '../contracts.js';
import type { EncodedLabels } from '../data/labels.js';
import type { Hyperparameter } from '../hyperparameters.js';
import type { Splittable } from '../preprocessing/splitting/splittable.js';
import { createRng } from '../random/rng.js';
import { permutation, range } from '../random/sampling.js';
import type { GroupKFoldOptions } from './group-k-fold.js';
import { partition } from './partition.js';
import { checkEnough, countSamples, groupsOf, sizesOf, strataOf } from './split-input.js';
import { checkSeedCounts, shuffledFolds } from './split-options.js';
import { type Fold, Splitter, type SplitterInfo } from './splitter.js';
import { checkMembers } from './stratified-k-fold.js';

/** How many folds, and whether groups that are alike are dealt to them by chance. */
export interface StratifiedGroupKFoldOptions extends Omit<GroupKFoldOptions, 'shuffle'> {
  /** Whether to deal the groups out by chance, where they are as uneven as each other. Default false. */
  shuffle?: boolean;
}

/**
 * Folds that keep the samples of a group together, and hold the classes in the shares of all samples as nearly as
 * whole groups can.
 *
 * @example
 * const patients = ['ann', 'ann', 'bob', 'bob', 'cy', 'cy', 'di', 'di']
 * const ill = [true, true, false, false, true, true, false, false]
 * const folds = [...new StratifiedGroupKFold({ nSplits: 2 }).split(ill, ill, patients)]
 */
export class StratifiedGroupKFold extends Splitter<StratifiedGroupKFoldOptions> {
  static readonly info: SplitterInfo = {
    type: 'StratifiedGroupKFold',
    hyperparameters: shuffledFolds('groups') satisfies Record<
      keyof StratifiedGroupKFoldOptions,
      Hyperparameter
    >,
  };

  constructor(options: StratifiedGroupKFoldOptions = {}) {
    super(StratifiedGroupKFold.info, options);
    checkSeedCounts('StratifiedGroupKFold', this.params);
  }

  /**
   * The folds. A class of fewer samples than folds is missing from some, with a warning.
   * Cost: nGroups × nSplits² × nClasses.
   *
   * @param y - labels [nSamples]
   * @param groups - the group of each sample [nSamples]
   * @throws InvalidInputError without labels or groups, and when there are more folds than groups, or than members of
   *   every class
   */
  split(X: Splittable, y?: ArrayLike<Label>, groups?: ArrayLike<Label>): Generator<Fold, void> {
    const { nSplits, shuffle, randomState } = this.params;
    const where = 'StratifiedGroupKFold.split';
    const samples = countSamples(X, where);
    const strata = strataOf(y, samples, where);
    const { codes, classes } = groupsOf(groups, samples, where);
    checkMembers(strata, nSplits, where);
    checkEnough(nSplits, classes.length, 'group', where);
    const order = shuffle
      ? permutation(classes.length, createRng(randomState))
      : range(classes.length);
    const folds = dealGroups(countsByGroup(strata, codes, classes.length), order, strata, nSplits);
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

/** How many samples of each class each group has. */
function countsByGroup(
  { codes, classes }: EncodedLabels<Label>,
  groups: Int32Array,
  nGroups: number,
): Float64Array[] {
  const counts = Array.from({ length: nGroups }, () => new Float64Array(classes.length));
  for (let i = 0; i < codes.length; i++) counts[groups[i]][codes[i]]++;
  return counts;
}

/**
 * The fold of each group: those of uneven classes first, each to the fold that leaves the classes spread most evenly
 * over the folds, and among such to the one with fewest samples.
 * Source: scikit-learn's StratifiedGroupKFold. The order of its additions is kept, since rounding decides between
 * groups that are the same but for the names of their classes.
 *
 * @param counts - samples of each class in each group
 * @param order - the groups, in the order in which those equally uneven have their turn
 */
function dealGroups(
  counts: readonly Float64Array[],
  order: Int32Array,
  strata: EncodedLabels<Label>,
  nSplits: number,
): Int32Array {
  const unevenness = Float64Array.from(counts, (ofClass) => {
    const mean = pairwiseSum(ofClass) / ofClass.length;
    return Math.sqrt(pairwiseSum(ofClass.map((n) => (n - mean) ** 2)) / ofClass.length);
  });
  const sizes = sizesOf(strata);
  const held = Array.from({ length: nSplits }, () => new Float64Array(sizes.length));
  const folds = new Int32Array(counts.length);
  for (const group of order.sort((a, b) => unevenness[b] - unevenness[a])) {
    let best = 0;
    let leastSpread = Infinity;
    let fewest = Infinity;
    for (let fold = 0; fold < nSplits; fold++) {
      const spread = spreadWith(held, fold, counts[group], sizes);
      const samples = pairwiseSum(held[fold]);
      const close = Math.abs(spread - leastSpread) <= 1e-8 + 1e-5 * leastSpread;
      if (spread < leastSpread || (close && samples < fewest)) {
        best = fold;
        leastSpread = spread;
        fewest = samples;
      }
    }
    for (let k = 0; k < sizes.length; k++) held[best][k] += counts[group][k];
    folds[group] = best;
  }
  return folds;
}

/** How unevenly the classes would be spread over the folds, on average, if one fold got these samples too. */
function spreadWith(
  held: readonly Float64Array[],
  fold: number,
  added: Float64Array,
  sizes: Int32Array,
): number {
  const nSplits = held.length;
  const deviations = added.map((extra, k) => {
    const shareIn = (f: number) => (held[f][k] + (f === fold ? extra : 0)) / sizes[k];
    let sum = 0;
    for (let f = 0; f < nSplits; f++) sum += shareIn(f);
    const mean = sum / nSplits;
    let squares = 0;
    for (let f = 0; f < nSplits; f++) squares += (shareIn(f) - mean) ** 2;
    return Math.sqrt(squares / nSplits);
  });
  return pairwiseSum(deviations) / sizes.length;
}

/** A sum in NumPy's order of additions: one by one below 8 numbers, in eight lanes up to 128, in halves beyond. */
function pairwiseSum(values: Float64Array): number {
  const n = values.length;
  if (n > 128) {
    const half = Math.floor(n / 16) * 8;
    return pairwiseSum(values.subarray(0, half)) + pairwiseSum(values.subarray(half));
  }
  let at = 0;
  let sum = 0;
  if (n >= 8) {
    const lanes = values.slice(0, 8);
    for (at = 8; at + 8 <= n; at += 8) for (let l = 0; l < 8; l++) lanes[l] += values[at + l];
    const [a, b, c, d, e, f, g, h] = lanes;
    sum = a + b + (c + d) + (e + f + (g + h));
  }
  for (; at < n; at++) sum += values[at];
  return sum;
}
