/**
 * Mutual information of two variables from the distances to nearest neighbours, in nats: of numbers and numbers, and of
 * numbers and classes.
 */

import { KdTree } from '../neighbors/kd-tree.js';
import { digamma } from '../numeric/gamma.js';
import { type Steps, Stretch } from '../progress.js';

/** What the neighbours of a sample cost, in a plane and among sorted values, in elementary operations, about. */
const WORK_IN_PLANE = 1024;
const WORK_ON_LINE = 256;

/**
 * Mutual information of two variables of numbers. Of values without ties: equal ones make it too large.
 * Source: Kraskov, Stögbauer and Grassberger, Physical Review E 69 (2004), their first estimate.
 * Cost: a tree, and k neighbours a sample; in steps of some samples.
 *
 * @param x - [nSamples]
 * @param y - [nSamples]
 * @param k - neighbours, from 1 to nSamples - 1
 * @returns at least 0, in nats
 */
export function* informationOfNumbers(x: Float64Array, y: Float64Array, k: number): Steps<number> {
  const rows = x.length;
  const data = new Float64Array(2 * rows);
  for (let i = 0; i < rows; i++) {
    data[2 * i] = x[i];
    data[2 * i + 1] = y[i];
  }
  const tree = yield* KdTree.building({ data, rows, columns: 2 }, Infinity);
  const sortedX = x.slice().sort();
  const sortedY = y.slice().sort();
  const distances = new Float64Array(k + 1); // the sample itself among them
  const numbers = new Int32Array(k + 1);
  const stretch = new Stretch();
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    if (stretch.spend(WORK_IN_PLANE)) yield;
    tree.nearest(data, 2 * i, k + 1, distances, numbers);
    const radius = distances.reduce((most, distance) => Math.max(most, distance), 0);
    sum +=
      digamma(countNearer(sortedX, x[i], radius)) + digamma(countNearer(sortedY, y[i], radius));
  }
  return Math.max(0, digamma(rows) + digamma(k) - sum / rows);
}

/**
 * Mutual information of numbers and classes; a class of one sample is passed over.
 * Source: Ross, PLoS ONE 9 (2014). Cost: a sort, and k neighbours a sample; in steps of some samples.
 *
 * @param x - [nSamples]
 * @param codes - class of each sample [nSamples], from 0
 * @param k - neighbours in the class of a sample, at least 1; of a smaller class all
 * @returns at least 0, in nats; 0 where every class has one sample
 */
export function* informationOfClasses(
  x: Float64Array,
  codes: Int32Array,
  k: number,
): Steps<number> {
  const members = membersOf(x, codes).filter(({ length }) => length > 1);
  const rows = members.reduce((total, { length }) => total + length, 0);
  if (rows === 0) return 0;
  const all = new Float64Array(rows);
  let end = 0;
  for (const values of members) {
    all.set(values.sort(), end);
    end += values.length;
  }
  all.sort();
  const stretch = new Stretch();
  let sum = 0;
  for (const values of members) {
    const size = values.length;
    const neighbors = Math.min(k, size - 1);
    sum += size * (digamma(neighbors) - digamma(size));
    for (let i = 0; i < size; i++) {
      if (stretch.spend(WORK_ON_LINE)) yield;
      sum -= digamma(countNearer(all, values[i], distanceOfNearest(values, i, neighbors)));
    }
  }
  return Math.max(0, digamma(rows) + sum / rows);
}

/** The values of each class. */
function membersOf(x: Float64Array, codes: Int32Array): Float64Array[] {
  const sizes: number[] = [];
  for (const code of codes) sizes[code] = (sizes[code] ?? 0) + 1;
  const members = Array.from(sizes, (size) => new Float64Array(size ?? 0));
  const filled = new Int32Array(members.length);
  for (let i = 0; i < x.length; i++) members[codes[i]][filled[codes[i]]++] = x[i];
  return members;
}

/** The distance of value i to the k-th nearest of the others, which all lie in one window of k + 1 values. */
function distanceOfNearest(sorted: Float64Array, i: number, k: number): number {
  let nearest = Infinity;
  const last = Math.min(i, sorted.length - 1 - k);
  for (let from = Math.max(0, i - k); from <= last; from++) {
    const farthest = Math.max(sorted[i] - sorted[from], sorted[from + k] - sorted[i]);
    if (farthest < nearest) nearest = farthest;
  }
  return nearest;
}

/** How many values are nearer than the radius; with the radius 0, how many are equal. The value itself is among them. */
function countNearer(sorted: Float64Array, value: number, radius: number): number {
  const from = firstWhere(sorted, (other) => other >= value || isNear(value - other, radius));
  const to = firstWhere(sorted, (other) => other > value && !isNear(other - value, radius));
  return to - from;
}

function isNear(distance: number, radius: number): boolean {
  return radius === 0 ? distance === 0 : distance < radius;
}

/** Position of the first value of which it holds, as it does of all behind. */
function firstWhere(sorted: Float64Array, holds: (value: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
