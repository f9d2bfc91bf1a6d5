import { lowerOf, upperOf } from './packing.js';
import { COLUMN_SHIFT, LEFT_IF_MISSING } from './slim-tree.js';

/** The upper half of a missing value, which no number has. */
const MISSING = 2 ** 31 - 1;

/** The splits of trees end to end, and the halves of the values that they ask about. */
export interface Walk {
  readonly words: Int32Array;
  readonly lows: Int32Array;
  readonly shift: number;
  readonly uppers: Int32Array;
  readonly lowers: Int32Array;
  /** The upper halves without their last bit, so that differences do not overflow. */
  readonly keys: Int32Array;
}

/** Room for the values of rows. */
export function roomForHalves(length: number): Pick<Walk, 'uppers' | 'lowers' | 'keys'> {
  return {
    uppers: new Int32Array(length),
    lowers: new Int32Array(length),
    keys: new Int32Array(length),
  };
}

/** Take up the values of rows, which lie from one place to another. */
export function readHalves(
  values: Float64Array,
  from: number,
  to: number,
  { uppers, lowers, keys }: Pick<Walk, 'uppers' | 'lowers' | 'keys'>,
): void {
  for (let at = 0; at < to - from; at++) {
    const x = values[from + at] + 0; // -0 is 0
    uppers[at] = Number.isNaN(x) ? MISSING : upperOf(x);
    lowers[at] = lowerOf(x);
    keys[at] = uppers[at] >> 1;
  }
}

/**
 * One row through all trees, four at a time, so that the processor waits for the memory of all four at once. When one arrives
 * the next sets out, as ways are of different lengths.
 *
 * @param roots - the first split of each tree; all have one
 * @param leaves - out [nTrees]: nodes, counted from the root of their tree
 */
export function walkTrees(walk: Walk, roots: Int32Array, leaves: Int32Array): void {
  const { words, shift, keys } = walk;
  const mask = 2 ** shift - 1;
  if (leaves.length < 4) {
    for (let t = 0; t < leaves.length; t++) leaves[t] = walkOne(walk, roots[t], roots[t], 0);
    return;
  }
  let a = roots[0];
  let itemA = 0;
  let b = roots[1];
  let itemB = 1;
  let c = roots[2];
  let itemC = 2;
  let d = roots[3];
  let itemD = 3;
  let next = 4;
  let link: number;
  let at: number;
  let above: number;
  let right: number;
  for (;;) {
    link = words[2 * a];
    at = (link & mask) >>> COLUMN_SHIFT;
    above = (words[2 * a + 1] >> 1) - keys[at];
    right = above === 0 ? isAbove(walk, a, at) : above >>> 31;
    if (((link >>> right) & 1) === 0) a = (a + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[itemA] = 2 * (a - roots[itemA]) + 1 + right;
      if (next === leaves.length) break;
      itemA = next++;
      a = roots[itemA];
    }
    link = words[2 * b];
    at = (link & mask) >>> COLUMN_SHIFT;
    above = (words[2 * b + 1] >> 1) - keys[at];
    right = above === 0 ? isAbove(walk, b, at) : above >>> 31;
    if (((link >>> right) & 1) === 0) b = (b + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[itemB] = 2 * (b - roots[itemB]) + 1 + right;
      if (next === leaves.length) break;
      itemB = next++;
      b = roots[itemB];
    }
    link = words[2 * c];
    at = (link & mask) >>> COLUMN_SHIFT;
    above = (words[2 * c + 1] >> 1) - keys[at];
    right = above === 0 ? isAbove(walk, c, at) : above >>> 31;
    if (((link >>> right) & 1) === 0) c = (c + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[itemC] = 2 * (c - roots[itemC]) + 1 + right;
      if (next === leaves.length) break;
      itemC = next++;
      c = roots[itemC];
    }
    link = words[2 * d];
    at = (link & mask) >>> COLUMN_SHIFT;
    above = (words[2 * d + 1] >> 1) - keys[at];
    right = above === 0 ? isAbove(walk, d, at) : above >>> 31;
    if (((link >>> right) & 1) === 0) d = (d + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[itemD] = 2 * (d - roots[itemD]) + 1 + right;
      if (next === leaves.length) break;
      itemD = next++;
      d = roots[itemD];
    }
  }
  // The one that broke off has arrived: it does so again.
  leaves[itemA] = walkOne(walk, roots[itemA], a, 0);
  leaves[itemB] = walkOne(walk, roots[itemB], b, 0);
  leaves[itemC] = walkOne(walk, roots[itemC], c, 0);
  leaves[itemD] = walkOne(walk, roots[itemD], d, 0);
}

