import type { Label } from '../contracts.js';
import type { EncodedLabels } from '../data/labels.js';
import { InvalidInputError } from '../errors.js';
import { type Hyperparameter, seed } from '../hyperparameters.js';
import type { Splittable } from '../preprocessing/splitting/splittable.js';
import { createRng, type Rng } from '../random/rng.js';
import { shuffle } from '../random/sampling.js';
import { warn } from '../warnings.js';
import { count, show } from '../words.js';
import { type KFoldOptions, type RepeatedKFoldOptions, repeated } from './k-fold.js';
import { partition } from './partition.js';
import { checkEnough, countSamples, passOverGroups, sizesOf, strataOf } from './split-input.js';
import { checkSeedCounts, foldCount, repeatCount, shuffledFolds } from './split-options.js';
import { type Fold, Splitter, type SplitterInfo } from './splitter.js';

/** How many folds, and whether samples are dealt to them by chance. */
export interface StratifiedKFoldOptions extends KFoldOptions {}

/**
 * Folds that each hold the classes in the shares of all samples, as nearly as whole samples can.
 *
 * @example
 * const y = ['no', 'no', 'no', 'no', 'yes', 'yes']
 * const [[train, test]] = new StratifiedKFold({ nSplits: 2 }).split(y, y) // test: [0, 1, 4]
 */
export class StratifiedKFold extends Splitter<StratifiedKFoldOptions> {
  static readonly info: SplitterInfo = {
    type: 'StratifiedKFold',
    hyperparameters: shuffledFolds() satisfies Record<keyof KFoldOptions, Hyperparameter>,
  };

  constructor(options: StratifiedKFoldOptions = {}) {
    super(StratifiedKFold.info, options);
    checkSeedCounts('StratifiedKFold', this.params);
  }

  /**
   * The folds. A class of fewer samples than folds is missing from some, with a warning.
   *
   * @param y - labels [nSamples]
   * @throws InvalidInputError when there are more folds than samples, or than members of every class
   */
  split(X: Splittable, y?: ArrayLike<Label>, groups?: ArrayLike<Label>): Generator<Fold, void> {
    const { nSplits, randomState } = this.params;
    const strata = readStrata(X, y, nSplits, 'StratifiedKFold.split');
    passOverGroups(groups, 'StratifiedKFold');
    const rng = this.params.shuffle ? createRng(randomState) : null;
    return partition(dealtByClass(strata, nSplits, rng), nSplits);
  }

  /** How many folds there are: `nSplits`. */
  getNSplits(): number {
    return this.params.nSplits;
  }
}

/** How many folds, and how often they are cut anew. */
export interface RepeatedStratifiedKFoldOptions extends RepeatedKFoldOptions {}

/**
 * Shuffled folds that each hold the classes in the shares of all, several times over.
 *
 * @example
 * new RepeatedStratifiedKFold({ nSplits: 5, nRepeats: 3, randomState: 0 }).getNSplits() // 15
 */
export class RepeatedStratifiedKFold extends Splitter<RepeatedStratifiedKFoldOptions> {
  static readonly info: SplitterInfo = {
    type: 'RepeatedStratifiedKFold',
    hyperparameters: {
      nSplits: { ...foldCount(), about: 'how many folds to make each time.' },
      nRepeats: repeatCount(),
      randomState: seed(),
    } satisfies Record<keyof RepeatedStratifiedKFoldOptions, Hyperparameter>,
  };

  constructor(options: RepeatedStratifiedKFoldOptions = {}) {
    super(RepeatedStratifiedKFold.info, options);
  }

  /**
   * The folds of the first cut, then those of the next.
   *
   * @param y - labels [nSamples]
   * @throws InvalidInputError when there are more folds than samples, or than members of every class
   */
  split(X: Splittable, y?: ArrayLike<Label>, groups?: ArrayLike<Label>): Generator<Fold, void> {
    const { nSplits, nRepeats, randomState } = this.params;
    const strata = readStrata(X, y, nSplits, 'RepeatedStratifiedKFold.split');
    passOverGroups(groups, 'RepeatedStratifiedKFold');
    return repeated(nRepeats, randomState, (rng) =>
      partition(dealtByClass(strata, nSplits, rng), nSplits),
    );
  }

  /** How many folds there are in all: `nSplits` × `nRepeats`. */
  getNSplits(): number {
    return this.params.nSplits * this.params.nRepeats;
  }
}

function readStrata(
  X: Splittable,
  y: ArrayLike<Label> | undefined,
  nSplits: number,
  where: string,
): EncodedLabels<Label> {
  const samples = countSamples(X, where);
  checkEnough(nSplits, samples, 'sample', where);
  const strata = strataOf(y, samples, where);
  checkMembers(strata, nSplits, where);
  return strata;
}

/**
 * Classes that cannot be in every fold: some is warned of, all is refused.
 *
 * @throws InvalidInputError when every class has fewer members than there are folds
 */
export function checkMembers(strata: EncodedLabels<Label>, nSplits: number, where: string): void {
  const sizes = sizesOf(strata);
  let rarest = 0;
  for (let k = 1; k < sizes.length; k++) if (sizes[k] < sizes[rarest]) rarest = k;
  if (sizes[rarest] >= nSplits) return;
  const told = `nSplits is ${nSplits}, but the class ${show(strata.classes[rarest])} has ${count(sizes[rarest], 'member')}`;
  if (sizes.every((size) => size < nSplits)) {
    throw new InvalidInputError(
      `${where}: ${told}, and no class has as many as there are folds. Pass fewer folds, or use KFold.`,
    );
  }
  warn(
    'data',
    `${where}: ${told}, so that some folds lack it. Pass fewer folds, or drop or merge rare classes.`,
  );
}

/**
 * The fold of each sample. How many of a class a fold gets is counted off from the samples sorted by class, the
 * classes in order of appearance; its samples then go there in runs, or by chance.
 * Source: scikit-learn's StratifiedKFold.
 */
function dealtByClass(strata: EncodedLabels<Label>, nSplits: number, rng: Rng | null): Int32Array {
  const { codes } = strata;
  const sizes = sizesOf(strata);
  const folds: Int32Array[] = [];
  let place = 0;
  for (const k of new Set(codes)) {
    const counted = new Int32Array(sizes[k]);
    for (let i = 0; i < counted.length; i++) counted[i] = place++ % nSplits;
    counted.sort();
    folds[k] = rng === null ? counted : shuffle(counted, rng);
  }
  const dealt = new Int32Array(folds.length);
  return codes.map((k) => folds[k][dealt[k]++]);
}
