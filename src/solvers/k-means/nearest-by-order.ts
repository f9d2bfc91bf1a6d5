import type { Dense } from '../../data/dense.js';
import { type CentreOrder, strideOf, TILE } from './centre-order.js';
import type { Centers } from './shifted-centers.js';

/** Values of samples that the closure holds: 32 kB. */
const SAMPLE_ROOM = 4096;
/** Values of centres, each in the order of each: 2 MB, of which no more is memory than was used. */
const ROOM = 2 ** 18;
const MOST_COLUMNS = 256;
/** A search has no more points than this. */
export const MOST_POINTS = 51;
const MOST_LEAVES = 64;
const POINT_ROOM = MOST_LEAVES * MOST_COLUMNS;
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

interface Found {
  allNumbers: boolean;
  share: number;
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
  const SAMPLE_BLOCK = new Float64Array(SAMPLE_ROOM + 3);
  const SAMPLES = SAMPLE_BLOCK.subarray(0, SAMPLE_ROOM);
  const SAMPLES0 = SAMPLE_BLOCK.subarray(0, SAMPLE_ROOM + 0);
  const SAMPLES1 = SAMPLE_BLOCK.subarray(1, SAMPLE_ROOM + 1);
  const SAMPLES2 = SAMPLE_BLOCK.subarray(2, SAMPLE_ROOM + 2);
  const SAMPLES3 = SAMPLE_BLOCK.subarray(3, SAMPLE_ROOM + 3);
  const POINTS = new Float64Array(POINT_ROOM + 3);
  const POINTS0 = POINTS.subarray(0, POINT_ROOM + 0);
  const POINTS1 = POINTS.subarray(1, POINT_ROOM + 1);
  const POINTS2 = POINTS.subarray(2, POINT_ROOM + 2);
  const POINTS3 = POINTS.subarray(3, POINT_ROOM + 3);
  const STARTS = new Int32Array(SAMPLE_ROOM);
  const SQUARES = new Float64Array(SAMPLE_ROOM);
  const LISTED = new Int32Array(SAMPLE_ROOM + 1);
  const SHIFT = new Float64Array(MOST_COLUMNS);
  /** Met since the search began. */
  let tiles = 0;
  /** Whose values they are. */
  let known: CentreOrder | undefined;

  /** Near which point each of the first samples in the block may be. */
  function guess(count: number, columns: number, depth: number): void {
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
      starts[i] = leaves[node - size];
    }
  }

  /** Labels of who is so near its point that these are known; lists the others. @returns how many these are */
  function settle(columns: number, stride: number, labels: Int32Array): number {
    const samples0 = SAMPLES0;
    const points0 = POINTS0;
    const samples1 = SAMPLES1;
    const points1 = POINTS1;
    const samples2 = SAMPLES2;
    const points2 = POINTS2;
    const samples3 = SAMPLES3;
    const points3 = POINTS3;
    const order = ORDER;
    const gaps = GAPS;
    const starts = STARTS;
    const squares = SQUARES;
    const listed = LISTED;
    let count = 0;
    for (let i = 0, j = 0; i < labels.length; i++) {
      const end = j + columns;
      const start = starts[i];
      let sum = 0;
      let other = 0;
      let at = start * columns;
      for (; j + 3 < end; j += 4, at += 4) {
        const from0 = samples0[j] - points0[at];
        const from1 = samples1[j] - points1[at];
        const from2 = samples2[j] - points2[at];
        const from3 = samples3[j] - points3[at];
        sum += from0 * from0 + from1 * from1;
        other += from2 * from2 + from3 * from3;
      }
      sum += other;
      for (; j < end; j++, at++) {
        const from = samples0[j] - points0[at];
        sum += from * from;
      }
      const place = start * stride;
      squares[i] = sum;
      labels[i] = order[place];
      listed[count] = i;
      count += 1 - Number(gaps[place + 1] > sum); // no number is listed too
    }
    return count;
  }

  /** Labels of those who are listed. @returns whether all distances to their centres are numbers */
  function meetTiles(count: number, columns: number, stride: number, labels: Int32Array): boolean {
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
    const squares = SQUARES;
    const listed = LISTED;
    const half = columns >> 1;
    let probe = 0; // stays 0 while all distances are numbers
    let met = 0;
    for (let which = 0; which < count; which++) {
      const i = listed[which];
      const row = i * columns;
      const begin = starts[i] * stride;
      const end = begin + stride;
      const square = squares[i];
      let best = Infinity;
      let label = 0;
      for (let place = begin, at = begin * columns; place < end; place += lanes) {
        if (gaps[place] > square) break;
        met++;
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
    tiles += met;
    return probe === 0;
  }

  function learn(plan: CentreOrder): void {
    const { centers, shift, points, stride, order } = plan;
    const columns = shift.length;
    const places = (points.length / columns) * stride;
    const block = BLOCK;
    for (let at = 0; at < places; at++) {
      const center = order[at] * columns;
      const lane = at % TILE;
      const to = (at - lane) * columns + lane;
      for (let j = 0; j < columns; j++) {
        block[to + TILE * j] = center < centers.length ? centers[center + j] : Infinity;
      }
    }
    SHIFT.set(shift);
    POINTS.set(points);
    ORDER.set(order);
    GAPS.set(plan.gaps);
    FEATURES.set(plan.features);
    LIMITS.set(plan.limits);
    LEAVES.set(plan.leaves);
    known = plan;
  }

  /** The order that was asked last, if it is one of these centres. */
  function orderOf({ centers, shift }: Centers): CentreOrder | undefined {
    return known !== undefined && isSame(known.centers, centers) && isSame(known.shift, shift)
      ? known
      : undefined;
  }

  /** As `findNearest`. */
  function find(plan: CentreOrder, { data, rows, columns }: Dense, labels: Int32Array): Found {
    if (plan !== known) learn(plan);
    const size = Math.floor(SAMPLE_ROOM / columns);
    tiles = 0;
    let allNumbers = true;
    for (let from = 0; from < rows; from += size) {
      const to = Math.min(rows, from + size);
      SAMPLES.set(data.subarray(from * columns, to * columns));
      const part = labels.subarray(from, to);
      guess(to - from, columns, plan.depth);
      const count = settle(columns, plan.stride, part);
      if (!meetTiles(count, columns, plan.stride, part)) allNumbers = false;
    }
    return { allNumbers, share: (tiles * TILE) / (rows * plan.stride) };
  }

  return { orderOf, find };
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at === a.length && at === b.length;
}

export const nearestByOrder = /* @__PURE__ */ createNearestByOrder();
