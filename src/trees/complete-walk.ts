import type { Sums } from './walk.js';
import type { LevelledTree } from './word-walks.js';

/** Levels of a flat tree, at most. */
export const FLAT_LEVELS = 6;

/** Samples of a flat tree that are walked together. */
export const FLAT_CHAINS = 8;

/** A walk of blocks of samples through complete trees. What it holds is written anew in each call, none of which pauses. */
export interface CompleteWalk {
  /** Of a block, slot after slot: up to 2^16. */
  readonly codes: Uint16Array;
  /**
   * As `addByLevels`, of the block through a tree of three or six levels.
   *
   * @param rows - a multiple of `FLAT_CHAINS`, below 2^12
   */
  addOfFlat(tree: LevelledTree, rows: number, sums: Sums, at: number): void;
}

/**
 * The arrays are constants of a closure: of those V8 knows type, length and place when it compiles, once they are named
 * before the loop, and then registers are left for eight chains of loads. Over arrays that it is given, it has them for
 * four, and takes a sixth longer. (Of a module's own constants bundlers make variables.)
 */
function createCompleteWalk(): CompleteWalk {
  const CODES = new Uint16Array(2 ** 16 + 2 ** 12);
  const WORDS = new Int32Array(2 ** FLAT_LEVELS);
  const VALUES = new Float64Array(2 ** FLAT_LEVELS);

  /** The block through the tree whose words and values were copied in, as its words are read in `addByLevels`. */
  function walk(levels: number, rows: number, sums: Sums, at: number): void {
    const codes = CODES;
    const words = WORDS;
    const values = VALUES;
    const first = 1 << levels;
    const root = words[1];
    const rootSlot = root & 0xffff;
    for (let row = 0; row < rows; row += 8) {
      const i = row & 0xfff; // says that sums with it need no check
      const to = at + row;
      let a = 2 + ((root - (codes[rootSlot + i] << 16)) >>> 31);
      let b = 2 + ((root - (codes[rootSlot + i + 1] << 16)) >>> 31);
      let c = 2 + ((root - (codes[rootSlot + i + 2] << 16)) >>> 31);
      let d = 2 + ((root - (codes[rootSlot + i + 3] << 16)) >>> 31);
      let e = 2 + ((root - (codes[rootSlot + i + 4] << 16)) >>> 31);
      let f = 2 + ((root - (codes[rootSlot + i + 5] << 16)) >>> 31);
      let g = 2 + ((root - (codes[rootSlot + i + 6] << 16)) >>> 31);
      let h = 2 + ((root - (codes[rootSlot + i + 7] << 16)) >>> 31);
      const wordA2 = words[a];
      const wordB2 = words[b];
      const wordC2 = words[c];
      const wordD2 = words[d];
      const wordE2 = words[e];
      const wordF2 = words[f];
      const wordG2 = words[g];
      const wordH2 = words[h];
      a = (a << 1) + ((wordA2 - (codes[(wordA2 & 0xffff) + i] << 16)) >>> 31);
      b = (b << 1) + ((wordB2 - (codes[(wordB2 & 0xffff) + i + 1] << 16)) >>> 31);
      c = (c << 1) + ((wordC2 - (codes[(wordC2 & 0xffff) + i + 2] << 16)) >>> 31);
      d = (d << 1) + ((wordD2 - (codes[(wordD2 & 0xffff) + i + 3] << 16)) >>> 31);
      e = (e << 1) + ((wordE2 - (codes[(wordE2 & 0xffff) + i + 4] << 16)) >>> 31);
      f = (f << 1) + ((wordF2 - (codes[(wordF2 & 0xffff) + i + 5] << 16)) >>> 31);
      g = (g << 1) + ((wordG2 - (codes[(wordG2 & 0xffff) + i + 6] << 16)) >>> 31);
      h = (h << 1) + ((wordH2 - (codes[(wordH2 & 0xffff) + i + 7] << 16)) >>> 31);
      const wordA3 = words[a];
      const wordB3 = words[b];
      const wordC3 = words[c];
      const wordD3 = words[d];
      const wordE3 = words[e];
      const wordF3 = words[f];
      const wordG3 = words[g];
      const wordH3 = words[h];
      a = (a << 1) + ((wordA3 - (codes[(wordA3 & 0xffff) + i] << 16)) >>> 31);
      b = (b << 1) + ((wordB3 - (codes[(wordB3 & 0xffff) + i + 1] << 16)) >>> 31);
      c = (c << 1) + ((wordC3 - (codes[(wordC3 & 0xffff) + i + 2] << 16)) >>> 31);
      d = (d << 1) + ((wordD3 - (codes[(wordD3 & 0xffff) + i + 3] << 16)) >>> 31);
      e = (e << 1) + ((wordE3 - (codes[(wordE3 & 0xffff) + i + 4] << 16)) >>> 31);
      f = (f << 1) + ((wordF3 - (codes[(wordF3 & 0xffff) + i + 5] << 16)) >>> 31);
      g = (g << 1) + ((wordG3 - (codes[(wordG3 & 0xffff) + i + 6] << 16)) >>> 31);
      h = (h << 1) + ((wordH3 - (codes[(wordH3 & 0xffff) + i + 7] << 16)) >>> 31);
      if (levels > 3) {
        const wordA4 = words[a];
        const wordB4 = words[b];
        const wordC4 = words[c];
        const wordD4 = words[d];
        const wordE4 = words[e];
        const wordF4 = words[f];
        const wordG4 = words[g];
        const wordH4 = words[h];
        a = (a << 1) + ((wordA4 - (codes[(wordA4 & 0xffff) + i] << 16)) >>> 31);
        b = (b << 1) + ((wordB4 - (codes[(wordB4 & 0xffff) + i + 1] << 16)) >>> 31);
        c = (c << 1) + ((wordC4 - (codes[(wordC4 & 0xffff) + i + 2] << 16)) >>> 31);
        d = (d << 1) + ((wordD4 - (codes[(wordD4 & 0xffff) + i + 3] << 16)) >>> 31);
        e = (e << 1) + ((wordE4 - (codes[(wordE4 & 0xffff) + i + 4] << 16)) >>> 31);
        f = (f << 1) + ((wordF4 - (codes[(wordF4 & 0xffff) + i + 5] << 16)) >>> 31);
        g = (g << 1) + ((wordG4 - (codes[(wordG4 & 0xffff) + i + 6] << 16)) >>> 31);
        h = (h << 1) + ((wordH4 - (codes[(wordH4 & 0xffff) + i + 7] << 16)) >>> 31);
        const wordA5 = words[a];
        const wordB5 = words[b];
        const wordC5 = words[c];
        const wordD5 = words[d];
        const wordE5 = words[e];
        const wordF5 = words[f];
        const wordG5 = words[g];
        const wordH5 = words[h];
        a = (a << 1) + ((wordA5 - (codes[(wordA5 & 0xffff) + i] << 16)) >>> 31);
        b = (b << 1) + ((wordB5 - (codes[(wordB5 & 0xffff) + i + 1] << 16)) >>> 31);
        c = (c << 1) + ((wordC5 - (codes[(wordC5 & 0xffff) + i + 2] << 16)) >>> 31);
        d = (d << 1) + ((wordD5 - (codes[(wordD5 & 0xffff) + i + 3] << 16)) >>> 31);
        e = (e << 1) + ((wordE5 - (codes[(wordE5 & 0xffff) + i + 4] << 16)) >>> 31);
        f = (f << 1) + ((wordF5 - (codes[(wordF5 & 0xffff) + i + 5] << 16)) >>> 31);
        g = (g << 1) + ((wordG5 - (codes[(wordG5 & 0xffff) + i + 6] << 16)) >>> 31);
        h = (h << 1) + ((wordH5 - (codes[(wordH5 & 0xffff) + i + 7] << 16)) >>> 31);
        const wordA6 = words[a];
        const wordB6 = words[b];
        const wordC6 = words[c];
        const wordD6 = words[d];
        const wordE6 = words[e];
        const wordF6 = words[f];
        const wordG6 = words[g];
        const wordH6 = words[h];
        a = (a << 1) + ((wordA6 - (codes[(wordA6 & 0xffff) + i] << 16)) >>> 31);
        b = (b << 1) + ((wordB6 - (codes[(wordB6 & 0xffff) + i + 1] << 16)) >>> 31);
        c = (c << 1) + ((wordC6 - (codes[(wordC6 & 0xffff) + i + 2] << 16)) >>> 31);
        d = (d << 1) + ((wordD6 - (codes[(wordD6 & 0xffff) + i + 3] << 16)) >>> 31);
        e = (e << 1) + ((wordE6 - (codes[(wordE6 & 0xffff) + i + 4] << 16)) >>> 31);
        f = (f << 1) + ((wordF6 - (codes[(wordF6 & 0xffff) + i + 5] << 16)) >>> 31);
        g = (g << 1) + ((wordG6 - (codes[(wordG6 & 0xffff) + i + 6] << 16)) >>> 31);
        h = (h << 1) + ((wordH6 - (codes[(wordH6 & 0xffff) + i + 7] << 16)) >>> 31);
      }
      sums[to] += values[a - first];
      sums[to + 1] += values[b - first];
      sums[to + 2] += values[c - first];
      sums[to + 3] += values[d - first];
      sums[to + 4] += values[e - first];
      sums[to + 5] += values[f - first];
      sums[to + 6] += values[g - first];
      sums[to + 7] += values[h - first];
    }
  }

  return {
    codes: CODES,
    addOfFlat({ words, values, levels }, rows, sums, at) {
      WORDS.set(words);
      VALUES.set(values);
      walk(levels, rows, sums, at);
    },
  };
}

let made: CompleteWalk | undefined;

/** Made when it is first asked for. */
export function completeWalk(): CompleteWalk {
  made ??= createCompleteWalk();
  return made;
}
