/*
 * The walks. Rank less code is negative where the sample goes right, and its sign is what is added to the left child: as a
 * comparison the same step takes twice as long, since one in two is guessed wrong. Each word is read once into a constant,
 * all before they are used; reading it again where it is used takes half as long again.
 */

/** A tree all of whose leaves lie on one level: the third, the sixth, or a lower one down to the 15th. */
export interface LevelledTree {
  /** From the root on, which is node 1. */
  readonly words: Int32Array;
  /** Of the leaves, end to end. */
  readonly values: Float64Array;
  readonly levels: number;
}

/** Chains of loads that are under way together: the processor waits for the memory of all at once. */
export const CHAINS = 4;

/** Where the parts of a word lie: the child in the upper bits, the slot below it, the rank in the lowest bits. */
export interface WordForm {
  readonly childShift: number;
  readonly slotShift: number;
  readonly slotMask: number;
  readonly rankMask: number;
}

/**
 * One sample through all trees, four at a time.
 *
 * @param leaves - out [a multiple of four]: places in `words`
 */
export function walkTrees(
  words: Int32Array,
  { childShift, slotShift, slotMask, rankMask }: WordForm,
  codes: Uint16Array,
  roots: Int32Array,
  depths: Int32Array,
  leaves: Int32Array,
): void {
  for (let t = 0; t < leaves.length; t += 4) {
    const rootA = roots[t];
    const rootB = roots[t + 1];
    const rootC = roots[t + 2];
    const rootD = roots[t + 3];
    let a = rootA;
    let b = rootB;
    let c = rootC;
    let d = rootD;
    const steps = Math.max(depths[t], depths[t + 1], depths[t + 2], depths[t + 3]);
    for (let step = 0; step < steps; step++) {
      const wordA = words[a];
      const wordB = words[b];
      const wordC = words[c];
      const wordD = words[d];
      a =
        (rootA +
          (wordA >>> childShift) +
          (((wordA & rankMask) - codes[(wordA >>> slotShift) & slotMask]) >>> 31)) |
        0;
      b =
        (rootB +
          (wordB >>> childShift) +
          (((wordB & rankMask) - codes[(wordB >>> slotShift) & slotMask]) >>> 31)) |
        0;
      c =
        (rootC +
          (wordC >>> childShift) +
          (((wordC & rankMask) - codes[(wordC >>> slotShift) & slotMask]) >>> 31)) |
        0;
      d =
        (rootD +
          (wordD >>> childShift) +
          (((wordD & rankMask) - codes[(wordD >>> slotShift) & slotMask]) >>> 31)) |
        0;
    }
    leaves[t] = a;
    leaves[t + 1] = b;
    leaves[t + 2] = c;
    leaves[t + 3] = d;
  }
}

/**
 * A block of samples through one tree, four at a time.
 *
 * @param words - of this tree
 * @param width - codes of a sample
 * @param leaves - out [a multiple of four]: leaf of the sample with the codes from `i × width` on at i
 */
export function walkRows(
  words: Int32Array,
  { childShift, slotShift, slotMask, rankMask }: WordForm,
  codes: Uint16Array,
  width: number,
  depth: number,
  leaves: Int32Array,
): void {
  for (let i = 0; i < leaves.length; i += 4) {
    const rowA = i * width;
    const rowB = rowA + width;
    const rowC = rowB + width;
    const rowD = rowC + width;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let step = 0; step < depth; step++) {
      const wordA = words[a];
      const wordB = words[b];
      const wordC = words[c];
      const wordD = words[d];
      a =
        ((wordA >>> childShift) +
          (((wordA & rankMask) - codes[rowA + ((wordA >>> slotShift) & slotMask)]) >>> 31)) |
        0;
      b =
        ((wordB >>> childShift) +
          (((wordB & rankMask) - codes[rowB + ((wordB >>> slotShift) & slotMask)]) >>> 31)) |
        0;
      c =
        ((wordC >>> childShift) +
          (((wordC & rankMask) - codes[rowC + ((wordC >>> slotShift) & slotMask)]) >>> 31)) |
        0;
      d =
        ((wordD >>> childShift) +
          (((wordD & rankMask) - codes[rowD + ((wordD >>> slotShift) & slotMask)]) >>> 31)) |
        0;
    }
    leaves[i] = a;
    leaves[i + 1] = b;
    leaves[i + 2] = c;
    leaves[i + 3] = d;
  }
}

/**
 * A block of samples through one complete tree, whose values are added up. A word has the rank of its threshold in the upper
 * 16 bits and in the lower ones where its slot begins in `codes`; the children of node n are 2n and 2n + 1. The first six
 * steps are written out, as in a loop each takes a fifth longer.
 *
 * @param tree - of six levels or more
 * @param codes - slot after slot
 * @param rows - a multiple of four, below 2^12
 * @param at - where in `sums` the first of them lies
 */
