/**
 * Sums over columns whose codes are the bytes of words, written out for each number of words: a slot is then a
 * constant plus a byte, which takes two thirds of the time of a loop over numbers of slots, and one pass over six
 * words three quarters of that over four and then two. The sums lie in one array, a constant of the functions: an
 * engine that sees this need not check that slots lie within it, which takes a sixth less time.
 */

/**
 * Add the gradient and curvature of rows to the slots of their codes.
 *
 * @param words - row by row [nSamples × width]
 * @param gradients - gradient and curvature of each row, side by side [2 × nSamples]
 */
export type AddWords = (
  words: Uint32Array,
  rows: Int32Array,
  start: number,
  end: number,
  gradients: Float64Array,
) => void;

/**
 * By the words of a row, up to four.
 *
 * @param shared - what they add to: sums of gradient and curvature, side by side, of 256 slots a column
 */
export function addersOfFewWords(shared: Float64Array) {
  const SUMS = shared; // of a parameter no engine knows that it is constant
  const addOneWord: AddWords = (words, rows, start, end, gradients) => {
    const sums = SUMS;
    for (let i = start; i < end; i++) {
      const row = rows[i];
      const gradient = gradients[2 * row];
      const curvature = gradients[2 * row + 1];
      const a = words[row];
      const a0 = (a & 255) << 1;
      const a1 = 512 + ((a >>> 7) & 510);
      const a2 = 1024 + ((a >>> 15) & 510);
      const a3 = 1536 + ((a >>> 23) & 510);
      sums[a0] += gradient;
      sums[a0 + 1] += curvature;
      sums[a1] += gradient;
      sums[a1 + 1] += curvature;
      sums[a2] += gradient;
      sums[a2 + 1] += curvature;
      sums[a3] += gradient;
      sums[a3 + 1] += curvature;
    }
  };

  const addTwoWords: AddWords = (words, rows, start, end, gradients) => {
    const sums = SUMS;
    for (let i = start; i < end; i++) {
      const row = rows[i];
      const gradient = gradients[2 * row];
      const curvature = gradients[2 * row + 1];
      const at = 2 * row;
      const a = words[at];
      const a0 = (a & 255) << 1;
      const a1 = 512 + ((a >>> 7) & 510);
      const a2 = 1024 + ((a >>> 15) & 510);
      const a3 = 1536 + ((a >>> 23) & 510);
      sums[a0] += gradient;
      sums[a0 + 1] += curvature;
      sums[a1] += gradient;
      sums[a1 + 1] += curvature;
      sums[a2] += gradient;
      sums[a2 + 1] += curvature;
      sums[a3] += gradient;
      sums[a3 + 1] += curvature;
      const b = words[at + 1];
      const b0 = 2048 + ((b & 255) << 1);
      const b1 = 2560 + ((b >>> 7) & 510);
      const b2 = 3072 + ((b >>> 15) & 510);
      const b3 = 3584 + ((b >>> 23) & 510);
      sums[b0] += gradient;
      sums[b0 + 1] += curvature;
      sums[b1] += gradient;
      sums[b1 + 1] += curvature;
      sums[b2] += gradient;
      sums[b2 + 1] += curvature;
      sums[b3] += gradient;
      sums[b3 + 1] += curvature;
    }
  };

  const addThreeWords: AddWords = (words, rows, start, end, gradients) => {
    const sums = SUMS;
    for (let i = start; i < end; i++) {
      const row = rows[i];
      const gradient = gradients[2 * row];
      const curvature = gradients[2 * row + 1];
      const at = 3 * row;
      const a = words[at];
      const a0 = (a & 255) << 1;
      const a1 = 512 + ((a >>> 7) & 510);
      const a2 = 1024 + ((a >>> 15) & 510);
      const a3 = 1536 + ((a >>> 23) & 510);
      sums[a0] += gradient;
      sums[a0 + 1] += curvature;
      sums[a1] += gradient;
      sums[a1 + 1] += curvature;
      sums[a2] += gradient;
      sums[a2 + 1] += curvature;
      sums[a3] += gradient;
      sums[a3 + 1] += curvature;
      const b = words[at + 1];
      const b0 = 2048 + ((b & 255) << 1);
      const b1 = 2560 + ((b >>> 7) & 510);
      const b2 = 3072 + ((b >>> 15) & 510);
      const b3 = 3584 + ((b >>> 23) & 510);
      sums[b0] += gradient;
      sums[b0 + 1] += curvature;
      sums[b1] += gradient;
      sums[b1 + 1] += curvature;
      sums[b2] += gradient;
      sums[b2 + 1] += curvature;
      sums[b3] += gradient;
      sums[b3 + 1] += curvature;
      const c = words[at + 2];
      const c0 = 4096 + ((c & 255) << 1);
      const c1 = 4608 + ((c >>> 7) & 510);
      const c2 = 5120 + ((c >>> 15) & 510);
      const c3 = 5632 + ((c >>> 23) & 510);
      sums[c0] += gradient;
      sums[c0 + 1] += curvature;
      sums[c1] += gradient;
      sums[c1 + 1] += curvature;
      sums[c2] += gradient;
      sums[c2 + 1] += curvature;
      sums[c3] += gradient;
      sums[c3 + 1] += curvature;
    }
  };

  const addFourWords: AddWords = (words, rows, start, end, gradients) => {
    const sums = SUMS;
    for (let i = start; i < end; i++) {
      const row = rows[i];
      const gradient = gradients[2 * row];
      const curvature = gradients[2 * row + 1];
      const at = 4 * row;
      const a = words[at];
      const a0 = (a & 255) << 1;
      const a1 = 512 + ((a >>> 7) & 510);
      const a2 = 1024 + ((a >>> 15) & 510);
      const a3 = 1536 + ((a >>> 23) & 510);
      sums[a0] += gradient;
      sums[a0 + 1] += curvature;
      sums[a1] += gradient;
      sums[a1 + 1] += curvature;
      sums[a2] += gradient;
      sums[a2 + 1] += curvature;
      sums[a3] += gradient;
      sums[a3 + 1] += curvature;
      const b = words[at + 1];
      const b0 = 2048 + ((b & 255) << 1);
      const b1 = 2560 + ((b >>> 7) & 510);
      const b2 = 3072 + ((b >>> 15) & 510);
      const b3 = 3584 + ((b >>> 23) & 510);
      sums[b0] += gradient;
      sums[b0 + 1] += curvature;
      sums[b1] += gradient;
      sums[b1 + 1] += curvature;
      sums[b2] += gradient;
      sums[b2 + 1] += curvature;
      sums[b3] += gradient;
      sums[b3 + 1] += curvature;
      const c = words[at + 2];
      const c0 = 4096 + ((c & 255) << 1);
      const c1 = 4608 + ((c >>> 7) & 510);
      const c2 = 5120 + ((c >>> 15) & 510);
      const c3 = 5632 + ((c >>> 23) & 510);
      sums[c0] += gradient;
      sums[c0 + 1] += curvature;
      sums[c1] += gradient;
      sums[c1 + 1] += curvature;
      sums[c2] += gradient;
      sums[c2 + 1] += curvature;
      sums[c3] += gradient;
      sums[c3 + 1] += curvature;
      const d = words[at + 3];
      const d0 = 6144 + ((d & 255) << 1);
      const d1 = 6656 + ((d >>> 7) & 510);
      const d2 = 7168 + ((d >>> 15) & 510);
      const d3 = 7680 + ((d >>> 23) & 510);
      sums[d0] += gradient;
      sums[d0 + 1] += curvature;
      sums[d1] += gradient;
      sums[d1 + 1] += curvature;
      sums[d2] += gradient;
      sums[d2 + 1] += curvature;
      sums[d3] += gradient;
      sums[d3 + 1] += curvature;
    }
  };

  return Object.freeze({
    1: addOneWord,
    2: addTwoWords,
    3: addThreeWords,
    4: addFourWords,
  });
}
