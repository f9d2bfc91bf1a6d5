/**
 * The nodes of a tree that several threads grow: each takes one that waits, splits it and leaves its children to whoever is
 * free. What becomes of a node depends on nothing but its parent, so the tree is the same whoever grows what. Nodes have the
 * numbers of a heap: the children of node n are 2 n + 1 and 2 n + 2.
 */

import type { Steps } from '../../progress.js';
import type { Growth, LeafGrower } from './leaf-grower.js';
import type { Leaf, LeafSplit } from './leaf-split.js';
import type { SharedHistograms } from './shared-histograms.js';
import type { Gradients } from './unit-gradients.js';

/** Numbers of a node, side by side. */
const START = 0;
const END = 1;
const G = 2;
const H = 3;
const LOWER = 4;
const UPPER = 5;
/** -1 where the node stays a leaf. */
const FEATURE = 6;
const GAIN = 7;
const BIN = 8;
const MISSING_LEFT = 9;
const LEFT_G = 10;
const LEFT_H = 11;
const HISTOGRAM = 12;
const FIELDS = 13;

/** What may be done with a node of tree t: 2 t where it waits, 2 t + 1 where it was taken. */
const waitsIn = (tree: number): number => 2 * tree;

/** All of it in shared memory. */
export interface NodeMemory {
  /** Numbers of each node. */
  readonly numbers: Float64Array;
  /** Whether a node waits or was taken; behind all nodes how many there are of both, and which tree it is [nNodes + 2]. */
  readonly states: Int32Array;
}

/** The deepest trees whose nodes have a place each. */
export const MOST_LEVELS = 10;

/** Nodes of a tree of so many levels of splits, and their leaves. */
export const nodesOf = (levels: number): number => 2 ** (levels + 1) - 1;

/** Lengths of the memory of so many nodes. */
export const lengthsOf = (nodes: number) => ({ numbers: FIELDS * nodes, states: nodes + 2 });

const NO_PATH: ReadonlySet<number> = new Set();

export class NodeTable {
  readonly #numbers: Float64Array;
  readonly #states: Int32Array;
  readonly #histograms: SharedHistograms;
  /** Nodes that can be split come first. */
  readonly #inner: number;
  readonly #open: number;
  readonly #tree: number;

  constructor({ numbers, states }: NodeMemory, histograms: SharedHistograms) {
    this.#numbers = numbers;
    this.#states = states;
    this.#histograms = histograms;
    this.#open = states.length - 2;
    this.#tree = states.length - 1;
    this.#inner = (this.#open - 1) / 2;
  }

