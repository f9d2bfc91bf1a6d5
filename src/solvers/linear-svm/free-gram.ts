import { createGramSum, GRAM_ROWS } from '../../numeric/gram.js';
import { type Steps, Stretch } from '../../progress.js';

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
 * those in the set. They are taken out of Z a few at a time.
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
  const listed = new Int32Array(GRAM_ROWS);
  const block = new Float64Array(GRAM_ROWS * width);
  const own = new Float64Array(GRAM_ROWS);

  /** That of the rows with this mark, or of those of them that had another one. */
  function* sumOf(marks: Uint8Array, mark: number, before?: Uint8Array): Steps<Float64Array> {
    const sum = createGramSum(width);
    const stretch = new Stretch();
    for (let from = 0; from < rows; ) {
      const { size, next } = listRows(marks, mark, before, from, listed);
      take(size);
      sum.add(block, 0, size, own);
      from = next;
      if (stretch.spend((size * width * width) / 2)) yield;
    }
    return sum.result();
  }

  function take(size: number): void {
    for (let k = 0, to = 0; k < size; k++) {
      const row = listed[k] * width;
      for (let j = 0; j < width; j++) block[to++] = Z[row + j];
      own[k] = weights[listed[k]];
    }
  }

  return {
    *update(marks) {
      const { all, come, gone } = countMarks(marks, summed);
      yield;
      if (come + gone >= all || SHRUNK * all < peak) {
        G = yield* sumOf(marks, 1);
        peak = all;
      } else {
        if (come > 0) addTo(G, yield* sumOf(marks, 1, summed), 1);
        if (gone > 0) addTo(G, yield* sumOf(marks, 0, summed), -1);
        peak = Math.max(peak, all);
      }
      summed.set(marks);
      return G;
    },
  };
}

/** How many rows are marked, how many were not before, and how many are no more. */
function countMarks(marks: Uint8Array, before: Uint8Array) {
  let all = 0;
  let come = 0;
  let gone = 0;
  for (let i = 0; i < marks.length; i++) {
    all += marks[i];
    if (marks[i] > before[i]) come++;
    else if (marks[i] < before[i]) gone++;
  }
  return { all, come, gone };
}

/** List the next rows with this mark, and another one before where that is given: how many, and where to go on. */
function listRows(
  marks: Uint8Array,
  mark: number,
  before: Uint8Array | undefined,
  from: number,
  listed: Int32Array,
): { size: number; next: number } {
  let size = 0;
  let next = from;
  for (; next < marks.length && size < listed.length; next++) {
    if (marks[next] === mark && before?.[next] !== mark) listed[size++] = next;
  }
  return { size, next };
}

function addTo(G: Float64Array, change: Float64Array, sign: number): void {
  for (let at = 0; at < G.length; at++) G[at] += sign * change[at];
}
