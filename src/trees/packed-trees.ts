import type { Steps } from '../progress.js';
import { CodedTrees } from './coded-trees.js';
import { LinkedTrees } from './linked-trees.js';
import type { Tree } from './tree.js';
import { type AddLeafValues, type Asked, addValuesByWalk, type Sums } from './walk.js';

/** Walking so many rows through all trees takes longer than a step of making codes, which is one tree's. */
const ROWS_A_STEP = 8;

/**
 * All trees of a model for the fast walks: by thresholds and links (`LinkedTrees`), or by codes (`CodedTrees`), which are the
 * better where trees or rows are many, or samples lack values. Codes take as long to make as a row takes through a tree for
 * each node, so they are made once that many rows were walked: nobody waits for more than twice what it saves. A call makes a
 * part of them, by how many rows it has, so that pages that predict in pieces are not held up.
 */
class PackedTrees {
  readonly #trees: readonly Tree[];
  readonly #nValues: number;
  /** Rows until codes are made. */
  #rowsLeft: number;
  #making: Steps<CodedTrees | undefined> | undefined;
  #coded: CodedTrees | undefined;
  #linked: LinkedTrees | undefined;

  /** @param nValues - values a node */
  constructor(trees: readonly Tree[], nValues: number) {
    this.#trees = trees;
    this.#nValues = nValues;
    const nodes = trees.reduce((sum, { left }) => sum + left.length, 0);
    this.#rowsLeft = nodes / Math.max(1, trees.length);
  }

  /**
   * The value of each row's leaf, summed over the trees and added to `out`.
   *
   * @param samples - [nSamples × nFeatures]; NaN is missing
   * @param out - [nSamples × nValues]; in single precision every sum is rounded to it
   */
  addLeafValues(samples: Asked, out: Sums): void {
    if (this.#rowsLeft > 0) {
      this.#rowsLeft -= samples.rows;
      if (this.#rowsLeft <= 0) this.#making = CodedTrees.of(this.#trees, this.#nValues);
    }
    this.#makeOn(samples.rows);
    const coded = this.#coded;
    if (coded?.isFasterFor(samples.rows)) {
      if (coded.areMany) this.#linked = undefined;
      coded.addLeafValues(samples, out);
      return;
    }
    this.#linked ??= new LinkedTrees(this.#trees, this.#nValues);
    if (this.#linked.canWalk(samples)) this.#linked.addLeafValues(samples, out);
    else if (coded !== undefined) coded.addLeafValues(samples, out);
    else addValuesByWalk(this.#trees, samples, this.#nValues, out);
  }

  #makeOn(rows: number): void {
    for (let steps = 1 + rows / ROWS_A_STEP; steps > 0 && this.#making !== undefined; steps--) {
      const { done, value } = this.#making.next();
      if (!done) continue;
      this.#coded = value ?? undefined;
      this.#making = undefined;
    }
  }
}

/** What packed a model's trees, one for each model. */
const packed = /* @__PURE__ */ new WeakMap<readonly Tree[], PackedTrees>();

/** The trees of a model, packed when it pays. */
export function packTrees(trees: readonly Tree[], nValues: number): PackedTrees {
  let found = packed.get(trees);
  if (found === undefined) {
    found = new PackedTrees(trees, nValues);
    packed.set(trees, found);
  }
  return found;
}

/** Add the values of leaves by the fast walk. */
export const addPacked: AddLeafValues = (trees, samples, nValues, out) =>
  packTrees(trees, nValues).addLeafValues(samples, out);