  /** Begin the next tree with its root, which waits; its number. */
  begin(root: LeafSplit): number {
    const tree = (this.#states[this.#tree] % MOST_TREES) + 1;
    Atomics.store(this.#states, this.#tree, tree);
    this.put(root.leaf, root, 0, tree);
    return tree;
  }

  /** Whether nodes of the tree wait or are being split. */
  isOpen(tree: number): boolean {
    const states = this.#states;
    return Atomics.load(states, this.#tree) === tree && Atomics.load(states, this.#open) > 0;
  }

  /** Sleep until another node is done, or for some milliseconds. */
  wait(milliseconds: number): void {
    const open = Atomics.load(this.#states, this.#open);
    if (open > 0) Atomics.wait(this.#states, this.#open, open, milliseconds);
  }

  /** Write what is known of a node, and let it wait where it is to be split. */
  put({ start, end, sums }: Leaf, split: LeafSplit | undefined, node: number, tree: number): void {
    const numbers = this.#numbers;
    const at = FIELDS * node;
    numbers[at + START] = start;
    numbers[at + END] = end;
    numbers[at + G] = sums.G;
    numbers[at + H] = sums.H;
    numbers[at + LOWER] = sums.bounds.lower;
    numbers[at + UPPER] = sums.bounds.upper;
    numbers[at + FEATURE] = -1;
    if (split === undefined) return;
    numbers[at + FEATURE] = split.feature;
    numbers[at + GAIN] = split.gain;
    numbers[at + BIN] = split.bin;
    numbers[at + MISSING_LEFT] = split.missingLeft ? 1 : 0;
    numbers[at + LEFT_G] = split.leftG;
    numbers[at + LEFT_H] = split.leftH;
    numbers[at + HISTOGRAM] = this.#histograms.placeOf(split.histogram.sums);
    Atomics.add(this.#states, this.#open, 1);
    Atomics.store(this.#states, node, waitsIn(tree));
  }

  /** What is known of a node, by the number that it has elsewhere. */
  leafAt(node: number, number = node): Leaf {
    const numbers = this.#numbers;
    const at = FIELDS * node;
    const bounds = { lower: numbers[at + LOWER], upper: numbers[at + UPPER] };
    return {
      node: number,
      start: numbers[at + START],
      end: numbers[at + END],
      depth: 31 - Math.clz32(node + 1),
      sums: { G: numbers[at + G], H: numbers[at + H], bounds },
      path: NO_PATH,
    };
  }

  /** How a node is split; undefined where it is not. */
  splitAt(node: number, leaf: Leaf): LeafSplit | undefined {
    const numbers = this.#numbers;
    const at = FIELDS * node;
    if (numbers[at + FEATURE] < 0) return undefined;
    return {
      leaf,
      histogram: this.#histograms.at(numbers[at + HISTOGRAM]),
      gain: numbers[at + GAIN],
      feature: numbers[at + FEATURE],
      bin: numbers[at + BIN],
      missingLeft: numbers[at + MISSING_LEFT] === 1,
      leftG: numbers[at + LEFT_G],
      leftH: numbers[at + LEFT_H],
      goesLeft: undefined,
    };
  }

  /**
   * Take the largest node of a tree that waits. Who comes late, when that tree is done, finds none.
   *
   * @param share - take it only where it has more than this share of the rows of all that wait
   * @returns -1 where there is none
   */
  take(tree: number, share = 0): number {
    const waits = waitsIn(tree);
    const states = this.#states;
    const numbers = this.#numbers;
    for (;;) {
      let largest = -1;
      let most = -1;
      let all = 0;
      for (let node = 0; node < this.#inner; node++) {
        if (states[node] !== waits) continue;
        const size = numbers[FIELDS * node + END] - numbers[FIELDS * node + START];
        all += size;
        if (size <= most) continue;
        most = size;
        largest = node;
      }
      if (largest < 0 || most <= share * all) return -1;
      if (Atomics.compareExchange(states, largest, waits, waits + 1) === waits) return largest;
    }
  }

  /** Split a node of a tree that was taken. */
  *grow(
    tree: number,
    node: number,
    rows: Int32Array,
    gradients: Gradients,
    leaves: LeafGrower,
  ): Steps<void> {
    const split = this.splitAt(node, this.leafAt(node));
    if (split === undefined) return;
    const child = 2 * node + 1;
    const growth = yield* leaves.expand(rows, split, child, gradients, undefined);
    this.put(growth.left, growth.ofLeft, child, tree);
    this.put(growth.right, growth.ofRight, child + 1, tree);
    Atomics.sub(this.#states, this.#open, 1);
  }
}

/** Trees are counted from the first again behind this one. */
const MOST_TREES = 2 ** 29;

/** What became of the nodes, read in the order in which one thread would have split them. */
export class GrownNodes {
  readonly #table: NodeTable;
  /** By the number of a node in the tree. */
  readonly #places = [0];

  constructor(table: NodeTable) {
    this.#table = table;
  }

  /** @param child - the number of the left side in the tree */
  growthOf({ leaf }: LeafSplit, child: number): Growth {
    const place = 2 * this.#places[leaf.node] + 1;
    this.#places[child] = place;
    this.#places[child + 1] = place + 1;
    const left = this.#table.leafAt(place, child);
    const right = this.#table.leafAt(place + 1, child + 1);
    return {
      left,
      right,
      ofLeft: this.#table.splitAt(place, left),
      ofRight: this.#table.splitAt(place + 1, right),
    };
  }
}
