import type { Dense } from '../../data/dense.js';
import { roundingMargin } from './centre-gaps.js';
import { type CentreOrder, strideOf, TILE } from './centre-order.js';

/** Values of samples that the closure holds: 32 kB. */
const SAMPLE_ROOM = 4096;
/** Values of centres, each in the order of each: 2 MB, of which no more is memory than was used. */
const ROOM = 2 ** 18;
const MOST_COLUMNS = 256;
const MOST_LEAVES = 64;
/** Places of centres in the order of others. */
const MOST_PLACES = MOST_LEAVES * (MOST_LEAVES + TILE);

/** Whether `nearestByOrder` has room for them. */
export function hasRoomForOrder(nClusters: number, columns: number): boolean {
  return (
    columns <= MOST_COLUMNS &&
    nClusters <= MOST_LEAVES &&
    nClusters * strideOf(nClusters) * columns <= ROOM
  );
}

function createNearestByOrder() {
  const BLOCK = new Float64Array(ROOM + TILE - 1);
  const LANE0 = BLOCK.subarray(0, ROOM);
  const LANE1 = BLOCK.subarray(1, ROOM + 1);
  const LANE2 = BLOCK.subarray(2, ROOM + 2);
  const LANE3 = BLOCK.subarray(3, ROOM + 3);
  const LANE4 = BLOCK.subarray(4, ROOM + 4);
  const ORDER = new Int32Array(MOST_PLACES);
  const GAPS = new Float64Array(MOST_PLACES);
  const FEATURES = new Int32Array(MOST_LEAVES);
  const LIMITS = new Float64Array(MOST_LEAVES);
  const LEAVES = new Int32Array(MOST_LEAVES);
  const SAMPLES = new Float64Array(SAMPLE_ROOM);
  const STARTS = new Int32Array(SAMPLE_ROOM);
  const SHIFT = new Float64Array(MOST_COLUMNS);
  /** The order of the plan whose values they are, which is asked for many blocks; the plan itself is not kept. */
  let known: Int32Array | undefined;

  /** Near which centre each of the first samples in the block may be: where the order of that begins. */
  function guess(count: number, columns: number, { stride, depth }: CentreOrder): void {
    // Named before the loops: V8 knows place and length of constants only then.
    const samples = SAMPLES;
    const features = FEATURES;
    const limits = LIMITS;
    const leaves = LEAVES;
    const starts = STARTS;
    const size = 1 << depth;
    for (let i = 0, row = 0; i < count; i++, row += columns) {
      let node = 1;
      for (let level = 0; level < depth; level++) {
        // No branch, which would often be guessed wrong.
        node = 2 * node + Number(samples[row + features[node]] > limits[node]);
      }
      starts[i] = leaves[node - size] * stride;
    }
  }

  /** Labels of the samples in the block. @returns whether all distances to their centres are numbers */
  function labelBlock(columns: number, stride: number, labels: Int32Array): boolean {
    const lane0 = LANE0;
    const lane1 = LANE1;
    const lane2 = LANE2;
    const lane3 = LANE3;
    const lane4 = LANE4;
    const lanes = 5; // a module's constant would be looked up at each step
    const samples = SAMPLES;
    const shift = SHIFT;
    const order = ORDER;
    const gaps = GAPS;
    const starts = STARTS;
    const wider = 1 + 4 * roundingMargin(columns); // of squares
    const half = columns >> 1;
    let probe = 0; // stays 0 while all distances are numbers
    for (let i = 0, row = 0; i < labels.length; i++, row += columns) {
      const begin = starts[i];
      const end = begin + stride;
      let best = Infinity;
      let label = 0;
      let toGuess = Infinity;
      for (let place = begin, at = begin * columns; place < end; place += lanes) {
        // (a + b)² is at most 2 (a² + b²), and no more than that where both are the same.
        if (place > begin && gaps[place] > (toGuess + best) * wider) break;
        let sum0 = 0;
        let sum1 = 0;
        let sum2 = 0;
        let sum3 = 0;
        let sum4 = 0;
        for (let j = 0; j < half; j++, at += lanes) {
          const value = samples[row + j] - shift[j];
          const from0 = value - lane0[at];
          sum0 += from0 * from0;
          const from1 = value - lane1[at];
          sum1 += from1 * from1;
          const from2 = value - lane2[at];
          sum2 += from2 * from2;
          const from3 = value - lane3[at];
          sum3 += from3 * from3;
          const from4 = value - lane4[at];
          sum4 += from4 * from4;
        }
        if (
          place > begin &&
          sum0 > best &&
          sum1 > best &&
          sum2 > best &&
          sum3 > best &&
          sum4 > best
        ) {
          at += (columns - half) * lanes;
          continue;
        }
        for (let j = half; j < columns; j++, at += lanes) {
          const value = samples[row + j] - shift[j];
          const from0 = value - lane0[at];
          sum0 += from0 * from0;
          const from1 = value - lane1[at];
          sum1 += from1 * from1;
          const from2 = value - lane2[at];
          sum2 += from2 * from2;
          const from3 = value - lane3[at];
          sum3 += from3 * from3;
          const from4 = value - lane4[at];
          sum4 += from4 * from4;
        }
        if (place === begin) toGuess = sum0;
        if (sum0 <= best) {
          const c = order[place];
          if (sum0 < best || c < label) label = c;
          best = sum0;
        }
        if (sum1 <= best) {
          const c = order[place + 1];
          if (sum1 < best || c < label) label = c;
          best = sum1;
        }
        if (sum2 <= best) {
          const c = order[place + 2];
          if (sum2 < best || c < label) label = c;
          best = sum2;
        }
        if (sum3 <= best) {
          const c = order[place + 3];
          if (sum3 < best || c < label) label = c;
          best = sum3;
        }
        if (sum4 <= best) {
          const c = order[place + 4];
          if (sum4 < best || c < label) label = c;
          best = sum4;
        }
      }
      labels[i] = label;
      probe += best * 0;
    }
    return probe === 0;
  }

  function learn(plan: CentreOrder): void {
    BLOCK.set(plan.packed);
    ORDER.set(plan.order);
    GAPS.set(plan.gaps);
    FEATURES.set(plan.features);
    LEAVES.set(plan.leaves);
    known = plan.order;
  }

  return function nearestByOrder(
    { data, rows, columns }: Dense,
    shift: Float64Array,
    plan: CentreOrder,
    labels: Int32Array,
  ): boolean {
    if (known !== plan.order) learn(plan);
    SHIFT.set(shift);
    // Rounding here may make a guess worse, no more.
    for (let node = 1; node < plan.limits.length; node++) {
      LIMITS[node] = plan.limits[node] + shift[plan.features[node]];
    }
    const size = Math.floor(SAMPLE_ROOM / columns);
    let allNumbers = true;
    for (let from = 0; from < rows; from += size) {
      const to = Math.min(rows, from + size);
      SAMPLES.set(data.subarray(from * columns, to * columns));
      guess(to - from, columns, plan);
      if (!labelBlock(columns, plan.stride, labels.subarray(from, to))) allNumbers = false;
    }
    return allNumbers;
  };
}

/**
 * As `findNearest`, but only the centres that can be the nearest are measured, five at a time: a tree guesses a centre g
 * near the sample x, the others follow by their distance from g, and those with d(g, c) > d(x, g) + d(x, nearest yet)
 * are further from x than the nearest yet, by the triangle inequality. Bounds are wider than the rounding error, so the
 * labels are those of `findNearest`, to the last tie. Five that are all further by half of the features are left there: sums
 * of squares only grow.
 *
 * Centres are packed anew in the order of each, so that one position, checked once, is that in all lanes; read where they are,
 * it takes 1.3 times as long. All guesses of a block come first: one before each search takes a tenth longer.
 *
 * Source: the ball of Exponion, Newling and Fleuret, ICML (2016), with another guess.
 *
 * @returns whether all distances to the nearest centres are numbers, as they are not where a sample is not finite
 */
export const nearestByOrder = /* @__PURE__ */ createNearestByOrder();
