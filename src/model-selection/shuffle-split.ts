import type { Label } from '../contracts.js';
import type { Hyperparameter } from '../hyperparameters.js';
import { parameter, seed } from '../hyperparameters.js';
import { type PartSizes, partSizes, sizeRule } from '../preprocessing/splitting/part-sizes.js';
import type { Splittable } from '../preprocessing/splitting/splittable.js';
import { stratifiedParts } from '../preprocessing/splitting/stratified-parts.js';
import { createRng, type Rng, type Seed } from '../random/rng.js';
import { permutation } from '../random/sampling.js';
import { countSamples, countWith, groupsOf, passOverGroups, strataOf } from './split-input.js';
import { drawCount } from './split-options.js';
import { type Fold, Splitter, type SplitterInfo } from './splitter.js';

/** How often test parts are drawn, and how large they are. */
export interface ShuffleSplitOptions {
  /** How often to draw. Default 10. */
  nSplits?: number;
  /**
   * How much goes into the test part: a share above 0 and below 1, or a number of samples from 1.
   * Default null: what `trainSize` leaves over, and 0.1 when that is null too.
   */
  testSize?: number | null;
  /** How much goes into the training part, in the same terms. Default null: what the test part leaves over. */
  trainSize?: number | null;
  /** A seed for repeatable results, or null for new ones at every call. Default null. */
  randomState?: Seed | null;
}

const drawing = (times: number) =>
  ({
    nSplits: drawCount(times),
    testSize: parameter(sizeRule(), { default: null, about: 'how much goes into the test part.' }),
    trainSize: parameter(sizeRule(), {
      default: null,
      about: 'how much goes into the training part.',
    }),
    randomState: seed(),
  }) satisfies Record<keyof ShuffleSplitOptions, Hyperparameter>;

/**
 * Random training and test parts, drawn anew each time: a sample may be held out often or never.
 *
 * @example
 * const X = [[1], [2], [3], [4]]
 * const [[train, test]] = new ShuffleSplit({ nSplits: 3, testSize: 0.25, randomState: 0 }).split(X)
 */
export class ShuffleSplit extends Splitter<ShuffleSplitOptions> {
  static readonly info: SplitterInfo = { type: 'ShuffleSplit', hyperparameters: drawing(10) };

  constructor(options: ShuffleSplitOptions = {}) {
    super(ShuffleSplit.info, options);
  }

  /**
   * The parts, each in the order in which its samples were drawn.
   *
   * @throws InvalidParameterError when more samples are asked for than there are
   * @throws InvalidInputError when a part would be empty
   */
  split(X: Splittable, y?: ArrayLike<Label>, groups?: ArrayLike<Label>): Generator<Fold, void> {
    const where = 'ShuffleSplit.split';
    const samples = countWith(X, y, where);
    const sizes = partSizes(samples, this.params, 0.1, where);
    passOverGroups(groups, 'ShuffleSplit');
    return drawn(this.params, (rng) => drawParts(samples, sizes, rng));
  }

  /** How often the parts are drawn: `nSplits`. */
  getNSplits(): number {
    return this.params.nSplits;
  }
}

/** How often test parts are drawn, and how large they are. */
export interface StratifiedShuffleSplitOptions extends ShuffleSplitOptions {}

/**
 * Random training and test parts that hold the classes in the shares of all samples, drawn anew each time.
 *
 * @example
 * const y = ['no', 'no', 'no', 'no', 'yes', 'yes']
 * const [[train, test]] = new StratifiedShuffleSplit({ testSize: 3, randomState: 0 }).split(y, y)
 */
export class StratifiedShuffleSplit extends Splitter<StratifiedShuffleSplitOptions> {
  static readonly info: SplitterInfo = {
    type: 'StratifiedShuffleSplit',
    hyperparameters: drawing(10),
  };

  constructor(options: StratifiedShuffleSplitOptions = {}) {
    super(StratifiedShuffleSplit.info, options);
  }

