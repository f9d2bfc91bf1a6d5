import type { Steps } from '../progress.js';
import { CompleteTrees } from './complete-trees.js';
import { bitsOf, FEW_ROWS } from './packing.js';
import { SplitCodes } from './split-codes.js';
import { CATEGORICAL, leafCount, nodeDepths, type Tree } from './tree.js';
import { type Asked, addLeaves, addOfAll, goesLeft, type Sums } from './walk.js';
import { CHAINS, type WordForm, walkRows, walkTrees } from './word-walks.js';

/**
 * Rows walked through a tree before the next one is: a tree is fetched into the cache once a block, and the codes of a
 * block stay in it.
 */
const BLOCK_ROWS = 4096;

/** From so many rows on, codes of complete trees are worth making. */
const FEWEST_OF_COMPLETE = 64;

/** Every sample takes as many steps as the deepest leaf: no gain where most leaves lie so much higher. */
const MOST_WASTE = 3;

/** From so many steps on for each halving of a search, codes are faster than thresholds: 100 trees have too few. */
const STEPS_A_SEARCH = 10;

/**
 * The trees of a model for the fast walk. A node is one word of 32 bits: its left child, which code of the sample it asks
 * for, and the rank of its threshold (`SplitCodes`). So a step reads one word and one code. A leaf is its own left child and
 * asks for no less than the largest code, so that nobody asks who has arrived.
 *
 * At a category the walk by words ends as at a leaf, and goes on node by node.
 */
export class CodedTrees {
  readonly #trees: readonly Tree[];
  readonly #nValues: number;
  readonly #codes: SplitCodes;
  readonly #form: WordForm;
  /** Words of all trees, end to end; children are counted from the root of their tree. */
  readonly #words: Int32Array;
  readonly #values: Float64Array;
  /** Where each tree begins; the last one again until all chains have one. */
  readonly #roots: Int32Array;
  readonly #depths: Int32Array;
  /** Whether the walk by words may end above a leaf. */
  readonly #goesOn: Uint8Array;
  /** Whether the steps of a sample are so many that coding it costs little beside them. */
  readonly areMany: boolean;
  /** The same trees for many rows, where they are of a form that has a faster walk. */
  #complete: CompleteTrees | undefined;
  readonly #ownCodes: Uint16Array;
  readonly #ownLeaves: Int32Array;

