import type { Dense } from '../../data/dense.js';
import { type Centers, sameCenters } from './centers.js';
import { type CentreOrder, LEAVES_A_POINT, strideOf, TILE } from './centre-order.js';
import { createMeetInOrder } from './meet-in-order.js';

/** Values of samples that the closure holds: 32 kB. */
const SAMPLE_ROOM = 4096;
/** Values of centres, each in the order of each: 2 MB, of which no more is memory than was used. */
const ROOM = 2 ** 18;
const MOST_COLUMNS = 256;
const MOST_CLUSTERS = 64;
const MOST_LEAVES = 128;
const MOST_POINTS = Math.floor(MOST_LEAVES / LEAVES_A_POINT);
/** Places of centres in the order of each point. */
const MOST_PLACES = MOST_POINTS * (MOST_CLUSTERS + TILE);
const POINT_ROOM = MOST_POINTS * MOST_COLUMNS;

/** How many points the search has room for, with so many centres in the order of each. */
export function roomForPoints(nClusters: number, columns: number): number {
  if (columns > MOST_COLUMNS || nClusters > MOST_CLUSTERS) return 0;
  return Math.min(MOST_POINTS, Math.floor(ROOM / (strideOf(nClusters) * columns)));
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
  const SAMPLES0 = SAMPLE_BLOCK.subarray(0, SAMPLE_ROOM);
  const SAMPLES1 = SAMPLE_BLOCK.subarray(1, SAMPLE_ROOM + 1);
  const SAMPLES2 = SAMPLE_BLOCK.subarray(2, SAMPLE_ROOM + 2);
  const SAMPLES3 = SAMPLE_BLOCK.subarray(3, SAMPLE_ROOM + 3);
  const POINT_BLOCK = new Float64Array(POINT_ROOM + 3);
  const POINTS0 = POINT_BLOCK.subarray(0, POINT_ROOM);
  const POINTS1 = POINT_BLOCK.subarray(1, POINT_ROOM + 1);
  const POINTS2 = POINT_BLOCK.subarray(2, POINT_ROOM + 2);
  const POINTS3 = POINT_BLOCK.subarray(3, POINT_ROOM + 3);
  const STARTS = new Int32Array(SAMPLE_ROOM);
  const SQUARES = new Float64Array(SAMPLE_ROOM);
  const PAIRS = new Int32Array(SAMPLE_ROOM + 1);
  const MANY = new Int32Array(SAMPLE_ROOM + 1);
  const SHIFT = new Float64Array(MOST_COLUMNS);
  let nPairs = 0;
  let nMany = 0;
  /** Whose values they are. */
  let known: CentreOrder | undefined;

  const { meetPairs, meetTiles } = createMeetInOrder({
    lanes: [LANE0, LANE1, LANE2, LANE3, LANE4],
    samples: SAMPLES0,
    shift: SHIFT,
    order: ORDER,
    gaps: GAPS,
    starts: STARTS,
    squares: SQUARES,
    pairs: PAIRS,
    many: MANY,
  });

  /** Near which point each of the first samples in the block may be. */
  function guess(count: number, columns: number, depth: number): void {
    // Named before the loops: V8 knows place and length of constants only then.
    const samples = SAMPLES0;
    const features = FEATURES;
    const limits = LIMITS;
    const leaves = LEAVES;
    const starts = STARTS;
    const size = 1 << depth;
    // Four at a time, none of which waits for another; no branch, which would often be guessed wrong.
    for (let i = 0; i < count; i += 4) {
      const row0 = i * columns;
      const row1 = row0 + columns;
      const row2 = row1 + columns;
      const row3 = row2 + columns;
      let node0 = 1;
      let node1 = 1;
      let node2 = 1;
      let node3 = 1;
      for (let level = 0; level < depth; level++) {
        node0 = 2 * node0 + Number(samples[row0 + features[node0]] > limits[node0]);
        node1 = 2 * node1 + Number(samples[row1 + features[node1]] > limits[node1]);
        node2 = 2 * node2 + Number(samples[row2 + features[node2]] > limits[node2]);
        node3 = 2 * node3 + Number(samples[row3 + features[node3]] > limits[node3]);
      }
      starts[i] = leaves[node0 - size];
      starts[i + 1] = leaves[node1 - size];
      starts[i + 2] = leaves[node2 - size];
      starts[i + 3] = leaves[node3 - size];
    }
  }

  /** Labels of who is so near its point that these are known; lists the others, of whom so many meet two and so many more. */
  function settle(columns: number, stride: number, labels: Int32Array): void {
    const samples0 = SAMPLES0;
    const samples1 = SAMPLES1;
    const samples2 = SAMPLES2;
    const samples3 = SAMPLES3;
    const points0 = POINTS0;
    const points1 = POINTS1;
    const points2 = POINTS2;
    const points3 = POINTS3;
    const order = ORDER;
    const gaps = GAPS;
    const starts = STARTS;
    const squares = SQUARES;
    const pairs = PAIRS;
    const many = MANY;
    let two = 0;
    let more = 0;
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
      // What is no number is listed with those who may be nearest to many.
      const isOfFirst = Number(gaps[place + 1] > sum);
      const isOfTwo = Number(gaps[place + 2] > sum);
      pairs[two] = i;
      two += isOfTwo - isOfFirst;
      many[more] = i;
      more += 1 - isOfTwo;
    }
    nPairs = two;
    nMany = more;
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
    POINT_BLOCK.set(points);
    ORDER.set(order);
    GAPS.set(plan.gaps);
    FEATURES.set(plan.features);
    LIMITS.set(plan.limits);
    LEAVES.set(plan.leaves);
    known = plan;
  }

  /** The order that was asked last, if it is one of these centres. */
  function orderOf(model: Centers): CentreOrder | undefined {
    return known !== undefined && sameCenters(known, model) ? known : undefined;
  }

  /**
   * Writes the labels; returns the share of all centres that was met, in tiles, or no number where a distance to the nearest
   * centre is none.
   */
  function find(plan: CentreOrder, { data, rows, columns }: Dense, labels: Int32Array): number {
    if (plan !== known) learn(plan);
    const { stride, depth } = plan;
    const size = 4 * Math.floor(SAMPLE_ROOM / columns / 4);
    let tiles = 0;
    for (let from = 0; from < rows; from += size) {
      const to = Math.min(rows, from + size);
      const part = labels.subarray(from, to);
      SAMPLES0.set(data.subarray(from * columns, to * columns));
      guess(to - from, columns, depth);
      settle(columns, stride, part);
      meetPairs(nPairs, columns, stride, part);
      tiles += meetTiles(nMany, columns, stride, part);
    }
    return (tiles * TILE) / (rows * stride);
  }

  return { orderOf, find };
}

/**
 * As `findNearest`, but only the centres that can be the nearest are measured: a tree guesses a point near the sample, and how near
 * the sample is to that says how many of the centres in the point's order can be. Of samples in clusters most need but this one
 * distance, and most others two more. Bounds are wider than the rounding error, so the labels are those of
 * `findNearest`, to the last tie.
 *
 * Centres are packed anew in the order of each point, so that one position, checked once, is that in all lanes; read where they are,
 * it takes 1.3 times as long. Five that are all further by half of the features are left there: sums of squares only grow.
 * Steps take turns block by block: each keeps what it needs in registers.
 */
export const nearestByOrder = /* @__PURE__ */ createNearestByOrder();
