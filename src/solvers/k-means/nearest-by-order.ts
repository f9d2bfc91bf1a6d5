import type { Dense } from '../../data/dense.js';
import { roundingMargin } from './centre-gaps.js';
import type { CentreOrder } from './centre-order.js';

/** Values of samples, of centres, and places of centres in the order of others, that the closure holds: 32 kB of each. */
const ROOM = 4096;
const MOST_COLUMNS = 256;
const MOST_LEAVES = 64;

/** Whether `nearestByOrder` has room for them. */
export function hasRoomForOrder(nClusters: number, columns: number): boolean {
  return (
    columns <= MOST_COLUMNS &&
    (nClusters + 1) * columns <= ROOM &&
    nClusters <= MOST_LEAVES &&
    nClusters * (nClusters + 3) <= ROOM
  );
}

function createNearestByOrder() {
  const CENTERS = new Float64Array(ROOM);
  const ORDER = new Int32Array(ROOM);
  const GAPS = new Float64Array(ROOM);
  const FEATURES = new Int32Array(MOST_LEAVES);
  const LIMITS = new Float64Array(MOST_LEAVES);
  const LEAVES = new Int32Array(MOST_LEAVES);
  const SAMPLES = new Float64Array(ROOM);
  const SHIFT = new Float64Array(MOST_COLUMNS);

  /** Labels of the samples in the block. @returns whether all distances to their centres are numbers */
  function labelBlock(columns: number, stride: number, depth: number, labels: Int32Array): boolean {
    // Named before the loops: V8 knows place and length of constants only then.
    const samples = SAMPLES;
    const shift = SHIFT;
    const centers = CENTERS;
    const order = ORDER;
    const gaps = GAPS;
    const features = FEATURES;
    const limits = LIMITS;
    const leaves = LEAVES;
    const size = 1 << depth;
    const wider = 1 + 2 * roundingMargin(columns);
    let probe = 0; // stays 0 while all distances are numbers
    for (let i = 0, row = 0; i < labels.length; i++, row += columns) {
      let node = 1;
      for (let level = 0; level < depth; level++) {
        const feature = features[node];
        const value = samples[row + feature] - shift[feature];
        node = 2 * node + Number(value > limits[node]); // no branch, which would often be guessed wrong
      }
      const begin = leaves[node - size] * stride;
      let best = Infinity;
      let label = 0;
      let toGuess = Infinity;
      for (let at = begin; at < begin + stride; at += 4) {
        if (at > begin && gaps[at] > (toGuess + Math.sqrt(best)) * wider) break;
        const first = order[at];
        const second = order[at + 1];
        const third = order[at + 2];
        const fourth = order[at + 3];
        let a = 0;
        let b = 0;
        let c = 0;
        let d = 0;
        for (let j = 0; j < columns; j++) {
          const value = samples[row + j] - shift[j];
          const fromFirst = value - centers[first + j];
          a += fromFirst * fromFirst;
          const fromSecond = value - centers[second + j];
          b += fromSecond * fromSecond;
          const fromThird = value - centers[third + j];
          c += fromThird * fromThird;
          const fromFourth = value - centers[fourth + j];
          d += fromFourth * fromFourth;
        }
        if (at === begin) toGuess = Math.sqrt(a);
        if (a <= best && (a < best || first < label)) {
          best = a;
          label = first;
        }
        if (b <= best && (b < best || second < label)) {
          best = b;
          label = second;
        }
        if (c <= best && (c < best || third < label)) {
          best = c;
          label = third;
        }
        if (d <= best && (d < best || fourth < label)) {
          best = d;
          label = fourth;
        }
      }
      labels[i] = label / columns;
      probe += best * 0;
    }
    return probe === 0;
  }

  return function nearestByOrder(
    { data, rows, columns }: Dense,
    shift: Float64Array,
    plan: CentreOrder,
    labels: Int32Array,
  ): boolean {
    CENTERS.set(plan.centers);
    ORDER.set(plan.order);
    GAPS.set(plan.gaps);
    FEATURES.set(plan.features);
    LIMITS.set(plan.limits);
    LEAVES.set(plan.leaves);
    SHIFT.set(shift);
    const size = Math.floor(ROOM / columns);
    let allNumbers = true;
    for (let from = 0; from < rows; from += size) {
      const to = Math.min(rows, from + size);
      SAMPLES.set(data.subarray(from * columns, to * columns));
      const { stride, depth } = plan;
      if (!labelBlock(columns, stride, depth, labels.subarray(from, to))) allNumbers = false;
    }
    return allNumbers;
  };
}

/**
 * As `findNearest`, but only the centres that can be the nearest are measured, four at a time: a tree guesses a centre g
 * near the sample x, the others follow by their distance from g, and those with d(g, c) > d(x, g) + d(x, nearest yet)
 * are further from x than the nearest yet, by the triangle inequality. Bounds are wider than the rounding error, so the
 * labels are those of `findNearest`, to the last tie.
 *
 * Source: the ball of Exponion, Newling and Fleuret, ICML (2016), with another guess.
 *
 * @returns whether all distances to the nearest centres are numbers, as they are not where a sample is not finite
 */
export const nearestByOrder = /* @__PURE__ */ createNearestByOrder();
