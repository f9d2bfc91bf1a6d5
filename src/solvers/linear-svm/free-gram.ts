import { gram } from '../../numeric/gram.js';

/** The Gram matrix of a set of rows that changes little from one step to the next. */
export interface FreeGram {
  /**
   * G = Σ weight_i z_i z_i' over the rows whose mark is 1.
   *
   * @param marks - 0 or 1 [rows]
   * @returns [width × width], valid until the next call
   */
  update(marks: Uint8Array): Float64Array;
}

/** A matrix that has shrunk this much since it was summed is summed anew: it carries the rounding of the larger. */
const SHRUNK = 8;

/**
 * Only rows that came or went since the last call are added or subtracted, where they are fewer than
 * those in the set.
 *
 * @param Z - row-major [rows × width]
 * @param weights - [rows], at least 0
 */
export function createFreeGram(
  Z: Float64Array,
  rows: number,
  width: number,
  weights: Float64Array,
): FreeGram {
  const summed = new Uint8Array(rows);
  let peak = 0;
  let G: Float64Array = new Float64Array(width * width);

  const sumOf = (indices: number[]): Float64Array => {
    if (indices.length === rows) return gram(Z, rows, width, weights);
    const block = new Float64Array(indices.length * width);
    const weight = new Float64Array(indices.length);
    for (let a = 0; a < indices.length; a++) {
      const row = indices[a] * width;
      for (let j = 0; j < width; j++) block[a * width + j] = Z[row + j];
      weight[a] = weights[indices[a]];
    }
    return gram(block, indices.length, width, weight);
  };

  return {
    update(marks) {
      const all: number[] = [];
      const come: number[] = [];
      const gone: number[] = [];
      for (let i = 0; i < rows; i++) {
        if (marks[i] === 1) all.push(i);
        if (marks[i] === summed[i]) continue;
        if (marks[i] === 1) come.push(i);
        else gone.push(i);
      }
      if (come.length + gone.length >= all.length || SHRUNK * all.length < peak) {
        G = sumOf(all);
        peak = all.length;
      } else {
        if (come.length > 0) addTo(G, sumOf(come), 1);
        if (gone.length > 0) addTo(G, sumOf(gone), -1);
        peak = Math.max(peak, all.length);
      }
      summed.set(marks);
      return G;
    },
  };
}

function addTo(G: Float64Array, change: Float64Array, sign: number): void {
  for (let at = 0; at < G.length; at++) G[at] += sign * change[at];
}
