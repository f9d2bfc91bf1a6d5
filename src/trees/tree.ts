import { ModelFormatError } from '../errors.js';

/**
 * One decision tree as parallel arrays, one entry a node; node 0 is the root.
 *
 * The two children of a node lie side by side: `left[node]` and `left[node] + 1`, both greater than
 * `node`, so that no tree can loop and a step down needs no branch. A leaf has `left` 0.
 */
export interface Tree {
  /** Column that the node asks about; 0 at a leaf. */
  readonly feature: Int32Array;
  /**
   * A sample goes left when its value is at most this; Infinity parts missing values from all
   * others, -Infinity likewise where these go right. 0 at a leaf. At a categorical node: where in `categories` its set begins.
   */
  readonly threshold: Float64Array;
  /** The left child; 0 at a leaf. The right child is the next node. */
  readonly left: Int32Array;
  /** Bits `MISSING_LEFT`, `CATEGORICAL` and `FROM_MINUS_ONE`. */
  readonly flags: Uint8Array;
  /** What the node says when the walk ends there [nNodes × nValues]: a mean, class shares, a path length. */
  readonly value: Float64Array;
  /** Weight of the training samples in the node (boosting: the sum of their curvatures). */
  readonly cover: Float64Array;
  /**
   * Training loss of the node's samples under the node's own value: weight × impurity in a forest, minus
   * the structure score in boosting. What a split gains is the node's loss less its children's.
   */
  readonly loss: Float64Array;
  /**
   * Sets of categories that go left, 32 to an entry: the number of entries of a set, then its bits,
   * that of category c at bit c % 32 of entry c / 32.
   */
  readonly categories: Int32Array;
}

/** A missing value goes left. */
export const MISSING_LEFT = 1;
/** The node asks whether a category is in a set, not whether a number is small. */
export const CATEGORICAL = 2;
/**
 * At a categorical node: values between -1 and 0 count as category 0, as fractions above 0 always do as the whole
 * number below. Else they are unseen. By interop only: LightGBM rounds towards zero.
 */
export const FROM_MINUS_ONE = 4;

export function nodeCount(tree: Tree): number {
  return tree.left.length;
}

export function leafCount(tree: Tree): number {
  return (nodeCount(tree) + 1) / 2;
}

/**
 * That the values of nodes are there: large ones lie in the bytes of a file, which may have been transferred since.
 *
 * @throws ModelFormatError where they are not
 */
export function checkKept(values: Float64Array): void {
  if (values.length > 0) return;
  throw new ModelFormatError(
    'The bytes that this model was loaded from were transferred, and so it is lost. Transfer a copy of them, or load it from one.',
  );
}

/** The tree in arrays of its own. */
export function copyTree(tree: Tree): Tree {
  const { feature, threshold, left, flags, value, cover, loss, categories } = tree;
  return {
    feature: feature.slice(),
    threshold: threshold.slice(),
    left: left.slice(),
    flags: flags.slice(),
    value: value.slice(),
    cover: cover.slice(),
    loss: loss.slice(),
    categories,
  };
}

/** How much the split of a node lowers the training loss; 0 at a leaf. */
export function splitGain({ left, loss }: Tree, node: number): number {
  const child = left[node];
  return child === 0 ? 0 : loss[node] - loss[child] - loss[child + 1];
}

/** Share of a node's training samples that go to its left child; half where there are none. */
export function shareOfLeft({ cover }: Tree, left: number): number {
  const both = cover[left] + cover[left + 1];
  return both > 0 ? cover[left] / both : 0.5;
}

/** Depth of each node; the root has 0. */
export function nodeDepths({ left }: Tree): Int32Array {
  const depth = new Int32Array(left.length);
  for (let node = 0; node < left.length; node++) {
    const child = left[node];
    if (child === 0) continue;
    depth[child] = depth[node] + 1;
    depth[child + 1] = depth[node] + 1;
  }
  return depth;
}

/**
 * A tree while it grows: arrays that double when they are full, used again for the next tree.
 * A split adds both children at once, so every tree it finishes has the form that `Tree` promises.
 */