  /**
   * The parts, each in an order by chance.
   *
   * @param y - labels [nSamples]
   * @throws InvalidParameterError when more samples are asked for than there are
   * @throws InvalidInputError without labels, for a class of one sample, and when a part has fewer samples than there
   *   are classes
   */
  split(X: Splittable, y?: ArrayLike<Label>, groups?: ArrayLike<Label>): Generator<Fold, void> {
    const where = 'StratifiedShuffleSplit.split';
    const samples = countSamples(X, where);
    const strata = strataOf(y, samples, where);
    const sizes = partSizes(samples, this.params, 0.1, where);
    passOverGroups(groups, 'StratifiedShuffleSplit');
    return drawn(this.params, (rng) => stratifiedParts(strata, sizes, rng, where, 'y'));
  }

  /** How often the parts are drawn: `nSplits`. */
  getNSplits(): number {
    return this.params.nSplits;
  }
}

/** How often test parts are drawn, and how many groups they hold. */
export interface GroupShuffleSplitOptions {
  /** How often to draw. Default 5. */
  nSplits?: number;
  /**
   * How much goes into the test part: a share of the groups above 0 and below 1, or a number of groups from 1.
   * Default null: what `trainSize` leaves over, and 0.2 when that is null too.
   */
  testSize?: number | null;
  /** How much goes into the training part, in the same terms. Default null: what the test part leaves over. */
  trainSize?: number | null;
  /** A seed for repeatable results, or null for new ones at every call. Default null. */
  randomState?: Seed | null;
}

/**
 * Random training and test parts of whole groups, drawn anew each time. Their sizes count groups, not samples.
 *
 * @example
 * const patients = ['ann', 'ann', 'bob', 'cy', 'cy', 'cy']
 * const [[train, test]] = new GroupShuffleSplit({ testSize: 1 }).split(patients, undefined, patients)
 */
export class GroupShuffleSplit extends Splitter<GroupShuffleSplitOptions> {
  static readonly info: SplitterInfo = { type: 'GroupShuffleSplit', hyperparameters: drawing(5) };

  constructor(options: GroupShuffleSplitOptions = {}) {
    super(GroupShuffleSplit.info, options);
  }

  /**
   * The parts, each in the order of the samples.
   *
   * @param groups - the group of each sample [nSamples]
   * @throws InvalidParameterError when more groups are asked for than there are
   * @throws InvalidInputError without groups, and when a part would be empty
   */
  split(X: Splittable, y?: ArrayLike<Label>, groups?: ArrayLike<Label>): Generator<Fold, void> {
    const where = 'GroupShuffleSplit.split';
    const { codes, classes } = groupsOf(groups, countWith(X, y, where), where);
    const sizes = partSizes(classes.length, this.params, 0.2, where, 'group');
    return drawn(this.params, (rng) => {
      const chosen = drawParts(classes.length, sizes, rng);
      return { train: samplesOf(chosen.train, codes), test: samplesOf(chosen.test, codes) };
    });
  }

  /** How often the parts are drawn: `nSplits`. */
  getNSplits(): number {
    return this.params.nSplits;
  }
}

interface Parts {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** Parts drawn as often as asked for, each time by a stream of its own. */
function* drawn(
  { nSplits, randomState }: { readonly nSplits: number; readonly randomState: Seed | null },
  draw: (rng: Rng) => Parts,
): Generator<Fold, void> {
  const rng = createRng(randomState);
  for (let i = 0; i < nSplits; i++) {
    const { train, test } = draw(rng.fork(i));
    yield [train, test];
  }
}

function drawParts(n: number, { train, test }: PartSizes, rng: Rng): Parts {
  const order = permutation(n, rng);
  return { test: order.slice(0, test), train: order.slice(test, test + train) };
}

/** The samples of some groups, in their order. */
function samplesOf(groups: Int32Array, codes: Int32Array): Int32Array {
  const chosen = new Set(groups);
  const samples: number[] = [];
  for (let i = 0; i < codes.length; i++) if (chosen.has(codes[i])) samples.push(i);
  return Int32Array.from(samples);
}
