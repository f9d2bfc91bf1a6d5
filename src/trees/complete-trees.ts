import type { Steps } from '../progress.js';
import { completeWalk, FLAT_CHAINS, FLAT_LEVELS } from './complete-walk.js';
import { bitsOf } from './packing.js';
import type { CodeLayout, SplitCodes } from './split-codes.js';
import { CATEGORICAL, nodeDepths, type Tree } from './tree.js';
import type { Asked, Sums } from './walk.js';
import { addByLevels, type LevelledTree } from './word-walks.js';

/** Of 512 rows, whose codes stay in the cache while all trees are walked. Of 256 takes a fiftieth longer. */
const MOST_ROW_BITS = 9;

/** Fewer rows at a time take longer to get ready than to walk. */
const FEWEST_BLOCK_ROWS = 64;

/** Of where a slot begins among the codes of a block. */
const CODE_BITS = 16;

/** A rank is compared in the 15 bits below a sign. */
const MOST_CUTS = 2 ** 15 - 2;

/** Asks the first slot for no less than the largest code, so that samples go left. */
const STAY = (MOST_CUTS + 1) << 16;

/** The walk numbers the nodes of a tree, its last step the leaves too, with 16 bits. */
const MOST_LEVELS = 15;

/** Filled up, trees of more than six levels may be so many times as large. */
const MOST_FILLING = 4;

/**
 * Trees with one value a node for the walk of many rows: filled up so that all leaves lie on one level. Then a step needs no
 * link, and no word says where a node's children are: 100 trees of 6 levels take 2.7 ns a step so, where links take 5.9.
 */
export class CompleteTrees {
  readonly #codes: SplitCodes;
  readonly #trees: readonly LevelledTree[];
  /** Rows of a block, a power of two. */
  readonly #blockRows: number;
  readonly #layout: CodeLayout;

  private constructor(codes: SplitCodes, trees: readonly LevelledTree[], blockRows: number) {
    this.#codes = codes;
    this.#trees = trees;
    this.#blockRows = blockRows;
    this.#layout = { row: 1, slot: blockRows };
  }

  /**
   * In steps, a tree each.
   *
   * @param codes - of these trees
   * @returns undefined where they are too deep or too uneven for it, or ask for categories or too many numbers
   */
  static *of(trees: readonly Tree[], codes: SplitCodes): Steps<CompleteTrees | undefined> {
    // What ** gives is no small integer to V8: the walk compiled for the first block, which begins at 0, was thrown away at
    // the second, and in some processes it stayed half compiled and took 50 ms in place of 36.
    const blockRows =
      1 << (CODE_BITS - Math.max(CODE_BITS - MOST_ROW_BITS, bitsOf(codes.width - 1)));
    if (blockRows < FEWEST_BLOCK_ROWS || codes.mostCuts > MOST_CUTS) return undefined;
    const complete: LevelledTree[] = [];
    let room = MOST_FILLING * trees.reduce((sum, { left }) => sum + left.length, 0);
    for (const tree of trees) {
      const depths = nodeDepths(tree);
      const levels = levelsFor(depths.reduce((most, depth) => Math.max(most, depth), 0));
      if (levels > MOST_LEVELS) return undefined;
      if (levels > FLAT_LEVELS) room -= 2 ** (levels + 1);
      if (room < 0 || tree.flags.some((flags) => (flags & CATEGORICAL) !== 0)) return undefined;
      complete.push(fillUp(tree, levels, depths, codes, blockRows));
      yield;
    }
    return new CompleteTrees(codes, complete, blockRows);
  }

  /**
   * As `PackedTrees.addLeafValues`, but for up to seven rows at the end.
   *
   * @returns how many rows it was done for
   */
  addLeafValues(samples: Asked, out: Sums): number {
    const { codes, addOfFlat } = completeWalk();
    const rows = samples.rows - (samples.rows % FLAT_CHAINS);
    for (let start = 0; start < rows; start += this.#blockRows) {
      const own = Math.min(this.#blockRows, rows - start);
      this.#codes.encode(samples, start, own, codes, this.#layout);
      for (const tree of this.#trees) {
        if (tree.levels <= FLAT_LEVELS) addOfFlat(tree, own, out, start);
        else addByLevels(tree, codes, own, out, start);
      }
    }
    return rows;
  }
}

/** As many as the walk has steps for: 3, or at least 6. */
function levelsFor(depth: number): number {
  return depth <= 3 ? 3 : Math.max(FLAT_LEVELS, depth);
}

function fillUp(
  tree: Tree,
  levels: number,
  depths: Int32Array,
  codes: SplitCodes,
  blockRows: number,
): LevelledTree {
  const { left, threshold, value } = tree;
  const words = new Int32Array(2 ** levels).fill(STAY);
  const values = new Float64Array(2 ** levels);
  const places = new Int32Array(left.length).fill(1);
  for (let node = 0; node < left.length; node++) {
    const place = places[node];
    const child = left[node];
    if (child === 0) {
      values[(place << (levels - depths[node])) - 2 ** levels] = value[node];
      continue;
    }
    const slot = codes.slotOf(tree, node);
    words[place] = (codes.rankOf(slot, threshold[node]) << 16) | (slot * blockRows);
    places[child] = 2 * place;
    places[child + 1] = 2 * place + 1;
  }
  return { words, values, levels };
}