/**
 * Rows through one tree, as `walkTrees`.
 *
 * @param root - its first split
 * @param leaves - out: the node of each row
 */
export function walkRows(walk: Walk, root: number, columns: number, leaves: Int32Array): void {
  const { words, shift, keys } = walk;
  const mask = 2 ** shift - 1;
  const end = leaves.length * columns;
  if (leaves.length < 4) {
    for (let i = 0; i < leaves.length; i++) leaves[i] = walkOne(walk, root, root, i * columns);
    return;
  }
  let a = root;
  let rowA = 0 * columns;
  let b = root;
  let rowB = 1 * columns;
  let c = root;
  let rowC = 2 * columns;
  let d = root;
  let rowD = 3 * columns;
  let next = 4 * columns;
  let link: number;
  let at: number;
  let above: number;
  let right: number;
  for (;;) {
    link = words[2 * a];
    at = rowA + ((link & mask) >>> COLUMN_SHIFT);
    above = (words[2 * a + 1] >> 1) - keys[at];
    right = above === 0 ? isAbove(walk, a, at) : above >>> 31;
    if (((link >>> right) & 1) === 0) a = (a + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[rowA / columns] = 2 * (a - root) + 1 + right;
      if (next === end) break;
      rowA = next;
      next += columns;
      a = root;
    }
    link = words[2 * b];
    at = rowB + ((link & mask) >>> COLUMN_SHIFT);
    above = (words[2 * b + 1] >> 1) - keys[at];
    right = above === 0 ? isAbove(walk, b, at) : above >>> 31;
    if (((link >>> right) & 1) === 0) b = (b + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[rowB / columns] = 2 * (b - root) + 1 + right;
      if (next === end) break;
      rowB = next;
      next += columns;
      b = root;
    }
    link = words[2 * c];
    at = rowC + ((link & mask) >>> COLUMN_SHIFT);
    above = (words[2 * c + 1] >> 1) - keys[at];
    right = above === 0 ? isAbove(walk, c, at) : above >>> 31;
    if (((link >>> right) & 1) === 0) c = (c + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[rowC / columns] = 2 * (c - root) + 1 + right;
      if (next === end) break;
      rowC = next;
      next += columns;
      c = root;
    }
    link = words[2 * d];
    at = rowD + ((link & mask) >>> COLUMN_SHIFT);
    above = (words[2 * d + 1] >> 1) - keys[at];
    right = above === 0 ? isAbove(walk, d, at) : above >>> 31;
    if (((link >>> right) & 1) === 0) d = (d + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[rowD / columns] = 2 * (d - root) + 1 + right;
      if (next === end) break;
      rowD = next;
      next += columns;
      d = root;
    }
  }
  leaves[rowA / columns] = walkOne(walk, root, a, rowA);
  leaves[rowB / columns] = walkOne(walk, root, b, rowB);
  leaves[rowC / columns] = walkOne(walk, root, c, rowC);
  leaves[rowD / columns] = walkOne(walk, root, d, rowD);
}

/** From a split down to a leaf, whose node it gives; missing values go where links say. */
export function walkOne(walk: Walk, root: number, from: number, row: number): number {
  const { words, shift, uppers } = walk;
  const mask = 2 ** shift - 1;
  for (let split = from; ; ) {
    const link = words[2 * split];
    const at = row + ((link & mask) >>> COLUMN_SHIFT);
    const right =
      uppers[at] === MISSING ? Number((link & LEFT_IF_MISSING) === 0) : isAbove(walk, split, at);
    if (((link >>> right) & 1) !== 0) return 2 * (split - root) + 1 + right;
    split += 1 + ((link >>> shift) & (right - 1));
  }
}

/** 1 where a value is greater than the threshold of a split, else 0. */
function isAbove({ words, lows, uppers, lowers }: Walk, split: number, at: number): number {
  const upper = words[2 * split + 1];
  if (uppers[at] !== upper) return Number(uppers[at] > upper);
  return Number(lowers[at] >>> 0 > lows[split] >>> 0);
}
