import { pickRows } from '../../data/dense.js';
import { gramInSteps } from '../../numeric/gram.js';
import type { Steps } from '../../progress.js';

/** The Gram matrix of a set of rows that changes little from one step to the next. */
export interface FreeGram {
  /**
   * G = Σ weight_i z_i z_i' over the rows whose mark is 1, in steps of some rows.
   *
   * @param marks - 0 or 1 [rows]
   * @returns [width × width], valid until the next call
   */
  update(marks: Uint8Array): Steps<Float64Array>;
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

  function* sumOf(indices: readonly number[]): Steps<Float64Array> {
    if (indices.length === rows) return yield* gramInSteps(Z, rows, width, weights);
    const block = pickRows(Z, width, indices);
    yield;
    return yield* gramInSteps(block, indices.length, width, pickRows(weights, 1, indices));
  }

  return {
    *update(marks) {
      const { all, come, gone } = compareMarks(marks, summed);
      yield;
      if (come.length + gone.length >= all.length || SHRUNK * all.length < peak) {
        G = yield* sumOf(all);
        peak = all.length;
      } else {
        if (come.length > 0) addTo(G, yield* sumOf(come), 1);
        if (gone.length > 0) addTo(G, yield* sumOf(gone), -1);
        peak = Math.max(peak, all.length);
      }
      summed.set(marks);
      return G;
    },
  };
}

/** Rows that are marked, those that were not before, and those that are no more. */
function compareMarks(marks: Uint8Array, before: Uint8Array) {
  const all: number[] = [];
  const come: number[] = [];
  const gone: number[] = [];
  for (let i = 0; i < marks.length; i++) {
    if (marks[i] === 1) all.push(i);
    if (marks[i] === before[i]) continue;
    if (marks[i] === 1) come.push(i);
    else gone.push(i);
  }
  return { all, come, gone };
}

function addTo(G: Float64Array, change: Float64Array, sign: number): void {
  for (let at = 0; at < G.length; at++) G[at] += sign * change[at];
}
