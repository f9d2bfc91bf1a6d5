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
 * Rows through one tree, four at a time, as `walkTrees` in slim-row.ts.
 *
 * @param root - its first split
 * @param leaves - out [nRows, and one for nothing]: nodes, from 1 for the left child of split 0 on
 */
export function walkRows(walk: Walk, root: number, columns: number, leaves: Int32Array): void {
  const { words, lows, shift, uppers, lowers, keys } = walk;
  const mask = (1 << shift) - 1;
  const columnShift = COLUMN_SHIFT;
  const count = leaves.length - 1;
  let next = Math.min(4, count);
  let arrived = 0;
  let itemA = 0;
  let rowA = 0;
  let a = root;
  let itemB = Math.min(1, count);
  let rowB = 1 < count ? 1 * columns : 0;
  let b = root;
  let itemC = Math.min(2, count);
  let rowC = 2 < count ? 2 * columns : 0;
  let c = root;
  let itemD = Math.min(3, count);
  let rowD = 3 < count ? 3 * columns : 0;
  let d = root;
  let link: number;
  let at: number;
  let upper: number;
  let above: number;
  let right: number;
  for (;;) {
    link = words[a << 1];
    at = rowA + ((link & mask) >>> columnShift);
    upper = words[(a << 1) | 1];
    above = ((upper >> 1) - keys[at]) | 0;
    right = above >>> 31;
    if (above === 0) {
      above = uppers[at] - upper;
      right = Number(above === 0 ? lowers[at] >>> 0 > lows[a] >>> 0 : above > 0);
    }
    if ((link & (1 + right)) === 0) a = (a + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[itemA] = 2 * a + 1 + right;
      if (itemA < count && ++arrived === count) return;
      itemA = next < count ? next++ : count;
      rowA = itemA < count ? itemA * columns : 0;
      a = root;
    }
    link = words[b << 1];
    at = rowB + ((link & mask) >>> columnShift);
    upper = words[(b << 1) | 1];
    above = ((upper >> 1) - keys[at]) | 0;
    right = above >>> 31;
    if (above === 0) {
      above = uppers[at] - upper;
      right = Number(above === 0 ? lowers[at] >>> 0 > lows[b] >>> 0 : above > 0);
    }
    if ((link & (1 + right)) === 0) b = (b + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[itemB] = 2 * b + 1 + right;
      if (itemB < count && ++arrived === count) return;
      itemB = next < count ? next++ : count;
      rowB = itemB < count ? itemB * columns : 0;
      b = root;
    }
    link = words[c << 1];
    at = rowC + ((link & mask) >>> columnShift);
    upper = words[(c << 1) | 1];
    above = ((upper >> 1) - keys[at]) | 0;
    right = above >>> 31;
    if (above === 0) {
      above = uppers[at] - upper;
      right = Number(above === 0 ? lowers[at] >>> 0 > lows[c] >>> 0 : above > 0);
    }
    if ((link & (1 + right)) === 0) c = (c + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[itemC] = 2 * c + 1 + right;
      if (itemC < count && ++arrived === count) return;
      itemC = next < count ? next++ : count;
      rowC = itemC < count ? itemC * columns : 0;
      c = root;
    }
    link = words[d << 1];
    at = rowD + ((link & mask) >>> columnShift);
    upper = words[(d << 1) | 1];
    above = ((upper >> 1) - keys[at]) | 0;
    right = above >>> 31;
    if (above === 0) {
      above = uppers[at] - upper;
      right = Number(above === 0 ? lowers[at] >>> 0 > lows[d] >>> 0 : above > 0);
    }
    if ((link & (1 + right)) === 0) d = (d + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[itemD] = 2 * d + 1 + right;
      if (itemD < count && ++arrived === count) return;
      itemD = next < count ? next++ : count;
      rowD = itemD < count ? itemD * columns : 0;
      d = root;
    }
  }
}

/** From a split down to a leaf, which it gives as `walkRows`; missing values go where links say. */
export function walkOne(walk: Walk, from: number, row: number): number {
  const { words, shift, uppers } = walk;
  const mask = 2 ** shift - 1;
  for (let split = from; ; ) {
    const link = words[2 * split];
    const at = row + ((link & mask) >>> COLUMN_SHIFT);
    const right =
      uppers[at] === MISSING ? Number((link & LEFT_IF_MISSING) === 0) : isAbove(walk, split, at);
    if ((link & (1 + right)) !== 0) return 2 * split + 1 + right;
    split += 1 + ((link >>> shift) & (right - 1));
  }
}

/** 1 where a value is greater than the threshold of a split, else 0. */
function isAbove({ words, lows, uppers, lowers }: Walk, split: number, at: number): number {
  const upper = words[2 * split + 1];
  if (uppers[at] !== upper) return Number(uppers[at] > upper);
  return Number(lowers[at] >>> 0 > lows[split] >>> 0);
}
