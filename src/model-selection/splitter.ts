import type { Label } from '../contracts.js';
import { type HyperparameterTable, type Resolved, resolve } from '../hyperparameters.js';
import type { Splittable } from '../preprocessing/splitting/splittable.js';
import { callText, INSPECT } from '../printing.js';

/** Numbers of the samples to learn from, and of those held out. */
export type Fold = readonly [train: Int32Array, test: Int32Array];

/** Cuts samples into training and test parts, one pair a fold. */
export interface CrossValidator {
  /**
   * The folds, one after the other.
   *
   * @param X - the samples: only how many there are matters
   * @param y - targets or labels [nSamples], where the cut depends on them
   * @param groups - the group of each sample [nSamples], where the cut depends on them
   */
  split(X: Splittable, y?: ArrayLike<Label>, groups?: ArrayLike<Label>): Generator<Fold, void>;
  /** How many folds `split` gives for the same arguments. */
  getNSplits(X?: Splittable, y?: ArrayLike<Label>, groups?: ArrayLike<Label>): number;
}

/** How samples are cut into folds: a number of folds, a splitter, or ready-made pairs of indices. */
export type CrossValidation =
  | number
  | CrossValidator
  | Iterable<readonly [train: ArrayLike<number>, test: ArrayLike<number>]>;

/** What a splitter is, written once: its name and its options. */
export interface SplitterInfo {
  /** The class name. */
  readonly type: string;
  /** The options of the constructor by name: which values they take, and their defaults. */
  readonly hyperparameters: HyperparameterTable;
}

/** The options of a splitter, checked: what is the same in all of them. A splitter never changes. */
export abstract class Splitter<Options extends object> implements CrossValidator {
  /** All options, defaults filled in. */
  readonly params: Resolved<Options>;
  readonly #info: SplitterInfo;

  protected constructor(info: SplitterInfo, options: Options) {
    this.#info = info;
    this.params = Object.freeze(
      resolve<Resolved<Options>>(info.type, info.hyperparameters, options, 'option'),
    );
  }

  abstract split(
    X: Splittable,
    y?: ArrayLike<Label>,
    groups?: ArrayLike<Label>,
  ): Generator<Fold, void>;

  abstract getNSplits(X?: Splittable, y?: ArrayLike<Label>, groups?: ArrayLike<Label>): number;

  /** The call that makes it, defaults left out: `KFold({ nSplits: 10 })`. Node's console shows it so. */
  toString(): string {
    return callText(this.#info.type, this.#info.hyperparameters, this.params);
  }

  /** @internal The name of its class, which minifiers change. */
  get [Symbol.toStringTag](): string {
    return this.#info.type;
  }

  /** @internal */
  [INSPECT](): string {
    return this.toString();
  }
}
