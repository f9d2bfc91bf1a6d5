/*
 * The walks. Rank less code is negative where the sample goes right, and its sign is what is added to the left child: as a
 * comparison the same step takes twice as long, since one in two is guessed wrong. Each word is read once into a constant,
 * all before they are used; reading it again where it is used takes half as long again.
 */

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
