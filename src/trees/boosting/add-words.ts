/** As `add-few-words.ts`, of five to seven words. */

import {
  type AddWords,
  addFourWords,
  addOneWord,
  addThreeWords,
  addTwoWords,
} from './add-few-words.js';

const addFiveWords: AddWords = (words, rows, start, end, gradients, sums) => {
  for (let i = start; i < end; i++) {
    const row = rows[i];
    const gradient = gradients[2 * row];
    const curvature = gradients[2 * row + 1];
    const at = 5 * row;
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
    const e = words[at + 4];
    const e0 = 8192 + ((e & 255) << 1);
    const e1 = 8704 + ((e >>> 7) & 510);
    const e2 = 9216 + ((e >>> 15) & 510);
    const e3 = 9728 + ((e >>> 23) & 510);
    sums[e0] += gradient;
    sums[e0 + 1] += curvature;
    sums[e1] += gradient;
    sums[e1 + 1] += curvature;
    sums[e2] += gradient;
    sums[e2 + 1] += curvature;
    sums[e3] += gradient;
    sums[e3 + 1] += curvature;
  }
};

const addSixWords: AddWords = (words, rows, start, end, gradients, sums) => {
  for (let i = start; i < end; i++) {
    const row = rows[i];
    const gradient = gradients[2 * row];
    const curvature = gradients[2 * row + 1];
    const at = 6 * row;
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
    const e = words[at + 4];
    const e0 = 8192 + ((e & 255) << 1);
    const e1 = 8704 + ((e >>> 7) & 510);
    const e2 = 9216 + ((e >>> 15) & 510);
    const e3 = 9728 + ((e >>> 23) & 510);
    sums[e0] += gradient;
    sums[e0 + 1] += curvature;
    sums[e1] += gradient;
    sums[e1 + 1] += curvature;
    sums[e2] += gradient;
    sums[e2 + 1] += curvature;
    sums[e3] += gradient;
    sums[e3 + 1] += curvature;
    const f = words[at + 5];
    const f0 = 10240 + ((f & 255) << 1);
    const f1 = 10752 + ((f >>> 7) & 510);
    const f2 = 11264 + ((f >>> 15) & 510);
    const f3 = 11776 + ((f >>> 23) & 510);
    sums[f0] += gradient;
    sums[f0 + 1] += curvature;
    sums[f1] += gradient;
    sums[f1 + 1] += curvature;
    sums[f2] += gradient;
    sums[f2 + 1] += curvature;
    sums[f3] += gradient;
    sums[f3 + 1] += curvature;
  }
};

const addSevenWords: AddWords = (words, rows, start, end, gradients, sums) => {
  for (let i = start; i < end; i++) {
    const row = rows[i];
    const gradient = gradients[2 * row];
    const curvature = gradients[2 * row + 1];
    const at = 7 * row;
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
    const e = words[at + 4];
    const e0 = 8192 + ((e & 255) << 1);
    const e1 = 8704 + ((e >>> 7) & 510);
    const e2 = 9216 + ((e >>> 15) & 510);
    const e3 = 9728 + ((e >>> 23) & 510);
    sums[e0] += gradient;
    sums[e0 + 1] += curvature;
    sums[e1] += gradient;
    sums[e1 + 1] += curvature;
    sums[e2] += gradient;
    sums[e2 + 1] += curvature;
    sums[e3] += gradient;
    sums[e3 + 1] += curvature;
    const f = words[at + 5];
    const f0 = 10240 + ((f & 255) << 1);
    const f1 = 10752 + ((f >>> 7) & 510);
    const f2 = 11264 + ((f >>> 15) & 510);
    const f3 = 11776 + ((f >>> 23) & 510);
    sums[f0] += gradient;
    sums[f0 + 1] += curvature;
    sums[f1] += gradient;
    sums[f1 + 1] += curvature;
    sums[f2] += gradient;
    sums[f2 + 1] += curvature;
    sums[f3] += gradient;
    sums[f3 + 1] += curvature;
    const g = words[at + 6];
    const g0 = 12288 + ((g & 255) << 1);
    const g1 = 12800 + ((g >>> 7) & 510);
    const g2 = 13312 + ((g >>> 15) & 510);
    const g3 = 13824 + ((g >>> 23) & 510);
    sums[g0] += gradient;
    sums[g0 + 1] += curvature;
    sums[g1] += gradient;
    sums[g1 + 1] += curvature;
    sums[g2] += gradient;
    sums[g2 + 1] += curvature;
    sums[g3] += gradient;
    sums[g3 + 1] += curvature;
  }
};

/** By the words of a row. */
export const ADD_WORDS = /* @__PURE__ */ Object.freeze({
  1: addOneWord,
  2: addTwoWords,
  3: addThreeWords,
  4: addFourWords,
  5: addFiveWords,
  6: addSixWords,
  7: addSevenWords,
});
