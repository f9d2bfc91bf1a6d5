import type { Dense } from '../../data/dense.js';
import { partitionAt } from '../../numeric/partition-points.js';

/*
 * Boxes around points of the plane, each of which is cut in two when that is first asked for.
 */

/** A box of fewer rows is not cut. */
export const CUT_ROWS = 16;

/** Each half of a box has at least this share of its rows. */
const SMALLEST_HALF = 1 / 8;

/** No centre is known to be the label of all samples of a box. */
export const MIXED = -1;

/** Consecutive samples in boxes. */
export interface Boxes {
  /** Number of the first sample. */
  readonly first: number;
  /** x and y of the samples, box by box. */
  readonly points: Float64Array;
  /** Their numbers, less `first`. */
  readonly order: Int32Array;
  /** Middle x and y of each box, then half its extents [4 a box]. */
  readonly extents: Float64Array;
  /** `BEGIN`, `END`, `HALF` and `OWNER` of each box [4 a box]. */
  readonly facts: Int32Array;
  nBoxes: number;
}

/** Where its points begin, and where they end. */
export const BEGIN = 0;
export const END = 1;
/** Where the extents and facts of its first half are, those of the other one behind them; 0 where it is not cut. */
export const HALF = 2;
/** The centre that is the label of all its samples, or `MIXED`. */
export const OWNER = 3;

/** How many boxes can lie within one another. */
export function deepest(rows: number): number {
  let boxes = 1;
  for (let left = rows; left >= CUT_ROWS; left -= Math.floor(left * SMALLEST_HALF)) boxes++;
  return boxes;
}

/** Points on a line as points of the plane: a second coordinate of 0 changes no distance. */
export function inPlane(values: Float64Array): Float64Array {
  const points = new Float64Array(2 * values.length);
  for (let i = 0; i < values.length; i++) points[2 * i] = values[i];
  return points;
}

/** One box with all samples from `first` up to `end`. */
export function oneBox({ data, columns }: Dense, first: number, end: number): Boxes {
  const rows = end - first;
  const own = data.subarray(first * columns, end * columns);
  const order = new Int32Array(rows);
  for (let i = 0; i < rows; i++) order[i] = i;
  const most = 2 * Math.ceil(rows / Math.floor(CUT_ROWS * SMALLEST_HALF)) + 1;
  const boxes: Boxes = {
    first,
    points: columns === 2 ? own.slice() : inPlane(own),
    order,
    extents: new Float64Array(4 * most),
    facts: new Int32Array(4 * most),
    nBoxes: 0,
  };
  addBox(boxes, 0, rows, MIXED);
  return boxes;
}

/** A new box around the points from `begin` up to `end`. */
function addBox(boxes: Boxes, begin: number, end: number, owner: number): void {
  const { points, extents, facts } = boxes;
  let lowX = Infinity;
  let highX = -Infinity;
  let lowY = Infinity;
  let highY = -Infinity;
  for (let at = 2 * begin; at < 2 * end; at += 2) {
    const x = points[at];
    const y = points[at + 1];
    if (x < lowX) lowX = x;
    if (x > highX) highX = x;
    if (y < lowY) lowY = y;
    if (y > highY) highY = y;
  }
  const at = 4 * boxes.nBoxes++;
  const x = lowX + (highX - lowX) / 2;
  const y = lowY + (highY - lowY) / 2;
  extents[at] = x;
  extents[at + 1] = y;
  extents[at + 2] = Math.max(highX - x, x - lowX);
  extents[at + 3] = Math.max(highY - y, y - lowY);
  facts[at + BEGIN] = begin;
  facts[at + END] = end;
  facts[at + HALF] = 0;
  facts[at + OWNER] = owner;
}

/**
 * Cut a box across its longer side: in the middle of it, or where that leaves little, in the middle of its points.
 *
 * @param owner - of both halves
 * @returns the first half; the other one is next to it
 */
export function cut(boxes: Boxes, at: number, owner: number): number {
  const { points, order, extents, facts } = boxes;
  const begin = facts[at + BEGIN];
  const end = facts[at + END];
  const side = extents[at + 2] >= extents[at + 3] ? 0 : 1;
  let middle = partition(points, order, begin, end, side, extents[at + side]);
  const least = Math.floor((end - begin) * SMALLEST_HALF);
  if (middle - begin < least || end - middle < least) {
    middle = (begin + end) >> 1;
    halvePoints(points, order, begin, end, side, middle);
  }
  const half = 4 * boxes.nBoxes;
  facts[at + HALF] = half;
  addBox(boxes, begin, middle, owner);
  addBox(boxes, middle, end, owner);
  return half;
}

/** Move points below the limit before the others; returns where those begin. */
function partition(
  points: Float64Array,
  order: Int32Array,
  begin: number,
  end: number,
  side: number,
  limit: number,
): number {
  let i = begin;
  let j = end - 1;
  for (;;) {
    while (i <= j && points[2 * i + side] < limit) i++;
    while (i <= j && points[2 * j + side] >= limit) j--;
    if (i > j) return i;
    const number = order[i];
    const x = points[2 * i];
    const y = points[2 * i + 1];
    order[i] = order[j];
    points[2 * i] = points[2 * j];
    points[2 * i + 1] = points[2 * j + 1];
    order[j] = number;
    points[2 * j] = x;
    points[2 * j + 1] = y;
    i++;
    j--;
  }
}

/** Move the points that belong before `middle` there. */
function halvePoints(
  points: Float64Array,
  order: Int32Array,
  begin: number,
  end: number,
  side: number,
  middle: number,
): void {
  const own = points.slice(2 * begin, 2 * end);
  const numbers = order.slice(begin, end);
  const sorted = new Int32Array(end - begin);
  for (let i = 0; i < sorted.length; i++) sorted[i] = i;
  partitionAt(sorted, own, 2, side, 0, sorted.length, middle - begin);
  for (let i = 0; i < sorted.length; i++) {
    order[begin + i] = numbers[sorted[i]];
    points[2 * (begin + i)] = own[2 * sorted[i]];
    points[2 * (begin + i) + 1] = own[2 * sorted[i] + 1];
  }
}
