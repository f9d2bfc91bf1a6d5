import { lowerOf, upperOf } from './packing.js';
import {
  COLUMN_SHIFT,
  LEFT_IF_MISSING,
  LEFT_IS_LEAF,
  RIGHT_IS_LEAF,
  type SlimTree,
  type StoredTree,
  shiftFor,
  slimOffsets,
} from './slim-tree.js';
import { copyTree, type Tree } from './tree.js';

/** Room for all trees, as a multiple of what they take if all are like the first: untouched memory costs nothing. */
const SPARE = 1.05;

/** Arrays with room for many trees, end to end. */
interface Board extends Omit<SlimTree, 'shift'> {
  /** How many are there already. */
  trees: number;
  splits: number;
}

/**
 * Where a forest puts its trees while it grows: end to end in a few arrays, which walks read and files hold as they are,
 * so that nothing is copied when the forest is asked or saved.
 */
export class TreeShelf {
  readonly #shift: number;
  readonly #nValues: number;
  #board: Board | undefined;
  /** Trees that have no place yet. */
  #coming: number;

  /** @param coming - how many trees are expected */
  constructor(nFeatures: number, nValues: number, coming: number) {
    this.#shift = shiftFor(nFeatures);
    this.#nValues = nValues;
    this.#coming = coming;
  }

  /** A copy of a tree: in slim form, or as it is where that would not give it back to the bit. */
  add(tree: Tree): StoredTree {
    return this.addSlim(tree) ?? copyTree(tree);
  }

  /** A copy in slim form; undefined where that would not give it back to the bit. */
  addSlim(tree: Tree): SlimTree | undefined {
    const offsets = slimOffsets(tree, this.#shift);
    if (offsets === undefined) return undefined;
    const board = this.#boardFor(tree, offsets.length);
    const { trees, splits } = board;
    const before = { leaves: trees + splits, nodes: trees + 2 * splits };
    board.trees++;
    board.splits += offsets.length;
    this.#coming--;
    const own = {
      words: board.words.subarray(2 * splits, 2 * board.splits),
      lows: board.lows.subarray(splits, board.splits),
      value: board.value.subarray(
        before.nodes * this.#nValues,
        (board.trees + 2 * board.splits) * this.#nValues,
      ),
      leafCover: board.leafCover.subarray(before.leaves, board.trees + board.splits),
      splitLoss: board.splitLoss.subarray(splits, board.splits),
      leafLoss: board.leafLoss.subarray(before.leaves, board.trees + board.splits),
      shift: this.#shift,
    };
    fill(own, tree, offsets);
    return own;
  }

  /** A board with room for a tree, in the form that its leaves need. */
  #boardFor(tree: Tree, splits: number): Board {
    const { Cover, losses } = needsOfLeaves(tree);
    const last = this.#board;
    const hasRoom =
      last !== undefined &&
      last.trees + last.splits + splits < last.leafCover.length &&
      last.splits + splits <= last.lows.length &&
      last.leafCover.BYTES_PER_ELEMENT >= Cover.BYTES_PER_ELEMENT &&
      (!losses || last.leafLoss.length > 0);
    if (hasRoom) return last;
    const trees = Math.max(1, this.#coming);
    const room = splits + Math.ceil(splits * (trees - 1) * SPARE);
    this.#board = {
      words: new Int32Array(2 * room),
      lows: new Int32Array(room),
      value: new Float64Array((2 * room + trees) * this.#nValues),
      leafCover: new Cover(room + trees),
      splitLoss: new Float64Array(room),
      leafLoss: new Float64Array(losses ? room + trees : 0),
      trees: 0,
      splits: 0,
    };
    return this.#board;
  }
}

/** The narrowest arrays that hold the weights of leaves, and whether any leaf has a loss. */
function needsOfLeaves({ left, cover, loss }: Tree) {
  let whole = true;
  let single = true;
  let losses = false;
  for (let node = 0; node < left.length; node++) {
    if (left[node] !== 0) continue;
    whole &&= cover[node] === (cover[node] & 255);
    single &&= cover[node] === Math.fround(cover[node]);
    losses ||= loss[node] !== 0 || 1 / loss[node] < 0; // -0 too
  }
  return { Cover: whole ? Uint8Array : single ? Float32Array : Float64Array, losses };
}

/** @param to - arrays of the sizes of the tree */
function fill(to: SlimTree, tree: Tree, offsets: Int32Array): void {
  const { left, feature, threshold, flags, value, cover, loss } = tree;
  to.value.set(value);
  let leaf = 0;
  for (let node = 0; node < left.length; node++) {
    if (left[node] === 0) {
      to.leafCover[leaf] = cover[node];
      if (to.leafLoss.length > 0) to.leafLoss[leaf] = loss[node];
      leaf++;
      continue;
    }
    const split = (left[node] - 1) >> 1;
    to.words[2 * split] =
      (offsets[split] << to.shift) |
      (feature[node] << COLUMN_SHIFT) |
      (flags[node] === 0 ? 0 : LEFT_IF_MISSING) |
      (offsets[split] === 0 ? RIGHT_IS_LEAF : 0) |
      (left[left[node]] === 0 ? LEFT_IS_LEAF : 0);
    to.words[2 * split + 1] = upperOf(threshold[node]);
    to.lows[split] = lowerOf(threshold[node]);
    to.splitLoss[split] = loss[node];
  }
}
