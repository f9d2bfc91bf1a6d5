/**
 * The loops over the features of one sample that gradient descent spends its time in. Four sums side by side take half
 * of the time of one, whose additions wait for each other.
 */

import type { Dense } from '../../data/dense.js';

/** w · x_i, of a row of `data` that begins at `row`. */
export function dotRow(coef: Float64Array, data: Float64Array, row: number): number {
  const columns = coef.length;
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  let j = 0;
  for (; j + 3 < columns; j += 4) {
    sum0 += coef[j] * data[row + j];
    sum1 += coef[j + 1] * data[row + j + 1];
    sum2 += coef[j + 2] * data[row + j + 2];
    sum3 += coef[j + 3] * data[row + j + 3];
  }
  for (; j < columns; j++) sum0 += coef[j] * data[row + j];
  return sum0 + sum1 + (sum2 + sum3);
}

/** w ← shrink w + move x_i; ‖w‖² of what comes out. */
export function moveByRow(
  coef: Float64Array,
  data: Float64Array,
  row: number,
  shrink: number,
  move: number,
): number {
  const columns = coef.length;
  let squares0 = 0;
  let squares1 = 0;
  let j = 0;
  for (; j + 1 < columns; j += 2) {
    const even = shrink * coef[j] + move * data[row + j];
    const odd = shrink * coef[j + 1] + move * data[row + j + 1];
    coef[j] = even;
    coef[j + 1] = odd;
    squares0 += even * even;
    squares1 += odd * odd;
  }
  if (j < columns) {
    const last = shrink * coef[j] + move * data[row + j];
    coef[j] = last;
    squares0 += last * last;
  }
  return squares0 + squares1;
}

/** w ← shrink w */
export function shrinkAll(coef: Float64Array, shrink: number): void {
  for (let j = 0; j < coef.length; j++) coef[j] *= shrink;
}

/** mean ← mean + share (w - mean) */
export function moveMean(mean: Float64Array, coef: Float64Array, share: number): void {
  for (let j = 0; j < coef.length; j++) mean[j] += share * (coef[j] - mean[j]);
}

/**
 * Each coefficient goes as far towards zero as all steps together would have pulled it, and not beyond.
 *
 * @param pull - how far each could have been pulled by now
 * @param pulled - how far each has been, with its sign; kept up [nFeatures]
 */
export function pullToZero(coef: Float64Array, pull: number, pulled: Float64Array): void {
  for (let j = 0; j < coef.length; j++) {
    const before = coef[j];
    if (before === 0) continue;
    const after =
      before > 0
        ? Math.max(0, before - (pull + pulled[j]))
        : Math.min(0, before + (pull - pulled[j]));
    coef[j] = after;
    pulled[j] += after - before;
  }
}

/** What a step reads of a row. */
interface TouchedRows {
  readonly samples: Dense;
  readonly targets: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Read a number of each cache line of some rows, so that the processor fetches many at a time: rows in random order are
 * else waited for one after another, which took a third of the time of 100 000 × 20.
 *
 * @returns a number without meaning, for which the loop cannot be left out
 */
export function touchRows(
  { samples: { data, columns }, targets, weights }: TouchedRows,
  order: Int32Array,
  from: number,
  to: number,
): number {
  let sum = 0;
  for (let at = from; at < to; at++) {
    const i = order[at];
    const row = i * columns;
    for (let j = row; j < row + columns; j += LINE) sum += data[j];
    sum += data[row + columns - 1] + targets[i] + weights[i];
  }
  return sum;
}

/** Numbers of a cache line. */
const LINE = 8;