export class TreeBuilder {
  feature = new Int32Array(64);
  threshold = new Float64Array(64);
  left = new Int32Array(64);
  flags = new Uint8Array(64);
  value: Float64Array;
  cover = new Float64Array(64);
  loss = new Float64Array(64);
  #nodes = 0;
  #categories: number[] = [];

  /** @param nValues - numbers that each node says */
  constructor(readonly nValues: number) {
    this.value = new Float64Array(64 * nValues);
  }

  get nodeCount(): number {
    return this.#nodes;
  }

  /** Forget the last tree and begin one: a root that is a leaf. */
  begin(): void {
    this.#nodes = 0;
    this.#categories = [];
    this.#add();
  }

  /**
   * Turn a leaf into a split on a number.
   *
   * @returns the left child, a leaf for now; the right one follows it
   */
  split(node: number, feature: number, threshold: number, missingLeft: boolean): number {
    this.feature[node] = feature;
    this.threshold[node] = threshold;
    this.flags[node] = missingLeft ? MISSING_LEFT : 0;
    return this.#addChildren(node);
  }

  /**
   * Turn a leaf into a split on a category.
   *
   * @param goesLeft - the bits of the categories that go left, 32 to an entry
   * @returns the left child, a leaf for now; the right one follows it
   */
  splitOnCategories(
    node: number,
    feature: number,
    goesLeft: Int32Array,
    missingLeft: boolean,
  ): number {
    this.feature[node] = feature;
    this.threshold[node] = this.#categories.length;
    this.#categories.push(goesLeft.length, ...goesLeft);
    this.flags[node] = CATEGORICAL | (missingLeft ? MISSING_LEFT : 0);
    return this.#addChildren(node);
  }

  /** The tree as grown so far, in arrays of its own. */
  finish(): Tree {
    const nodes = this.#nodes;
    return {
      feature: this.feature.slice(0, nodes),
      threshold: this.threshold.slice(0, nodes),
      left: this.left.slice(0, nodes),
      flags: this.flags.slice(0, nodes),
      value: this.value.slice(0, nodes * this.nValues),
      cover: this.cover.slice(0, nodes),
      loss: this.loss.slice(0, nodes),
      categories: new Int32Array(this.#categories),
    };
  }

  /** The tree as grown so far, in the builder's arrays: until the next tree begins. */
  grown(): Tree {
    const nodes = this.#nodes;
    return {
      feature: this.feature.subarray(0, nodes),
      threshold: this.threshold.subarray(0, nodes),
      left: this.left.subarray(0, nodes),
      flags: this.flags.subarray(0, nodes),
      value: this.value.subarray(0, nodes * this.nValues),
      cover: this.cover.subarray(0, nodes),
      loss: this.loss.subarray(0, nodes),
      categories: new Int32Array(this.#categories),
    };
  }

  #addChildren(node: number): number {
    const left = this.#add();
    this.#add();
    this.left[node] = left;
    return left;
  }

  #add(): number {
    if (this.#nodes === this.left.length) this.#double();
    const node = this.#nodes++;
    this.feature[node] = 0;
    this.threshold[node] = 0;
    this.left[node] = 0;
    this.flags[node] = 0;
    return node;
  }

  #double(): void {
    this.feature = doubled(this.feature, new Int32Array(2 * this.feature.length));
    this.threshold = doubled(this.threshold, new Float64Array(2 * this.threshold.length));
    this.left = doubled(this.left, new Int32Array(2 * this.left.length));
    this.flags = doubled(this.flags, new Uint8Array(2 * this.flags.length));
    this.value = doubled(this.value, new Float64Array(2 * this.value.length));
    this.cover = doubled(this.cover, new Float64Array(2 * this.cover.length));
    this.loss = doubled(this.loss, new Float64Array(2 * this.loss.length));
  }
}

function doubled<A extends { set(from: A): void }>(from: A, into: A): A {
  into.set(from);
  return into;
}