export function addByLevels(
  { words, values, levels }: LevelledTree,
  codes: Uint16Array,
  rows: number,
  sums: Float64Array | Float32Array,
  at: number,
): void {
  const first = 1 << levels;
  for (let row = 0; row < rows; row += 4) {
    const i = row & 0xfff; // says that sums with it need no check
    let a = 1;
    let b = 1;
    let c = 1;
    let d = 1;
    const wordA1 = words[a];
    const wordB1 = words[b];
    const wordC1 = words[c];
    const wordD1 = words[d];
    a = (a << 1) + ((wordA1 - (codes[(wordA1 & 0xffff) + i] << 16)) >>> 31);
    b = (b << 1) + ((wordB1 - (codes[(wordB1 & 0xffff) + i + 1] << 16)) >>> 31);
    c = (c << 1) + ((wordC1 - (codes[(wordC1 & 0xffff) + i + 2] << 16)) >>> 31);
    d = (d << 1) + ((wordD1 - (codes[(wordD1 & 0xffff) + i + 3] << 16)) >>> 31);
    const wordA2 = words[a];
    const wordB2 = words[b];
    const wordC2 = words[c];
    const wordD2 = words[d];
    a = (a << 1) + ((wordA2 - (codes[(wordA2 & 0xffff) + i] << 16)) >>> 31);
    b = (b << 1) + ((wordB2 - (codes[(wordB2 & 0xffff) + i + 1] << 16)) >>> 31);
    c = (c << 1) + ((wordC2 - (codes[(wordC2 & 0xffff) + i + 2] << 16)) >>> 31);
    d = (d << 1) + ((wordD2 - (codes[(wordD2 & 0xffff) + i + 3] << 16)) >>> 31);
    const wordA3 = words[a];
    const wordB3 = words[b];
    const wordC3 = words[c];
    const wordD3 = words[d];
    a = (a << 1) + ((wordA3 - (codes[(wordA3 & 0xffff) + i] << 16)) >>> 31);
    b = (b << 1) + ((wordB3 - (codes[(wordB3 & 0xffff) + i + 1] << 16)) >>> 31);
    c = (c << 1) + ((wordC3 - (codes[(wordC3 & 0xffff) + i + 2] << 16)) >>> 31);
    d = (d << 1) + ((wordD3 - (codes[(wordD3 & 0xffff) + i + 3] << 16)) >>> 31);
    const wordA4 = words[a];
    const wordB4 = words[b];
    const wordC4 = words[c];
    const wordD4 = words[d];
    a = (a << 1) + ((wordA4 - (codes[(wordA4 & 0xffff) + i] << 16)) >>> 31);
    b = (b << 1) + ((wordB4 - (codes[(wordB4 & 0xffff) + i + 1] << 16)) >>> 31);
    c = (c << 1) + ((wordC4 - (codes[(wordC4 & 0xffff) + i + 2] << 16)) >>> 31);
    d = (d << 1) + ((wordD4 - (codes[(wordD4 & 0xffff) + i + 3] << 16)) >>> 31);
    const wordA5 = words[a];
    const wordB5 = words[b];
    const wordC5 = words[c];
    const wordD5 = words[d];
    a = (a << 1) + ((wordA5 - (codes[(wordA5 & 0xffff) + i] << 16)) >>> 31);
    b = (b << 1) + ((wordB5 - (codes[(wordB5 & 0xffff) + i + 1] << 16)) >>> 31);
    c = (c << 1) + ((wordC5 - (codes[(wordC5 & 0xffff) + i + 2] << 16)) >>> 31);
    d = (d << 1) + ((wordD5 - (codes[(wordD5 & 0xffff) + i + 3] << 16)) >>> 31);
    const wordA6 = words[a];
    const wordB6 = words[b];
    const wordC6 = words[c];
    const wordD6 = words[d];
    a = (a << 1) + ((wordA6 - (codes[(wordA6 & 0xffff) + i] << 16)) >>> 31);
    b = (b << 1) + ((wordB6 - (codes[(wordB6 & 0xffff) + i + 1] << 16)) >>> 31);
    c = (c << 1) + ((wordC6 - (codes[(wordC6 & 0xffff) + i + 2] << 16)) >>> 31);
    d = (d << 1) + ((wordD6 - (codes[(wordD6 & 0xffff) + i + 3] << 16)) >>> 31);
    for (let level = 6; level < levels; level++) {
      const wordA = words[a];
      const wordB = words[b];
      const wordC = words[c];
      const wordD = words[d];
      a = ((a << 1) & 0xffff) + ((wordA - (codes[(wordA & 0xffff) + i] << 16)) >>> 31);
      b = ((b << 1) & 0xffff) + ((wordB - (codes[(wordB & 0xffff) + i + 1] << 16)) >>> 31);
      c = ((c << 1) & 0xffff) + ((wordC - (codes[(wordC & 0xffff) + i + 2] << 16)) >>> 31);
      d = ((d << 1) & 0xffff) + ((wordD - (codes[(wordD & 0xffff) + i + 3] << 16)) >>> 31);
    }
    const to = at + row;
    sums[to] += values[a - first];
    sums[to + 1] += values[b - first];
    sums[to + 2] += values[c - first];
    sums[to + 3] += values[d - first];
  }
}
