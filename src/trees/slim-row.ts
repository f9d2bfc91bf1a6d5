import { COLUMN_SHIFT, LEFT_IS_LEAF, RIGHT_IS_LEAF } from './slim-tree.js';
import type { Walk } from './slim-walk.js';

/**
 * One row through all trees, eight at a time, so that the processor waits for the memory of all eight at once: where they lie in
 * no cache, four take a tenth longer. When one arrives the next sets out, as ways are of different lengths; once none is left it
 * walks for nothing until the others are there.
 *
 * The loop calls nothing, not even where upper halves are equal: after a call V8 looks up anew where each array lies.
 *
 * @param starts - a split of each tree, and one for nothing [nTrees + 1]
 * @param leaves - out [nTrees, and one for nothing]: nodes among those of all trees end to end, of which each has one more
 *   than twice its splits
 */
export function walkTrees(walk: Walk, starts: Int32Array, leaves: Int32Array): void {
  const { words, lows, shift, uppers, lowers, keys } = walk;
  const mask = (1 << shift) - 1;
  const columnShift = COLUMN_SHIFT;
  const count = leaves.length - 1;
  let next = Math.min(8, count);
  let arrived = 0;
  let itemA = 0;
  let itemB = Math.min(1, count);
  let itemC = Math.min(2, count);
  let itemD = Math.min(3, count);
  let itemE = Math.min(4, count);
  let itemF = Math.min(5, count);
  let itemG = Math.min(6, count);
  let itemH = Math.min(7, count);
  let a = starts[itemA];
  let b = starts[itemB];
  let c = starts[itemC];
  let d = starts[itemD];
  let e = starts[itemE];
  let f = starts[itemF];
  let g = starts[itemG];
  let h = starts[itemH];
  let link: number;
  let at: number;
  let upper: number;
  let above: number;
  let right: number;
  for (;;) {
    link = words[a << 1];
    at = (link & mask) >>> columnShift;
    upper = words[(a << 1) | 1];
    above = ((upper >> 1) - keys[at]) | 0;
    right = above >>> 31;
    if (above === 0) {
      above = uppers[at] - upper;
      right = Number(above === 0 ? lowers[at] >>> 0 > lows[a] >>> 0 : above > 0);
    }
    if ((link & (1 + right)) === 0) a = (a + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[itemA] = 2 * a + 1 + right + itemA;
      if (itemA < count && ++arrived === count) return;
      itemA = next < count ? next++ : count;
      a = starts[itemA];
    }
    link = words[b << 1];
    at = (link & mask) >>> columnShift;
    upper = words[(b << 1) | 1];
    above = ((upper >> 1) - keys[at]) | 0;
    right = above >>> 31;
    if (above === 0) {
      above = uppers[at] - upper;
      right = Number(above === 0 ? lowers[at] >>> 0 > lows[b] >>> 0 : above > 0);
    }
    if ((link & (1 + right)) === 0) b = (b + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[itemB] = 2 * b + 1 + right + itemB;
      if (itemB < count && ++arrived === count) return;
      itemB = next < count ? next++ : count;
      b = starts[itemB];
    }
    link = words[c << 1];
    at = (link & mask) >>> columnShift;
    upper = words[(c << 1) | 1];
    above = ((upper >> 1) - keys[at]) | 0;
    right = above >>> 31;
    if (above === 0) {
      above = uppers[at] - upper;
      right = Number(above === 0 ? lowers[at] >>> 0 > lows[c] >>> 0 : above > 0);
    }
    if ((link & (1 + right)) === 0) c = (c + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[itemC] = 2 * c + 1 + right + itemC;
      if (itemC < count && ++arrived === count) return;
      itemC = next < count ? next++ : count;
      c = starts[itemC];
    }
    link = words[d << 1];
    at = (link & mask) >>> columnShift;
    upper = words[(d << 1) | 1];
    above = ((upper >> 1) - keys[at]) | 0;
    right = above >>> 31;
    if (above === 0) {
      above = uppers[at] - upper;
      right = Number(above === 0 ? lowers[at] >>> 0 > lows[d] >>> 0 : above > 0);
    }
    if ((link & (1 + right)) === 0) d = (d + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[itemD] = 2 * d + 1 + right + itemD;
      if (itemD < count && ++arrived === count) return;
      itemD = next < count ? next++ : count;
      d = starts[itemD];
    }
    link = words[e << 1];
    at = (link & mask) >>> columnShift;
    upper = words[(e << 1) | 1];
    above = ((upper >> 1) - keys[at]) | 0;
    right = above >>> 31;
    if (above === 0) {
      above = uppers[at] - upper;
      right = Number(above === 0 ? lowers[at] >>> 0 > lows[e] >>> 0 : above > 0);
    }
    if ((link & (1 + right)) === 0) e = (e + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[itemE] = 2 * e + 1 + right + itemE;
      if (itemE < count && ++arrived === count) return;
      itemE = next < count ? next++ : count;
      e = starts[itemE];
    }
    link = words[f << 1];
    at = (link & mask) >>> columnShift;
    upper = words[(f << 1) | 1];
    above = ((upper >> 1) - keys[at]) | 0;
    right = above >>> 31;
    if (above === 0) {
      above = uppers[at] - upper;
      right = Number(above === 0 ? lowers[at] >>> 0 > lows[f] >>> 0 : above > 0);
    }
    if ((link & (1 + right)) === 0) f = (f + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[itemF] = 2 * f + 1 + right + itemF;
      if (itemF < count && ++arrived === count) return;
      itemF = next < count ? next++ : count;
      f = starts[itemF];
    }
    link = words[g << 1];
    at = (link & mask) >>> columnShift;
    upper = words[(g << 1) | 1];
    above = ((upper >> 1) - keys[at]) | 0;
    right = above >>> 31;
    if (above === 0) {
      above = uppers[at] - upper;
      right = Number(above === 0 ? lowers[at] >>> 0 > lows[g] >>> 0 : above > 0);
    }
    if ((link & (1 + right)) === 0) g = (g + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[itemG] = 2 * g + 1 + right + itemG;
      if (itemG < count && ++arrived === count) return;
      itemG = next < count ? next++ : count;
      g = starts[itemG];
    }
    link = words[h << 1];
    at = (link & mask) >>> columnShift;
    upper = words[(h << 1) | 1];
    above = ((upper >> 1) - keys[at]) | 0;
    right = above >>> 31;
    if (above === 0) {
      above = uppers[at] - upper;
      right = Number(above === 0 ? lowers[at] >>> 0 > lows[h] >>> 0 : above > 0);
    }
    if ((link & (1 + right)) === 0) h = (h + 1 + ((link >>> shift) & (right - 1))) | 0;
    else {
      leaves[itemH] = 2 * h + 1 + right + itemH;
      if (itemH < count && ++arrived === count) return;
      itemH = next < count ? next++ : count;
      h = starts[itemH];
    }
  }
}

/** Trees of the rehearsal: each of the eight chains comes by five of them. */
const REHEARSED = 40;

/**
 * Walks through trees whose threshold is the row's value, or differs from it in the last bits. V8 compiles no branch that it
 * has not seen taken, and ties are rare: at the first one in each of eight chains it throws away what it compiled. With the
 * rehearsal, rows 1000 to 20 000 of a process take 0.55 of the time.
 */
export function rehearseTies(): void {
  const starts = new Int32Array(REHEARSED + 1);
  const leaves = new Int32Array(REHEARSED + 1);
  for (let turn = 0; turn < 8; turn++) {
    const walk = {
      words: Int32Array.of(LEFT_IS_LEAF | RIGHT_IS_LEAF, (turn >> 1) & 1),
      lows: Int32Array.of(-(turn >> 2)),
      shift: COLUMN_SHIFT + 1,
      uppers: Int32Array.of(turn & 1),
      lowers: Int32Array.of(-1),
      keys: new Int32Array(1),
    };
    walkTrees(walk, starts, leaves);
  }
}