  private constructor(
    trees: readonly Tree[],
    nValues: number,
    codes: SplitCodes,
    shapes: readonly Shape[],
  ) {
    this.#trees = trees;
    this.#nValues = nValues;
    this.#codes = codes;
    const { slotBits, rankBits } = codes;
    this.#form = {
      childShift: slotBits + rankBits,
      slotShift: rankBits,
      slotMask: 2 ** slotBits - 1,
      rankMask: 2 ** rankBits - 1,
    };
    this.areMany = sumOf(shapes, 'deepest') >= STEPS_A_SEARCH * codes.width * rankBits;
    const padded = Math.ceil(trees.length / CHAINS) * CHAINS;
    this.#roots = new Int32Array(padded);
    this.#depths = new Int32Array(padded);
    this.#goesOn = new Uint8Array(trees.length);
    this.#ownCodes = new Uint16Array(codes.width);
    this.#ownLeaves = new Int32Array(padded);
    let nodes = 0;
    for (const [t, { left }] of trees.entries()) {
      this.#roots.fill(nodes, t);
      nodes += left.length;
    }
    this.#words = new Int32Array(nodes);
    this.#values = new Float64Array(nodes * nValues);
    for (let t = 0; t < trees.length; t++) this.#depths.fill(shapes[t].deepest, t);
  }

  /**
   * In steps, a tree each.
   *
   * @returns undefined where a word has no room for what this model asks
   */
  static *of(trees: readonly Tree[], nValues: number): Steps<CodedTrees | undefined> {
    const largest = trees.reduce((most, { left }) => Math.max(most, left.length), 0);
    const shapes: Shape[] = [];
    for (const tree of trees) {
      shapes.push(shapeOf(tree));
      yield;
    }
    const [deepest, mean] = [sumOf(shapes, 'deepest'), sumOf(shapes, 'mean')];
    if (deepest > MOST_WASTE * mean) return undefined;
    const codes = yield* SplitCodes.of(trees, isNumeric, 32 - bitsOf(largest));
    if (codes === undefined) return undefined;
    const coded = new CodedTrees(trees, nValues, codes, shapes);
    for (let t = 0; t < trees.length; t++) {
      coded.#pack(t);
      yield;
    }
    if (nValues === 1) coded.#complete = yield* CompleteTrees.of(trees, codes);
    return coded;
  }

  #pack(t: number): void {
    const tree = this.#trees[t];
    const { left, threshold, value } = tree;
    const { childShift, slotShift, rankMask } = this.#form;
    const codes = this.#codes;
    const root = this.#roots[t];
    for (let node = 0; node < left.length; node++) {
      let word = (node << childShift) | rankMask;
      if (isNumeric(tree, node)) {
        const slot = codes.slotOf(tree, node);
        word =
          (left[node] << childShift) | (slot << slotShift) | codes.rankOf(slot, threshold[node]);
      } else if (left[node] !== 0) this.#goesOn[t] = 1;
      this.#words[root + node] = word;
    }
    this.#values.set(value, root * this.#nValues);
  }

  /** Whether so many rows take less time so than by thresholds. */
  isFasterFor(rows: number): boolean {
    return this.areMany || (this.#complete !== undefined && rows >= FEWEST_OF_COMPLETE);
  }

  /** As `PackedTrees.addLeafValues`. */
  addLeafValues(samples: Asked, out: Sums): void {
    let first = 0;
    if (this.#complete !== undefined && samples.rows >= FEWEST_OF_COMPLETE) {
      first = this.#complete.addLeafValues(samples, out);
    } else if (samples.rows >= FEW_ROWS) {
      this.#addBlocks(samples, out);
      first = samples.rows;
    }
    for (let i = first; i < samples.rows; i++) this.#addOneRow(samples, i, out);
  }

  #addOneRow(samples: Asked, i: number, out: Sums): void {
    const { data: X, columns } = samples;
    const leaves = this.#ownLeaves;
    this.#codes.encode(samples, i, 1, this.#ownCodes, { row: 0, slot: 1 });
    walkTrees(this.#words, this.#form, this.#ownCodes, this.#roots, this.#depths, leaves);
    const trees = this.#trees;
    const values = this.#values;
    const nValues = this.#nValues;
    for (let t = 0; t < trees.length; t++) {
      if (this.#goesOn[t] === 0) continue;
      const root = this.#roots[t];
      leaves[t] = root + leafBelow(trees[t], leaves[t] - root, X, i * columns);
    }
    addOfAll(values, nValues, leaves.subarray(0, trees.length), out, i);
  }

  #addBlocks(samples: Asked, out: Sums): void {
    const { data, rows, columns } = samples;
    const nValues = this.#nValues;
    const width = this.#codes.width;
    const most = Math.ceil(Math.min(BLOCK_ROWS, rows) / CHAINS) * CHAINS;
    const codes = new Uint16Array(most * width);
    const room = new Int32Array(most);
    for (let start = 0; start < rows; start += BLOCK_ROWS) {
      const own = Math.min(BLOCK_ROWS, rows - start);
      // Behind the last rows are codes of others, which chains may walk for nothing.
      const leaves = room.subarray(0, Math.ceil(own / CHAINS) * CHAINS);
      this.#codes.encode(samples, start, own, codes, { row: width, slot: 1 });
      for (const [t, tree] of this.#trees.entries()) {
        const root = this.#roots[t];
        const words = this.#words.subarray(root, root + tree.left.length);
        walkRows(words, this.#form, codes, width, this.#depths[t], leaves);
        if (this.#goesOn[t] === 1) {
          for (let i = 0; i < own; i++) {
            leaves[i] = leafBelow(tree, leaves[i], data, (start + i) * columns);
          }
        }
        addLeaves(tree.value, nValues, leaves.subarray(0, own), out, start * nValues);
      }
    }
  }
}

/** How deep the leaves of a tree lie. */
interface Shape {
  readonly deepest: number;
  readonly mean: number;
}

function shapeOf(tree: Tree): Shape {
  const { left } = tree;
  const depths = nodeDepths(tree);
  let deepest = 0;
  let total = 0;
  for (let node = 0; node < left.length; node++) {
    if (left[node] !== 0) continue;
    deepest = Math.max(deepest, depths[node]);
    total += depths[node];
  }
  return { deepest, mean: total / leafCount(tree) };
}

function sumOf(shapes: readonly Shape[], part: keyof Shape): number {
  return shapes.reduce((sum, shape) => sum + shape[part], 0);
}

function isNumeric({ left, flags }: Tree, node: number): boolean {
  return left[node] !== 0 && (flags[node] & CATEGORICAL) === 0;
}

/** The leaf that a sample reaches from a node on. */
function leafBelow(tree: Tree, from: number, X: Float64Array, row: number): number {
  const { left, feature } = tree;
  let node = from;
  while (left[node] !== 0) {
    node = left[node] + (goesLeft(tree, node, X[row + feature[node]]) ? 0 : 1);
  }
  return node;
}
